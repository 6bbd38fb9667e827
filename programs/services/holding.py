"""What a verb takes hold of, or why it cannot."""

from __future__ import annotations

from uuid import UUID

from house.errors import NotHere
from house.models import Room
from programs.errors import AlreadyCancelled, Lapsed, Passed, RoomClosed
from programs.models import Session
from programs.models.sessions import SessionQuerySet


def hold_open(sessions: SessionQuerySet, session_id: UUID) -> Session:
    """One of these sessions, locked until the end of the transaction.

    Raises:
        NotHere: it is not among them.
        AlreadyCancelled, Lapsed, Passed: nothing can be changed or said about it now.
    """
    session = hold(sessions, session_id)
    if session.is_cancelled:
        raise AlreadyCancelled
    if session.is_lapsed:
        raise Lapsed
    if session.is_over:
        raise Passed
    return session


def hold(sessions: SessionQuerySet, session_id: UUID) -> Session:
    """One of these sessions, locked until the end of the transaction, whatever became of it. Raises NotHere."""
    session = sessions.select_for_update(of=("self",)).filter(pk=session_id).first()
    if session is None:
        raise NotHere
    return session


def room_in(house_id: UUID, room_id: UUID | None) -> Room | None:
    """This room of this house; None is no room. Raises NotHere or RoomClosed."""
    if room_id is None:
        return None
    room = Room.objects.filter(house=house_id, pk=room_id).first()
    if room is None:
        raise NotHere
    if room.is_closed:
        raise RoomClosed
    return room
