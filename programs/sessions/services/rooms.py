"""Give many sessions their rooms at once: each gets its room, or the flag that it lacks one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date
from uuid import UUID

from house.models import Room
from programs.sessions.models.sessions import Session


class Occupied:
    """The times when a room is taken."""

    def __init__(self) -> None:
        self._by_day: defaultdict[date, list[Session]] = defaultdict(list)

    def add(self, session: Session) -> None:
        for on in _days(session):
            self._by_day[on].append(session)

    def is_free_for(self, session: Session) -> bool:
        return not any(
            other.starts_at < session.ends_at and session.starts_at < other.ends_at
            for on in _days(session)
            for other in self._by_day[on]
        )


def _days(session: Session) -> set[date]:
    """The days in UTC that it touches: two at most, since no session lasts longer than twelve hours."""
    return {session.starts_at.astimezone(UTC).date(), session.ends_at.astimezone(UTC).date()}


def place(sessions: Iterable[Session], *, besides: Collection[UUID] = ()) -> None:
    """Give each of these sessions its room, in the order of the list. Nothing is saved.

    `session.room` is the room that it would have. When that room is taken or closed, the session loses it and
    `lacks_room` is set. The rooms stay locked until the end of the transaction. A session that does not go on needs no
    free room.

    Args:
        besides: sessions that are in nobody's way, because they are about to move.
    """
    wanting = defaultdict(list)
    for session in sessions:
        if session.room_id is not None:
            wanting[session.room_id].append(session)
    for room_id in sorted(wanting):
        _place_in(room_id, wanting[room_id], besides)


def _place_in(room_id: UUID, sessions: list[Session], besides: Collection[UUID]) -> None:
    room = Room.objects.select_for_update().get(pk=room_id)
    occupied = _occupied(room, sessions, besides)
    for session in sessions:
        if room.is_closed or (session.goes_on and not room.is_shared and not occupied.is_free_for(session)):
            session.lose_room()
        else:
            session.go_to(room)
            if session.takes_room:
                occupied.add(session)


def _occupied(room: Room, sessions: list[Session], besides: Collection[UUID]) -> Occupied:
    occupied = Occupied()
    first, last = min(session.starts_at for session in sessions), max(session.ends_at for session in sessions)
    others = Session.objects.filter(room=room).planned_between(first, last).exclude(pk__in=besides)
    for other in others.only("starts_at", "ends_at"):
        occupied.add(other)
    return occupied
