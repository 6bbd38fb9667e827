"""The readers of a worry, and the news of worries for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from house.cached_sql import CachedSql
from house.later import later
from house.menu import NOWHERE
from house.people.models.facts import Position, Role
from house.people.models.people import Person, PersonQuerySet, by_name
from house.people.models.standing import standing_of
from house.registry import Asker
from house.worries.models import READING_ROLES, Addressee, NamedReader, Worry


@dataclass(frozen=True)
class Readers:
    """The people who may read what somebody is about to write to a house; never she herself.

    The named readers get it. Without any it is for the coordinators. She may choose one of all of them instead.
    """

    named: list[NamedReader]
    coordinators: list[Person]
    """Those who are not named readers, by name."""

    @cached_property
    def default_people(self) -> list[Person]:
        """The people who get it unless she chooses one."""
        return [reader.person for reader in self.named] or self.coordinators

    @cached_property
    def people(self) -> list[Person]:
        return [*(reader.person for reader in self.named), *self.coordinators]

    @property
    def only_one(self) -> Person | None:
        """The person of whom she cannot write here, because nobody else reads."""
        return self.people[0] if len(self.people) == 1 else None

    @property
    def mark(self) -> str:
        """A hash that changes when somebody else reads, or at other hours."""
        said = [*((reader.person_id, reader.hours) for reader in self.named), *(one.pk for one in self.coordinators)]
        return sha256(repr(said).encode()).hexdigest()[:12]

    def __bool__(self) -> bool:
        return bool(self.people)


def readers_in(house_id: UUID, *, sender: Person) -> Readers:
    """The readers of this house today, who came in and can sign in.

    A name stands on the page of the sender only when a colleague met who is behind it; of the coordinators also when
    nobody met any of them.
    """
    met = set(readers_to_choose(house_id).exclude(pk=sender.pk).values_list("pk", flat=True))
    named = list(NamedReader.objects.in_post().filter(house=house_id, person__in=met).select_related("person"))
    others = _who_came_in(house_id, Role.COORDINATOR).exclude(pk=sender.pk)
    others = others.exclude(pk__in=[reader.person_id for reader in named])
    if _who_came_in(house_id, Role.COORDINATOR).vouched().exists():
        others = others.filter(pk__in=met)
    return Readers(named, by_name(others))


def readers_to_choose(house_id: UUID) -> PersonQuerySet:
    """The people whom a coordinator may name: in post, they came in, and somebody else met who is behind that name.

    Else a coordinator alone could make an account of any name, and read with it what was written to that name.
    """
    return _who_came_in(house_id, *READING_ROLES).vouched()


def _who_came_in(house_id: UUID, *roles: str) -> PersonQuerySet:
    return Person.objects.in_post(house_id, *roles).filter(is_active=True, sign_in_hash__isnull=False)


def people_who_may_answer(worry: Worry) -> set[UUID]:
    """The ids of everybody who may answer it today: `Worry.objects.to_answer_by`, the other way round."""
    posts = Position.objects.current().filter(house=worry.house_id).exclude(person=worry.sender_id)
    addressed = posts.filter(role__in=READING_ROLES, person__in=Addressee.objects.filter(worry=worry).values("person"))
    people = set(addressed.values_list("person", flat=True))
    if people or worry.is_theirs_alone:
        return people
    return set(posts.filter(role=Role.COORDINATOR).values_list("person", flat=True))


@dataclass(frozen=True)
class ToldOfWorries:
    """The news of worries at the head of her first pages. It is read together with the rest of a page."""

    to_answer: Sequence[Worry]
    outcomes: Sequence[Worry]
    """Her own: with an answer, or such that nobody may read them any more."""
    chosen: Sequence[NamedReader] = ()
    """The houses in which she was chosen to read, which she was not told yet."""

    @property
    def mark(self) -> str:
        said = [*(worry.pk for worry in self.to_answer), *((worry.pk, worry.state) for worry in self.outcomes)]
        said += [reader.pk for reader in self.chosen]
        return sha256(repr(said).encode()).hexdigest()[:12]

    def __bool__(self) -> bool:
        return bool(self.to_answer or self.outcomes or self.chosen)


def told_to(person: Person) -> ToldOfWorries:
    standing = standing_of(person)
    outcomes = later(_outcomes, person.pk)
    if not may_read(person):
        return ToldOfWorries((), outcomes)
    to_answer = later(_to_answer, person.pk, standing.houses_run or NOWHERE)
    return ToldOfWorries(to_answer, outcomes, later(_chosen, person.pk))


def may_read(person: Person) -> bool:
    """Does she have a role in which she may be asked to read worries?"""
    return standing_of(person).holds(*READING_ROLES)


def waiting_for(asker: Asker) -> QuerySet:
    """Worries that wait for her answer, for the line of the desk."""
    return Worry.objects.waiting().to_answer_in(asker.houses_run, asker.person_id)


_to_answer = CachedSql(lambda person, houses: Worry.objects.waiting().to_answer_in(houses, person))
_chosen = CachedSql(lambda person: NamedReader.objects.of(person).filter(seen_at=None))
_outcomes = CachedSql(lambda person: Worry.objects.to_read_by(person))
