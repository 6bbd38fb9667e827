"""Questions that every message asks. Django makes their SQL anew each time, at ten times the cost of the answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from itertools import chain
from threading import local
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, QuerySet
from django.utils import timezone

KEPT_MAX = 64
UUIDS_KEPT_MAX = 20_000


class Question(local):
    """A queryset of `values_list` whose SQL is kept: once for each number of values. Each thread has its own.

        seats = Question(UUIDField(), lambda groups: Seat.objects.counting().filter(group__in=groups).values_list("pk"))
        seats.about({group_id})

    `ask` gets collections of values of one field, in which none stands twice, and must use them all. The rest of its
    SQL may change with the local day, and with nothing else.
    """

    def __init__(self, field: Field, ask: Callable[..., QuerySet]) -> None:
        self._field, self._ask = field, ask
        self._kept: dict[tuple, tuple] = {}

    def about(self, *collections: Collection) -> Iterable[Any]:
        """The rows, as lists. Nothing is asked about nothing."""
        values = [_bare(self._field.get_db_prep_value(value, connection)) for value in chain(*collections)]
        if not values:
            return []
        shape = (timezone.localdate(), *map(len, collections))
        compiler, converters, sql, params = self._kept.get(shape) or self._make(shape, collections, values)
        with connection.cursor() as cursor:
            cursor.execute(sql, [param if place is None else values[place] for place, param in params])
            return compiler.apply_converters(cursor.fetchall(), converters)

    def _make(self, shape: tuple, collections: Iterable[Collection], values: list[Any]) -> tuple:
        compiler = self._ask(*collections).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = _quick(compiler.get_converters([column for column, *_ in compiler.select]))
        places = {value: place for place, value in enumerate(values)}
        made = compiler, converters, sql, [(places.pop(_bare(param), None), param) for param in params]
        if places:
            raise ValueError("A value cannot be found back in the SQL.")
        if len(values) <= KEPT_MAX:
            if len(self._kept) == KEPT_MAX:
                self._kept.clear()
            self._kept[shape] = made
        return made


def _quick(converters: dict[int, tuple]) -> dict[int, tuple]:
    """With a memory for UUIDs: making the same few anew for each message costs more than reading them."""
    return {
        place: ([_known_uuid if convert.__name__ == "convert_uuidfield_value" else convert for convert in each], column)
        for place, (each, column) in converters.items()
    }


def _known_uuid(value: str | None, *context: Any) -> UUID | None:
    return None if value is None else _uuid(value)


_uuid = lru_cache(maxsize=UUIDS_KEPT_MAX)(UUID)


def _bare(value: Any) -> Any:
    """Bytes themselves: Django wraps them for the database, in an object that equals no other."""
    return getattr(value, "obj", value)
