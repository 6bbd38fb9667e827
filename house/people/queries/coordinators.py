"""A house is never without a coordinator: whoever would be the last stays until there is another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from house.people.models.facts import DatedQuerySet, Position, Role
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.models.standing import standing_of

ASKED_BEFORE = timedelta(days=30)
"""So long before nobody runs a house, it asks who will."""


@dataclass(frozen=True)
class Gap:
    """From this local day on nobody runs the house; where nobody does now, that is today."""

    house: House
    from_on: date
    is_hers: bool
    """Does who reads it run the house herself?"""

    @property
    def is_now(self) -> bool:
        return self.from_on <= timezone.localdate()


def is_run_without(person: Person, house_id: UUID, on: date | None = None) -> bool:
    """Does another run this house on that local day, which is today unless given, and until further notice?

    She counts once she came in and can sign in, and while her post has no last day. Ask it with the house held.
    """
    return posts_that_count(house_id, on).exclude(person=person).exists()


def is_run(house_id: UUID) -> bool:
    """Does anybody run this house today and until further notice?"""
    return posts_that_count(house_id).exists()


def posts_that_count(house_id: UUID, on: date | None = None) -> DatedQuerySet:
    """The posts of who runs this house on that local day, by the rule of `is_run_without`."""
    return _of_who_can_come_in(Position.objects.current(on).filter(house=house_id, until_on=None))


def gaps_told_to(person: Person) -> list[Gap]:
    """The houses that are about to be without a coordinator, or are, for who runs them and their second pair of eyes.

    Two queries, and none for anybody else.
    """
    standing = standing_of(person)
    told = {post.house_id for post in standing.posts if post.word in (Role.COORDINATOR, Role.WITNESS)}
    if not told:
        return []
    houses = House.objects.in_bulk(told)
    posts = _of_who_can_come_in(Position.objects.still_open().filter(house__in=houses)).order_by("house", "from_on")
    ends = dict.fromkeys(houses, timezone.localdate()) | {
        house_id: _run_until(of_house) for house_id, of_house in groupby(posts, key=lambda post: post.house_id)
    }
    last = timezone.localdate() + ASKED_BEFORE
    return [
        Gap(houses[pk], end, pk in standing.houses_run) for pk, end in ends.items() if end is not None and end <= last
    ]


def _run_until(posts: Iterable[Position]) -> date | None:
    """The first day from today on that none of these covers, in the order in which they begin; None for no such day."""
    day = timezone.localdate()
    for post in posts:
        if post.from_on > day:
            return day
        if post.until_on is None:
            return None
        day = max(day, post.until_on)
    return day


def _of_who_can_come_in(posts: DatedQuerySet) -> DatedQuerySet:
    """Those of these posts in which somebody runs a house who came in and can sign in."""
    here = posts.filter(role=Role.COORDINATOR, person__is_active=True, person__sign_in_hash__isnull=False)
    return here.exclude(person__password__startswith=UNUSABLE_PASSWORD_PREFIX)
