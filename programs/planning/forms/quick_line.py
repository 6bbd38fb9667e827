"""A quick line: 'di 14:00 1,5 uur koken keuken Dewi' read as the fields of something new in the week.

Pure: no database, no clock. What is not understood is said, and nothing is guessed: of two things that a word may
mean, neither is taken. Hours in words before eight, such as 'half 3' and '3 uur', are in the afternoon.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from unicodedata import combining, normalize
from uuid import UUID

from programs.recurrence.rhythm import DAY, EVERY_WEEKS_MAX, WEEK, monday_of

LINE_MAX = 200
PART_MIN = 3
"""So many letters of a name are a word by which it is known."""
DAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
NUMBERS = "een twee drie vier vijf zes zeven acht negen tien elf twaalf".split()
FROM_MORNING = 8
"""Hours before this one, said in words, are in the afternoon."""
MINUTES_IN_WORDS = {"anderhalf uur": 90, "drie kwartier": 45, "half uur": 30, "halfuur": 30, "kwartier": 15}
FILLERS = set("aan bij de door een en het in met om op te van voor vanaf uur".split())

_DAY = rf"\b({'|'.join(DAYS)}|ma|di|wo|do|vr|za|zo)\b"
_MONTH = rf"({'|'.join(f'{month}|{month[:3]}' for month in MONTHS)})\b\.?"
_HOUR = rf"(\d{{1,2}}|{'|'.join(NUMBERS)})\b"
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"

EVERY_FEW_WEEKS = re.compile(r"\bom de (?:(\d+) weken|week)\b")
EVERY_DAY = re.compile(r"\b(?:elke|iedere) dag\b")
EVERY_WEEKDAY = re.compile(rf"\b(?:elke|iedere) (?:week (?:op )?)?{_DAY}(?:(?: ?,| en) ?{_DAY})*")
EVERY_WEEK = re.compile(r"\b(?:elke|iedere) week\b")
WHOLE_HOURS = re.compile(rf"\b{_HOUR} ?(?:uur|u)\b")
STRETCH = re.compile(rf"(?<![\d:./-]){_CLOCK} ?(-|tot) ?{_CLOCK}(?![\d:./-])(?: ?uur\b)?")
LENGTH_IN_WORDS = re.compile(rf"\b(?:{'|'.join(MINUTES_IN_WORDS)})\b")
MINUTES = re.compile(r"(?<![\d:.,])(\d+) ?(?:minuten|min|m)\b")
BROKEN_HOURS = re.compile(r"(?<![\d:.,])(\d+)(?:,(\d{1,2})|\.(\d)) ?(?:uur|u)\b")
HALF_PAST = re.compile(rf"\bhalf {_HOUR}")
QUARTER = re.compile(rf"\bkwart (over|voor) {_HOUR}")
CLOCK = re.compile(r"(?<![\d:.,/-])(\d{1,2})[:.u](\d{2})(?![\d:.,/-])(?: ?uur\b)?")
O_CLOCK = re.compile(rf"\b(?:om )?{_HOUR} ?(?:uur|u)\b|\bom {_HOUR}")
DAY_OF_MONTH = re.compile(rf"(?<!\d)(\d{{1,2}}) {_MONTH}(?: (\d{{4}}))?")
DAY_IN_NUMBERS = re.compile(r"(?<![\d:./-])(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?![\d:./-])")
NEAR_DAY = re.compile(r"\b(overmorgen|morgen|vandaag)\b")
WEEKDAY = re.compile(rf"(\bvolgende week )?{_DAY}( volgende week\b)?")
A_DAY = re.compile(_DAY)


@dataclass(frozen=True)
class Names:
    """What may be named in one house: ids by kind and name."""

    trainings: Mapping[UUID, str] = field(default_factory=dict)
    rooms: Mapping[UUID, str] = field(default_factory=dict)
    trainers: Mapping[UUID, str] = field(default_factory=dict)
    residents: Mapping[UUID, str] = field(default_factory=dict)

    def all(self) -> Iterator[tuple[str, UUID, str]]:
        """The field that each fills in, its id and its name."""
        kinds = {
            "training_id": self.trainings,
            "room_id": self.rooms,
            "trainer_ids": self.trainers,
            "chosen_ids": self.residents,
        }
        for kind, names in kinds.items():
            yield from ((kind, key, name) for key, name in names.items())


@dataclass
class Understood:
    """The fields of the form that a line fills in, and its words that nobody understood."""

    fields: dict[str, Any] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def understand(line: str, *, now: datetime, names: Names) -> Understood:
    """Read one line.

    Args:
        now: local time; a day without a date is the first that is still to come.
    """
    return _Reading(line[:LINE_MAX], now, names).understood()


class _Reading:
    """The rest of a line: each step takes out what it understands."""

    def __init__(self, line: str, now: datetime, names: Names) -> None:
        self.rest, self.now, self.names = f" {_plain(line)} ", now, names
        self.fields: dict[str, Any] = {}
        self.unknown: list[str] = []
        self.things: dict[str, list[tuple[str, UUID]]] = defaultdict(list)
        self.parts: dict[str, list[tuple[str, UUID]]] = defaultdict(list)
        for kind, key, name in names.all():
            self.things[_plain(name)].append((kind, key))
            for part in set(_plain(name).split()):
                self.parts[part].append((kind, key))
        self.longest = max((len(name.split()) for name in self.things), default=0)

    def understood(self) -> Understood:
        self._read_rhythm()
        self._read_hours()
        self._read_day()
        self._read_names()
        if "from_on" in self.fields:
            self.fields.setdefault("how_often", "once")
        return Understood(self.fields, self.unknown)

    def _take(
        self, pattern: re.Pattern[str], is_meant: Callable[[re.Match[str]], bool] = lambda found: True
    ) -> re.Match[str] | None:
        """Take out the first place that fits and is meant."""
        for found in pattern.finditer(self.rest):
            if is_meant(found):
                self.rest = f"{self.rest[: found.start()]} | {self.rest[found.end() :]}"
                return found
        return None

    def _read_rhythm(self) -> None:
        if found := self._take(EVERY_FEW_WEEKS):
            weeks = int(found[1] or 2)
            if 1 <= weeks <= EVERY_WEEKS_MAX:
                self.fields |= {"how_often": "weekly", "every_weeks": weeks}
            else:
                self.unknown.append(found[0].strip())
        if self._take(EVERY_DAY):
            self.fields |= {"how_often": "weekly", "weekdays": list(range(7))}
        elif found := self._take(EVERY_WEEKDAY):
            weekdays = [_weekday(name) for name in A_DAY.findall(found[0])]
            self.fields |= {"how_often": "weekly", "weekdays": sorted(set(weekdays))}
        elif self._take(EVERY_WEEK):
            self.fields["how_often"] = "weekly"

    def _read_hours(self) -> None:
        self._read_stretch()
        self._read_length()
        self._read_start()
        if "start_time" in self.fields and (found := self._take(WHOLE_HOURS)):
            self._keep_length(_number(found[1]) * 60, found[0])

    def _read_stretch(self) -> None:
        """'14-15:30', 'van 14 tot 16 uur'; '8-12' may be a day as well, and is none of both."""
        found = self._take(STRETCH, _is_stretch)
        if found:
            start, end = _clock(found[1], found[2]), _clock(found[4], found[5])
            if start and end and start < end:
                self.fields["start_time"] = start
                self._keep_length(_minutes(end) - _minutes(start), found[0])
            else:
                self.unknown.append(found[0].strip())

    def _read_length(self) -> None:
        if found := self._take(LENGTH_IN_WORDS):
            self._keep_length(MINUTES_IN_WORDS[found[0]], found[0])
        elif found := self._take(MINUTES):
            self._keep_length(int(found[1]), found[0])
        elif found := self._take(BROKEN_HOURS):
            self._keep_length(round(float(f"{found[1]}.{found[2] or found[3]}") * 60), found[0])

    def _keep_length(self, minutes: int, words: str) -> None:
        if "length_minutes" in self.fields:
            self.unknown.append(words.strip())
        else:
            self.fields["length_minutes"] = minutes

    def _read_start(self) -> None:
        if "start_time" in self.fields:
            return
        start = None
        if found := self._take(HALF_PAST):
            start = _in_words(_number(found[1]) - 1, 30)
        elif found := self._take(QUARTER):
            hour = _number(found[2])
            start = _in_words(hour, 15) if found[1] == "over" else _in_words(hour - 1, 45)
        elif found := self._take(CLOCK):
            start = _clock(found[1], found[2])
        elif found := self._take(O_CLOCK):
            start = _in_words(_number(found[1] or found[2]), 0)
        if start:
            self.fields["start_time"] = start
        elif found:
            self.unknown.append(found[0].strip())

    def _read_day(self) -> None:
        today, words = self.now.date(), ""
        on = None
        if found := self._take(DAY_OF_MONTH):
            month = next(count for count, name in enumerate(MONTHS, 1) if name.startswith(found[2]))
            words, on = found[0].strip(), self._date(int(found[1]), month, found[3])
        elif found := self._take(DAY_IN_NUMBERS):
            words, on = found[0].strip(), self._date(int(found[1]), int(found[2]), found[3])
        elif found := self._take(NEAR_DAY):
            on = today + ["vandaag", "morgen", "overmorgen"].index(found[1]) * DAY
        if words and on is None:
            self.unknown.append(words)
        self._read_weekday(on)

    def _read_weekday(self, on: date | None) -> None:
        found = self._take(WEEKDAY)
        if not found:
            if on:
                self.fields["from_on"] = on
            return
        weekday, today = _weekday(found[2]), self.now.date()
        if on and (on.weekday() != weekday or found[1] or found[3]):
            self.unknown.append(found[0].strip())  # she means one of two days
        elif on:
            self.fields["from_on"] = on
        elif found[1] or found[3]:
            self.fields["from_on"] = monday_of(today) + WEEK + weekday * DAY
        else:
            on = today + (weekday - today.weekday()) % 7 * DAY
            has_passed = on == today and (start := self.fields.get("start_time")) and start <= self.now.time()
            self.fields["from_on"] = on + WEEK if has_passed else on

    def _date(self, day: int, month: int, year: str | None) -> date | None:
        """The day, in this year or the next when no year is said."""
        try:
            on = date(int(year or self.now.year), month, day)
            return on if year or on >= self.now.date() else on.replace(year=on.year + 1)
        except ValueError:
            return None

    def _read_names(self) -> None:
        for words in self.rest.split("|"):
            left = [word.strip(",.;") for word in words.split()]
            while left:
                sizes = range(min(len(left), self.longest), 0, -1)
                taken = next((size for size in sizes if self._named(" ".join(left[:size]))), 0)
                if not taken and left[0] and left[0] not in FILLERS:
                    self.unknown.append(left[0])
                left = left[max(taken, 1) :]

    def _named(self, words: str) -> bool:
        """Is this the name of one thing in the house, or a word in just one name? Then it is filled in."""
        found = self.things.get(words)
        if not found and len(words) >= PART_MIN and words not in FILLERS:
            found = self.parts.get(words)
        return bool(found) and len(found) == 1 and self._keep(*found[0])

    def _keep(self, kind: str, key: UUID) -> bool:
        if kind.endswith("_ids"):
            self.fields[kind] = list(dict.fromkeys([*self.fields.get(kind, []), key]))
            if kind == "chosen_ids":
                self.fields["audience"] = "chosen"
            return True
        if self.fields.get(kind, key) != key:
            return False
        self.fields[kind] = key
        return True


def _plain(words: str) -> str:
    """In small letters, without marks, with single spaces."""
    letters = normalize("NFKD", words.casefold())
    return " ".join("".join(letter for letter in letters if not combining(letter)).replace("\u2013", "-").split())


def _weekday(name: str) -> int:
    return next(count for count, day in enumerate(DAYS) if day.startswith(name))


def _number(words: str) -> int:
    return int(words) if words.isdigit() else NUMBERS.index(words) + 1


def _clock(hour: str, minutes: str | None) -> time | None:
    return time(int(hour), int(minutes or 0)) if int(hour) < 24 and int(minutes or 0) < 60 else None


def _in_words(hour: int, minutes: int) -> time | None:
    hour += 12 if hour < FROM_MORNING else 0
    return time(hour, minutes) if 0 <= hour < 24 else None


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _is_stretch(found: re.Match[str]) -> bool:
    """Minutes, 'tot' or 'uur' make it a stretch of hours; so do numbers that no day has."""
    has_sign = found[2] or found[5] or found[3] == "tot" or found[0].endswith("uur")
    return bool(has_sign or int(found[4]) > 12)
