"""Questions about a person's role, for the menus."""

from __future__ import annotations

from house.people.models.people import Person
from house.people.models.standing import standing_of


def is_in(person: Person) -> bool:
    return person.is_authenticated


def is_colleague(person: Person) -> bool:
    return standing_of(person).is_colleague


def is_eyewitness(person: Person) -> bool:
    return standing_of(person).is_eyewitness


def runs_a_house(person: Person) -> bool:
    return bool(standing_of(person).houses_run)
