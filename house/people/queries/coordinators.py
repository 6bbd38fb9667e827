"""A house always has a coordinator: the last one stays until there is another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from house.cached_sql import CachedSql
from house.people.models.facts import DatedQuerySet, Position, Role
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.models.standing import standing_of

ASKED_BEFORE = timedelta(days=30)
"""How long before a house loses its coordinator it asks for another."""


@dataclass(frozen=True)
class Gap:
    """A house without a coordinator from this local day on; today if it has none now."""

    house: House
    from_on: date
    is_hers: bool
    """Is the reader coordinator of the house herself?"""

    @property
    def is_now(self) -> bool:
        return self.from_on <= timezone.localdate()


def is_run_without(person: Person, house_id: UUID, on: date | None = None) -> bool:
    """Is there another coordinator on that local day, today unless given, without a last day?

    She counts once she came in and can sign in, and while her position has no last day. Lock the house before asking.
    """
    return posts_that_count(house_id, on).exclude(person=person).exists()


def is_run(house_id: UUID) -> bool:
    """Does the house have a coordinator today, without a last day?"""
    return posts_that_count(house_id).exists()


def posts_that_count(house_id: UUID, on: date | None = None) -> DatedQuerySet:
    """The coordinators' positions of this house that count on that local day, by the rule of `is_run_without`."""
    return _of_who_can_come_in(Position.objects.current(on).filter(house=house_id, until_on=None))


def gaps_told_to(person: Person) -> list[Gap]:
    """Houses that lack a coordinator, or are about to, for their coordinators and witnesses.

    One query, and another where a gap is near; none for anybody else.
    """
    standing = standing_of(person)
    house_ids = {post.house_id for post in standing.posts if post.word in (Role.COORDINATOR, Role.WITNESS)}
    if not house_ids:
        return []
    ends = dict.fromkeys(house_ids, timezone.localdate()) | {
        house_id: _run_until(of_house)
        for house_id, of_house in groupby(_posts_in.objects(house_ids), key=lambda post: post.house_id)
    }
    last = timezone.localdate() + ASKED_BEFORE
    near = {house_id: end for house_id, end in ends.items() if end is not None and end <= last}
    if not near:
        return []
    return [Gap(house, near[house.pk], house.pk in standing.houses_run) for house in House.objects.filter(pk__in=near)]


def _run_until(posts: Iterable[Position]) -> date | None:
    """The first day from today on that no position covers; None for no such day. They come in order of beginning."""
    day = timezone.localdate()
    for post in posts:
        if post.from_on > day:
            return day
        if post.until_on is None:
            return None
        day = max(day, post.until_on)
    return day


def _of_who_can_come_in(posts: DatedQuerySet) -> DatedQuerySet:
    """The coordinators' positions among these whose holder came in and can sign in."""
    here = posts.filter(role=Role.COORDINATOR, person__is_active=True, person__sign_in_hash__isnull=False)
    return here.exclude(person__password__startswith=UNUSABLE_PASSWORD_PREFIX)


_posts_in = CachedSql(
    lambda houses: _of_who_can_come_in(Position.objects.still_open().filter(house__in=houses)).order_by(
        "house", "from_on"
    )
)
