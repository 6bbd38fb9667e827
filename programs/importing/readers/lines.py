"""What was understood of a programme."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, time
from typing import Any

from programs.recurrence.rhythm import LOOSE_DAYS_MAX, WEEK, Rhythm

LINES_MAX = 300
REMARKS_MAX = 40
NAME_MAX = 60


class NotReadable(ValueError):
    """Nothing of this file can be understood. The sentence says why, and what to do."""


@dataclass(frozen=True, kw_only=True)
class ProgrammeLine:
    """One thing of a programme, all of it at one time and of one length; or days on which the house is closed.

    `rhythm` says on which days; without it the line cannot go into the week, nor without a time. `key` names the line
    at its source, for ever; `where` says where she finds it there. `remarks` are sentences for who reads it.
    """

    key: str
    where: str
    title: str = ""
    rhythm: Rhythm | None = None
    start_time: time | None = None
    length_minutes: int | None = None
    room: str = ""
    trainers: tuple[str, ...] = ()
    theme: str = ""
    is_closed: bool = False
    is_doubtful: bool = False
    """Stays out unless she says otherwise."""
    training_id: str = ""
    """Of the training that it was copied from."""
    series_id: str = ""
    """Of the series that it is an extra day of."""
    was: str = ""
    """A digest of what the source says, to see later whether it says something else."""
    remarks: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Is all known that the week needs?"""
        if self.is_closed:
            return self.rhythm is not None
        return bool(self.rhythm and self.start_time is not None and self.length_minutes and self.title)

    def saying(self, *remarks: str) -> ProgrammeLine:
        return replace(self, remarks=(*self.remarks, *remarks))

    def to_json(self) -> dict[str, Any]:
        told = {name: value for name, value in asdict(self).items() if value not in ("", None, (), False)}
        if self.rhythm:
            told["rhythm"] = _told_rhythm(self.rhythm)
        if self.start_time is not None:
            told["start_time"] = self.start_time.isoformat("minutes")
        return told

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> ProgrammeLine:
        words = dict(told)
        if "rhythm" in words:
            words["rhythm"] = _rhythm_told(words["rhythm"])
        if "start_time" in words:
            words["start_time"] = time.fromisoformat(words["start_time"])
        return cls(**words | {name: tuple(words.get(name, ())) for name in ("trainers", "remarks")})


@dataclass
class Reading:
    """All that was understood of one file, and what is to be said of it as a whole."""

    lines: list[ProgrammeLine] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {"lines": [line.to_json() for line in self.lines], "remarks": self.remarks[:REMARKS_MAX]}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Reading:
        return cls([ProgrammeLine.from_json(line) for line in told["lines"]], list(told["remarks"]))


def tidy(text: object, most: int = NAME_MAX) -> str:
    """One line of text without signs that cannot be seen, at most so long."""
    signs = (" " if sign.isspace() else sign for sign in str(text) if sign.isprintable() or sign.isspace())
    return " ".join("".join(signs).split())[:most].strip()


def digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, default=str, ensure_ascii=False).encode()).hexdigest()[:32]


def loose(days: Iterable[date]) -> Rhythm:
    """Some days and no more. Raises NotARhythm for more than there may be, ValueError for none."""
    first, *others = sorted(set(days))
    return Rhythm(weekdays=frozenset({first.weekday()}), from_on=first, until_on=first, added=frozenset(others))


def from_day(rhythm: Rhythm, on: date) -> Rhythm | None:
    """The same rhythm without what lies before this day, in the same weeks; None when nothing is left."""
    if rhythm.begins_on >= on:
        return rhythm
    added = frozenset(day for day in rhythm.added if day >= on)
    regular = replace(rhythm, skipped=frozenset(), added=frozenset())
    first = next(iter(regular.days(on, on + WEEK * (rhythm.every_weeks + 1))), None)
    if first is None:
        left = added - rhythm.skipped
        return loose(left) if left else None
    return replace(
        rhythm,
        from_on=first,
        added=added,
        skipped=frozenset(sorted(day for day in rhythm.skipped if day >= on)[:LOOSE_DAYS_MAX]),
    )


def _told_rhythm(rhythm: Rhythm) -> dict[str, Any]:
    return {
        "weekdays": sorted(rhythm.weekdays),
        "from_on": rhythm.from_on.isoformat(),
        "every_weeks": rhythm.every_weeks,
        "until_on": rhythm.until_on.isoformat() if rhythm.until_on else None,
        "skipped": sorted(on.isoformat() for on in rhythm.skipped),
        "added": sorted(on.isoformat() for on in rhythm.added),
    }


def _rhythm_told(told: dict[str, Any]) -> Rhythm:
    return Rhythm(
        weekdays=frozenset(told["weekdays"]),
        from_on=date.fromisoformat(told["from_on"]),
        every_weeks=told["every_weeks"],
        until_on=date.fromisoformat(told["until_on"]) if told["until_on"] else None,
        skipped=frozenset(map(date.fromisoformat, told["skipped"])),
        added=frozenset(map(date.fromisoformat, told["added"])),
    )
