"""What somebody is to the sessions of a programme: whom a session counts in, who gives it and who runs it.

Each rule is said once and has two faces: `.covers(session)` for rows at hand, and `.where()` for querysets.

    rules = SessionRules(standing_of(amal))
    Session.objects.filter(rules.counted_in.where())
    rules.counted_in.covers(session)

`covers` wants sessions with their series; where a duty may count, with their duties too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet, Value

from house.models import Person
from house.people.models.standing import Fact, Standing, facts, standing_of
from programs.sessions.models.duties import Duty
from programs.sessions.models.series import OF_THE_HOUSE, Assignment, Audience, Enrolment, series_given
from programs.sessions.models.welcomes import Welcome

if TYPE_CHECKING:
    from programs.sessions.models.sessions import Session

NOTHING = Q(pk__in=())
TOGETHER_MAX = 200
"""So many spans are one condition: SQLite takes no more than a thousand in a row, and rules stand side by side."""


class Rule(Protocol):
    def covers(self, session: Session) -> bool:
        """Is this session among those that the rule is about?"""

    def where(self) -> Q:
        """The same as a condition on sessions."""


@dataclass(frozen=True)
class Either:
    """Sessions that one of these rules is about."""

    rules: tuple[Rule, ...]

    def covers(self, session: Session) -> bool:
        return any(rule.covers(session) for rule in self.rules)

    def where(self) -> Q:
        return Q.create([rule.where() for rule in self.rules], connector=Q.OR)


@dataclass(frozen=True)
class InHouses:
    """All sessions of these houses."""

    houses: frozenset[UUID]

    def covers(self, session: Session) -> bool:
        return session.series.house_id in self.houses

    def where(self) -> Q:
        return Q(series__house__in=self.houses)


@dataclass(frozen=True)
class Span:
    """Sessions of one house, one series, or one alone, for one of these audiences, on local days in [begins, ends).

    `scope` says of what `thing_id` is the id, `day` which day of the session counts.
    """

    scope: str
    thing_id: UUID
    begins: date
    ends: date | None
    audiences: tuple[str, ...] = tuple(Audience)
    day: str = "held_on"

    @classmethod
    def of(cls, fact: Fact, scope: str, **more) -> Span:
        thing_id = fact.house_id if scope == "series__house" else fact.thing_id
        return cls(scope, thing_id, fact.begins, fact.ends, **more)

    def within(self, begins: date, ends: date | None) -> Span:
        """The part of it on days in [begins, ends) too."""
        last = min(filter(None, (self.ends, ends)), default=None)
        return Span(self.scope, self.thing_id, max(self.begins, begins), last, self.audiences, self.day)

    def covers(self, session: Session) -> bool:
        """Of a session that `thing_id` is about."""
        day = getattr(session, self.day)
        return (
            self.begins <= day and (self.ends is None or day < self.ends) and session.series.audience in self.audiences
        )

    def where(self) -> Q:
        found = Q((self.scope, self.thing_id), (f"{self.day}__gte", self.begins))
        if self.ends is not None:
            found &= Q((f"{self.day}__lt", self.ends))
        return found if len(self.audiences) == len(Audience) else found & Q(series__audience__in=self.audiences)


@dataclass(frozen=True)
class Spans:
    """Sessions in one of these spans."""

    spans: tuple[Span, ...]

    @cached_property
    def _by_thing(self) -> dict[UUID, list[Span]]:
        found = defaultdict(list)
        for span in self.spans:
            found[span.thing_id].append(span)
        return dict(found)

    def covers(self, session: Session) -> bool:
        things = (session.series_id, session.series.house_id, session.pk)
        return any(span.covers(session) for thing in things for span in self._by_thing.get(thing, ()))

    def where(self) -> Q:
        if len(self.spans) > TOGETHER_MAX:
            return Q.create([Q(pk__in=part) for part in self._parts()], connector=Q.OR)
        return Q.create([span.where() for span in self.spans], connector=Q.OR) if self.spans else NOTHING

    def _parts(self) -> Iterable[QuerySet]:
        sessions = apps.get_model("programs", "Session")._default_manager
        for start in range(0, len(self.spans), TOGETHER_MAX):
            part = Spans(self.spans[start : start + TOGETHER_MAX])
            yield sessions.filter(part.where()).values("pk")


@dataclass(frozen=True)
class Given:
    """Sessions that somebody gives: her duty says so, or where she has none her assignment on the day it was laid out
    for; in houses where she is in post today.
    """

    person_id: UUID | None
    houses: frozenset[UUID]
    assigned: Spans

    def covers(self, session: Session) -> bool:
        if session.series.house_id not in self.houses:
            return False
        duty = _duty_of(self.person_id, session)
        return self.assigned.covers(session) if duty is None else duty.gives

    def where(self) -> Q:
        if not self.houses:
            return NOTHING
        duties = _duties_of(self.person_id)
        took_on = Q(pk__in=duties.filter(state=Duty.State.ACCEPTED))
        return Q(series__house__in=self.houses) & (took_on | (self.assigned.where() & ~Q(pk__in=duties)))


@dataclass(frozen=True)
class Offered:
    """Sessions in which somebody has a duty, whatever she said; in houses where she is in post today."""

    person_id: UUID | None
    houses: frozenset[UUID]

    def covers(self, session: Session) -> bool:
        return session.series.house_id in self.houses and _duty_of(self.person_id, session) is not None

    def where(self) -> Q:
        return Q(series__house__in=self.houses, pk__in=_duties_of(self.person_id)) if self.houses else NOTHING


def _duties_of(person_id: UUID | None) -> QuerySet:
    return Duty.objects.filter(person=person_id).order_by().values("session")


def _duty_of(person_id: UUID | None, session: Session) -> Duty | None:
    return next((duty for duty in session.duties.all() if duty.person_id == person_id), None)


class SessionRules:
    """The rules about sessions, for one person."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing

    @cached_property
    def counted_in(self) -> Spans:
        """On days within her stay what is for the house; on days within her enrolment what is for her or her group.
        What is for chosen people needs both.
        """
        return Spans(tuple(self._counted_in(stays_are_over=False)))

    @cached_property
    def took_part(self) -> Spans:
        """The same of what was, which a stay that is over takes nothing from."""
        return Spans(tuple(self._counted_in(stays_are_over=True)))

    def _counted_in(self, *, stays_are_over: bool) -> Iterable[Span]:
        today = self.standing.today
        stays = [stay for stay in self.standing.stays if stays_are_over or not stay.is_over_on(today)]
        for stay in stays:
            yield Span.of(stay, "series__house", audiences=(Audience.HOUSE,))
        for enrolment in self.standing.of_kind("Enrolment"):
            yield Span.of(enrolment, "series", audiences=(Audience.PERSONAL, Audience.GROUP))
            named = Span.of(enrolment, "series", audiences=(Audience.CHOSEN,))
            for stay in stays:
                if stay.house_id == enrolment.house_id:
                    yield named.within(stay.begins, stay.ends)

    @cached_property
    def welcome(self) -> Spans:
        """Where she may come as an alumna of that house, if she likes."""
        left = {stay.house_id for stay in self.standing.stays if stay.is_over_on(self.standing.today)}
        welcomes = [fact for fact in self.standing.of_kind("Welcome") if fact.house_id in left]
        return Spans(tuple(Span.of(fact, fact.word, audiences=tuple(OF_THE_HOUSE)) for fact in welcomes))

    @cached_property
    def meant(self) -> Either:
        """What counts her in, and where she is welcome."""
        return Either((self.counted_in, self.welcome))

    @cached_property
    def assigned(self) -> Spans:
        assignments = self.standing.of_kind("Assignment")
        return Spans(tuple(Span.of(fact, "series", day="original_on") for fact in assignments))

    @cached_property
    def given(self) -> Given:
        return Given(self.standing.person_id, self.standing.houses_in_post, self.assigned)

    @cached_property
    def offered(self) -> Offered:
        return Offered(self.standing.person_id, self.standing.houses_in_post)

    @cached_property
    def run(self) -> InHouses:
        """In houses where she is coordinator today."""
        return InHouses(self.standing.houses_run)

    @cached_property
    def led(self) -> Either:
        """What is hers to change: what she gives, and everything in a house that she runs."""
        return Either((self.given, self.run))

    @cached_property
    def of_colleagues(self) -> InHouses:
        """In houses where she works today and is no guest."""
        return InHouses(self.standing.houses_of_colleagues)

    @cached_property
    def series_given(self) -> frozenset[UUID]:
        """Ids of the series that she gives today, in houses where she is in post."""
        return series_given(self.standing)


def rules_for(person: Person | AnonymousUser) -> SessionRules:
    """Her rules of today; of a visitor those that cover nothing. One query, or none where a page reads once."""
    return SessionRules(standing_of(person))


def of_the_programme(people: Collection[UUID]) -> list[QuerySet]:
    """For `registry.facts`. The word of a welcome is the scope of its sessions: a series, or one session."""
    welcomes = Welcome.objects.filter(person__in=people)
    return [
        facts(Enrolment.objects.filter(person__in=people), thing="series_id", house="series__house_id"),
        facts(Assignment.objects.filter(person__in=people), thing="series_id", house="series__house_id"),
        facts(welcomes.filter(session=None), thing="series_id", house="series__house_id", word=Value("series")),
        facts(welcomes.filter(series=None), thing="session_id", house="session__series__house_id", word=Value("pk")),
    ]
