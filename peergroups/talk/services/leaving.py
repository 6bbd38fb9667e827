"""Leave a group: her words stay until they fade, or she takes them along."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import DatabaseError, transaction

from house.errors import NotHere
from house.models import Person
from house.take import ask_twice
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import refusal_for
from peergroups.seats.services import lifecycle
from peergroups.talk.models import Message, Reaction
from peergroups.talk.services.change import note_change, silence

logger = logging.getLogger(__name__)

STEP_MESSAGES = 100
"""So many messages are emptied in one transaction."""
LEAVES_FROM = (Seat.State.ACTIVE, Seat.State.PAUSED)


def leave_group(*, actor: Person, group_id: UUID, takes_words: bool) -> Seat:
    """End her own seat, at once. The caller has just asked for her passphrase.

    With `takes_words` all that she said in this group is taken back, and her reactions go too: the first STEP_MESSAGES
    together with the seat, and the rest after it. The worker goes on where this process stops.

    Raises:
        NotHere: she has no peer's seat in such a group.
        Frozen, Asleep, NotOpenYet: it may be another who holds her telephone or her card.
    """
    seat = _leave(actor, group_id, takes_words)
    try:
        _take_all_along(seat.pk)
    except DatabaseError:
        logger.exception("Words of somebody who left wait for the worker.")
    return seat


def seat_to_leave(actor: Person, group_id: UUID) -> Seat:
    """Her own seat, which she may leave. Raises NotHere, Frozen, Asleep or NotOpenYet."""
    seats = Seat.objects.belonging_to(actor).filter(group=group_id).select_related("group")
    seat = seats.first()
    if seat is None or seat.is_facilitator:
        raise NotHere
    if seat.is_waiting or seat.state not in LEAVES_FROM:
        raise refusal_for(actor, group_id)
    return seat


def take_words_along() -> None:
    """Take back what is left of the words of those who left with them. Safe to stop and repeat."""
    for seat_id in Seat.objects.filter(takes_words=True).values_list("pk", flat=True):
        _take_all_along(seat_id)


@transaction.atomic
def _leave(actor: Person, group_id: UUID, takes_words: bool) -> Seat:
    seat = ask_twice(lambda: seat_to_leave(actor, group_id), locking=lambda seat: (seat.group, seat), no_key=True)
    lifecycle.end(seat, by=actor, has_left=True, takes_words=takes_words)
    if takes_words:
        _take_step(seat)
    return seat


def _take_all_along(seat_id: UUID) -> None:
    while _lock_and_take_step(seat_id):
        pass


@transaction.atomic
def _lock_and_take_step(seat_id: UUID) -> bool:
    """Take along STEP_MESSAGES of this seat. True when there may be more."""
    seat = Seat.objects.filter(pk=seat_id, takes_words=True).first()
    if seat is None:
        return False
    seat.group = PeerGroup.objects.select_for_update(no_key=True).get(pk=seat.group_id)
    return _take_step(seat)


def _take_step(seat: Seat) -> bool:
    """The same, for a seat whose group is locked. Her words of a later seat stay."""
    said = Message.objects.with_words().filter(group=seat.group, author=seat.person_id, said_at__lte=seat.ended_at)
    messages = list(said.order_by("number")[:STEP_MESSAGES])
    for message in messages:
        silence(seat.group, message, Message.State.TAKEN_BACK)
    given = Reaction.objects.filter(seat__group=seat.group, seat__person=seat.person_id, seat__state=Seat.State.ENDED)
    reacted_to = list(
        Message.objects.filter(reactions__in=given).distinct().order_by("number")[: STEP_MESSAGES - len(messages)]
    )
    for message in reacted_to:
        given.filter(message=message).delete()
        note_change(seat.group, message)
    if len(messages) + len(reacted_to) == STEP_MESSAGES:
        return True
    Seat.objects.filter(pk=seat.pk).update(takes_words=False)
    return False
