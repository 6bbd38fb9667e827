"""How far she read: hers alone, never told to anyone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest, Least

from house.models import Person
from peergroups import limits
from peergroups.models import Message, PeerGroup, Seat
from peergroups.services.tables import refusal_for


@dataclass(frozen=True)
class Standing:
    """Where she stands in one of her groups. `unread` counts others' words, at most `limits.UNREAD_MAX`."""

    group_id: UUID
    seat_id: UUID
    from_number: int
    head: int
    floor: int
    read: int
    unread: int


def read_up_to(*, actor: Person, group_id: UUID, number: int) -> None:
    """Note that she read up to and including this message. It never goes back.

    Raises NotHere or Frozen.
    """
    newest = PeerGroup.objects.filter(pk=OuterRef("group")).values("newest")
    seats = Seat.objects.counting().filter(group=group_id, person=actor)
    if not seats.update(read_number=Greatest(F("read_number"), Least(number, Subquery(newest)))):
        raise refusal_for(actor, group_id)


def standing(person: Person) -> list[Standing]:
    """All her groups that count, in the order in which they were opened. One query."""
    lowest = Greatest(
        OuterRef("read_number"), OuterRef("from_number") - 1, OuterRef("group__newest") - limits.UNREAD_MAX
    )
    unread = (
        Message.objects.with_words()
        .filter(group=OuterRef("group"), number__gt=lowest)
        .exclude(author=OuterRef("person"))
        .order_by()
        .values("group")
        .annotate(many=Count("*"))
        .values("many")
    )
    seats = Seat.objects.counting().filter(person=person).annotate(unread=Coalesce(Subquery(unread), 0))
    return [
        Standing(*row)
        for row in seats.order_by("group__opened_at", "group").values_list(
            "group", "pk", "from_number", "group__head", "group__floor", "read_number", "unread"
        )
    ]


def unread_counts(person: Person) -> dict[UUID, int]:
    """Group to what is new for her."""
    return {place.group_id: place.unread for place in standing(person)}
