"""Find out who is free at a moment: sessions that people give in any house, and days on which they are away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from house.cached_sql import CachedSql
from house.later import later, reading_together
from house.models import Person, Position
from programs.recurrence.rhythm import DAY
from programs.sessions.models.duties import Duty, gives_it
from programs.sessions.models.sessions import Session
from programs.staffing.models import Away


@dataclass
class Unavailability:
    """The reasons why somebody is not free: sessions that she gives then, in order of time, or days away."""

    sessions: list[Session] = field(default_factory=list)
    is_away: bool = False

    def __bool__(self) -> bool:
        return bool(self.sessions) or self.is_away


class Agendas:
    """The sessions that some people give between two moments. Two queries, whatever their number.

    A cancelled session keeps nobody busy, nor does one in a house where she no longer works on that day.
    """

    def __init__(self, people: Iterable[UUID], starts_at: datetime, ends_at: datetime) -> None:
        person_ids = set(people)
        self.aways: dict[UUID, list[Away]] = defaultdict(list)
        with reading_together():
            aways = later(_aways, person_ids, timezone.localdate(starts_at), timezone.localdate(ends_at))
            self.given = _given(person_ids, starts_at, ends_at)
            for away in aways:
                self.aways[away.person_id].append(away)

    def busy(
        self, person_id: UUID, starts_at: datetime, ends_at: datetime, *, besides: Collection[UUID] = ()
    ) -> Unavailability:
        """The reasons why she is not free at some moment of [starts_at, ends_at), without the sessions in `besides`."""
        sessions = [
            session
            for session in self.given[person_id]
            if session.starts_at < ends_at and starts_at < session.ends_at and session.pk not in besides
        ]
        return Unavailability(sessions, any(_covers(away, starts_at, ends_at) for away in self.aways[person_id]))


def busy(
    people: Iterable[UUID], starts_at: datetime, ends_at: datetime, *, besides: Collection[UUID] = ()
) -> dict[UUID, Unavailability]:
    """The people among these who are not free at some moment of [starts_at, ends_at), with the reasons.

    Args:
        starts_at, ends_at: timezone-aware; a session that ends at 10:00 leaves 10:00 free.
        besides: sessions that do not count, such as the one that is moved.
    """
    return busy_at(people, [(starts_at, ends_at)], besides=besides)


def busy_at(
    people: Iterable[UUID], moments: Collection[tuple[datetime, datetime]], *, besides: Collection[UUID] = ()
) -> dict[UUID, Unavailability]:
    """The same for many moments at once, such as those of a series; no more queries than for one."""
    if not moments:
        return {}
    person_ids = set(people)
    agendas = Agendas(person_ids, min(start for start, _ in moments), max(end for _, end in moments))
    total = {}
    for person_id in person_ids:
        reasons = [agendas.busy(person_id, *moment, besides=besides) for moment in moments]
        sessions = {session.pk: session for reason in reasons for session in reason.sessions}
        total[person_id] = Unavailability(list(sessions.values()), any(reason.is_away for reason in reasons))
    return {person_id: reasons for person_id, reasons in total.items() if reasons}


def known_to(actor: Person, sessions: Iterable[Session]) -> set[UUID]:
    """Ids of the sessions among these that the actor may know more of than that somebody is busy."""
    ids = [session.pk for session in sessions]
    unveiled = Session.objects.unveiled_to(actor).filter(pk__in=ids).values_list("pk", flat=True)
    return {*unveiled, *Session.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)}


def _given(people: set[UUID], starts_at: datetime, ends_at: datetime) -> dict[UUID, list[Session]]:
    posts = later(_posts, people)
    assigned_rows = later(_assigned, people, starts_at, ends_at)
    duties = later(_duties, people, starts_at, ends_at)
    assigned = {(person, session) for person, session in assigned_rows}
    duty_of = {(person, session): Duty(state=state) for person, session, state in duties}
    pairs = assigned | duty_of.keys()
    sessions = {session.pk: session for session in _sessions.objects({session for _, session in pairs})}
    given: dict[UUID, list[Session]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: (sessions[pair[1]].starts_at, pair[1])):
        person, session = pair[0], sessions[pair[1]]
        is_in_post = _works_there(posts, person, session)
        if gives_it(duty_of.get(pair), is_assigned=pair in assigned, is_in_post=is_in_post):
            given[person].append(session)
    return given


def _assigned_between(people: Collection[UUID], starts_at: datetime, ends_at: datetime) -> QuerySet:
    assigned = Session.objects.planned_between(starts_at, ends_at).filter(
        Q(series__assignments__until_on=None) | Q(series__assignments__until_on__gt=F("original_on")),
        series__assignments__from_on__lte=F("original_on"),
        series__assignments__person__in=people,
    )
    return assigned.order_by().values_list("series__assignments__person", "pk")


def _duties_between(people: Collection[UUID], starts_at: datetime, ends_at: datetime) -> QuerySet:
    planned = Session.objects.planned_between(starts_at, ends_at)
    duties = Duty.objects.filter(session__in=planned, person__in=people)
    return duties.order_by().values_list("person", "session", "state")


_assigned = CachedSql(_assigned_between)
_duties = CachedSql(_duties_between)
_sessions = CachedSql(lambda ids: Session.objects.filter(pk__in=ids).select_related("series__training", "room"))
_posts = CachedSql(lambda people: Position.objects.filter(person__in=people))
_aways = CachedSql(
    lambda people, first, last: Away.objects.filter(person__in=people, from_on__lte=last, until_on__gt=first)
)


def _works_there(posts: Iterable[Position], person_id: UUID, session: Session) -> bool:
    return any(
        post.person_id == person_id and post.house_id == session.series.house_id and post.is_current(session.held_on)
        for post in posts
    )


def _covers(away: Away, starts_at: datetime, ends_at: datetime) -> bool:
    last_moment = max(starts_at, ends_at - DAY.resolution)
    return away.from_on <= timezone.localdate(last_moment) and timezone.localdate(starts_at) < away.until_on
