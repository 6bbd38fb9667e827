"""The present rights of people, and how much in them is new: all in one query."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from django.db.models import F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from house.cached_sql import CachedSql
from house.line.frames import RIGHT_SIGNS
from house.people.models.facts import Coaching, Position, Stay
from house.privacy.models.emergencies import Emergency
from house.registry import registry


@dataclass
class OpenRights:
    """The ids of a person's rights, and the count of what is new to her in them."""

    rights: set[UUID] = field(default_factory=set)
    new: int = 0

    @property
    def signs(self) -> frozenset[str]:
        """A short hash of each right, for a page to keep: it shows only whether one is gone."""
        return frozenset(sha256(right.bytes).hexdigest()[:RIGHT_SIGNS] for right in self.rights)


def open_rights_of(people: Collection[UUID]) -> dict[UUID, OpenRights]:
    """The rights of each of these people. One query; nobody is missing."""
    rights_by_person = {person: OpenRights() for person in people}
    for person, right, new in _rights.rows(people):
        rights_by_person[person].rights.add(right)
        rights_by_person[person].new += new
    return rights_by_person


def _every_right(people: Collection[UUID]) -> QuerySet:
    first, *others = [ask(people) for ask in registry.rights]
    return first.union(*others, all=True)


_rights = CachedSql(_every_right)


def stays(people: Collection[UUID]) -> QuerySet:
    return rows(Stay.objects.current().filter(person__in=people), "person_id")


def positions(people: Collection[UUID]) -> QuerySet:
    return rows(Position.objects.current().filter(person__in=people), "person_id")


def coachings(people: Collection[UUID]) -> QuerySet:
    return rows(Coaching.objects.current().filter(coach__in=people), "coach_id")


def emergencies(people: Collection[UUID]) -> QuerySet:
    return rows(Emergency.objects.filter(opened_by__in=people, ends_at__gt=Now()), "opened_by_id")


def rows(rights: QuerySet, whose: str, new: Combinable | None = None) -> QuerySet:
    """Rights in the form of `registry.rights`: the person, the id, and how much in it is new to her."""
    annotated = rights.order_by().annotate(whose=F(whose), new=new or Value(0))
    return annotated.values_list("whose", "pk", "new")
