"""Keyed hashes beside sealed texts: to find a text, and to keep it unique.

The key is made of the sealing key, not of SECRET_KEY: a name is short and can be guessed, so the hash must be made
again whenever the text is sealed again, by the same `manage.py reseal`. SECRET_KEY may be replaced at any time without
keeping anybody out.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from house.sealing import Sealed, ring


def hashes_of(model: type[models.Model], name: str, text: str, within: object = "") -> list[str]:
    """The hashes to find a text by: `.filter(title_hash__in=hashes_of(Training, "title_hash", title))`."""
    field = model._meta.get_field(name)
    assert isinstance(field, KeyedHashField)
    return field.all_of(text, within)


class KeyedHashField(models.CharField):
    """A hash of a sealed text in the same row. It follows that text by itself; an empty text has no hash.

    `of` names the sealed text; `within` the field within which texts are compared, such as the house. In two houses the
    same text has two hashes.
    """

    def __init__(self, *args: Any, of: str, within: str = "", ignores_case: bool = False, **kwargs: Any) -> None:
        self.of, self.within, self.ignores_case = of, within, ignores_case
        super().__init__(*args, **kwargs | {"max_length": 64, "editable": False})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        more = {"of": self.of, "within": self.within, "ignores_case": self.ignores_case}
        return name, path, args, {key: value for key, value in kwargs.items() if key != "max_length"} | more

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        models.signals.pre_save.connect(self._mind_both, sender=cls)

    def all_of(self, text: str, within: object = "") -> list[str]:
        """The hashes of a text under each key, the newest first: during a change of keys any of them may be stored."""
        context = f"{self.model._meta.db_table}.{self.column}:{within}"
        return ring().hashes(text.casefold() if self.ignores_case else text, context)

    def hash_of(self, row: models.Model) -> str | None:
        """The hash of this row's text, under the newest key."""
        text = getattr(row, self.of)
        return self.all_of(text, getattr(row, self.within) if self.within else "")[0] if text else None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Make the hash, except when the text was not read: then both are unchanged."""
        if not isinstance(model_instance.__dict__.get(self.of, Sealed()), Sealed):
            setattr(model_instance, self.attname, self.hash_of(model_instance))
        return super().pre_save(model_instance, add)

    def _mind_both(self, update_fields: frozenset[str] | None = None, **signal: Any) -> None:
        if update_fields and self.of in update_fields and self.name not in update_fields:
            raise FieldError(f"{self.name} is made of {self.of}: save both.")
