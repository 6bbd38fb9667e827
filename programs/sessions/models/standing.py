"""Rules that say what a person is to a session: counted in, facilitator, coordinator.

Each rule is written once and has two faces: `.covers(session)` for rows at hand, and `.where()` for querysets.

    rules = SessionRules(standing_of(amal))
    Session.objects.filter(rules.counted_in.where())
    rules.counted_in.covers(session)

`covers` needs sessions with their series; rules about duties also need their duties.
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

from house.cached_sql import rows_beside
from house.models import Person
from house.people.models.standing import Fact, Standing, facts, standing_of
from programs.sessions.models.duties import Duty, gives_it
from programs.sessions.models.series import OF_THE_HOUSE, Assignment, Audience, Enrolment, series_given
from programs.sessions.models.welcomes import Welcome

if TYPE_CHECKING:
    from programs.sessions.models.sessions import Session

NOTHING = Q(pk__in=())
TOGETHER_MAX = 200
"""The most spans in one condition. SQLite takes at most a thousand in a row, and rules stand side by side."""


class Rule(Protocol):
    def covers(self, session: Session) -> bool:
        """Does the rule apply to this session?"""

    def where(self) -> Q:
        """The same as a condition on sessions."""


@dataclass(frozen=True)
class Either:
    """Sessions to which at least one of these rules applies."""

    rules: tuple[Rule, ...]

    def covers(self, session: Session) -> bool:
        return any(rule.covers(session) for rule in self.rules)

    def where(self) -> Q:
        return Q.create([rule.where() for rule in self.rules], connector=Q.OR)


@dataclass(frozen=True)
class Both:
    """Sessions to which all of these rules apply."""

    rules: tuple[Rule, ...]

    def covers(self, session: Session) -> bool:
        return all(rule.covers(session) for rule in self.rules)

    def where(self) -> Q:
        return Q.create([rule.where() for rule in self.rules])


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
    """Sessions of one house or one series, or one session alone, for these audiences, on local days in [begins, ends).

    `scope` says what `thing_id` is the id of; `day` says which day of the session counts.
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
        """The part of the span that lies in [begins, ends) too."""
        last = min(filter(None, (self.ends, ends)), default=None)
        return Span(self.scope, self.thing_id, max(self.begins, begins), last, self.audiences, self.day)

    def covers(self, session: Session) -> bool:
        """Does the span cover this session? The caller has checked that `thing_id` fits it."""
        day = getattr(session, self.day)
        return (
            self.begins <= day and (self.ends is None or day < self.ends) and session.series.audience in self.audiences
        )

    def where(self) -> Q:
        condition = Q((self.scope, self.thing_id), (f"{self.day}__gte", self.begins))
        if self.ends is not None:
            condition &= Q((f"{self.day}__lt", self.ends))
        return condition if len(self.audiences) == len(Audience) else condition & Q(series__audience__in=self.audiences)


@dataclass(frozen=True)
class Spans:
    """Sessions in at least one of these spans."""

    spans: tuple[Span, ...]

    @cached_property
    def _by_thing(self) -> dict[UUID, list[Span]]:
        spans = defaultdict(list)
        for span in self.spans:
            spans[span.thing_id].append(span)
        return dict(spans)

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
class Gives:
    """Sessions that somebody gives: see `gives_it`. `in_post` are those of her houses on the days of her positions."""

    person_id: UUID | None
    in_post: Spans
    assigned: Spans

    def covers(self, session: Session) -> bool:
        duty = _duty_of(self.person_id, session)
        return gives_it(duty, is_assigned=self.assigned.covers(session), is_in_post=self.in_post.covers(session))

    def where(self) -> Q:
        duties = _duties_of(self.person_id)
        accepted = Q(pk__in=duties.filter(state=Duty.State.ACCEPTED))
        return self.in_post.where() & (accepted | (self.assigned.where() & ~Q(pk__in=duties)))


@dataclass(frozen=True)
class Offered:
    """Sessions in which somebody has a duty, whatever her answer, in houses where she has a position today."""

    person_id: UUID | None
    houses: frozenset[UUID]

    def covers(self, session: Session) -> bool:
        return session.series.house_id in self.houses and _duty_of(self.person_id, session) is not None

    def where(self) -> Q:
        return Q(series__house__in=self.houses, pk__in=_duties_of(self.person_id)) if self.houses else NOTHING


def _duties_of(person_id: UUID | None) -> QuerySet:
    return Duty.objects.filter(person=person_id).order_by().values("session")


