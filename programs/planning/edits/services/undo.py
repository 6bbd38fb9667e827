"""Undo an edit of a series exactly, within ten minutes."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from house.models import House, Person
from house.take import ask_twice, find
from programs.errors import EditedSince, TooLateToUndo
from programs.planning.edits.models import Edit, EditedSession
from programs.planning.edits.services.apply import changes_of, tell_changes, tell_lapsing, write_rows
from programs.planning.edits.services.plan import SHOWN, Step, dump
from programs.planning.edits.services.untouched import with_touches
from programs.planning.services.closed_days import follow_all_closures
from programs.planning.services.layout import lay_out
from programs.sessions.models.changes import Change
from programs.sessions.models.closures import Closure
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Assignment, Series
from programs.sessions.models.sessions import Session
from programs.sessions.services.page_rights import tell_of_rights
from programs.sessions.services.rooms import place


@dataclass
class Undone:
    """The result of an undo.

    `back` are the sessions that are as before, `gone` those that the edit had added. `stayed` are those that somebody
    changed or answered meanwhile. `lapsing` are those whose day was closed meanwhile. `roomless` are back without
    their room, which was taken meanwhile.
    """

    edit: Edit
    back: list[Session] = field(default_factory=list)
    gone: list[Session] = field(default_factory=list)
    stayed: list[Session] = field(default_factory=list)
    lapsing: list[Session] = field(default_factory=list)
    roomless: list[Session] = field(default_factory=list)


@transaction.atomic
def undo_edit(*, actor: Person, edit_id: UUID) -> Undone:
    """Undo an edit. Doing it twice has no effect.

    A session that somebody changed, answered or noted meanwhile stays as it is, and so does one whose earlier moment
    has passed. Sessions that the edit added are deleted, unless somebody answered. A session whose earlier day was
    closed meanwhile lapses. When the earlier room was taken meanwhile, the session comes back without one.

    Raises:
        NotHere: it is not an edit of hers, nor of a house where she is coordinator.
        TooLateToUndo, EditedSince: it cannot be undone.
    """
    reach = Edit.objects.select_related("by", "series").to_undo_by
    edit = ask_twice(
        lambda: find(reach, actor, edit_id), locking=lambda edit: (House(pk=edit.series.house_id), edit.series)
    )
    series = edit.series
    if edit.undone_at:
        return Undone(edit)
    if timezone.now() >= edit.undone_until:
        raise TooLateToUndo
    if series.edits.standing().filter(number__gt=edit.number).exists():
        raise EditedSince
    return _put_back(series, edit, actor)


def _put_back(series: Series, edit: Edit, actor: Person) -> Undone:
    undone = Undone(edit)
    steps = [
        step for trace, session in _traces_with_sessions(series, edit) if (step := _step_back(undone, trace, session))
    ]
    undone.back = [step.after for step in steps if step.is_changed]
    undone.lapsing = _lapse_on_closed_days(series, undone.back)
    _give_rooms_back(undone, [step.session.pk for step in steps])
    _write(undone, [step for step in steps if step.is_written], actor)
    _write_series(series, edit)
    edit.undone_at, edit.undone_by = timezone.now(), actor
    edit.save(update_fields=["undone_at", "undone_by"])
    return undone


def _traces_with_sessions(series: Series, edit: Edit) -> list[tuple[EditedSession, Any]]:
    """The sessions that the edit changed, locked, in order of time, each with its trace."""
    traces = {trace.session_id: trace for trace in edit.edited.all()}
    rows = series.sessions.filter(pk__in=traces)
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return [(traces[row.pk], row) for row in with_touches(rows.select_related("room"), edit)]


def _step_back(undone: Undone, trace: EditedSession, session: Any) -> Step | None:
    """A step back to before the edit, if nobody touched the session; None for a session that the edit added."""
    is_touched = session.is_touched or dump(session) != trace.now
    if trace.was is None:
        (undone.stayed if is_touched else undone.gone).append(session)
        return None
    before = _restored_copy(session, trace.was)
    if before.closure_id and not Closure.objects.filter(pk=before.closure_id).exists():
        before.come_back()
    has_passed = before.starts_at <= timezone.now() and before.starts_at != session.starts_at
    if not is_touched and not has_passed:
        return Step(session, before)
    if any(trace.was[name] != trace.now[name] for name in SHOWN):
        undone.stayed.append(session)
    return Step(session, _unchanged_copy(session, before))


def _restored_copy(session: Session, was: dict[str, Any]) -> Session:
    before = copy(session)
    for name, value in was.items():
        setattr(before, name, _READ[name](value) if value and name in _READ else value)
    return before


_READ: dict[str, Callable[[str], Any]] = {
    "original_on": date.fromisoformat,
    "slot_on": date.fromisoformat,
    "held_on": date.fromisoformat,
    "starts_at": datetime.fromisoformat,
    "ends_at": datetime.fromisoformat,
    "room_id": UUID,
    "closure_id": UUID,
    "restored_at": datetime.fromisoformat,
}


def _unchanged_copy(session: Session, before: Session) -> Session:
    """The session as it is now; in the rhythm it takes the place that it had."""
    after = copy(session)
    after.slot_on = None if before.fills_on == session.original_on else before.fills_on
    after.is_by_hand = True
    return after


def _lapse_on_closed_days(series: Series, sessions: list[Session]) -> list[Session]:
    """Let those to come follow the closures of now. Returns those whose day was closed since the edit."""
    going_on = [session for session in sessions if session.goes_on]
    follow_all_closures(series.house_id, [session for session in sessions if session.starts_at > timezone.now()])
    return [session for session in going_on if session.is_lapsed]


def _give_rooms_back(undone: Undone, moving: list[UUID]) -> None:
    """Give back the earlier rooms, or the flag that one was taken meanwhile."""
    Session.objects.filter(pk__in=[session.pk for session in undone.gone]).delete()
    sessions = [session for session in undone.back if session.room_id and not session.is_cancelled]
    place(sorted(sessions, key=lambda session: session.starts_at), besides=moving)
    undone.roomless = [session for session in sessions if session.lacks_room and session.goes_on]


def _write(undone: Undone, steps: list[Step], actor: Person) -> None:
    at = timezone.now()
    noticed = [step for step in steps if step.is_told]
    for step in noticed:
        step.after.note_change(at)
    changes = [
        change for step in noticed for change in changes_of(step, undone.edit, by=actor, at=at, why="", is_back=True)
    ]
    write_rows([step.after for step in steps])
    Change.objects.bulk_create(changes)
    tell_changes(changes, by=actor, at=at)
    tell_lapsing(noticed, by=actor, at=at)
    roomless = {session.pk for session in undone.roomless}
    _spare_who_did_not_look(undone.edit, [step.session for step in noticed if step.session.pk not in roomless])


def _spare_who_did_not_look(edit: Edit, sessions: list[Session]) -> None:
    """Delete notices for people who did not look between edit and undo, nor had it fetched to their calendar.

    Not when something else of the same kind is new to them.
    """
    else_new = Change.objects.filter(
        session=OuterRef("session"), kind=OuterRef("kind"), at__gt=OuterRef("person__visit__seen_until")
    ).exclude(edit=edit)
    unread = Notice.objects.filter(session__in=sessions, at__gte=edit.at).unseen_since(edit.at)
    unread.filter(kind__in=edit.changes.values("kind")).exclude(Exists(else_new)).delete()


def _write_series(series: Series, edit: Edit) -> None:
    if "trainer_ids" in edit.new:
        _assign_as_before(series, edit)
    series.recurrence, series.room = edit.was_recurrence, edit.was_room
    series.start_time, series.length_minutes = edit.was_start_time, edit.was_length_minutes
    if series.laid_out_until != edit.laid_out_until:
        _remove_later_sessions(series, edit)
    series.save(update_fields=["recurrence", "room", "start_time", "length_minutes", "laid_out_until"])
    lay_out(series.pk)


def _assign_as_before(series: Series, edit: Edit) -> None:
    assignments = [Assignment(series=series, **assignment) for assignment in edit.assignments]
    tell_of_rights(series.assignments.values_list("person", flat=True))
    series.assignments.exclude(pk__in=[assignment.pk for assignment in assignments]).delete()
    Assignment.objects.bulk_create(
        assignments, update_conflicts=True, unique_fields=["id"], update_fields=["from_on", "until_on"]
    )


def _remove_later_sessions(series: Series, edit: Edit) -> None:
    """Delete untouched sessions that were laid out by the new rule since the edit, because the horizon moved on."""
    rows = series.sessions.annotate(fills=Coalesce("slot_on", "original_on")).filter(fills__gte=edit.laid_out_until)
    untouched = [row.pk for row in with_touches(rows, edit) if not (row.is_touched or row.is_by_hand)]  # type: ignore[attr-defined]
    Session.objects.filter(pk__in=untouched).delete()
    series.laid_out_until = edit.laid_out_until
