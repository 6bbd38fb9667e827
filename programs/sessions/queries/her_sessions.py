"""The sessions of some days that a person may read about: her own with the new ones, and a house's for planning."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from house.cached_sql import CachedSql
from house.errors import NotHere
from house.models import Person
from programs.sessions.models.notices import Notice
from programs.sessions.models.sessions import Session, noted, touching
from programs.sessions.models.standing import rules_for
from programs.sessions.models.story import Mark, read_duties, read_marks, read_story


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
    houses = {fact.house_id for fact in rules.standing.facts}
    sessions: list[Session] = _of_days_or_new_sql.objects(houses, first, end, person.pk, timezone.now())
    if rules.standing.houses_in_post:
        read_duties(sessions)  # a duty may make a session hers
    visible = [session for session in noted(sessions, rules) if session.is_visible]
    on_her_week = (session for session in visible if session.is_meant or session.is_given)
    of_days = [session for session in on_her_week if session.touches(first, end)]
    marks = read_marks(person, visible, story_of=of_days)
    notices = [mark for mark in marks if mark.what in ("new", "new series")]
    return HerSessions(
        of_days,
        [session for session in visible if session.is_new],
        notices,
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


def _of_days_or_new(houses: Collection[UUID], first: date, end: date, person: UUID, now: datetime) -> QuerySet[Session]:
    """Sessions in these houses, held on these days or new to her."""
    new = Notice.objects.new_to(person)
    is_new = Q(pk__in=new.exclude(session=None).values("session")) | Q(
        series__in=new.exclude(series=None).values("series"), ends_at__gt=now
    )
    return Session.objects.filter(touching(first, end) | is_new, series__house__in=houses).with_series()


_of_days_or_new_sql = CachedSql(_of_days_or_new)
_one_sql = CachedSql(lambda session: Session.objects.filter(pk=session).with_series())
_of_days_sql = CachedSql(
    lambda houses, first, end: Session.objects.touching(first, end).filter(series__house__in=houses).with_series()
)
