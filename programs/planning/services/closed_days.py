"""Closed days: which sessions lapse on them, and which stay. Every verb that puts a session on a day asks here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from programs.recurrence.rhythm import DAY
from programs.sessions.models.closures import Closure, closing
from programs.sessions.models.sessions import Session


def follow_closures(session: Session, closures: Collection[Closure], *, is_noted: bool = False) -> None:
    """Make a session lapse on a closed day of its own, and come back on another. Saves nothing.

    `closures` are all that touch its day. A session stays as it is when it is cancelled, when somebody moved it away
    or restored it, and when attendance is noted.
    """
    closure = closing(closures, session.series_id, session.original_on)
    if session.is_lapsed:
        session.come_back()
    if closure and session.goes_on and not (session.is_moved_away or session.restored_at or is_noted):
        session.lapse(closure)


def follow_all_closures(house_id: UUID, sessions: Sequence[Session]) -> None:
    """The same for sessions of this house without attendance. The caller has locked the house."""
    closures = _closures_of(house_id, [session.original_on for session in sessions]) if sessions else []
    for session in sessions:
        follow_closures(session, closures)


def is_closed(session: Session) -> bool:
    """Is the day that it was planned for closed?"""
    closures = _closures_of(session.series.house_id, [session.original_on])
    return closing(closures, session.series_id, session.original_on) is not None


def _closures_of(house_id: UUID, days: Collection[date]) -> list[Closure]:
    return list(Closure.objects.filter(house=house_id).touching(min(days), max(days) + DAY))
