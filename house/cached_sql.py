"""Querysets whose SQL is built once. Django builds it anew each time, at ten times the cost of the answer; and it makes
a related row anew for each row that names it.

What Django says of its own insides was read from 5.2: `as_sql`, `klass_info` and `get_converters` of a compiler.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.utils import timezone

CACHED_MAX = 64
"""So many shapes of one queryset are kept."""
EXACT_MAX = 4
"""Of so many values each number has SQL of its own; more are filled up to a power of two with the last of them."""
MANY = 512
"""The SQL of more values than this, all together, is built anew each time."""
UUIDS_CACHED_MAX = 20_000
Value = UUID | date | datetime | str | bytes


class CachedSql:
    """A queryset whose SQL is cached, once for each number of values, for all threads.

        seats = CachedSql(lambda groups: Seat.objects.filter(group__in=groups).values_list("pk"))
        seats.rows({group_id})

        held = CachedSql(lambda houses, first, end: Session.objects.select_related("room").filter(...))
        held.objects(houses, date(2026, 10, 12), date(2026, 10, 19))

    `make_query` gets what is asked for: single values, or collections of them. It must use them all as they are. The
    rest of its SQL may change with the local day and with nothing else: what time it is must be given too.
    """

    def __init__(self, make_query: Callable[..., QuerySet]) -> None:
        self._make_query = make_query
        self._cached: dict[tuple, Compiled] = {}

    def rows(self, *asked: Value | Collection[Value]) -> list[Any]:
        """The rows of a queryset of `values_list`, as lists. Where a collection is empty there is no query."""
        if (found := self._find(asked)) is None:
            return []
        compiled, fetched = found
        return [compiled.converted(row) for row in fetched]

    def objects(self, *asked: Value | Collection[Value]) -> list[Any]:
        """The objects of a queryset with its `select_related`: of each related row one, whoever names it.

        Where two ways lead to one model, both must bring the same along.
        """
        if (found := self._find(asked)) is None:
            return []
        compiled, fetched = found
        assert compiled.maker is not None, "a queryset of values holds no objects"
        made: dict[tuple, Model] = {}
        return [compiled.maker.make(row, made) for row in fetched]

    def _find(self, asked: Sequence[Value | Collection[Value]]) -> tuple[Compiled, list] | None:
        values: list[Value] = []
        shape: list[Any] = [timezone.localdate()]
        for each in asked:
            if isinstance(each, Value):
                values.append(each)
                shape.append(type(each))
                continue
            some = list(each)
            if not some:
                return None
            some += some[-1:] * (_room_for(len(some)) - len(some))
            values += some
            shape.append((type(some[0]), len(some)))
        key = tuple(shape)
        compiled = self._cached.get(key) or self._compile(key)
        adapted = [_adapted(value) for value in values]
        with connection.cursor() as cursor:
            cursor.execute(
                compiled.sql, [param if place is None else adapted[place] for place, param in compiled.params]
            )
            return compiled, cursor.fetchall()

    def _compile(self, shape: tuple) -> Compiled:
        """With values that stand for those to come, each unlike anything else in the SQL."""
        stand_ins: list[Value] = []
        asked: list[Value | list[Value]] = []
        for kind, count in (one if isinstance(one, tuple) else (one, None) for one in shape[1:]):
            some = [_stand_in(kind, len(stand_ins) + number) for number in range(count or 1)]
            stand_ins += some
            asked.append(some[0] if count is None else some)
        queryset = self._make_query(*asked)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = {_bare(_adapted(value)): place for place, value in enumerate(stand_ins)}
        placed = [(places.get(_bare(param)), param) for param in params]
        if len({place for place, _ in placed} - {None}) < len(places):
            raise ValueError("A value is missing from the SQL.")
        if any(_is_moment(param) for place, param in placed if place is None):
            raise ValueError("A moment was built into the SQL, where it would stay.")
        converters = _quick(compiler.get_converters([column for column, *_ in compiler.select]))
        is_of_objects = queryset._iterable_class is ModelIterable
        maker = ObjectMaker(compiler, converters, compiler.klass_info) if is_of_objects else None
        compiled = Compiled(sql, placed, converters, maker)
        if len(places) <= MANY:
            of_today = {key: known for key, known in self._cached.items() if key[0] == shape[0]}
            self._cached = (of_today if len(of_today) < CACHED_MAX else {}) | {shape: compiled}
        return compiled


class Compiled(NamedTuple):
    """`params` have the place of a value, or None and what is always the same. Nothing here belongs to one thread."""

    sql: str
    params: list[tuple[int | None, Any]]
    converters: dict[int, tuple]
    maker: ObjectMaker | None

    def converted(self, row: Sequence) -> list[Any]:
        values = list(row)
        for place, (convert, column) in self.converters.items():
            values[place] = _converted(values[place], convert, column)
        return values


class ObjectMaker:
    """Makes the objects of one model out of rows, and what they name: each once, however many rows hold it."""

    def __init__(self, compiler: Any, converters: dict[int, tuple], info: dict) -> None:
        self._model: type[Model] = info["model"]
        self._columns: list[int] = info["select_fields"]
        self._names = [compiler.select[place][0].target.attname for place in self._columns]
        assert self._model._meta.pk is not None
        self._key = self._columns[self._names.index(self._model._meta.pk.attname)]
        self._converters = [(at, *converters[place]) for at, place in enumerate(self._columns) if place in converters]
        self._annotations = [
            (name, place, converters.get(place, ((), None)))
            for name, place in (compiler.annotation_col_map or {}).items()
            if info is compiler.klass_info
        ]
        self._related = [
            (ObjectMaker(compiler, converters, of), of["local_setter"], of["remote_setter"])
            for of in info.get("related_klass_infos", ())
        ]

    def make(self, row: Sequence, made: dict[tuple, Model]) -> Model | None:
        """The object of this row, or None where the row holds none of this model."""
        key = (self._model, row[self._key])
        if key in made or key[1] is None:
            return made.get(key)
        values = [row[place] for place in self._columns]
        for at, convert, column in self._converters:
            values[at] = _converted(values[at], convert, column)
        new = made[key] = self._model.from_db(DEFAULT_DB_ALIAS, self._names, values)
        for name, place, (convert, column) in self._annotations:
            setattr(new, name, _converted(row[place], convert, column))
        for maker, set_here, set_there in self._related:
            if (related := maker.make(row, made)) is not None:
                set_there(related, new)
            set_here(new, related)
        return new


def _converted(value: Any, convert: Iterable[Callable], column: Any) -> Any:
    for each in convert:
        value = each(value, column, connection)
    return value


def _room_for(count: int) -> int:
    return count if count <= EXACT_MAX else 1 << (count - 1).bit_length()


def _stand_in(kind: type, number: int) -> Value:
    if issubclass(kind, UUID):
        return UUID(int=(0xFACE << 112) + number)
    if issubclass(kind, datetime):
        return datetime(1, 1, 2, tzinfo=UTC) + timedelta(minutes=number)
    if issubclass(kind, date):
        return date(1, 1, 2) + timedelta(days=number)
    return f"stands in {number}" if issubclass(kind, str) else f"stands in {number}".encode()


def _adapted(value: Value) -> Any:
    """As Django gives it to this database."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return connection.Database.Binary(value) if isinstance(value, bytes) else value  # type: ignore[attr-defined]


