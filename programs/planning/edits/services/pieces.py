"""The rules of a series over time, and how days move from one rule to the next.

A series has one rule, but an edit that begins some weeks from now leaves the weeks before it under the earlier rule.
So over time a series is a list of pieces, each from a Monday on. Pure, except `pieces_of`: no rows, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import count, zip_longest
from typing import Any
from uuid import UUID

from programs.planning.edits.models import Edit
from programs.recurrence.rhythm import DAY, EARLIEST, WEEK, Rhythm, monday_of
from programs.sessions.models.series import Series

BEGINNING = monday_of(EARLIEST)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """The rule from a Monday on. `in_step` is the Monday of a week in which it is held, `first_on` its first day."""

    monday: date
    first_on: date
    in_step: date
    weekdays: frozenset[int]
    every_weeks: int
    until_on: date | None
    added: frozenset[date]
    start_time: time
    length_minutes: int
    room_id: UUID | None

    @property
    def from_on(self) -> date:
        """The name of `first_on` in a rhythm."""
        return self.first_on

    def is_in_step(self, monday: date) -> bool:
        return (monday - self.in_step) // WEEK % self.every_weeks == 0

    def is_regular(self, on: date) -> bool:
        """Is it held on this day by its rule? Its first week counts whole, as if it began on that Monday."""
        if on.weekday() not in self.weekdays or on < monday_of(self.first_on):
            return False
        return self.is_in_step(monday_of(on)) and (self.until_on is None or on <= self.until_on)

    def days(self, start: date, end: date) -> list[date]:
        """The days in [start, end) that the rule names, earliest first; also skipped ones."""
        all_days = (start + DAY * past for past in range((end - start).days))
        return [on for on in all_days if on in self.added or self.is_regular(on)]

    def with_new(self, new: Mapping[str, Any], from_on: date) -> Piece:
        """The same rule with these new values from this day on.

        A new `every_weeks` counts from the first week that is held.
        """
        changed: dict[str, Any] = {name: value for name, value in new.items() if name != "trainer_ids"}
        if "every_weeks" in new:
            first = monday_of(max(from_on, self.first_on, self.monday))
            changed["in_step"] = next(first + WEEK * past for past in count() if self.is_in_step(first + WEEK * past))
        if (until_on := new.get("until_on")) is not None:
            changed["added"] = frozenset(on for on in self.added if on <= until_on)
        return replace(self, **changed)


def pieces_of(series: Series) -> list[Piece]:
    """The pieces of a series as it is now. One query."""
    edits = list(series.edits.standing())
    pieces = pieces_after(series, edits)
    return pieces if _matches_series(series, pieces[-1]) else pieces_after(series, [])


def pieces_after(series: Series, edits: Sequence[Edit]) -> list[Piece]:
    """The pieces of the series after these edits, in order. Without edits: what the series says itself."""
    pieces = [first_piece(series, edits[0] if edits else None)]
    for edit in edits:
        pieces = edited(pieces, read_new(edit.new), edit.from_on)
    return pieces


def _matches_series(series: Series, piece: Piece) -> bool:
    """Does the series itself say this? Not when it was changed in other ways than by an edit."""
    of_piece = (piece.weekdays, piece.every_weeks, piece.start_time, piece.length_minutes, piece.room_id)
    rhythm = series.rhythm
    return of_piece == (
        rhythm.weekdays,
        rhythm.every_weeks,
        series.start_time,
        series.length_minutes,
        series.room_id,
    )


def first_piece(series: Series, edit: Edit | None) -> Piece:
    """The rule before this edit, the first of a series; without an edit, what the series says itself."""
    rhythm = edit.was_rhythm if edit else series.rhythm
    return Piece(
        monday=BEGINNING,
        first_on=rhythm.from_on,
        in_step=monday_of(rhythm.from_on),
        weekdays=rhythm.weekdays,
        every_weeks=rhythm.every_weeks,
        until_on=rhythm.until_on,
        added=rhythm.added,
        start_time=edit.was_start_time if edit else series.start_time,
        length_minutes=edit.was_length_minutes if edit else series.length_minutes,
        room_id=edit.was_room_id if edit else series.room_id,
    )


def edited(pieces: Sequence[Piece], new: Mapping[str, Any], from_on: date) -> list[Piece]:
    """These pieces with new values from this day on. The week of that day begins a piece of its own."""
    monday = monday_of(from_on)
    before = [piece for piece in pieces if piece.monday < monday]
    after = [piece for piece in pieces if piece.monday >= monday]
    if not after or after[0].monday > monday:
        after.insert(0, replace(before[-1], monday=monday))
    return [*before, *(piece.with_new(new, from_on) for piece in after)]


def piece_on(pieces: Sequence[Piece], on: date) -> Piece:
    return next(piece for piece in reversed(pieces) if piece.monday <= on)


def fit(days: Collection[date], slots: Collection[date]) -> dict[date, date | None]:
    """The slot of a week that each of its days takes; None for a day that falls away.

    A day that is also a slot keeps it. Of the other days the first takes the first new slot, the second the second.
    """
    same = set(days) & set(slots)
    movers, free = sorted(set(days) - same), sorted(set(slots) - same)
    moved: dict[date, date | None] = {on: slot for on, slot in zip_longest(movers, free) if on}
    return moved | {on: on for on in same}


def ended(rhythm: Rhythm, until_on: date) -> Rhythm:
    """This rhythm up to and including this day; without any day when that is before its first."""
    added = frozenset(on for on in rhythm.added if on <= until_on)
    if until_on >= rhythm.from_on:
        return replace(rhythm, until_on=until_on, added=added)
    return replace(rhythm, until_on=rhythm.from_on, added=added, skipped=rhythm.skipped | {rhythm.from_on})


def write_new(new: Mapping[str, Any]) -> dict[str, Any]:
    """The new values of an edit, in the form of JSON."""
    return {name: _written(value) for name, value in new.items()}


def _written(value: Any) -> Any:
    if isinstance(value, (frozenset, set, list, tuple)):
        return sorted(_written(item) for item in value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def read_new(written: Mapping[str, Any]) -> dict[str, Any]:
    """The new values of an edit, from what `write_new` wrote."""
    return {name: value if value is None else _READ[name](value) for name, value in written.items()}


_READ: dict[str, Callable[[Any], Any]] = {
    "weekdays": frozenset,
    "every_weeks": int,
    "until_on": date.fromisoformat,
    "start_time": time.fromisoformat,
    "length_minutes": int,
    "room_id": UUID,
    "trainer_ids": lambda ids: frozenset(map(UUID, ids)),
}
