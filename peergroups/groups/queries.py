"""The seats that count, by person and by group, and why a person has none."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from house.cached_sql import CachedSql
from house.errors import Refusal
from house.models import Person
from peergroups.groups import promises
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.groups.standing import STANDING, GroupStanding, Out, why_out
from programs.recurrence.rhythm import WEEK
from programs.sessions.models.closures import Closure


def seat_of(actor: Person, group_id: UUID) -> Seat:
    """Her seat that counts in this group, with the group. Raises NotHere, Frozen, Asleep, Paused or NotOpenYet."""
    for seat in _seats_of.objects(actor.pk, group_id):
        return seat
    raise refusal_for(actor, group_id)


_seats_of = CachedSql(
    lambda person, group: Seat.objects.counting().select_related("group").filter(group=group, person=person)
)


def refusal_for(actor: Person, group_id: UUID) -> Refusal:
    """The reason why she has no seat that counts here: NotHere, Frozen, Asleep, Paused or NotOpenYet."""
    return whys_out(actor, [group_id])[group_id].refusal


def whys_out(actor: Person, group_ids: Collection[UUID]) -> dict[UUID, Out]:
    """Why her last seat in each of these groups does not let her in. One query."""
    outs = dict.fromkeys(group_ids, Out.NOT_HERE)
    for group_id, *rights in _seats_once.rows(actor.pk, group_ids):
        outs[group_id] = why_out(*rights) or Out.WAITING  # it began to count since she was refused
    return outs


RIGHTS = ("state", "has_left", "opened_at", "is_in_post", "counts")
"""The columns from which `why_out` tells whether a seat lets its holder in."""


def _with_rights(seats: QuerySet[Seat]) -> QuerySet:
    here = Seat.objects.filter(pk=OuterRef("pk"))
    return seats.annotate(is_in_post=Exists(here.in_post()), counts=Exists(here.counting()))


_seats_once = CachedSql(
    lambda person, groups: (
        _with_rights(Seat.objects.filter(group__in=groups, person=person))
        .order_by("given_at")
        .values_list("group", *RIGHTS)
    ),
)


class CountingSeat(NamedTuple):
    """The part of a seat that posting needs: its id, from where its holder reads, and how she stands there."""

    seat_id: UUID
    from_number: int
    agreed_number: int
    kind: str
    figure: str


_counting = CachedSql(
    lambda groups: (
        Seat.objects.counting()
        .filter(group__in=groups)
        .order_by()
        .values_list("group_id", "person_id", "pk", "from_number", "agreed_number", "kind", "figure")
    ),
)


def seats_that_count(group_ids: Collection[UUID]) -> dict[UUID, dict[UUID, CountingSeat]]:
    """The seats that count, by group and person. Only their holders may write, and are shown new messages live."""
    chairs: dict[UUID, dict[UUID, CountingSeat]] = {group_id: {} for group_id in group_ids}
    for group_id, person_id, *seat in _counting.rows(group_ids):
        chairs[group_id][person_id] = CountingSeat(*seat)
    return chairs


@dataclass(frozen=True)
class Place:
    """A seat with the head of its group. `out` is None while the seat counts."""

    group_id: UUID
    seat_id: UUID
    is_facilitator: bool
    from_number: int
    head: int
    standing: GroupStanding
    out: Out | None = None


def places_of(person_ids: Iterable[UUID]) -> dict[UUID, list[Place]]:
    """All seats of each person, also those that count no more. One query, however many people there are."""
    places: dict[UUID, list[Place]] = {}
    for person, group, seat, kind, from_number, head, *facts in _all_seats.rows(set(person_ids)):
        standing, rights = GroupStanding(*facts[: len(STANDING)]), facts[len(STANDING) :]
        place = Place(group, seat, kind == Seat.Kind.FACILITATOR, from_number, head, standing, why_out(*rights))
        places.setdefault(person, []).append(place)
    return places


_all_seats = CachedSql(
    lambda people: (
        _with_rights(Seat.objects.filter(person__in=people))
        .order_by()
        .values_list("person", "group", "pk", "kind", "from_number", "group__head", *STANDING, *RIGHTS)
    ),
)

LONGEST_REST = 3 * WEEK
"""Holidays and weekends in a row are far fewer days."""


def answer_due(group: PeerGroup, asked_at: datetime) -> datetime | None:
    """The moment that this group promises for an answer to what is asked at `asked_at`; None without a promise.

    A public holiday on which its house is closed is no workday.
    """
    today = timezone.localdate(asked_at)
    closures = Closure.objects.of_houses().filter(house=group.house_id, kind=Closure.Kind.HOLIDAY)
    free_days = set(closures.touching(today, today + LONGEST_REST).values_list("from_on", flat=True))
    return promises.answer_due(group.promise, asked_at, free_days)
