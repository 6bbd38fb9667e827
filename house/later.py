"""Reading several things in one query.

    with reading_together():
        notes, chores = later(notes_sql, houses), later(chores_sql, houses)
        days = [note.from_on for note in notes]  # reads the chores too

Only for code that reads: whoever writes between asking and looking finds what she wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, OrderBy, QuerySet

from house.cached_sql import CACHED_MAX, MANY, Asked, CachedSql, Compiled, Value

_batch: ContextVar[list[Later] | None] = ContextVar("batch", default=None)
_deeds: ContextVar[dict[Hashable, Callable[[], object]]] = ContextVar("deeds")


@contextmanager
def reading_together() -> Iterator[None]:
    """Within this block, `later` collects queries. All of them are read in one when somebody looks at the first result,
    or else at the end of the block. Deeds of `once_read` are carried out after it, unless it failed.
    """
    if _batch.get() is not None:
        yield
        return
    batch: list[Later] = []
    deeds: dict[Hashable, Callable[[], object]] = {}
    token, token_of_deeds = _batch.set(batch), _deeds.set(deeds)
    try:
        yield
    finally:
        _batch.reset(token)
        _deeds.reset(token_of_deeds)
    _read(batch)
    for deed in deeds.values():
        deed()


def once_read(key: Hashable, deed: Callable[[], object]) -> None:
    """Write something after a page that only reads: one deed for each key. Outside `reading_together` at once."""
    if _batch.get() is None:
        deed()
    else:
        _deeds.get().setdefault(key, deed)


def later(sql: CachedSql, *asked: Value | Collection[Value]) -> Sequence[Any]:
    """The rows or objects of this queryset for these values. Outside `reading_together` they are read at once.

    Objects come in the order of their queryset, rows of values in none.
    """
    batch, values = _batch.get(), Asked.of(asked)
    if batch is None or values is None:
        return sql.answer(values)
    batch.append(Later(sql, values, batch))
    return batch[-1]


class Later(Sequence[Any]):
    """Rows or objects that are read, with all others of its batch, when somebody looks."""

    def __init__(self, sql: CachedSql, asked: Asked, batch: list[Later]) -> None:
        self.sql, self.asked = sql, asked
        self._batch = batch
        self.rows: list[Any] | None = None

    def __len__(self) -> int:
        return len(self._looked_at())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._looked_at())

    def __getitem__(self, at: Any) -> Any:
        return self._looked_at()[at]

    def _looked_at(self) -> list[Any]:
        if self.rows is None:
            _read(self._batch)
        if self.rows is None:  # reading all of them failed when another was looked at
            self.rows = self.sql.answer(self.asked)
        return self.rows


def _read(batch: list[Later]) -> None:
    waiting = [*batch]
    batch.clear()
    for each, rows in zip(waiting, _rows_of(waiting), strict=True):
        each.rows = rows


def _rows_of(waiting: Sequence[Later]) -> list[list[Any]]:
    if not waiting:
        return []
    if len(waiting) == 1:
        return [waiting[0].sql.answer(waiting[0].asked)]
    key = tuple((each.sql, each.asked.shape) for each in waiting)
    joined = _joined.get(key) or _join(key)
    pairs = zip(joined.branches, waiting, strict=True)
    values = [branch.compiled.filled_with(each.asked.values) for branch, each in pairs]
    rows_by_branch: list[list[Sequence]] = [[] for _ in waiting]
    with connection.cursor() as cursor:
        cursor.execute(joined.sql, [value for of_branch in values for value in of_branch])
        for row in cursor.fetchall():
            rows_by_branch[row[0]].append(row)
    return [branch.answer(rows) for branch, rows in zip(joined.branches, rows_by_branch, strict=True)]


class Order(NamedTuple):
    """One column that objects are ordered by."""

    attribute: Callable[[Any], Any]
    is_descending: bool
    none_is_greatest: bool

    def key(self, row: Any) -> tuple[bool, Any]:
        value = self.attribute(row)
        return (value is None) == self.none_is_greatest, value


class Branch(NamedTuple):
    """One of several queries that are read together: where its columns are, and how its objects are ordered."""

    compiled: Compiled
    columns: Callable[[Sequence], Sequence]
    orders: list[Order]

    def answer(self, rows: Sequence[Sequence]) -> list[Any]:
        answer = self.compiled.answer(map(self.columns, rows))
        if self.compiled.maker:
            for order in self.orders:
                answer.sort(key=order.key, reverse=order.is_descending)
        return answer


class Joined(NamedTuple):
    sql: str
    branches: list[Branch]


_joined: dict[tuple, Joined] = {}


def _join(key: Sequence[tuple[CachedSql, tuple]]) -> Joined:
    """One statement for all of these: the number of the query, then columns, which queries share by type.

    A first query without rows gives the columns their types. Else PostgreSQL calls a column text when two queries have
    NULL there, and SQLite reads moments as days when its first query has days there, and finds None.
    """
    queries = [sql.with_stand_ins(shape) for sql, shape in key]
    every = [Compiled.of(queryset.order_by(), values, with_col_aliases=True) for queryset, values in queries]
    room: Counter[str] = Counter()
    for compiled in every:
        room |= Counter(kind for _, kind in compiled.columns)
    slots = [(kind, number) for kind, count in room.items() for number in range(count)]
    selects = [f"SELECT -1, {', '.join(f'CAST(NULL AS {kind})' for kind, _ in slots)} WHERE 1 = 0"]
    branches: list[Branch] = []
    for (queryset, _), compiled in zip(queries, every, strict=True):
        placed = _placed(compiled.columns)
        shown = ", ".join(placed.get(slot, "NULL") for slot in slots)
        selects.append(f"SELECT {len(branches)}, {shown} FROM ({compiled.sql}) AS branch")  # noqa: S608  ours
        branches.append(Branch(compiled, _picker([1 + slots.index(slot) for slot in placed]), _order_of(queryset)))
    joined = Joined(" UNION ALL ".join(selects), branches)
    if all(len(values) <= MANY for _, values in queries):
        if len(_joined) >= CACHED_MAX:
            _joined.clear()
        _joined[tuple(key)] = joined
    return joined


def _placed(columns: Sequence[tuple[str, str]]) -> dict[tuple[str, int], str]:
    """The columns by type and number within their type, in their own order."""
    seen: Counter[str] = Counter()
    placed = {}
    for name, kind in columns:
        placed[kind, seen[kind]] = connection.ops.quote_name(name)
        seen[kind] += 1
    return placed


def _picker(places: Sequence[int]) -> Callable[[Sequence], Sequence]:
    return itemgetter(*places) if len(places) > 1 else lambda row: [row[places[0]]]


def _order_of(queryset: QuerySet) -> list[Order]:
    """The order of these objects, the least important first. Raises ValueError when it is not by attributes."""
    query = queryset.query
    orders = []
    for each in query.order_by or (query.get_meta().ordering if query.default_ordering else None) or ():
        by = OrderBy(F(each.removeprefix("-")), descending=each.startswith("-")) if isinstance(each, str) else each
        if not isinstance(by, OrderBy) or not isinstance(by.expression, F):
            raise ValueError(f"What is read together cannot be ordered by {each}.")
        path = by.expression.name.replace("__", ".")  # type: ignore[attr-defined]
        orders.append(Order(attrgetter(path), by.descending, bool(by.nulls_last) != by.descending))
    return orders[::-1]
