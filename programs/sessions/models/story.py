"""Read what pages show beside sessions, for all sessions at once, with cached SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Count, DateTimeField, F, IntegerField, Max, Model, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from house.cached_sql import CachedSql
from house.later import later, reading_together
from house.models import Person, Position
from programs.sessions.models.changes import Change
from programs.sessions.models.closures import Closure
from programs.sessions.models.duties import Duty
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Assignment, Enrolment, Series
from programs.sessions.models.sessions import Session

_series = CachedSql(lambda houses, now: Series.objects.filter(house__in=houses).counted(now))
_enrolments = CachedSql(lambda series: Enrolment.objects.filter(series__in=series).select_related("person"))
_pauses = CachedSql(lambda series: Closure.objects.filter(series__in=series))
_assignments = CachedSql(lambda series: Assignment.objects.filter(series__in=series).select_related("person"))
_posts = CachedSql(lambda houses: Position.objects.filter(house__in=houses))
_duties = CachedSql(lambda sessions: Duty.objects.in_order().filter(session__in=sessions))
_changes = CachedSql(
    lambda sessions: Change.objects.filter(session__in=sessions).select_related("by", "was_room", "now_room")
)


class ReadRows(list):
    """Rows that were read in place of `prefetch_related`: to loop over; it is no queryset."""


def series_of_houses(houses: Collection[UUID]) -> list[Series]:
    """All series of these houses with what `SeriesQuerySet.told` adds: two queries, whatever their number."""
    series: list[Series] = _series.objects(houses, timezone.now())
    _attach(
        Related("assignments", series, "series_id", _assignments),
        Related("enrolments", series, "series_id", _enrolments),
        Related("pauses", series, "series_id", _pauses),
        Related("posts", series, "house_id", _posts, of="house_id"),
    )
    return series


def read_story(sessions: Collection[Session]) -> None:
    """Read facilitators and changes of these sessions, in one query."""
    _attach(*_givers_of(sessions), Related("changes", sessions, "session_id", _changes))


def read_givers(sessions: Collection[Session]) -> None:
    """Read the facilitators of these sessions, in one query."""
    _attach(*_givers_of(sessions))


def read_duties(sessions: Collection[Session]) -> None:
    """Read the duties of these sessions, in one query: enough to apply the rules."""
    _attach(_duties_of(sessions))


def _givers_of(sessions: Collection[Session]) -> list[Related]:
    series = {id(session.series): session.series for session in sessions}
    return [
        Related("assignments", series.values(), "series_id", _assignments),
        Related("posts", series.values(), "house_id", _posts, of="house_id"),
        _duties_of(sessions),
    ]


def _duties_of(sessions: Collection[Session]) -> Related:
    return Related("duties", sessions, "session_id", _duties)


class Related(NamedTuple):
    """Rows to read beside `rows` under this name: their attribute `key` equals the attribute `of` of their row."""

    name: str
    rows: Iterable[Model]
    key: str
    sql: CachedSql
    of: str = "pk"


def _attach(*every: Related) -> None:
    """Attach related rows, as `prefetch_related` would, where they are not attached yet: one query for all."""
    with reading_together():
        asked = []
        for name, rows, key, sql, of in every:
            owners = defaultdict[UUID, list[ReadRows]](list)
            for row in rows:
                cache = row.__dict__.setdefault("_prefetched_objects_cache", {})
                if name not in cache:
                    cache[name] = ReadRows()
                    owners[getattr(row, of)].append(cache[name])
            asked.append((owners, key, later(sql, owners)))
        for owners, key, found in asked:
            for related in found:
                for attached in owners[getattr(related, key)]:
                    attached.append(related)


def _rows_of(model: str) -> Any:
    """The manager of a model with a foreign key to sessions, by name: the package of that model imports this one."""
    return apps.get_model("programs", model)._default_manager


class Mark(NamedTuple):
    """A fact about a session for one person: her answer, a notice, a reminder; or, without a person, for everybody.

    `thing_id` is the session, or the series of a wish and of a notice about the whole series.
    """

    what: str
    thing_id: UUID
    word: str
    number: int
    at: datetime | None
    person_id: UUID | None

    @property
    def is_new(self) -> bool:
        return self.what in ("new", "new series")


NO_PERSON = Cast(Value(None), UUIDField())


def _marks_of(people: Collection[UUID], sessions: Collection[UUID], series: Collection[UUID]) -> QuerySet:
    new = Notice.objects.new_to(people)
    reminders = _rows_of("Reminder").filter(person__in=people, session__in=sessions)
    joinings = _rows_of("Joining").filter(session__in=sessions)
    taken = joinings.filter(has_place=True).order_by().values("session")
    wishes = _rows_of("Wish").filter(series__in=series)
    return _marks(
        "said no", _rows_of("Answer").filter(person__in=people, session__in=sessions), "session_id", at=F("at")
    ).union(
        _marks(
            "joined",
            joinings.filter(person__in=people),
            "session_id",
            number=Cast("has_place", IntegerField()),
            at=F("offered_at"),
        ),
        _marks("taken", taken, "session_id", number=Count("pk"), at=Max("offered_at"), person=NO_PERSON),
        _marks("wished", wishes, "series_id", at=Cast("asked_on", DateTimeField()), person=NO_PERSON),
        _marks("new", new.exclude(session=None), "session_id", word=F("kind"), at=F("at")),
        _marks("new series", new.exclude(series=None), "series_id", word=F("kind"), at=F("at")),
        _marks("reminded", reminders, "session_id", at=F("starts_at")),
        all=True,
    )


def _marks(
    what: str, rows: QuerySet, thing: str, *, at: Any, word: Any = None, number: Any = None, person: Any = None
) -> QuerySet:
    columns = {
        "mark_what": Value(what, output_field=CharField()),
        "mark_thing": F(thing),
        "mark_word": word or Value("", output_field=CharField()),
        "mark_number": number or Value(0, output_field=IntegerField()),
        "mark_at": at,
        "mark_person": person or F("person_id"),
    }
    return rows.order_by().annotate(**columns).values_list(*columns)


_marks_sql = CachedSql(_marks_of)


def read_marks(person: Person, sessions: Collection[Session], story_of: Collection[Session] = ()) -> list[Mark]:
    """Set the facts of these sessions for her that are no rights, see `Session`; and read the story of some of them.

    One query, with all that is new to her.
    """
    marks = read_marks_of([person.pk], sessions, story_of)[person.pk]
    set_marks(sessions, marks)
    return marks


def read_marks_of(
    people: Collection[UUID], sessions: Collection[Session], story_of: Collection[Session] = ()
) -> dict[UUID | None, list[Mark]]:
    """The marks of each of these people, for `set_marks`. Sets what is alike for all of them. One query."""
    with reading_together():
        series = {session.series_id for session in sessions}
        rows = later(_marks_sql, people, [session.pk for session in sessions], series)
        read_story(story_of)
    marks_of = defaultdict[UUID | None, list[Mark]](list)
    for row in rows:
        mark = Mark(*row)
        marks_of[mark.person_id].append(mark)
    marks = {(mark.what, mark.thing_id): mark for mark in marks_of[None]}
    for session in sessions:
        taken = marks.get(("taken", session.pk))
        session.taken_count = taken.number if taken else 0
        session.was_wished = ("wished", session.series_id) in marks
    return marks_of


def set_marks(sessions: Iterable[Session], marks_of_hers: Iterable[Mark]) -> None:
    """Set the facts of these sessions that are one person's alone."""
    marks = {(mark.what, mark.thing_id): mark for mark in marks_of_hers}
    for session in sessions:
        joined = marks.get(("joined", session.pk))
        session.has_said_no = ("said no", session.pk) in marks
        session.has_place = bool(joined.number) if joined else None
        session.offered_at = joined.at if joined else None
        session.is_new = ("new", session.pk) in marks or ("new series", session.series_id) in marks
