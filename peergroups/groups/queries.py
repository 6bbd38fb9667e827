"""The seats that count: of one person, of everybody in some groups, and why somebody has none."""

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
    """Her seat that counts, with its group. Raises NotHere, Frozen or NotOpenYet."""
    seat = Seat.objects.counting().select_related("group").filter(group=group_id, person=actor).first()
    if seat is None:
        raise refusal_for(actor, group_id)
    return seat


def refusal_for(actor: Person, group_id: UUID) -> Refusal:
    """Why she cannot sit here: her seat is frozen, or waits, or there is nothing here for her."""
    hers = Seat.objects.kept_by(actor).filter(group=group_id).first()
    if hers is None:
        return NotHere()
    if hers.is_frozen:
        return Frozen()
    return NotOpenYet() if hers.is_waiting else NotHere()


class CountingSeat(NamedTuple):
    """As much of a seat as one must know to let its holder speak and hear."""

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
    """Group to person to her seat: who may speak, and who may be shown what is being said."""
    found: dict[UUID, dict[UUID, CountingSeat]] = {group_id: {} for group_id in group_ids}
    for group_id, person_id, seat_id, from_number in _counting.rows(group_ids):
        found[group_id][person_id] = CountingSeat(seat_id, from_number)
    return found


@dataclass(frozen=True)
class Place:
    """A seat that counts, with the head of its group."""

    group_id: UUID
    seat_id: UUID
    is_facilitator: bool
    from_number: int
    head: int


def places_of(person_ids: Iterable[UUID]) -> dict[UUID, list[Place]]:
    """Person to her places that count. One query, however many there are."""
    rows = Seat.objects.counting().filter(person__in=set(person_ids)).order_by()
    found: dict[UUID, list[Place]] = {}
    for person, group, seat, kind, from_number, head in rows.values_list(
        "person", "group", "pk", "kind", "from_number", "group__head"
    ):
        found.setdefault(person, []).append(Place(group, seat, kind == Seat.Kind.FACILITATOR, from_number, head))
    return found
