"""Take and lock a session, a room or a series for a verb, or say why that is not possible."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from house.errors import NotHere
from house.models import Person, Room
from house.take import ask_twice, take
from programs.errors import AlreadyCancelled, Lapsed, Passed, RoomClosed
from programs.sessions.models.series import Audience, Series
from programs.sessions.models.sessions import Session, SessionQuerySet


def hold_open(reach: Callable[[Person], SessionQuerySet], actor: Person, session_id: UUID) -> Session:
    """A session within the actor's reach that can still change, locked until the end of the transaction: see `take`.

    Raises:
        NotHere: it is not within her reach.
        AlreadyCancelled, Lapsed, Passed: nothing can be changed or said about it now.
    """
    session = take(reach, actor, session_id)
    if session.is_cancelled:
        raise AlreadyCancelled
    if session.is_lapsed:
        raise Lapsed
    if session.is_over:
        raise Passed
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


def group_series(series_id: UUID) -> Series:
    """A series of a group, locked. Raises NotHere."""
    return ask_twice(lambda: _series_of_a_group(series_id), locking=lambda series: (series,))


def _series_of_a_group(series_id: UUID) -> Series:
    series = Series.objects.filter(pk=series_id, audience=Audience.GROUP).first()
    if series is None:
        raise NotHere
    return series
