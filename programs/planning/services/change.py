"""Change one session: move it, give it another room, cancel it, or let it go on although it lapsed."""

from __future__ import annotations

from datetime import datetime
from types import EllipsisType
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.models import Person
from house.take import take
from programs.errors import AlreadyCancelled, MomentPassed, NothingChanges, NotInPostThen, Passed, RoomTaken
from programs.planning.services.closed_days import is_closed
from programs.sessions.models.changes import Change
from programs.sessions.models.notices import Notice
from programs.sessions.models.sessions import Session
from programs.sessions.models.standing import rules_for
from programs.sessions.services.hold import hold_open, room_in
from programs.sessions.services.notices import tell_everyone
from programs.sessions.services.rooms import place
from programs.staffing.services.duties import keep_overlaps


@transaction.atomic
def move_session(
    *,
    actor: Person,
    session_id: UUID,
    starts_at: datetime,
    why: str,
    room_id: UUID | EllipsisType | None = ...,
    despite: str = "",
) -> Session:
    """Move one session to another moment, another room, or both. Its length and its place in its series stay.

    On a closed day it goes on, because somebody chose that day. Back on its own day, closed since, it counts as
    restored, so that closures leave it alone there too.

    Args:
        starts_at: the new moment, timezone-aware.
        why: one sentence that residents will read beside the old and the new time.
        room_id: its new room of the same house, or none. Without it, its room stays.
        despite: for the coordinator: why it is possible although the facilitator is busy then.

    Raises:
        NotHere: there is no such session or room, or it is not the actor's to change.
        Passed, AlreadyCancelled, Lapsed: it cannot be changed now.
        MomentPassed, RoomClosed, NothingChanges: there is no such new moment or room.
        RoomTaken: another session holds the room at that moment.
        NotInPostThen: the actor does not work there on that day, and would lose it.
    """
    session = _hold_session(actor, session_id)
    room = session.room if isinstance(room_id, EllipsisType) else room_in(session.series.house_id, room_id)
    is_moved, goes_to_room = starts_at != session.starts_at, room != session.room
    if is_moved and starts_at <= timezone.now():
        raise MomentPassed
    if not is_moved and not goes_to_room:
        raise NothingChanges
    kinds = [Change.Kind.MOVED] * is_moved + [Change.Kind.ROOM] * goes_to_room
    changes = [_begin_change(session, kind, actor, why) for kind in kinds]
    was_away = session.is_moved_away
    session.shift_to(starts_at)
    if goes_to_room:
        session.go_to(room)
    if not rules_for(actor).led.covers(session):
        raise NotInPostThen
    if was_away and not session.is_moved_away and is_closed(session):
        session.restore(changes[0].at)
    _finish(session, *changes)
    session.overlaps.all().delete()
    keep_overlaps([session], session.givers(), why=despite, by=actor)
    return session


@transaction.atomic
def change_room(*, actor: Person, session_id: UUID, room_id: UUID | None, why: str) -> Session:
    """Give one session another room of the same house, or none.

    Raises:
        NotHere: there is no such session or room, or it is not the actor's to change.
        Passed, AlreadyCancelled, Lapsed: it cannot be changed now.
        RoomClosed, NothingChanges: there is no such new room.
        RoomTaken: another session holds the new room at that moment.
    """
    session = _hold_session(actor, session_id)
    room = room_in(session.series.house_id, room_id)
    if room == session.room and not session.lacks_room:
        raise NothingChanges
    change = _begin_change(session, Change.Kind.ROOM, actor, why)
    session.go_to(room)
    return _finish(session, change)


@transaction.atomic
def cancel_session(*, actor: Person, session_id: UUID, why: str, and_now: str = "") -> Session:
    """Cancel one session. It keeps its place in the week, with the reason; its room is free.

    Args:
        and_now: when or how people will hear more; may be empty.

    Raises:
        NotHere: there is no such session, or it is not the actor's to change.
        Passed, AlreadyCancelled, Lapsed: it cannot be cancelled now.
    """
    session = _hold_session(actor, session_id)
    change = _begin_change(session, Change.Kind.CANCELLED, actor, why)
    change.and_now = and_now
    session.cancel()
    return _finish(session, change)


@transaction.atomic
def restore_session(*, actor: Person, session_id: UUID) -> Session:
    """Let a session that lapsed go on, also when it is laid out again. Doing it twice has no effect.

    When its room is taken meanwhile, it goes on without one and `lacks_room` is set.

    Raises:
        NotHere: there is no such session, or it is not the actor's to change.
        AlreadyCancelled, NothingChanges, Passed: it did not lapse, or it is too late.
    """
    session = take(Session.objects.select_related("room", "series").led_by, actor, session_id)
    if session.is_cancelled:
        raise AlreadyCancelled
    if session.goes_on:
        if session.restored_at is None:
            raise NothingChanges
        return session
    if session.is_over:
        raise Passed
    change = _begin_change(session, Change.Kind.RESTORED, actor, why="")
    session.restore(change.at)
    place([session])
    return _finish(session, change)


def _hold_session(actor: Person, session_id: UUID) -> Session:
    return hold_open(Session.objects.select_related("room", "series").led_by, actor, session_id)


def _begin_change(session: Session, kind: Change.Kind, actor: Person, why: str) -> Change:
    return Change(
        session=session,
        kind=kind,
        by=actor,
        at=timezone.now(),
        why=why,
        was_starts_at=session.starts_at,
        was_ends_at=session.ends_at,
        was_room=session.room,
        was_by_hand=session.is_by_hand,
        was_lacking_room=session.lacks_room,
    )


def _finish(session: Session, *changes: Change) -> Session:
    """Save the session with what was changed at once, and tell it."""
    hold_room(session)
    session.is_by_hand = True
    session.note_change(changes[0].at)
    session.save()
    for change in changes:
        change.now_starts_at, change.now_ends_at, change.now_room = session.starts_at, session.ends_at, session.room
        change.revision = session.revision
        change.save()
        tell_everyone([session], Notice.Kind(change.kind), by=change.by, at=change.at)
    return session


def hold_room(session: Session) -> None:
    """Lock its room, and raise RoomTaken when another session has it then."""
    if session.takes_room and session.room is not None:
        session.room.hold()
    if other := session.clash():
        raise RoomTaken(other)
