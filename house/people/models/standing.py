"""The standing of a person: her stays, her positions and the facts of the apps, as intervals of days.

    standing = standing_of(person)
    standing.houses_run

Each call reads again, except on a page that changes nothing: see `reading_once`. See docs/decisions/0016-standing.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from house.cached_sql import CachedSql
from house.people.models.facts import FROM_OUTSIDE, Position, Role, Stay
from house.people.models.people import Person
from house.registry import registry


class Fact(NamedTuple):
    """One dated fact about somebody. It counts on local days in [begins, ends); without `ends` from `begins` on.

    `kind` names the model ('Stay'), `thing_id` is what the fact is about, `word` is a choice such as a role.
    """

    person_id: UUID
    kind: str
    thing_id: UUID
    house_id: UUID
    word: str
    begins: date
    ends: date | None

    def counts_on(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)

    def is_over_on(self, day: date) -> bool:
        return self.ends is not None and self.ends <= day


@dataclass(frozen=True)
class Standing:
    """The facts about one person, as they were read on local day `today`."""

    person_id: UUID | None
    facts: tuple[Fact, ...]
    today: date

    def of_kind(self, kind: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind == kind]

    @cached_property
    def stays(self) -> list[Fact]:
        """All her stays, of any days. `thing_id` is the stay itself."""
        return self.of_kind("Stay")

    @cached_property
    def posts(self) -> list[Fact]:
        """Her positions of today, also as a witness, the oldest first. `word` is the role, `thing_id` the position."""
        posts = (post for post in self.of_kind("Position") if post.counts_on(self.today))
        return sorted(posts, key=lambda post: post.begins)

    @property
    def is_colleague(self) -> bool:
        """Does she work in a house today, as more than a guest?"""
        return bool(self.houses_of_colleagues)

    @property
    def is_eyewitness(self) -> bool:
        """May she confirm who stands before her? `Person.is_vouched` says whether that counts."""
        return bool(self.houses_as_eyewitness)

    def holds(self, *roles: str) -> bool:
        """Does she have one of these roles today?"""
        return any(post.word in roles for post in self.posts)

    @cached_property
    def stay(self) -> Fact | None:
        """Her stay of today, if she lives somewhere; of two, the newest."""
        return max(self._stays_today, key=lambda stay: stay.begins, default=None)

    @property
    def home_id(self) -> UUID | None:
        """The house where she lives today."""
        return self.stay.house_id if self.stay else None

    @property
    def homes(self) -> frozenset[UUID]:
        """Houses where she lives today: one or none, unless a stay was prolonged into the next."""
        return frozenset(stay.house_id for stay in self._stays_today)

    @property
    def _stays_today(self) -> list[Fact]:
        return [stay for stay in self.stays if stay.counts_on(self.today)]

    @cached_property
    def houses_run(self) -> frozenset[UUID]:
        """Houses where she is coordinator today."""
        return self._houses_as({Role.COORDINATOR})

    @cached_property
    def houses_in_post(self) -> frozenset[UUID]:
        """Houses where she has any position today, also as a witness."""
        return self._houses_as(set(Role))

    @cached_property
    def houses_worked_in(self) -> frozenset[UUID]:
        """Houses where she works today, also as a guest; not those where she is only a witness."""
        return self._houses_as(set(Role) - {Role.WITNESS})

    @cached_property
    def houses_of_colleagues(self) -> frozenset[UUID]:
        """Houses where she works today as neither guest nor witness only."""
        return self._houses_as(set(Role) - set(FROM_OUTSIDE))

    @cached_property
    def houses_as_eyewitness(self) -> frozenset[UUID]:
        """Houses where she is a colleague or a witness today."""
        return self._houses_as(set(Role) - {Role.GUEST})

    def _houses_as(self, roles: set[Role]) -> frozenset[UUID]:
        return frozenset(post.house_id for post in self.posts if post.word in roles)


NOBODY = Standing(None, (), date.min)
_read: ContextVar[dict[UUID, Standing] | None] = ContextVar("standings", default=None)


def standing_of(person: Person | AnonymousUser) -> Standing:
    """Her standing of today, in one query; a visitor's is empty."""
    if not person.is_authenticated or person.pk is None:
        return NOBODY
    read = _read.get()
    if read is None:
        return standings_of([person.pk])[person.pk]
    if person.pk not in read:
        read |= standings_of([person.pk])
    return read[person.pk]


def standings_of(people: Collection[UUID]) -> dict[UUID, Standing]:
    """The standing of each of these people today, read again in one query whatever their number. Nobody is missing."""
    facts_by_person: dict[UUID, list[Fact]] = {person_id: [] for person_id in people}
    for row in _facts.rows(facts_by_person):
        fact = Fact(*row)
        facts_by_person[fact.person_id].append(fact)
    today = timezone.localdate()
    return {person_id: Standing(person_id, tuple(facts), today) for person_id, facts in facts_by_person.items()}


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it, each standing is read once. Only for code that reads: a verb must read again."""
    read = _read.get()
    token = _read.set({} if read is None else read)
    try:
        yield
    finally:
        _read.reset(token)


def facts(
    rows: QuerySet,
    *,
    person: str = "person_id",
    thing: str | Combinable = "pk",
    house: str | Combinable = "house_id",
    word: str | Combinable = Value(""),  # noqa: B008  never changed
) -> QuerySet:
    """Dated facts in the form of `registry.facts`: a row of seven columns for each, in the order of `Fact`."""
    model = rows.model
    days = {"begins": model.BEGINS, "ends": model.ENDS}
    columns = {"person": person, "thing": thing, "house": house, "word": word, **days}
    annotations = {f"its_{name}": F(column) if isinstance(column, str) else column for name, column in columns.items()}
    kind = Value(model.__name__, output_field=CharField())
    order = ("its_person", "its_kind", "its_thing", "its_house", "its_word", "its_begins", "its_ends")
    return rows.order_by().annotate(its_kind=kind, **annotations).values_list(*order)


def of_the_house(people: Collection[UUID]) -> list[QuerySet]:
    return [
        facts(Stay.objects.filter(person__in=people)),
        facts(Position.objects.filter(person__in=people), word="role"),
    ]


def _query(people: Collection[UUID]) -> QuerySet:
    first, *others = [rows for find in (of_the_house, *registry.facts) for rows in find(people)]
    return first.union(*others, all=True)


_facts = CachedSql(_query)