def _duty_of(person_id: UUID | None, session: Session) -> Duty | None:
    return next((duty for duty in rows_beside(session, "duties") if duty.person_id == person_id), None)


class SessionRules:
    """All rules about sessions, for one person."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing

    @cached_property
    def counted_in(self) -> Spans:
        """Sessions for the house on days within her stay, and sessions for her or her group within her enrolment.

        Sessions for chosen people need both.
        """
        return Spans(tuple(self._counted_in(stays_are_over=False)))

    @cached_property
    def took_part(self) -> Spans:
        """As `counted_in`, but with stays that are over: sessions of the past."""
        return Spans(tuple(self._counted_in(stays_are_over=True)))

    def _counted_in(self, *, stays_are_over: bool) -> Iterable[Span]:
        today = self.standing.today
        stays = [stay for stay in self.standing.stays if stays_are_over or not stay.is_over_on(today)]
        for stay in stays:
            yield Span.of(stay, "series__house", audiences=(Audience.HOUSE,))
        for enrolment in self.standing.of_kind("Enrolment"):
            yield Span.of(enrolment, "series", audiences=(Audience.PERSONAL, Audience.GROUP))
            chosen = Span.of(enrolment, "series", audiences=(Audience.CHOSEN,))
            for stay in stays:
                if stay.house_id == enrolment.house_id:
                    yield chosen.within(stay.begins, stay.ends)

    @cached_property
    def welcome(self) -> Spans:
        """Sessions to which she may come as an alumna of that house."""
        left = {stay.house_id for stay in self.standing.stays if stay.is_over_on(self.standing.today)}
        welcomes = [fact for fact in self.standing.of_kind("Welcome") if fact.house_id in left]
        return Spans(tuple(Span.of(fact, fact.word, audiences=tuple(OF_THE_HOUSE)) for fact in welcomes))

    @cached_property
    def meant(self) -> Either:
        """Sessions that count her in, and those where she is welcome."""
        return Either((self.counted_in, self.welcome))

    @cached_property
    def assigned(self) -> Spans:
        assignments = self.standing.of_kind("Assignment")
        return Spans(tuple(Span.of(fact, "series", day="original_on") for fact in assignments))

    @cached_property
    def in_post(self) -> Spans:
        """Sessions in houses on days on which she has a position there, whatever it is."""
        return Spans(tuple(Span.of(post, "series__house") for post in self.standing.of_kind("Position")))

    @cached_property
    def gives(self) -> Gives:
        """Sessions that she gives, which is what pages say of her. What she may do is `given`."""
        return Gives(self.standing.person_id, self.in_post, self.assigned)

    @cached_property
    def given(self) -> Both:
        """Sessions on which she may act as their facilitator: she gives them, and has a position there today."""
        return Both((InHouses(self.standing.houses_in_post), self.gives))

    @cached_property
    def offered(self) -> Offered:
        return Offered(self.standing.person_id, self.standing.houses_in_post)

    @cached_property
    def run(self) -> InHouses:
        """Sessions in houses where she is coordinator today."""
        return InHouses(self.standing.houses_run)

    @cached_property
    def led(self) -> Either:
        """Sessions that she may change: those that she gives, and all in a house where she is coordinator."""
        return Either((self.given, self.run))

    @cached_property
    def of_colleagues(self) -> InHouses:
        """Sessions in houses where she works today and is no guest."""
        return InHouses(self.standing.houses_of_colleagues)

    @cached_property
    def series_given(self) -> frozenset[UUID]:
        """Ids of the series that she gives today, in houses where she has a position."""
        return series_given(self.standing)


def rules_for(person: Person | AnonymousUser) -> SessionRules:
    """Her rules of today; a visitor's rules apply to nothing. One query, or none when a page asks again."""
    return SessionRules(standing_of(person))


def of_the_programme(people: Collection[UUID]) -> list[QuerySet]:
    """Facts for `registry.facts`. The word of a welcome is the scope of its sessions: a series, or one session."""
    welcomes = Welcome.objects.filter(person__in=people)
    return [
        facts(Enrolment.objects.filter(person__in=people), thing="series_id", house="series__house_id"),
        facts(Assignment.objects.filter(person__in=people), thing="series_id", house="series__house_id"),
        facts(welcomes.filter(session=None), thing="series_id", house="series__house_id", word=Value("series")),
        facts(welcomes.filter(series=None), thing="session_id", house="session__series__house_id", word=Value("pk")),
    ]
