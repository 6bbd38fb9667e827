"""Find out who is free at a moment: sessions that people give in any house, and days on which they are away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from house.models import Person, Position
from programs.recurrence.rhythm import DAY
from programs.sessions.models.duties import Duty
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
    """The sessions that some people give between two moments. Five queries, whatever their number.

    A cancelled session keeps nobody busy, nor does one in a house where she no longer works on that day.
    """

    def __init__(self, people: Iterable[UUID], starts_at: datetime, ends_at: datetime) -> None:
        person_ids = set(people)
        self.given = _given(person_ids, starts_at, ends_at)
        self.aways: dict[UUID, list[Away]] = defaultdict(list)
        days = {"from_on__lte": timezone.localdate(ends_at), "until_on__gt": timezone.localdate(starts_at)}
        for away in Away.objects.filter(person__in=person_ids, **days):
            self.aways[away.person_id].append(away)

    def busy(
        self, person_id: UUID, starts_at: datetime, ends_at: datetime, *, besides: Collection[UUID] = ()
    ) -> Unavailability:
        """What keeps her busy at some moment of [starts_at, ends_at), without the sessions in `besides`."""
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
    planned = Session.objects.planned_between(starts_at, ends_at)
    assigned = planned.filter(
        Q(series__assignments__until_on=None) | Q(series__assignments__until_on__gt=F("original_on")),
        series__assignments__from_on__lte=F("original_on"),
        series__assignments__person__in=people,
    ).values_list("series__assignments__person", "pk")
    duties = Duty.objects.filter(session__in=planned, person__in=people).values_list("person", "session", "state")
    have_duty = {(person, session) for person, session, _ in duties}
    accepted = {(person, session) for person, session, state in duties if state == Duty.State.ACCEPTED}
    pairs = (set(assigned) - have_duty) | accepted
    sessions = Session.objects.select_related("series__training", "room").in_bulk({session for _, session in pairs})
    posts = list(Position.objects.filter(person__in=people))
    given: dict[UUID, list[Session]] = defaultdict(list)
    for person, session in sorted(pairs, key=lambda pair: (sessions[pair[1]].starts_at, pair[1])):
        if _works_there(posts, person, sessions[session]):
            given[person].append(sessions[session])
    return given


def _works_there(posts: list[Position], person_id: UUID, session: Session) -> bool:
    return any(
        post.person_id == person_id and post.house_id == session.series.house_id and post.is_current(session.held_on)
        for post in posts
    )


def _covers(away: Away, starts_at: datetime, ends_at: datetime) -> bool:
    last_moment = max(starts_at, ends_at - DAY.resolution)
    return away.from_on <= timezone.localdate(last_moment) and timezone.localdate(starts_at) < away.until_on
