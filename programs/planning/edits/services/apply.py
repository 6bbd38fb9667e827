"""Apply an edit of a series: write what the plan says, all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from house.models import House, Person, Position
from house.take import find, take_with_house
from programs.attendance.models.joinings import Joining
from programs.errors import AlreadyPutBack, NothingChanges, NotLaidOutYet, NotStaffThere, PlanDiffers
from programs.planning.edits.models import Edit, EditedSession
from programs.planning.edits.services.pieces import write_new
from programs.planning.edits.services.plan import EDITABLE, Plan, Step, dump, plan_edit
from programs.planning.edits.services.request import EditRequest
from programs.sessions.models.changes import Change
from programs.sessions.models.duties import Duty
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Assignment, Series
from programs.sessions.models.sessions import Session
from programs.sessions.services.hold import room_in
from programs.sessions.services.notices import tell_everyone
from programs.sessions.services.page_rights import tell_of_rights
from programs.staffing.models import Overlap
from programs.staffing.services.duties import keep_overlaps, leave_for_those_away

NOTED = ("changed_at", "revision")


@transaction.atomic
def edit_series(
    *,
    actor: Person,
    series_id: UUID,
    edit_request: EditRequest,
    why: str,
    key: UUID,
    despite: str = "",
    seen: str | None = None,
) -> Edit:
    """Change a series from a day on. Sessions with a reason to stay are left as they are: see `untouched`.

    Args:
        why: one sentence that residents will read with each session that changes.
        key: the key of the page. The same request and reason with the same key is one edit, however often it is sent.
        despite: for the coordinator: why it is possible although the facilitator is busy then.
        seen: the fingerprint of the plan that she agreed to; None agrees to any plan.

    Raises:
        NotHere: the series is not the actor's to lead, or what she asks is not hers to give.
        NotLaidOutYet, RoomClosed, NotStaffThere: it cannot be so.
        NothingChanges: it is so already.
        AlreadyPutBack: this very edit was made and undone.
        PlanDiffers: the sessions changed since she looked; it holds the plan as it is now.
    """
    series = take_with_house(Series.objects.led_by, actor, series_id)
    if edit := made_already(series=series, edit_request=edit_request, why=why, key=key):
        return edit
    _refuse_request(actor, series, edit_request)
    plan = plan_edit(series, edit_request, is_locking=True)
    if plan.changes_nothing:
        raise NothingChanges
    if seen is not None and plan.fingerprint != seen:
        raise PlanDiffers(plan)
    edit = _begin_edit(plan, actor, why, _key_of(key, edit_request, why))
    _write_sessions(plan, edit)
    _write_series(plan)
    _assign(series, plan, edit)
    _replace_overlaps(plan, actor, despite)
    return edit


def preview_edit(*, actor: Person, series_id: UUID, edit_request: EditRequest) -> Plan:
    """The plan that `edit_series` would carry out now. Saves nothing and tells nobody; raises the same refusals."""
    series = find(Series.objects.led_by, actor, series_id)
    _refuse_request(actor, series, edit_request)
    plan = plan_edit(series, edit_request)
    if plan.changes_nothing:
        raise NothingChanges
    return plan


def made_already(*, series: Series, edit_request: EditRequest, why: str, key: UUID) -> Edit | None:
    """The edit that the same page made of the same request before; None if it made none.

    Raises:
        AlreadyPutBack: it was undone since.
    """
    edit = series.edits.filter(key=_key_of(key, edit_request, why)).first()
    if edit and edit.undone_at:
        raise AlreadyPutBack
    return edit


def _refuse_request(actor: Person, series: Series, edit_request: EditRequest) -> None:
    """Raise when the actor, who leads the series, may not ask this. Raises what `edit_series` does."""
    if series.laid_out_until is None or edit_request.from_on >= series.laid_out_until:
        raise NotLaidOutYet
    if "room_id" in edit_request.new:
        room_in(series.house_id, edit_request.new["room_id"])
    if "trainer_ids" in edit_request.new:
        _refuse_trainers(actor, series, edit_request.new["trainer_ids"])


def _refuse_trainers(actor: Person, series: Series, trainer_ids: Collection[UUID]) -> None:
    find(House.objects.run_by, actor, series.house_id)
    posts = Position.objects.current().filter(house=series.house_id, person__in=trainer_ids)
    if set(posts.values_list("person_id", flat=True)) != set(trainer_ids):
        raise NotStaffThere


def _key_of(key: UUID, edit_request: EditRequest, why: str) -> UUID:
    """The `Edit.key` of this page, request and reason: another request from the same page is another edit."""
    text = (
        f"{key} {edit_request.from_on} {sorted(edit_request.along)} {sorted(write_new(edit_request.new).items())} {why}"
    )
    return UUID(bytes=sha256(text.encode()).digest()[:16], version=4)


def _begin_edit(plan: Plan, actor: Person, why: str, key: UUID) -> Edit:
    series = plan.series
    return Edit.objects.create(
        series=series,
        key=key,
        number=series.edits.count() + 1,
        by=actor,
        at=timezone.now(),
        from_on=plan.edit_request.from_on,
        new=write_new(plan.edit_request.new),
        why=why,
        was_recurrence=series.recurrence,
        was_start_time=series.start_time,
        was_length_minutes=series.length_minutes,
        was_room=series.room,
        laid_out_until=series.laid_out_until,
        newest_joining=Joining.objects.aggregate(newest=Max("pk"))["newest"] or 0,
        assignments=[_assignment_as_json(assignment) for assignment in series.assignments.all()],
    )


def _write_sessions(plan: Plan, edit: Edit) -> None:
    written = [step for step in plan.steps if step.is_written]
    for step in plan.told:
        step.after.note_change(edit.at)
    changes = [change for step in plan.told for change in changes_of(step, edit)]
    write_rows([step.after for step in written])
    Session.objects.bulk_create(plan.added)
    leave_for_those_away(plan.added)
    Duty.objects.filter(session__in=plan.added).update(at=edit.at)  # a part of this edit: an undo takes it along
    Change.objects.bulk_create(changes)
    traces = [EditedSession(edit=edit, session=s.session, was=dump(s.session), now=dump(s.after)) for s in written]
    traces += [EditedSession(edit=edit, session=session, was=None, now=dump(session)) for session in plan.added]
    EditedSession.objects.bulk_create(traces)
    tell_changes(changes, by=edit.by, at=edit.at)
    tell_lapsing(plan.told, by=edit.by, at=edit.at)
    tell_everyone([session for session in plan.added if session.goes_on], Notice.Kind.NEW, by=edit.by, at=edit.at)


def write_rows(sessions: list[Session]) -> None:
    """Write what an edit may change. Rooms are released first, because two sessions may swap rooms."""
    rows = Session.objects.filter(pk__in=[session.pk for session in sessions])
    rows.update(takes_room=False)
    Session.objects.bulk_update(sessions, [*(name.removesuffix("_id") for name in EDITABLE), *NOTED])


def changes_of(step: Step, edit: Edit, **more: Any) -> list[Change]:
    """The changes that people read about this step: one for its time, one for its room. The step's session is noted."""
    was, now = step.session, step.after
    fields = {"edit": edit, "by": edit.by, "at": edit.at, "why": edit.why} | more
    return [
        Change(
            session=now,
            kind=kind,
            was_starts_at=was.starts_at,
            was_ends_at=was.ends_at,
            was_room_id=was.room_id,
            now_starts_at=now.starts_at,
            now_ends_at=now.ends_at,
            now_room_id=now.room_id,
            revision=now.revision,
            **fields,
        )
        for kind in step.kinds
    ]


