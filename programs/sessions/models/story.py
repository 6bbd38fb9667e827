"""What pages tell of sessions beside the sessions themselves: read for all of them at once, in SQL that is cached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Count, DateTimeField, F, IntegerField, Max, Model, QuerySet, Value
from django.db.models.functions import Cast

from house.cached_sql import CachedSql
from house.models import Person
from programs.sessions.models.duties import Duty
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Assignment
from programs.sessions.models.sessions import Change, Session

_assignments = CachedSql(lambda series: Assignment.objects.filter(series__in=series).select_related("person"))
_duties = CachedSql(lambda sessions: Duty.objects.in_order().filter(session__in=sessions))
_changes = CachedSql(
    lambda sessions: Change.objects.filter(session__in=sessions).select_related("by", "was_room", "now_room")
)


class ReadRows(list):
    """What was read of some rows in place of `prefetch_related`: to go through, and no queryset to filter."""


def read_story(sessions: Collection[Session]) -> None:
    """Who gives them and what changed, in three queries at most."""
    read_givers(sessions)
    _lay("changes", sessions, "session_id", _changes)


def read_givers(sessions: Collection[Session]) -> None:
    """Who gives them, in two queries at most."""
    series = {id(session.series): session.series for session in sessions}
    _lay("assignments", series.values(), "series_id", _assignments)
    read_duties(sessions)


def read_duties(sessions: Collection[Session]) -> None:
    """Who gives them otherwise than their series says, in one query: enough to ask the rules."""
    _lay("duties", sessions, "session_id", _duties)


def _lay(name: str, rows: Iterable[Model], key: str, sql: CachedSql) -> None:
    """Lay at these rows what names them by this key, as `prefetch_related` would, where that is not read yet."""
    owners = defaultdict[UUID, list[ReadRows]](list)
    for row in rows:
        known = row.__dict__.setdefault("_prefetched_objects_cache", {})
        if name not in known:
            known[name] = ReadRows()
            owners[row.pk].append(known[name])
    for found in sql.objects(owners):
        for read in owners[getattr(found, key)]:
            read.append(found)


def _rows_of(model: str) -> Any:
    """The rows of a model that stands on a session, named as a foreign key names it: its package imports this one."""
    return apps.get_model("programs", model)._default_manager


class Mark(NamedTuple):
    """What somebody said of a session, was told or reminded of, or how many places of it are taken.

    `thing_id` is the session, or the series of a wish and of a notice about all of it.
    """

    what: str
    thing_id: UUID
    word: str
    number: int
    at: datetime | None


def _marks_of(person: UUID, sessions: Collection[UUID], series: Collection[UUID]) -> QuerySet:
    new = Notice.objects.new_to(person)
    reminders = _rows_of("Reminder").filter(person=person, session__in=sessions)
    joinings = _rows_of("Joining").filter(session__in=sessions)
    taken = joinings.filter(has_place=True).order_by().values("session")
    return _marks(
        "said no", _rows_of("Answer").filter(person=person, session__in=sessions), "session_id", at=F("at")
    ).union(
        _marks(
            "joined",
            joinings.filter(person=person),
            "session_id",
            number=Cast("has_place", IntegerField()),
            at=F("offered_at"),
        ),
        _marks("taken", taken, "session_id", number=Count("pk"), at=Max("offered_at")),
        _marks("wished", _rows_of("Wish").filter(series__in=series), "series_id", at=Cast("asked_on", DateTimeField())),
        _marks("new", new.exclude(session=None), "session_id", word=F("kind"), at=F("at")),
        _marks("new series", new.exclude(series=None), "series_id", word=F("kind"), at=F("at")),
        _marks("reminded", reminders, "session_id", at=F("starts_at")),
        all=True,
    )


def _marks(what: str, rows: QuerySet, thing: str, *, at: Any, word: Any = None, number: Any = None) -> QuerySet:
    columns = {
        "mark_what": Value(what, output_field=CharField()),
        "mark_thing": F(thing),
        "mark_word": word or Value("", output_field=CharField()),
        "mark_number": number or Value(0, output_field=IntegerField()),
        "mark_at": at,
    }
    return rows.order_by().annotate(**columns).values_list(*columns)


_of_person = CachedSql(_marks_of)


def read_marks(person: Person, sessions: Collection[Session]) -> list[Mark]:
    """Note what these sessions are to her besides her rights: see `Session`. One query, with all that is new to her."""
    series = {session.series_id for session in sessions}
    found = [Mark(*row) for row in _of_person.rows(person.pk, [session.pk for session in sessions], series)]
    marks = {(mark.what, mark.thing_id): mark for mark in found}
    for session in sessions:
        joined, taken = marks.get(("joined", session.pk)), marks.get(("taken", session.pk))
        session.has_said_no = ("said no", session.pk) in marks
        session.has_place = bool(joined.number) if joined else None
        session.offered_at = joined.at if joined else None
        session.taken_count = taken.number if taken else 0
        session.was_wished = ("wished", session.series_id) in marks
        session.is_new = ("new", session.pk) in marks or ("new series", session.series_id) in marks
    return found
