"""The seats that count, by person and by group, and why a person has none."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from house.cached_sql import CachedSql
from house.errors import NotHere, Refusal
from house.models import Person
from peergroups.errors import Frozen, NotOpenYet
from peergroups.groups.models import Seat


def seat_of(actor: Person, group_id: UUID) -> Seat:
    """Her seat that counts in this group, with the group. Raises NotHere, Frozen or NotOpenYet."""
    for seat in _seats_of.objects(actor.pk, group_id):
        return seat
    raise refusal_for(actor, group_id)


_seats_of = CachedSql(
    lambda person, group: Seat.objects.counting().select_related("group").filter(group=group, person=person)
)


def refusal_for(actor: Person, group_id: UUID) -> Refusal:
    """The reason why she has no seat that counts here: it is frozen, it waits, or there is none."""
    seat = Seat.objects.belonging_to(actor).filter(group=group_id).first()
    if seat is None:
        return NotHere()
    if seat.is_frozen:
        return Frozen()
    return NotOpenYet() if seat.is_waiting else NotHere()


class CountingSeat(NamedTuple):
    """The part of a seat that posting needs: its id, and the first number that its holder reads."""

    seat_id: UUID
    from_number: int


_counting = CachedSql(
    lambda groups: (
        Seat.objects.counting()
        .filter(group__in=groups)
        .order_by()
        .values_list("group_id", "person_id", "pk", "from_number")
    ),
)


def seats_that_count(group_ids: Collection[UUID]) -> dict[UUID, dict[UUID, CountingSeat]]:
    """The seats that count, by group and person. Only their holders may write, and are shown new messages live."""
    chairs: dict[UUID, dict[UUID, CountingSeat]] = {group_id: {} for group_id in group_ids}
    for group_id, person_id, seat_id, from_number in _counting.rows(group_ids):
        chairs[group_id][person_id] = CountingSeat(seat_id, from_number)
    return chairs


@dataclass(frozen=True)
class Place:
    """A seat that counts, with the head of its group."""

    group_id: UUID
    seat_id: UUID
    is_facilitator: bool
    from_number: int
    head: int


def places_of(person_ids: Iterable[UUID]) -> dict[UUID, list[Place]]:
    """The seats that count of each person. One query, however many people there are."""
    rows = Seat.objects.counting().filter(person__in=set(person_ids)).order_by()
    places: dict[UUID, list[Place]] = {}
    for person, group, seat, kind, from_number, head in rows.values_list(
        "person", "group", "pk", "kind", "from_number", "group__head"
    ):
        places.setdefault(person, []).append(Place(group, seat, kind == Seat.Kind.FACILITATOR, from_number, head))
    return places
