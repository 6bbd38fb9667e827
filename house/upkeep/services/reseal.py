"""Seal again everything under an older key, beside a running site. Safe to stop at any moment and run again.

Give every process the new key as its second first, then as its first, then reseal; only then remove the old one.
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
    """Each table with its number of rows and of rows sealed again, when it is done. Raises SealBroken.

    The sealed files of a column count as a table of their own.
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
    """False when it was sealed with the newest key, and when it is gone. Raises SealBroken."""
    try:
        return storage.reseal(name)
    except NotHere:
        return False


def _in_steps(model: type[models.Model], anew: Any) -> tuple[int, int]:
    """In short transactions, in order of key. Rows that are made meanwhile are under the newest key already."""
    last, rows, done = None, 0, 0
    while True:
        with transaction.atomic():
            all_rows = model._base_manager.order_by("pk").select_for_update(of=("self",), no_key=True)
            batch = list((all_rows if last is None else all_rows.filter(pk__gt=last))[:AT_ONCE])
            changed = [(row.pk, values) for row in batch if (values := anew(row))]
            for pk, values in changed:
                model._base_manager.filter(pk=pk).update(**values)
        if not batch:
            return rows, done
        last, rows, done = batch[-1].pk, rows + len(batch), done + len(changed)


def _row_anew(row: models.Model) -> dict[str, Any]:
    """Its texts that are sealed with an older key, sealed again, and the hashes beside them."""
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
    """The data of a second step, with each sealed text in it sealed again, wherever it stands."""
    data = _deep(row.data)
    return {} if data == row.data else {"data": data}


def _deep(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _deep(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_deep(item) for item in value]
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
