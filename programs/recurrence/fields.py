"""The database field of a recurrence: text of django-recurrence, and always a rhythm that we understand."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.db.models.query_utils import DeferredAttribute
from django.utils import timezone
from recurrence import Recurrence
from recurrence.fields import RecurrenceField

from programs.recurrence.rhythm import Rhythm


class Stored(str):
    """A recurrence as it is in the database."""


class RecurrenceAttribute(DeferredAttribute):
    """Parses a recurrence when it is set, and a stored one on first use: a page of sessions uses none of its series.

    It can be deferred; the attribute of the library cannot.
    """

    def __get__(self, instance: Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Stored):
            return value
        instance.__dict__[self.field.attname] = parsed = self.field.to_python(str(value))
        return parsed

    def __set__(self, instance: Model, value: Any) -> None:
        is_stored = isinstance(value, Stored)
        instance.__dict__[self.field.attname] = value if is_stored else self.field.to_python(value)


class LocalRecurrenceField(RecurrenceField):
    """A weekly recurrence on naive local days.

    The library stores moments as UTC text and converts in whatever zone is active; here that is always
    `settings.TIME_ZONE`, so that a day stays the same day for every reader.

    Raises:
        NotARhythm: on saving anything but a `Rhythm`; see there.
    """

    descriptor_class = RecurrenceAttribute

    def contribute_to_class(self, cls: type[Model], name: str, *args: Any, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, *args, **kwargs)
        setattr(cls, name, self.descriptor_class(self))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"include_dtstart": self.include_dtstart}

    def from_db_value(self, value: str | None, *context: Any) -> Stored | None:
        return None if value is None else Stored(value)

    def to_python(self, value: Any) -> Recurrence | None:
        with timezone.override(settings.TIME_ZONE):
            return super().to_python(value)

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        Rhythm.of(self.to_python(value))
        with timezone.override(settings.TIME_ZONE):
            return super().get_prep_value(value)

    def formfield(self, **kwargs: Any) -> None:
        """No form field: the library's widget fails on a phone and by keyboard. The forms have fields of their own."""


@lru_cache(maxsize=1024)
def rhythm_of(stored: Stored) -> Rhythm:
    """The rhythm of a recurrence in the database. Parsing one costs as much as a query, and rhythms never change."""
    return Rhythm.of(LocalRecurrenceField().to_python(str(stored)))
