"""Plan an edit, row by row. The preview shows the plan; the edit carries it out."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from programs.planning.edits.services.pieces import Piece, edited, ended, fit, piece_on, pieces_of, write_new
from programs.planning.edits.services.request import EditRequest
from programs.planning.edits.services.untouched import ASKABLE, Stays, reason_to_stay, with_reasons
from programs.planning.services.closed_days import follow_all_closures
from programs.recurrence.rhythm import DAY, WEEK, Rhythm, moment, monday_of
from programs.sessions.models.changes import Change
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session
from programs.sessions.services.rooms import place

SHOWN = ("starts_at", "ends_at", "room_id", "lacks_room", "state")
EDITABLE = ("original_on", "slot_on", "held_on", *SHOWN, "takes_room", "closure_id", "restored_at", "is_by_hand")
"""The fields of a session that an edit may change."""


@dataclass
class Step:
    """The change of one session in a plan. `stays` is the reason why it does not change like the others."""

    session: Session
    after: Session
    stays: Stays | None = None

    @property
    def is_changed(self) -> bool:
        return values(self.session, SHOWN) != values(self.after, SHOWN)

    @property
    def is_told(self) -> bool:
        """Do people notice it? Not when the session does not go on, neither before nor after."""
        return bool(self.kinds) or self.lapses

    @property
    def is_written(self) -> bool:
        return values(self.session) != values(self.after)

    @property
    def kinds(self) -> list[Change.Kind]:
        was, now = self.session, self.after
        if not now.goes_on:
            return [Change.Kind.CANCELLED] if now.is_cancelled and not was.is_cancelled else []
        kinds = {
            Change.Kind.RESTORED: not was.goes_on,
            Change.Kind.MOVED: (was.starts_at, was.ends_at) != (now.starts_at, now.ends_at),
            Change.Kind.ROOM: was.goes_on and was.room_id != now.room_id,
        }
        return [kind for kind, is_so in kinds.items() if is_so]

    @property
    def lapses(self) -> bool:
        """Does the session come to a closed day?"""
        return self.after.is_lapsed and self.session.goes_on


@dataclass
class Plan:
    """Everything that an edit would do.

    `added` are new sessions, `roomless` those whose room is taken, and `rule` the rhythm after the edit.
    """

    series: Series
    edit_request: EditRequest
    before: list[Piece]
    pieces: list[Piece]
    steps: list[Step] = field(default_factory=list)
    added: list[Session] = field(default_factory=list)
    roomless: list[Session] = field(default_factory=list)
    rule: Rhythm = field(init=False)

    @property
    def told(self) -> list[Step]:
        """The steps that people will notice, in order of time."""
        return [step for step in self.steps if step.is_told]

    @property
    def moving(self) -> list[Step]:
        """The steps in which anything changes, also when nobody notices."""
        return [step for step in self.steps if step.is_changed]

    @property
    def count(self) -> int:
        """The number of sessions that change, come or go."""
        return len(self.told) + len(self.added)

    def of_kind(self, *kinds: str) -> list[Step]:
        return [step for step in self.told if set(step.kinds) & set(kinds)]

    @property
    def changed(self) -> list[Step]:
        """Steps whose session goes on, as before, at another moment or in another room."""
        return [step for step in self.of_kind(Change.Kind.MOVED, Change.Kind.ROOM) if step.session.goes_on]

    @property
    def cancelled(self) -> list[Step]:
        return self.of_kind(Change.Kind.CANCELLED)

    @property
    def restored(self) -> list[Step]:
        return self.of_kind(Change.Kind.RESTORED)

    @property
    def can_go_along(self) -> bool:
        """Is there a session that stays, but that she may let change too?"""
        return any(why in ASKABLE for why in self.staying)

    @property
    def coming(self) -> list[Session]:
        """Sessions that are held at another moment than before, or were not held at all, in order of time."""
        kinds = (Change.Kind.MOVED, Change.Kind.RESTORED)
        sessions = [step.after for step in self.of_kind(*kinds)] + [
            session for session in self.added if session.goes_on
        ]
        return sorted(sessions, key=lambda session: session.starts_at)

    @property
    def lapsing(self) -> list[Session]:
        """Sessions that come to a closed day, in order of time."""
        sessions = [step.after for step in self.told if step.lapses] + [
            session for session in self.added if session.is_lapsed
        ]
        return sorted(sessions, key=lambda session: session.starts_at)

    @property
    def staying(self) -> dict[Stays, list[Step]]:
        """The steps of sessions that stay as they are, by reason."""
        steps_by_reason = {reason: [step for step in self.steps if step.stays == reason] for reason in Stays}
        return {reason: steps for reason, steps in steps_by_reason.items() if steps}

    @property
    def changes_nothing(self) -> bool:
        return not (self.moving or self.added or self.changes_rule or "trainer_ids" in self.edit_request.new)

    @property
    def changes_rule(self) -> bool:
        """Does the rule of the series change, whatever happens to the sessions that are laid out?"""
        return edited(self.before, {}, self.edit_request.from_on) != self.pieces

    @property
    def fingerprint(self) -> str:
        """A hash: two plans with the same one do the same."""
        rows = [
            [str(step.session.pk), step.stays, dump(step.session), dump(step.after)]
            for step in self.steps
            if step.is_changed or step.stays
        ]
        content = [
            write_new(self.edit_request.new),
            str(self.rule.from_on),
            rows,
            [dump(session) for session in self.added],
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def values(session: Session, names: Iterable[str] = EDITABLE) -> tuple[Any, ...]:
    return tuple(getattr(session, name) for name in names)


def dump(session: Session) -> dict[str, Any]:
    """The fields of a session that an edit may change, in the form of JSON."""
    return {name: _written(getattr(session, name)) for name in EDITABLE}


def _written(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


@transaction.atomic
def plan_edit(series: Series, edit_request: EditRequest, *, is_locking: bool = False) -> Plan:
    """Plan what this request would do to this series, from the week of its first day on.

    Args:
        is_locking: lock its sessions until the end of the transaction; the caller has locked the house and the series.
    """
    before = pieces_of(series)
    plan = Plan(series, edit_request, before, edited(before, edit_request.new, edit_request.from_on))
    now, until = timezone.now(), series.laid_out_until or edit_request.from_on
    for monday, rows in _by_week(
        _sessions_from(series, edit_request, is_locking=is_locking), monday_of(edit_request.from_on), until
    ):
        slots = _days_of_week(plan.pieces, monday)
        taken = fit({row.fills_on for row in rows} | _days_of_week(before, monday), slots)
        plan.steps += [_step(plan, row, taken[row.fills_on], now) for row in rows]
        plan.added += [_new_session(plan, on) for on in _days_to_add(plan, slots - set(taken.values()), now)]
    plan.steps.sort(key=lambda step: (step.session.starts_at, str(step.session.pk)))
    follow_all_closures(plan.series.house_id, _coming(plan))
    _give_rooms(plan)
    plan.rule = _rule(plan, until)
    return plan


def _sessions_from(series: Series, edit_request: EditRequest, *, is_locking: bool) -> list[Session]:
    """Its sessions from that week on. Locked first and read after, so that an answer in between is seen."""
    rows = series.sessions.annotate(fills=Coalesce("slot_on", "original_on")).filter(
        fills__gte=monday_of(edit_request.from_on)
    )
    if is_locking:
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return list(with_reasons(rows.select_related("room")))


def _by_week(rows: list[Session], start: date, end: date) -> list[tuple[date, list[Session]]]:
    of_week = defaultdict(list)
    for row in rows:
        of_week[monday_of(row.fills_on)].append(row)
    weeks = {start + WEEK * past for past in range(-(-(end - start) // WEEK))}
    return [(monday, of_week[monday]) for monday in sorted(weeks | set(of_week))]


def _days_of_week(pieces: Sequence[Piece], monday: date) -> set[date]:
    return set(piece_on(pieces, monday).days(monday, monday + WEEK))


def _step(plan: Plan, row: Session, slot: date | None, now: datetime) -> Step:
    unchanged = copy(row)
    if slot is not None:
        unchanged.slot_on = None if slot == row.original_on else slot
    wanted = _cancelled(row) if slot is None else _changed(plan, row, slot)
    if row.fills_on < plan.edit_request.from_on or values(wanted, SHOWN) == values(row, SHOWN):
        return Step(row, unchanged)
    reason = reason_to_stay(row, now=now)
    if reason and not (reason in ASKABLE and reason in plan.edit_request.along):
        return Step(row, unchanged, reason)
    if not wanted.is_cancelled and wanted.starts_at <= now:
        return Step(row, unchanged, Stays.TOO_EARLY)
    return Step(row, wanted)


def _coming(plan: Plan) -> list[Session]:
    """The sessions that come to another moment, room or state, or are new."""
    return [step.after for step in plan.moving if not step.after.is_cancelled] + plan.added


def _cancelled(row: Session) -> Session:
    after = copy(row)
    after.cancel()
    after.closure_id = None
    return after


def _changed(plan: Plan, row: Session, slot: date) -> Session:
    """The session after the edit if nothing keeps it as it is. Its room is the one to ask for."""
    after, new, piece = copy(row), plan.edit_request.new, piece_on(plan.pieces, slot)
    is_moved = row.is_cancelled or plan.edit_request.is_of_moment or slot != row.fills_on
    if is_moved:
        is_lined_up = row.is_cancelled or row.is_by_hand
        start = piece.start_time if is_lined_up else new.get("start_time", _own_time(plan, row))
        length = piece.length_minutes if is_lined_up else new.get("length_minutes", row.length_minutes)
        _place(after, slot, start, length)
        after.is_by_hand = row.is_by_hand and not row.is_cancelled and row.room_id != piece.room_id
    if row.is_cancelled or "room_id" in new or (is_moved and row.lacks_room):
        after.room_id, after.lacks_room, after.takes_room = piece.room_id, False, False
    if row.is_cancelled:
        after.state = Session.State.PLANNED
    return after


def _own_time(plan: Plan, row: Session) -> time:
    """The local time at which it is held; the time of its rule where the clocks showed another on its day."""
    start_time = piece_on(plan.before, row.fills_on).start_time
    zone = timezone.get_default_timezone()
    as_ruled = moment(row.original_on, start_time, zone) == row.starts_at
    return start_time if as_ruled else timezone.localtime(row.starts_at).time()


def _place(session: Session, on: date, start_time: time, length_minutes: int) -> None:
    """Put it on this day, as if it had always been there."""
    if on != session.original_on:
        session.restored_at = None
    session.original_on, session.slot_on = on, None
    session.starts_at = moment(on, start_time, timezone.get_default_timezone())
    session.ends_at = session.starts_at + timedelta(minutes=length_minutes)
    session.held_on = timezone.localdate(session.starts_at)


def _days_to_add(plan: Plan, slots: set[date], now: datetime) -> list[date]:
    """The days that get a new session: none before the first day of the edit, nor of the series."""
    days = []
    for on in sorted(slots):
        piece = piece_on(plan.pieces, on)
        starts_at = moment(on, piece.start_time, timezone.get_default_timezone())
        if starts_at > now and on >= max(plan.edit_request.from_on, piece.first_on):
            days.append(on)
    return days


def _new_session(plan: Plan, on: date) -> Session:
    piece = piece_on(plan.pieces, on)
    session = Session(series=plan.series, room_id=piece.room_id)
    _place(session, on, piece.start_time, piece.length_minutes)
    return session


def _give_rooms(plan: Plan) -> None:
    """Give each session that comes to another moment or room that room, or the flag that it is taken then."""
    wanting = sorted((session for session in _coming(plan) if session.room_id), key=lambda session: session.starts_at)
    place(wanting, besides=[step.session.pk for step in plan.moving])
    plan.roomless = [session for session in wanting if session.lacks_room and session.goes_on]


def _rule(plan: Plan, until: date) -> Rhythm:
    """The rhythm of the last piece, from the first day that it names after the edit.

    Every day that is laid out and has no session is skipped in it, so that laying out again adds nothing.
    """
    last, first_on = plan.pieces[-1], plan.edit_request.from_on
    filled = {step.after.fills_on for step in plan.steps} | {session.original_on for session in plan.added}
    earlier = {step.after.fills_on for step in plan.steps if step.session.fills_on < first_on}
    start = max(last.monday, monday_of(first_on))
    ahead = max(until, last.first_on)
    days = {*(filled - earlier), *last.days(ahead, ahead + (last.every_weeks + 1) * WEEK)}
    first = min((on for on in days if on >= start and last.is_regular(on)), default=None)
    if first is None:
        return ended(plan.series.rhythm, last.until_on or first_on - DAY)
    return Rhythm(
        weekdays=last.weekdays,
        from_on=first,
        every_weeks=last.every_weeks,
        until_on=last.until_on,
        skipped=frozenset(set(last.days(first, until)) - filled) | _skipped_later(plan, until),
        added=frozenset(on for on in last.added if on >= first),
    )


def _skipped_later(plan: Plan, until: date) -> frozenset[date]:
    """The days after those that are laid out that take the place of skipped ones."""
    skipped = {on for on in plan.series.rhythm.skipped if on >= until}
    later = set()
    for monday in {monday_of(on) for on in skipped}:
        taken = fit(_days_of_week(plan.before, monday) | skipped, _days_of_week(plan.pieces, monday))
        later |= {taken[on] for on in skipped if monday_of(on) == monday}
    return frozenset(on for on in later if on)
