"""The lines of a programme, as they were read."""

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
    """Nothing of this file can be understood. The message says why, and what to do."""


@dataclass(frozen=True, kw_only=True)
class ProgrammeLine:
    """One line of a programme: sessions at one time and of one length, or days on which the house is closed.

    `rhythm` holds its days. Without a rhythm, or without a time, the line cannot go into the week. `key` identifies the
    line at its source and never changes; `where` tells the reader where it stands there. `remarks` are sentences for
    the reader.
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
    """Left out unless she says otherwise."""
    training_id: str = ""
    """The id of the training that it was copied from."""
    series_id: str = ""
    """The id of the series that it is an extra day of."""
    was: str = ""
    """A digest of what the source says, to notice later whether it says something else."""
    remarks: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Does the line have everything that the week needs?"""
        if self.is_closed:
            return self.rhythm is not None
        return bool(self.rhythm and self.start_time is not None and self.length_minutes and self.title)

    def saying(self, *remarks: str) -> ProgrammeLine:
        return replace(self, remarks=(*self.remarks, *remarks))

    def to_json(self) -> dict[str, Any]:
        fields = {name: value for name, value in asdict(self).items() if value not in ("", None, (), False)}
        if self.rhythm:
            fields["rhythm"] = _rhythm_to_json(self.rhythm)
        if self.start_time is not None:
            fields["start_time"] = self.start_time.isoformat("minutes")
        return fields

    @classmethod
    def from_json(cls, source: dict[str, Any]) -> ProgrammeLine:
        fields = dict(source)
        if "rhythm" in fields:
            fields["rhythm"] = _rhythm_from_json(fields["rhythm"])
        if "start_time" in fields:
            fields["start_time"] = time.fromisoformat(fields["start_time"])
        return cls(**fields | {name: tuple(fields.get(name, ())) for name in ("trainers", "remarks")})


@dataclass
class Reading:
    """Everything that was understood of one file, with remarks about it as a whole."""

    lines: list[ProgrammeLine] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {"lines": [line.to_json() for line in self.lines], "remarks": self.remarks[:REMARKS_MAX]}

    @classmethod
    def from_json(cls, source: dict[str, Any]) -> Reading:
        return cls([ProgrammeLine.from_json(line) for line in source["lines"]], list(source["remarks"]))


def tidy(text: object, most: int = NAME_MAX) -> str:
    """One line of text without hidden characters, of at most this length."""
    characters = (
        " " if character.isspace() else character
        for character in str(text)
        if character.isprintable() or character.isspace()
    )
    return " ".join("".join(characters).split())[:most].strip()


def digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, default=str, ensure_ascii=False).encode()).hexdigest()[:32]


def loose(days: Iterable[date]) -> Rhythm:
    """A rhythm of only these days. Raises NotARhythm for too many, ValueError for none."""
    first, *others = sorted(set(days))
    return Rhythm(weekdays=frozenset({first.weekday()}), from_on=first, until_on=first, added=frozenset(others))


def from_day(rhythm: Rhythm, on: date) -> Rhythm | None:
    """The same rhythm without the days before this one, in the same weeks; None when nothing is left."""
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


def _rhythm_to_json(rhythm: Rhythm) -> dict[str, Any]:
    return {
        "weekdays": sorted(rhythm.weekdays),
        "from_on": rhythm.from_on.isoformat(),
        "every_weeks": rhythm.every_weeks,
        "until_on": rhythm.until_on.isoformat() if rhythm.until_on else None,
        "skipped": sorted(on.isoformat() for on in rhythm.skipped),
        "added": sorted(on.isoformat() for on in rhythm.added),
    }


def _rhythm_from_json(source: dict[str, Any]) -> Rhythm:
    return Rhythm(
        weekdays=frozenset(source["weekdays"]),
        from_on=date.fromisoformat(source["from_on"]),
        every_weeks=source["every_weeks"],
        until_on=date.fromisoformat(source["until_on"]) if source["until_on"] else None,
        skipped=frozenset(map(date.fromisoformat, source["skipped"])),
        added=frozenset(map(date.fromisoformat, source["added"])),
    )
