"""Mute a group for oneself. Nobody else is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from house.models import Person
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import refusal_for

MUTED_FOR = timedelta(days=1)


def mute_group(*, actor: Person, group_id: UUID) -> None:
    """Let nothing of this group call for her for MUTED_FOR. Raises what `seat_of` raises."""
    _set_muted_until(actor, group_id, timezone.now() + MUTED_FOR)


def unmute_group(*, actor: Person, group_id: UUID) -> None:
    """Let it call for her again. Raises what `seat_of` raises."""
    _set_muted_until(actor, group_id, None)


def _set_muted_until(actor: Person, group_id: UUID, moment: datetime | None) -> None:
    if not Seat.objects.counting().filter(group=group_id, person=actor).update(muted_until=moment):
        raise refusal_for(actor, group_id)
