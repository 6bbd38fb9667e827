"""For whom it is quiet now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from house.cached_sql import CachedSql
from house.people.models.facts import Position, Stay
from house.people.models.people import Person
from house.people.models.quiet import QuietHours


def in_quiet_hours(people: Collection[UUID], now: datetime) -> set[UUID]:
    """The people for whom it is quiet then: by their own hours, or else those of a house where they live or work.

    Of somebody who has left, those of the houses where she lived or worked count. Three queries.
    """
    hours_by_person = quiet_hours_of(people)
    return {person for person in people if any(hours.holds_at(now) for hours in hours_by_person[person])}


def quiet_hours_of(people: Collection[UUID]) -> dict[UUID, set[QuietHours]]:
    """The hours that count for each of these people: her own, or else those of her houses. Three queries."""
    own = {person: {QuietHours(*hours)} for person, *hours in _own.rows(people)}
    return _hours_of_houses(set(people) - own.keys()) | own


def _hours_of_houses(people: Collection[UUID]) -> dict[UUID, set[QuietHours]]:
    """The hours of her houses of today, or else of those of before."""
    today = timezone.localdate()
    found: defaultdict[UUID, dict[bool, set[QuietHours]]] = defaultdict(lambda: {True: set(), False: set()})
    for person, ends_on, *hours in [*_stays.rows(people), *_posts.rows(people)]:
        found[person][ends_on is None or ends_on > today].add(QuietHours(*hours))
    return {person: found[person][True] or found[person][False] for person in people}


_own = CachedSql(
    lambda people: Person.objects.filter(pk__in=people, quiet_from__isnull=False).values_list(
        "pk", "quiet_from", "quiet_until"
    )
)
_HOURS = ("house__quiet_from", "house__quiet_until")
_stays = CachedSql(lambda people: Stay.objects.filter(person__in=people).values_list("person", "left_on", *_HOURS))
_posts = CachedSql(lambda people: Position.objects.filter(person__in=people).values_list("person", "until_on", *_HOURS))
