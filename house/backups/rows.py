"""Rows of tables in a form that no database engine owns, to be read on one engine and written on another."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models.expressions import Col

LEFT_OUT = frozenset({
    "auth_permission", "django_content_type",  # each database makes its own
    "house_browsersession", "house_device", "house_subscription",  # everybody is signed out by one that is put back
    "house_introduction", "house_sent", "house_walk",  # minutes old, and not meant to come back
    "house_overdue", "house_tickrun",  # of the server, not of the house
})  # fmt: skip
"""Tables without which a house is whole. Any other is backed up, and so is a new one."""
AT_ONCE = 1000

Encoded = Any
"""What JSON can hold."""


def bytes_to_text(value: bytes) -> str:
    return base64.b64encode(bytes(value)).decode()


def _moment_to_text(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


CODECS: dict[str, tuple[Callable[[Any], Encoded], Callable[[Encoded], Any]]] = {
    "BinaryField": (bytes_to_text, base64.b64decode),
    "DateTimeField": (_moment_to_text, datetime.fromisoformat),
    "DateField": (date.isoformat, date.fromisoformat),
    "TimeField": (time.isoformat, time.fromisoformat),
    "UUIDField": (lambda value: value.hex, uuid.UUID),
    "DecimalField": (str, Decimal),
    "DurationField": (
        lambda value: value // timedelta(microseconds=1),
        lambda number: timedelta(microseconds=number),
    ),
}
"""By the internal type of a field: into JSON and out of it. Other types are what JSON has."""


@dataclass(frozen=True)
class Column:
    """A column as Django's own field of its type, so that a sealed text stays sealed."""

    name: str
    field: models.Field

    @classmethod
    def of(cls, field: models.Field) -> Column:
        source: Any = field
        while source.is_relation:
            source = source.target_field
        kind = source.get_internal_type()
        plain = getattr(models, kind)(**({"max_digits": 40, "decimal_places": 10} if kind == "DecimalField" else {}))
        return cls(str(field.column), plain)

    @cached_property
    def codec(self) -> tuple[Callable[[Any], Encoded], Callable[[Encoded], Any]]:
        same: Callable[[Any], Any] = lambda value: value  # noqa: E731
        return CODECS.get(self.field.get_internal_type(), (same, same))

    def reader(self, table: str) -> Callable[[Any], Encoded]:
        """Turns what this database returned into JSON."""
        encode = self.codec[0]
        source = Col(table, self.field)
        converters = connection.ops.get_db_converters(source) + self.field.get_db_converters(connection)
        if not converters:
            return lambda value: None if value is None else encode(value)

        def read(value: Any) -> Encoded:
            for convert in converters:
                value = convert(value, source, connection)
            return None if value is None else encode(value)

        return read

    def to_store(self, value: Encoded) -> Any:
        """What this database takes, made of JSON."""
        return self.field.get_db_prep_save(None if value is None else self.codec[1](value), connection)


@dataclass(frozen=True)
class Table:
    """A table of the house, its columns in the order of their names, its rows in the order of `key`."""

    name: str
    columns: list[Column]
    key: list[str]
    sealed: list[int]
    """The places of columns with sealed values."""
    files: list[int]
    """The places of columns with names of files."""

    @classmethod
    def of(cls, model: type[models.Model]) -> Table:
        fields = [field for field in model._meta.concrete_fields if field.column]
        fields.sort(key=lambda field: str(field.column))
        return cls(
            model._meta.db_table,
            [Column.of(field) for field in fields],
            [str(field.column) for field in model._meta.pk_fields],
            [at for at, field in enumerate(fields) if hasattr(field, "bound_to")],
            [at for at, field in enumerate(fields) if isinstance(field, models.FileField)],
        )

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def read(self) -> Iterator[list[Encoded]]:
        """All rows, a few at a time. Must run in a transaction: PostgreSQL keeps a cursor open only there."""
        quote = connection.ops.quote_name
        columns, key = (", ".join(map(quote, names)) for names in (self.names, self.key))
        readers = [column.reader(self.name) for column in self.columns]
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {quote(self.name)} ORDER BY {key}")  # noqa: S608  our own names
            while rows := cursor.fetchmany(AT_ONCE):
                for row in rows:
                    yield [read(value) for read, value in zip(readers, row, strict=True)]

    def write(self, rows: Iterable[list[Encoded]]) -> None:
        quote = connection.ops.quote_name
        columns, marks = ", ".join(map(quote, self.names)), ", ".join(["%s"] * len(self.columns))
        stored = ([column.to_store(value) for column, value in zip(self.columns, row, strict=True)] for row in rows)
        with connection.cursor() as cursor:
            while batch := list(islice(stored, AT_ONCE)):
                cursor.executemany(f"INSERT INTO {quote(self.name)} ({columns}) VALUES ({marks})", batch)  # noqa: S608

    def is_empty(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(self.name)} LIMIT 1")  # noqa: S608
            return cursor.fetchone() is None

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(self.name)}")  # noqa: S608


def tables_today() -> list[Table]:
    return tables_of(apps.get_models(include_auto_created=True))


def tables_of(found: Iterable[type[models.Model]]) -> list[Table]:
    """The tables that a back-up holds, by name. `found` are models of today, or of an earlier state of migrations."""
    tables = [Table.of(model) for model in found if model._meta.managed and model._meta.db_table not in LEFT_OUT]
    return sorted(tables, key=lambda table: table.name)
