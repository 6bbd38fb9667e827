"""Querysets whose SQL is built once, with faster objects.

Django builds the SQL again for each query, at ten times the cost of the answer, and makes a related object again for
each row that names it. This module uses internals of Django, read in 5.2: `as_sql`, `klass_info` and `get_converters`
of a compiler, and what `Model.__init__` sets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache, reduce
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable
from django.utils import timezone

CACHED_MAX = 64
"""The most shapes kept of one queryset."""
EXACT_MAX = 4
"""Up to this number of values each number has its own SQL; above it, the last value repeats up to a power of two."""
MANY = 512
"""The SQL for more values than this, all together, is built each time."""
REMEMBERED = {f"convert_{kind}field_value" for kind in ("uuid", "date", "datetime", "time")}
REMEMBERED_MAX = 20_000
"""The most values remembered of each kind."""
Value = UUID | date | datetime | str | bytes | int
Converter = Callable[[Any], Any]


class CachedSql:
    """A queryset whose SQL is cached, once for each number of values, for all threads.

        seats = CachedSql(lambda groups: Seat.objects.filter(group__in=groups).values_list("pk"))
        seats.rows({group_id})

        sessions = CachedSql(lambda houses, first, end: Session.objects.select_related("room").filter(...))
        sessions.objects(houses, date(2026, 10, 12), date(2026, 10, 19))

    `make_query` gets the values: single ones, or collections of them; a number is for a column of 64
    bits. It must use them all unchanged. The rest of its SQL may change with the local day and with nothing else: the
    present moment must be a value too.
    """

    def __init__(self, make_query: Callable[..., QuerySet]) -> None:
        self._make_query = make_query
        self._cached: dict[tuple, Compiled] = {}

    def rows(self, *asked: Value | Collection[Value]) -> list[Any]:
        """The rows of a queryset of `values_list`, as lists. An empty collection gives no rows, without a query."""
        return self.answer(Asked.of(asked))

    def objects(self, *asked: Value | Collection[Value]) -> list[Any]:
        """The objects of a queryset with its `select_related`; each related row becomes one object.

        If two relations lead to one model, both must select the same relations of it.
        """
        return self.answer(Asked.of(asked))

    def answer(self, asked: Asked | None) -> list[Any]:
        """The rows or the objects, whichever the queryset makes."""
        if asked is None:
            return []
        compiled = self._cached.get(asked.shape) or self._compile(asked.shape)
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, compiled.filled_with(asked.values))
            return compiled.answer(cursor.fetchall())

    def _compile(self, shape: tuple) -> Compiled:
        queryset, stand_ins = self.with_stand_ins(shape)
        compiled = Compiled.of(queryset, stand_ins)
        if len(stand_ins) <= MANY:
            of_today = {key: other for key, other in self._cached.items() if key[0] == shape[0]}
            self._cached = (of_today if len(of_today) < CACHED_MAX else {}) | {shape: compiled}
        return compiled

    def with_stand_ins(self, shape: tuple) -> tuple[QuerySet, list[Value]]:
        """The queryset with placeholder values, each unlike anything else in the SQL."""
        stand_ins: list[Value] = []
        asked: list[Value | list[Value]] = []
        for kind, count in (item if isinstance(item, tuple) else (item, None) for item in shape[1:]):
            some = [_stand_in(kind, len(stand_ins) + number) for number in range(count or 1)]
            stand_ins += some
            asked.append(some[0] if count is None else some)
        return self._make_query(*asked), stand_ins


class Asked(NamedTuple):
    """Values as the database takes them; `shape` is today with the kinds and counts of the values."""

    shape: tuple
    values: list[Any]

    @classmethod
    def of(cls, asked: Sequence[Value | Collection[Value]]) -> Asked | None:
        """None when a collection among these values is empty."""
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
        return cls(tuple(shape), [_adapted(value) for value in values])


class Compiled(NamedTuple):
    """SQL that is ready.

    `params` have the place of a value, or None and a constant. `columns` are the name and the type of each. Nothing
    here belongs to one thread.
    """

    sql: str
    params: list[tuple[int | None, Any]]
    columns: list[tuple[str, str]]
    converters: dict[int, Converter]
    maker: ObjectMaker | None

    @classmethod
    def of(cls, queryset: QuerySet, stand_ins: Sequence[Value], **more: bool) -> Compiled:
        """The SQL of a queryset that was made with stand-ins.

        Raises:
            ValueError: a value is missing from the SQL, or a moment was built into it.
        """
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql(**more)
        places = {_bare(_adapted(value)): place for place, value in enumerate(stand_ins)}
        placed = [(places.get(_bare(param)), param) for param in params]
        if len({place for place, _ in placed} - {None}) < len(places):
            raise ValueError("A value is missing from the SQL.")
        if any(_is_moment(param) for place, param in placed if place is None):
            raise ValueError("A moment was built into the SQL, where it would stay.")
        converters = _ready(compiler.get_converters([column for column, *_ in compiler.select]))
        is_of_objects = queryset._iterable_class is ModelIterable
        maker = ObjectMaker(compiler, converters, compiler.klass_info) if is_of_objects else None
        columns = [(alias or "", _type_of(column)) for column, _, alias in compiler.select]
        return cls(sql, placed, columns, converters, maker)

    def filled_with(self, values: Sequence[Any]) -> list[Any]:
        return [param if place is None else values[place] for place, param in self.params]

    def answer(self, rows: Iterable[Sequence]) -> list[Any]:
        if self.maker is None:
            return [self._converted(row) for row in rows]
        made: dict[tuple, Model] = {}
        return [self.maker.make(row, made) for row in rows]

    def _converted(self, row: Sequence) -> list[Any]:
        values = list(row)
        for place, convert in self.converters.items():
            if values[place] is not None:
                values[place] = convert(values[place])
        return values


class ObjectMaker:
    """Makes the objects of one model and its relations out of rows: each once, however many rows hold it.

    It sets the values as they are: for `from_db` a signal, a look at each field and a setter cost most of the time.
    """

    def __init__(self, compiler: Any, converters: dict[int, Converter], info: dict) -> None:
        self._model: type[Model] = info["model"]
        self._columns: list[int] = info["select_fields"]
        self._names = [compiler.select[place][0].target.attname for place in self._columns]
        assert self._model.__init__ is Model.__init__, "what it sets would be missing"
        assert self._model._meta.pk is not None
        self._key = self._columns[self._names.index(self._model._meta.pk.attname)]
        self._converters = [(at, converters[place]) for at, place in enumerate(self._columns) if place in converters]
        self._annotations = [
            (name, place, converters.get(place, _same))
            for name, place in (compiler.annotation_col_map or {}).items()
            if info is compiler.klass_info
        ]
        self._related = [
            (ObjectMaker(compiler, converters, of), of["local_setter"], of["remote_setter"])
            for of in info.get("related_klass_infos", ())
        ]

    def make(self, row: Sequence, made: dict[tuple, Model]) -> Model | None:
        """The object of this row, or None when the row holds none of this model."""
        key = (self._model, row[self._key])
        if key in made or key[1] is None:
            return made.get(key)
        values = [row[place] for place in self._columns]
        for at, convert in self._converters:
            if values[at] is not None:
                values[at] = convert(values[at])
        new = made[key] = self._model.__new__(self._model)
        new._state = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        new.__dict__.update(zip(self._names, values, strict=True))
        for name, place, convert in self._annotations:
            setattr(new, name, row[place] if row[place] is None else convert(row[place]))
        for maker, set_here, set_there in self._related:
            if (related := maker.make(row, made)) is not None:
                set_there(related, new)
            set_here(new, related)
        return new


def rows_beside(row: Model, name: str) -> Any:
    """`row.name.all()` of a related name: what was read beside it, without the manager that Django makes each time."""
    read = row.__dict__.get("_prefetched_objects_cache", {}).get(name)
    return getattr(row, name).all() if read is None else read


def _room_for(count: int) -> int:
    return count if count <= EXACT_MAX else 1 << (count - 1).bit_length()


def _stand_in(kind: type, number: int) -> Value:
    if issubclass(kind, UUID):
        return UUID(int=(0xFACE << 112) + number)
    if issubclass(kind, datetime):
        return datetime(1, 1, 2, tzinfo=UTC) + timedelta(minutes=number)
    if issubclass(kind, date):
        return date(1, 1, 2) + timedelta(days=number)
    if issubclass(kind, int):
        return (0xFACE << 40) + number
    return f"stands in {number}" if issubclass(kind, str) else f"stands in {number}".encode()


def _adapted(value: Value) -> Any:
    """The value as Django gives it to this database."""
    if isinstance(value, str | int):
        return value
    database = _unopened()
    if isinstance(value, UUID):
        return value if database.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    return database.ops.adapt_datefield_value(value) if isinstance(value, date) else database.Database.Binary(value)


@cache
def _unopened() -> Any:
    """A copy of the connection that is never opened, for what is the same in every thread.

    Asking for the thread's own connection costs more than converting a value.
    """
    return connection.copy()


def _type_of(column: Any) -> str:
    """Its type without a length, as a cast of NULL to it needs."""
    return column.output_field.cast_db_type(_unopened()).partition("(")[0]


def _is_moment(param: Any) -> bool:
    """Is it a moment? SQLite gets a moment as text; a day alone has ten characters."""
    if not isinstance(param, str) or len(param) <= 10:
        return isinstance(param, datetime)
    try:
        datetime.fromisoformat(param)
    except ValueError:
        return False
    return True


def _ready(converters: dict[int, tuple[list[Callable], Any]]) -> dict[int, Converter]:
    """The converters of each column as one function of a value, which any thread may use."""
    return {
        place: _one_after_another([_converter(each, column) for each in several])
        for place, (several, column) in converters.items()
    }


def _converter(convert: Callable, column: Any) -> Converter:
    name = convert.__name__
    if name in REMEMBERED:
        return _remembered(name)
    if isinstance(getattr(convert, "__self__", None), BaseDatabaseOperations):
        convert = getattr(_unopened().ops, name)
    return lambda value: convert(value, column, _unopened())


@cache
def _remembered(name: str) -> Converter:
    """This conversion of the database, with its last answers: the same few are read again and again."""
    convert = getattr(_unopened().ops, name)
    return lru_cache(maxsize=REMEMBERED_MAX)(lambda value: convert(value, None, _unopened()))


def _one_after_another(converters: Sequence[Converter]) -> Converter:
    first, *others = converters
    return first if not others else lambda value: reduce(lambda so_far, each: each(so_far), others, first(value))


def _same(value: Any) -> Any:
    return value


def _bare(value: Any) -> Any:
    """Bytes themselves: Django wraps them for the database, in an object that equals no other."""
    return getattr(value, "obj", value)
