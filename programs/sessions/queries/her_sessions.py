"""The sessions of some days that somebody may read of: her own with what is new, and those of a house for planning."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from house.cached_sql import CachedSql
from house.models import Person
from programs.sessions.models.notices import Notice
from programs.sessions.models.sessions import Session, noted, touching
from programs.sessions.models.standing import rules_for
from programs.sessions.models.story import Mark, read_duties, read_marks, read_story


@dataclass(frozen=True)
class HerSessions:
    """`of_days` are on her own week: what counts her in and what she gives. `told` are those that `notices` are about,
    in the order in which they are held; `reminded` when she was reminded of one, and of which moment.
    """

    of_days: list[Session]
    told: list[Session]
    notices: list[Mark]
    reminded: set[tuple[UUID, datetime | None]]


def her_sessions(person: Person, first: date, end: date) -> HerSessions:
    """Those that touch local days in [first, end), and the news. Six queries at most, whatever their number.

    The database gives what is held in the houses that she has to do with; which are hers is for the rules to say.
    """
    rules = rules_for(person)
    houses = {fact.house_id for fact in rules.standing.facts}
    found: list[Session] = _of_days_or_new_sql.objects(houses, first, end, person.pk, timezone.now())
    if rules.standing.houses_in_post:
        read_duties(found)  # one may make it hers
    hers = [session for session in noted(found, rules) if session.is_visible]
    marks = read_marks(person, hers)
    notices = [mark for mark in marks if mark.what in ("new", "new series")]
    on_her_week = (session for session in hers if session.is_meant or session.is_given)
    of_days = [session for session in on_her_week if session.touches(first, end)]
    read_story(of_days)
    return HerSessions(
        of_days,
        [session for session in hers if session.is_new],
        notices,
        {(mark.thing_id, mark.at) for mark in marks if mark.what == "reminded"},
    )


def sessions_for_staff(person: Person, first: date, end: date) -> list[Session]:
    """`for_staff` and `with_rights_of`, of what touches local days in [first, end): three queries."""
    rules = rules_for(person)
    found: list[Session] = _of_days_sql.objects(rules.of_colleagues.houses, first, end)
    read_duties(found)
    return noted(found, rules)


def _of_days_or_new(houses: Collection[UUID], first: date, end: date, person: UUID, now: datetime) -> QuerySet[Session]:
    """In these houses: held on these days, or new to her."""
    new = Notice.objects.new_to(person)
    is_new = Q(pk__in=new.exclude(session=None).values("session")) | Q(
        series__in=new.exclude(series=None).values("series"), ends_at__gt=now
    )
    return Session.objects.filter(touching(first, end) | is_new, series__house__in=houses).with_series()


_of_days_or_new_sql = CachedSql(_of_days_or_new)
_of_days_sql = CachedSql(
    lambda houses, first, end: Session.objects.touching(first, end).filter(series__house__in=houses).with_series()
)
