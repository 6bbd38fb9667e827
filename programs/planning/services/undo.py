"""Undo the last change of one session, within ten minutes."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from house.cached_sql import rows_beside
from house.errors import NotHere
from house.models import Person
from house.take import take
from programs.errors import (
    AlreadyPutBack,
    Begun,
    ChangedSince,
    ClosedSince,
    Lapsed,
    MomentPassed,
    NotInPostThen,
    RoomClosed,
    TooLateToUndo,
)
from programs.planning.services.change import hold_room
from programs.planning.services.closed_days import is_closed
from programs.sessions.models.changes import Change
from programs.sessions.models.notices import Notice
from programs.sessions.models.sessions import Session
from programs.sessions.models.standing import rules_for
from programs.sessions.services.notices import tell_everyone


def undoable(actor: Person, session: Session) -> Change | None:
    """The last change of this session, if she may undo it now. Needs `told_to`."""
    changes = rows_beside(session, "changes") if session.is_led else []
    last = changes[-1] if changes else None
    if last is None or last.edit_id or last.is_back or last.kind == Change.Kind.RESTORED:
        return None
    is_hers = session.is_run or last.by_id == actor.pk
    if not is_hers or timezone.now() >= last.undone_until:
        return None
    last.session = session
    return last


def undoable_own(actor: Person, sessions: Iterable[Session]) -> Change | None:
    """The newest of her own changes of these sessions that she may undo now."""
    changes = [change for session in sessions if (change := undoable(actor, session)) and change.by_id == actor.pk]
    return max(changes, key=attrgetter("at"), default=None)


@transaction.atomic
def undo_change(*, actor: Person, session_id: UUID, change_id: UUID) -> Session:
    """Put a session back as it was before its last change, with all that was changed at once.

    When nobody looked meanwhile, the change is forgotten as if it had not been. Otherwise it is told that the session
    is back; and only to those who looked, and to who made the change.

    Raises:
        NotHere: there is no such session, or neither she made this change nor does she run the house.
        AlreadyPutBack: it was undone already.
        TooLateToUndo, ChangedSince, Begun, MomentPassed, Lapsed, ClosedSince: it can no longer be undone.
        RoomTaken, RoomClosed: its room is no longer free.
        NotInPostThen: the actor does not work there on the earlier day, and would lose it.
    """
    session = take(Session.objects.select_related("room", "series").led_by, actor, session_id)
    changes = _made_at_once(actor, session, change_id)
    now = timezone.now()
    _refuse_late(session, changes[-1], now)
    before = copy(session)
    _put_back(session, changes)
    if not rules_for(actor).led.covers(session):
        raise NotInPostThen
    hold_room(session)
    session.note_change(now)
    session.save()
    session.overlaps.all().delete()
    _tell(before, session, changes, actor, now)
    return session


def _made_at_once(actor: Person, session: Session, change_id: UUID) -> list[Change]:
    """The change and those made together with it, if they are the last of this session."""
    every = list(session.changes.select_related("was_room"))
    asked = next((change for change in every if change.pk == change_id), None)
    if asked is None:  # forgotten by an undo
        raise AlreadyPutBack
    is_hers = asked.by_id == actor.pk or rules_for(actor).run.covers(session)
    if not is_hers or asked.edit_id or asked.is_back or asked.kind == Change.Kind.RESTORED:
        raise NotHere
    later = [change for change in every if change.revision > asked.revision]
    if later:
        raise AlreadyPutBack if later[0].is_back and not later[0].edit_id else ChangedSince
    return [change for change in every if change.revision == asked.revision]


def _refuse_late(session: Session, change: Change, now: datetime) -> None:
    if now >= change.undone_until:
        raise TooLateToUndo
    if session.is_lapsed:
        raise Lapsed
    as_made = (change.now_starts_at, change.now_ends_at, change.now_room_id, change.kind == Change.Kind.CANCELLED)
    if as_made != (session.starts_at, session.ends_at, session.room_id, session.is_cancelled):
        raise ChangedSince
    if change.at < session.starts_at <= now:
        raise Begun
    if change.was_starts_at != session.starts_at and change.was_starts_at <= now:
        raise MomentPassed


def _put_back(session: Session, changes: list[Change]) -> None:
    """Make the session as it was. Saves nothing."""
    was, kinds = changes[0], {change.kind for change in changes}
    if Change.Kind.CANCELLED in kinds:
        session.come_back()
    if Change.Kind.MOVED in kinds:
        session.shift_to(was.was_starts_at)
    if Change.Kind.ROOM in kinds:
        session.go_to(was.was_room)
        session.lacks_room = was.was_lacking_room
    if session.room is not None and session.room.is_closed and Change.Kind.MOVED not in kinds:
        raise RoomClosed
    goes_elsewhere = kinds != {Change.Kind.ROOM}
    if goes_elsewhere and not session.is_moved_away and session.restored_at is None and is_closed(session):
        raise ClosedSince
    was_edited_since = session.series.edits.filter(at__gt=was.at).exists()
    session.is_by_hand = was.was_by_hand or was_edited_since


def _tell(before: Session, session: Session, changes: list[Change], actor: Person, at: datetime) -> None:
    since, kinds, maker = changes[0].at, [change.kind for change in changes], changes[0].by_id
    told = Notice.objects.filter(session=session, kind__in=kinds, at__gte=since)
    unseen = [notice.pk for notice in told.unseen_since(since)]
    if maker != actor.pk or told.exclude(pk__in=unseen).exists():
        for change in changes:
            _tell_back(before, session, change, actor, at)
        kinds.append(Change.Kind.RESTORED)
    else:
        Change.objects.filter(pk__in=[change.pk for change in changes]).delete()
    _spare_who_did_not_look(session, kinds, changes[0])


def _tell_back(before: Session, session: Session, change: Change, actor: Person, at: datetime) -> None:
    is_cancelled = change.kind == Change.Kind.CANCELLED
    kind = Change.Kind.RESTORED if is_cancelled else Change.Kind(change.kind)
    Change.objects.create(
        session=session,
        kind=kind,
        is_back=True,
        by=actor,
        at=at,
        was_starts_at=before.starts_at,
        was_ends_at=before.ends_at,
        was_room=before.room,
        now_starts_at=session.starts_at,
        now_ends_at=session.ends_at,
        now_room=session.room,
        revision=session.revision,
    )
    tell_everyone([session], Notice.Kind(kind), by=actor, at=at)


def _spare_who_did_not_look(session: Session, kinds: list[str], change: Change) -> None:
    """Delete the notices of those who did not look meanwhile, unless an earlier change of that kind is new to them."""
    earlier = Change.objects.filter(
        session=session,
        kind=OuterRef("kind"),
        revision__lt=change.revision,
        at__gt=OuterRef("person__visit__seen_until"),
    )
    notices = Notice.objects.filter(session=session, kind__in=kinds, at__gte=change.at).exclude(person=change.by_id)
    notices.unseen_since(change.at).exclude(Exists(earlier)).delete()
