"""The sessions of some days that a person may read about: her own with the new ones, and a house's for planning."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from house.cached_sql import CachedSql
from house.errors import NotHere
from house.models import Person
from house.people.models.standing import standings_of
from programs.sessions.models.notices import Notice
from programs.sessions.models.sessions import Session, noted, touching
from programs.sessions.models.standing import SessionRules, rules_for
from programs.sessions.models.story import Mark, read_duties, read_marks, read_marks_of, read_story, set_marks


@dataclass(frozen=True)
class HerSessions:
    """`of_days` are on her own week: sessions that count her and that she gives. `told` are the new ones, which
    `notices` are about, ordered by start. `reminded` holds the sessions and moments that she was reminded of.
    """

    of_days: list[Session]
    told: list[Session]
    notices: list[Mark]
    reminded: set[tuple[UUID, datetime | None]]


def her_sessions(person: Person, first: date, end: date) -> HerSessions:
    """Her sessions that touch local days in [first, end), and the news. Four queries at most, whatever their number.

    The database returns the sessions of the houses that she belongs to; the rules select hers.
    """
    rules = rules_for(person)
    sessions = _read([rules], [person.pk], first, end)
    visible = [session for session in noted(sessions, rules) if session.is_visible]
    of_days = _of_days(visible, first, end)
    marks = read_marks(person, visible, story_of=of_days)
    return _hers(visible, of_days, marks)


def sessions_of_each(
    people: Collection[UUID], first: date, end: date, *, with_story: bool = False
) -> Iterator[tuple[UUID, HerSessions]]:
    """What `her_sessions` finds for each of these people, in five queries at most. Shows nothing to anybody.

    All of them share the sessions, whose facts are those of one person: look at hers before you ask for the next.
    """
    rules_of = {person: SessionRules(standing) for person, standing in standings_of(people).items()}
    sessions = _read(rules_of.values(), people, first, end)
    marks_of = read_marks_of(people, sessions, story_of=sessions if with_story else ())
    for person, rules in rules_of.items():
        visible = [session for session in _found(sessions, rules, marks_of[person], first, end) if session.is_visible]
        set_marks(visible, marks_of[person])
        yield person, _hers(visible, _of_days(visible, first, end), marks_of[person])


def _read(every: Collection[SessionRules], people: Collection[UUID], first: date, end: date) -> list[Session]:
    houses = {fact.house_id for rules in every for fact in rules.standing.facts}
    sessions: list[Session] = _of_days_or_new_sql.objects(houses, first, end, people, timezone.now())
    if any(rules.standing.houses_in_post for rules in every):
        read_duties(sessions)  # a duty may make a session hers
    return sessions


def _found(
    sessions: Iterable[Session], rules: SessionRules, marks: Iterable[Mark], first: date, end: date
) -> Iterator[Session]:
    """Those of the sessions of several people that would be read for her alone, with her rights."""
    houses = {fact.house_id for fact in rules.standing.facts}
    new = {mark.thing_id for mark in marks if mark.is_new}
    for session in sessions:
        is_new = session.pk in new or (session.series_id in new and not session.is_over)
        if session.series.house_id in houses and (is_new or session.touches(first, end)):
            session.note_rights(rules)
            yield session


def _of_days(visible: Iterable[Session], first: date, end: date) -> list[Session]:
    on_her_week = (session for session in visible if session.is_meant or session.is_given)
    return [session for session in on_her_week if session.touches(first, end)]


def _hers(visible: Iterable[Session], of_days: list[Session], marks: Collection[Mark]) -> HerSessions:
    return HerSessions(
        of_days,
        [session for session in visible if session.is_new],
        [mark for mark in marks if mark.is_new],
        {(mark.thing_id, mark.at) for mark in marks if mark.what == "reminded"},
    )


def her_session(person: Person, session_id: UUID, *, has_proved: bool = False) -> Session:
    """One session of `visible_to` with everything that `told_to` sets. Four queries with cached SQL. Raises NotHere.

    `has_proved`: she gave her code, so that on the day itself she may know the place.
    """
    sessions: list[Session] = _one_sql.objects(session_id)
    read_duties(sessions)  # a duty may make a session hers
    visible = [session for session in noted(sessions, rules_for(person), has_proved=has_proved) if session.is_visible]
    if not visible:
        raise NotHere
    read_marks(person, visible, story_of=visible)
    return visible[0]


def sessions_for_staff(person: Person, first: date, end: date, *, with_story: bool = False) -> list[Session]:
    """`for_staff` and `with_rights_of` for the sessions that touch local days in [first, end): three queries."""
    rules = rules_for(person)
    sessions: list[Session] = _of_days_sql.objects(rules.of_colleagues.houses, first, end)
    read_story(sessions) if with_story else read_duties(sessions)
    return noted(sessions, rules)


def _of_days_or_new(
    houses: Collection[UUID], first: date, end: date, people: Collection[UUID], now: datetime
) -> QuerySet[Session]:
    """Sessions in these houses, held on these days or new to one of these people."""
    new = Notice.objects.new_to(people)
    is_new = Q(pk__in=new.exclude(session=None).values("session")) | Q(
        series__in=new.exclude(series=None).values("series"), ends_at__gt=now
    )
    return Session.objects.filter(touching(first, end) | is_new, series__house__in=houses).with_series()


_of_days_or_new_sql = CachedSql(_of_days_or_new)
_one_sql = CachedSql(lambda session: Session.objects.filter(pk=session).with_series())
_of_days_sql = CachedSql(
    lambda houses, first, end: Session.objects.touching(first, end).filter(series__house__in=houses).with_series()
)