def tell_changes(changes: list[Change], *, by: Person | None, at: datetime) -> None:
    """Send notices of these changes to the people concerned."""
    for kind in Change.Kind:
        sessions = [change.session for change in changes if change.kind == kind]
        tell_everyone(sessions, Notice.Kind(kind), by=by, at=at)


def tell_lapsing(steps: list[Step], *, by: Person | None, at: datetime) -> None:
    """Send notices that these sessions come to a closed day."""
    tell_everyone([step.after for step in steps if step.lapses], Notice.Kind.LAPSED, by=by, at=at)


def _write_series(plan: Plan) -> None:
    series, last = plan.series, plan.pieces[-1]
    series.recurrence = plan.rule.to_recurrence()
    series.start_time, series.length_minutes, series.room_id = last.start_time, last.length_minutes, last.room_id
    series.save(update_fields=["recurrence", "start_time", "length_minutes", "room"])


def _assign(series: Series, plan: Plan, edit: Edit) -> None:
    """From the first day on, make these people its facilitators, and nobody else."""
    if "trainer_ids" not in plan.edit_request.new:
        return
    from_on, wanted = _first_day(plan), set(plan.edit_request.new["trainer_ids"])
    for assignment in series.assignments.all():
        if assignment.until_on is not None and assignment.until_on <= from_on:
            continue
        if assignment.person_id in wanted and assignment.until_on is None:
            wanted.discard(assignment.person_id)
            assignment.from_on = min(assignment.from_on, from_on)
        else:
            assignment.until_on = max(assignment.from_on, from_on)
            tell_of_rights([assignment.person_id])
        assignment.save(update_fields=["from_on", "until_on"])
    for person_id in wanted:
        Assignment.objects.create(series=series, person_id=person_id, from_on=from_on)
    _tell_who_gives(series, from_on, edit)


def _tell_who_gives(series: Series, from_on: date, edit: Edit) -> None:
    """Send notices of another facilitator, which people should notice."""
    sessions = series.sessions.filter(state=Session.State.PLANNED, starts_at__gt=edit.at, original_on__gte=from_on)
    sessions.update(**Session.change_noted(edit.at))
    tell_everyone(sessions.select_related("series"), Notice.Kind.GIVER, by=edit.by, at=edit.at)


def _replace_overlaps(plan: Plan, actor: Person, despite: str) -> None:
    """Replace the reasons for overlaps: those of the old moment no longer count."""
    coming = [session.pk for session in plan.coming]
    Overlap.objects.filter(session__in=coming).delete()
    if not despite:
        return
    given = defaultdict(list)
    for session in Session.objects.with_story().filter(pk__in=coming):
        given[frozenset(session.givers())].append(session)
    for givers, sessions in given.items():
        keep_overlaps(sessions, givers, why=despite, by=actor)


def _first_day(plan: Plan) -> date:
    """The day on which the new facilitators begin: the first day of the edit, or an earlier one a session moved to.

    Not earlier when its week has sessions from before the edit: those stay with the facilitators of before.
    """
    first = plan.edit_request.from_on
    moved = [step.after.original_on for step in plan.steps if step.session.fills_on >= first]
    earlier = [step.after.original_on for step in plan.steps if step.session.fills_on < first]
    return first if earlier else min([first, *moved])


def _assignment_as_json(assignment: Assignment) -> dict[str, str | None]:
    until_on = assignment.until_on
    return {
        "id": str(assignment.pk),
        "person_id": str(assignment.person_id),
        "from_on": assignment.from_on.isoformat(),
        "until_on": until_on.isoformat() if until_on else None,
    }