def _is_moment(param: Any) -> bool:
    """SQLite gets a moment as text; a day alone is ten signs of it."""
    if not isinstance(param, str) or len(param) <= 10:
        return isinstance(param, datetime)
    try:
        datetime.fromisoformat(param)
    except ValueError:
        return False
    return True


def _quick(converters: dict[int, tuple]) -> dict[int, tuple]:
    """With cached UUIDs: making the same few anew for each message costs more than reading them."""
    return {place: ([_free(convert) for convert in each], column) for place, (each, column) in converters.items()}


def _free(convert: Callable) -> Callable:
    """A converter of the database belongs to the thread that compiled: here it is that of whoever asks."""
    name = convert.__name__
    if name == "convert_uuidfield_value":
        return _cached_uuid
    if not isinstance(getattr(convert, "__self__", None), BaseDatabaseOperations):
        return convert
    return lambda value, column, asked: getattr(asked.ops, name)(value, column, asked)


def _cached_uuid(value: str | None, *context: Any) -> UUID | None:
    return None if value is None else _uuid(value)


_uuid = lru_cache(maxsize=UUIDS_CACHED_MAX)(UUID)


def _bare(value: Any) -> Any:
    """Bytes themselves: Django wraps them for the database, in an object that equals no other."""
    return getattr(value, "obj", value)
