"""Sitting down at a table: the group under lock, and the seat that counts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import UUIDField

from house.errors import NotHere, Refusal
from house.models import Person
from peergroups import news
from peergroups.errors import Frozen
from peergroups.models import PeerGroup, Seat
from peergroups.services.asking import Question


def seat_of(actor: Person, group_id: UUID) -> Seat:
    """Her seat that counts, with its group. Raises NotHere or Frozen."""
    seat = Seat.objects.counting().select_related("group").filter(group=group_id, person=actor).first()
    if seat is None:
        raise refusal_for(actor, group_id)
    return seat


def locked_table(actor: Person, group_id: UUID) -> tuple[PeerGroup, Seat]:
    """The group under lock until the transaction ends, and her seat in it. Raises NotHere or Frozen."""
    group = PeerGroup.objects.filter(pk=group_id).select_for_update(no_key=True).first()
    if group is None:
        raise NotHere
    return group, seat_of(actor, group_id)


def refusal_for(actor: Person, group_id: UUID) -> Refusal:
    """Why she cannot sit here: her seat is frozen, or there is nothing here for her."""
    frozen = Seat.objects.filter(group=group_id, person=actor, state=Seat.State.FROZEN)
    return Frozen() if frozen.exists() else NotHere()


class Chair(NamedTuple):
    """As much of a seat as one must know to let its holder speak and hear."""

    seat_id: UUID
    from_number: int


_counting = Question(
    UUIDField(),
    lambda groups: (
        Seat.objects.counting()
        .filter(group__in=groups)
        .order_by()
        .values_list("group_id", "person_id", "pk", "from_number")
    ),
)


def seats_that_count(group_ids: Collection[UUID]) -> dict[UUID, dict[UUID, Chair]]:
    """Group to person to her seat: who may speak, and who may be shown what is being said."""
    found: dict[UUID, dict[UUID, Chair]] = {group_id: {} for group_id in group_ids}
    for group_id, person_id, seat_id, from_number in _counting.about(group_ids):
        found[group_id][person_id] = Chair(seat_id, from_number)
    return found


def page_of(group: PeerGroup, from_version: int, to_version: int, messages: list[dict[str, Any]]) -> news.Page:
    """What just changed in a locked group, for everyone whose seat counts."""
    audience = frozenset(chair.seat_id for chair in seats_that_count([group.pk])[group.pk].values())
    return news.Page(group.pk, from_version, to_version, group.floor, messages, audience=audience)


def next_version(group: PeerGroup, *fields: str) -> int:
    """Move the head of a locked group, saving whatever else changed on it."""
    group.head += 1
    group.save(update_fields=["head", *fields])
    return group.head
