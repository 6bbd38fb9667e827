"""Hide a peer for oneself, and show her again. Only the seat that hides knows of it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from house.errors import NotHere, Refusal
from house.line.news import RightsChanged
from house.models import Person
from house.take import ask_twice, find
from peergroups import news
from peergroups.errors import HidesNobody, NeverHidden
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import seat_of
from peergroups.talk.models import Hiding
from peergroups.talk.queries import seats_known_from


@transaction.atomic
def hide_peer(*, actor: Person, seat_id: UUID) -> Seat:
    """Hide what this peer says from the actor alone, old and new. Doing it twice has no effect.

    Raises:
        NotHere: she sees no such seat, or not any more, or it is her own.
        HidesNobody: she facilitates the group herself.
        NeverHidden: it is the seat of a facilitator.
    """
    own, peer = _own_and_peer(actor, seat_id)
    known = {seat["id"] for seat in seats_known_from(own.group_id, own.from_number)}
    if str(peer.pk) not in known:
        raise NotHere
    if refusal := why_not_hidden(own, peer.kind):
        raise refusal
    Hiding.objects.get_or_create(seat=own, peer=peer)
    _tell(own)
    return peer


@transaction.atomic
def show_peer(*, actor: Person, seat_id: UUID) -> Seat:
    """Show again what this peer says, also when she left. Doing it twice has no effect. Raises NotHere."""
    own, peer = _own_and_peer(actor, seat_id)
    Hiding.objects.filter(seat=own, peer=peer).delete()
    _tell(own)
    return peer


def why_not_hidden(own: Seat, kind: str) -> Refusal | None:
    """The reason why the holder of this seat cannot hide somebody whose seat is of this kind; None when she can."""
    if own.is_facilitator:
        return HidesNobody()
    return NeverHidden() if kind == Seat.Kind.FACILITATOR else None


def _own_and_peer(actor: Person, seat_id: UUID) -> tuple[Seat, Seat]:
    """Her own seat, locked, and another of the same group."""
    peer = find(Seat.objects.visible_to, actor, seat_id)
    own = ask_twice(lambda: seat_of(actor, peer.group_id), locking=lambda seat: (seat,), no_key=True)
    if peer == own:
        raise NotHere
    return own, peer


def _tell(own: Seat) -> None:
    """Tell her own open pages, and nobody else's."""
    events = news.HidingChanged(own.person_id, own.group_id), RightsChanged(own.person_id)
    transaction.on_commit(lambda: news.tell(*events))
