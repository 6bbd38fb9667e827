"""The first steps of a new house, for whoever runs it. They are ticked by what is there, and go when all are done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value

from house.cached_sql import CachedSql
from house.door.models import Card
from house.later import later
from house.people.models.facts import Stay
from house.people.models.houses import House, Room
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.registry import FirstStep, registry


class TickedStep(NamedTuple):
    step: FirstStep
    is_done: bool


@dataclass(frozen=True)
class Beginning:
    """What is done in each house that somebody runs. It is read when somebody looks."""

    houses: Collection[UUID]
    done: Sequence[tuple[UUID, str]]

    @cached_property
    def lists(self) -> list[list[TickedStep]]:
        """The steps of each house where something is left to do."""
        steps = sorted(registry.first_steps, key=lambda step: step.order)
        done = {(str(house), route) for house, route in self.done}
        lists = [[TickedStep(step, (str(house), step.route) in done) for step in steps] for house in self.houses]
        return [steps for steps in lists if not all(is_done for _, is_done in steps)]

    @property
    def mark(self) -> str:
        return "".join(str(int(is_done)) for steps in self.lists for _, is_done in steps)

    def __bool__(self) -> bool:
        return bool(self.lists)


def beginning_of(person: Person) -> Beginning:
    """For whoever runs a house; for anybody else nothing, and no query."""
    houses = sorted(standing_of(person).houses_run)
    return Beginning(houses, later(_done, houses) if houses else ())


def with_number(houses: QuerySet[House]) -> QuerySet[House]:
    return houses.filter(phone__is_empty=False)


def with_rooms(houses: QuerySet[House]) -> QuerySet[House]:
    return houses.filter(Exists(Room.objects.in_use().filter(house=OuterRef("pk"))))


def with_residents(houses: QuerySet[House]) -> QuerySet[House]:
    return houses.filter(Exists(Stay.objects.filter(house=OuterRef("pk"))))


def with_cards(houses: QuerySet[House]) -> QuerySet[House]:
    """Where somebody of the house made a card, or a woman came in with one: cards that are old are deleted."""
    of_the_house = Card.objects.filter(house=OuterRef("pk"), is_from_server=False)
    came_in = Stay.objects.filter(house=OuterRef("pk"), person__sign_in_hash__isnull=False)
    return houses.filter(Exists(of_the_house) | Exists(came_in))


def _done_rows(houses: Collection[UUID]) -> QuerySet:
    first, *others = [
        step.done_in(House.objects.filter(pk__in=houses))
        .order_by()
        .annotate(step_route=Value(step.route, CharField()))
        .values_list("pk", "step_route")
        for step in registry.first_steps
    ]
    return first.union(*others, all=True)


_done = CachedSql(_done_rows)
