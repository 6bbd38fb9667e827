"""Sealing anew what still lies under an older key, beside a running site. Safe to stop at any moment and run again.

Give every process the new key as its second first, then as its first, then reseal; only then take the old one away.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models, transaction

from house.errors import NotHere
from house.files import SealedFiles
from house.hashing import KeyedHashField
from house.sealing import SECOND_FACTORS, Sealed, SealedTextField, ring

AT_ONCE = 200


def reseal() -> Iterator[tuple[str, int, int]]:
    """Each table with how many rows it has and how many were sealed anew, when it is done. Raises SealBroken.

    What is sealed in files counts as a table of its own.
    """
    for model in apps.get_models():
        if any(isinstance(field, SealedTextField) for field in model._meta.concrete_fields):
            yield model._meta.db_table, *_in_steps(model, _row_anew)
        for files in [field for field in model._meta.concrete_fields if isinstance(field, models.FileField)]:
            yield f"{model._meta.db_table}.{files.column}", *_files_anew(model, files)
    yield Authenticator._meta.db_table, *_in_steps(Authenticator, _factor_anew)


def _files_anew(model: type[models.Model], field: models.FileField) -> tuple[int, int]:
    names = list(model._base_manager.values_list(field.attname, flat=True))
    return len(names), sum(_file_anew(cast("SealedFiles", field.storage), name) for name in names)


def _file_anew(storage: SealedFiles, name: str) -> bool:
    """False where it was, and where it is not here any more. Raises SealBroken."""
    try:
        return storage.reseal(name)
    except NotHere:
        return False


def _in_steps(model: type[models.Model], anew: Any) -> tuple[int, int]:
    """In short transactions, in order of key. Rows that are made meanwhile are under the newest key already."""
    last, rows, done = None, 0, 0
    while True:
        with transaction.atomic():
            asked = model._base_manager.order_by("pk").select_for_update(of=("self",), no_key=True)
            some = list((asked if last is None else asked.filter(pk__gt=last))[:AT_ONCE])
            changed = [(row.pk, values) for row in some if (values := anew(row))]
            for pk, values in changed:
                model._base_manager.filter(pk=pk).update(**values)
        if not some:
            return rows, done
        last, rows, done = some[-1].pk, rows + len(some), done + len(changed)


def _row_anew(row: models.Model) -> dict[str, Any]:
    """Its texts that are sealed with an older key, and the hashes by which they are found."""
    fields = row._meta.concrete_fields
    texts = {field.attname: _text_anew(row, field) for field in fields if isinstance(field, SealedTextField)}
    hashes = {field.attname: field.hash_of(row) for field in fields if isinstance(field, KeyedHashField)}
    hashes = {name: value for name, value in hashes.items() if value != getattr(row, name)}
    return {name: sealed for name, sealed in texts.items() if sealed is not None} | hashes


def _text_anew(row: models.Model, field: SealedTextField) -> Sealed | None:
    sealed = row.__dict__[field.attname]
    if sealed is None or ring().is_newest(sealed):
        return None
    return field.seal(row, field.open(row, sealed))


def _factor_anew(row: Authenticator) -> dict[str, Any]:
    """Secrets, numbers and lists of allauth's own: each text in it that is sealed, wherever it stands."""
    data = _deep(row.data)
    return {} if data == row.data else {"data": data}


def _deep(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _deep(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_deep(one) for one in value]
    sealed = _sealed_in(value)
    if sealed is None or ring().is_newest(sealed):
        return value
    return base64.b64encode(ring().seal(ring().open(sealed, SECOND_FACTORS), SECOND_FACTORS)).decode()


def _sealed_in(value: Any) -> bytes | None:
    try:
        raw = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except ValueError:
        return None
    return raw if ring().knows(raw) else None
