"""The poster of a week, for the fridge: in Dutch, and if asked in another language beside it.

This module holds its words and sizes; `views/poster.py` and `templates/programs/week/poster.html` lay it out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_skeleton, get_day_names
from django.utils import translation

from programs.recurrence.weeks import Day, Week

FIRST = "nl"
SIZES = {"roomy": 3, "full": 5, "tight": 7}
"""The most sessions a day at each size that still fit on one page. More get "tiny"."""
TWICE_NAMED_MAX = 7
"""The most sessions a day with names in two languages. More would be too small to read."""
TWICE_NAMED = 1.4
"""The room that a session with two names takes, compared with one name."""


@dataclass(frozen=True)
class Words:
    """The words of the poster in one language."""

    code: str
    name: str
    our_week: str
    changes: str
    absent: str
    off: str
    on_phone: str
    made_on: str
    cldr: str = ""
    """Whose names of days and months are meant, where the language alone names another country's."""
    first: str = "1"
    """The first of a month, where it is written otherwise than as its number. CLDR does not know that."""

    @property
    def direction(self) -> str:
        return "rtl" if translation.get_language_info(self.code)["bidi"] else "ltr"

    def day(self, on: date) -> str:
        """'maandag'"""
        return get_day_names("wide", "stand-alone", self._locale)[on.weekday()]

    def date(self, on: date) -> str:
        """'23 november'"""
        written = format_skeleton("MMMMd", on, locale=self._locale)
        return written.replace("1", self.first) if on.day == 1 else written

    @property
    def _locale(self) -> str:
        return self.cldr or self.code


@cache
def languages() -> dict[str, Words]:
    """All languages of the poster, Dutch first."""
    tables = tomllib.loads((Path(__file__).parent / "poster_words.toml").read_text())
    return {code: Words(code=code, **words) for code, words in tables.items()}


@dataclass(frozen=True)
class Side:
    """One language of a poster: its words with its dates."""

    words: Words
    week: Week
    made: date

    @property
    def from_to(self) -> str:
        return f"{self.words.date(self.week.monday)} \N{EN DASH} {self.words.date(self.week.sunday)}"

    @property
    def made_on(self) -> str:
        return f"{self.words.made_on} {self.words.date(self.made)}"


def sides(week: Week, made: date, second: str | None) -> list[Side]:
    """Dutch, and the other language if the poster has it."""
    spoken = languages()
    codes = [FIRST] + ([second] if second in spoken and second != FIRST else [])
    return [Side(spoken[code], week, made) for code in codes]


def fullest(days: Iterable[Day]) -> int:
    """The number of sessions on the fullest day."""
    return max((len(day.sessions) for day in days), default=0)


def size_of(days: Iterable[Day], *, is_twice_named: bool = False) -> str:
    """The size of the print, by the fullest day."""
    most = fullest(days) * (TWICE_NAMED if is_twice_named else 1)
    return next((size for size, up_to in SIZES.items() if most <= up_to), "tiny")
