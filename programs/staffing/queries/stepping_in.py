"""Find people who could step in for a session, and sessions that need somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from house.cached_sql import CachedSql
from house.models import House, Person, Position, by_name
from house.people.models.standing import standing_of
from programs.sessions.models.duties import Duty
from programs.sessions.models.sessions import Session, SessionQuerySet
from programs.staffing.models import Away, Overlap
from programs.staffing.queries.busy import Agendas, Unavailability, busy, known_to

SOON = timedelta(weeks=4)


@dataclass
class Candidate:
    """Somebody who works in the house then.

    `known` are the sessions that keep her busy and that the asker may know of.
    """

    person: Person
    busy: Unavailability
    known: list[Session]
    duty: Duty | None = None

    @property
    def is_free(self) -> bool:
        """Does she give nothing else then, and did she not say that she cannot come?"""
        return not self.busy and (self.duty is None or self.duty.was_filled)


@dataclass
class Doubling:
    """Two sessions at once of one person: those that the asker may know of, and the reasons given for it."""

    person: Person
    sessions: list[Session]
    overlaps: list[Overlap]


def candidates(actor: Person, session: Session) -> list[Candidate]:
    """People who could be asked for a session that the actor runs: first those who are free, each group by name.

    People who give it already, are asked or left it are not in it. The caller reads the session with `with_story()`.
    """
    duties = {duty.person_id: duty for duty in session.duties.all()}
    taken = {person.pk for person in session.givers()} | {pk for pk, duty in duties.items() if duty.is_pending}
    posts = Position.objects.filter(house=session.series.house_id)
    colleagues = set(posts.current().values_list("person", flat=True))
    colleagues &= set(posts.current(session.held_on).values_list("person", flat=True))
    people = by_name(Person.objects.filter(pk__in=colleagues - taken))
    unavailable = busy([person.pk for person in people], session.starts_at, session.ends_at)
    visible = known_to(actor, [session for reasons in unavailable.values() for session in reasons.sessions])
    everyone = [
        _candidate(person, unavailable.get(person.pk, Unavailability()), visible, duties.get(person.pk))
        for person in people
    ]
    return sorted(everyone, key=lambda candidate: not candidate.is_free)


def _candidate(person: Person, unavailability: Unavailability, visible: set[UUID], duty: Duty | None) -> Candidate:
    return Candidate(
        person, unavailability, [session for session in unavailability.sessions if session.pk in visible], duty
    )


def wanting(actor: Person) -> SessionQuerySet:
    """Sessions in her houses that a facilitator left, and those of the coming four weeks that nobody gives."""
    return wanting_in(standing_of(actor).houses_run, timezone.now())


def wanting_in(houses: Collection[UUID], now: datetime) -> SessionQuerySet:
    """`wanting`, of somebody who runs these houses."""
    left = Session.objects.left_open(now).values("pk")
    soon = Q(held_on__lt=timezone.localdate() + SOON)
    sessions = Session.objects.filter(series__house__in=houses)
    return sessions.with_open_place(now).filter(soon | Q(pk__in=left))


def open_places_among(sessions: Collection[UUID]) -> set[UUID]:
    """The sessions among these that need somebody: see `with_open_place`."""
    return {pk for (pk,) in _open_among.rows(sessions, timezone.now())}


_open_among = CachedSql(
    lambda sessions, now: Session.objects.with_open_place(now).filter(pk__in=sessions).order_by().values_list("pk")
)


def doublings(actor: Person) -> list[Doubling]:
    """Double sessions of colleagues in the coming four weeks, at least one of the two in her houses."""
    now = timezone.now()
    posts = Position.objects.filter(house__in=standing_of(actor).houses_run).still_open()
    people = {post.person_id: post.person for post in posts.select_related("person")}
    agendas = Agendas(people, now, now + SOON)
    pairs = [(person_id, pair) for person_id, sessions in agendas.given.items() for pair in _at_once(sessions)]
    visible = known_to(actor, [session for _, pair in pairs for session in pair])
    reasons = defaultdict[tuple[UUID, UUID], list[Overlap]](list)
    for overlap in Overlap.objects.filter(session__in=visible).select_related("by"):
        reasons[overlap.person_id, overlap.session_id].append(overlap)
    return [
        Doubling(
            person=people[person_id],
            sessions=[session for session in pair if session.pk in visible],
            overlaps=[overlap for session in pair for overlap in reasons[person_id, session.pk]],
        )
        for person_id, pair in sorted(pairs, key=lambda item: item[1][0].starts_at)
        if visible & {session.pk for session in pair}
    ]


def _at_once(sessions: list[Session]) -> Iterator[tuple[Session, Session]]:
    """The pairs of sessions that overlap. The sessions come in order of time."""
    for count, first in enumerate(sessions):
        for later in takewhile(lambda other: other.starts_at < first.ends_at, sessions[count + 1 :]):  # noqa: B023
            yield first, later


def away_from(houses: Iterable[House]) -> list[Away]:
    """Days to come on which somebody of these houses is away, in order of time."""
    posts = Position.objects.current().filter(house__in=[house.pk for house in houses])
    aways = Away.objects.still_open().filter(person__in=posts.values("person"))
    return list(aways.select_related("person").order_by("from_on", "pk"))
