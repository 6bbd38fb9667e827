"""Months, shown as the weeks that share a day with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from programs.recurrence.rhythm import DAY, EARLIEST, LATEST
from programs.recurrence.weeks import Week


@dataclass(frozen=True)
class Month:
    """A month, written '2026-10'."""

    first: date

    @classmethod
    def of(cls, on: date) -> Month:
        return cls(on.replace(day=1))

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month of a text such as '2026-10'. Raises ValueError for any other text and for a month out of range."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
        month = cls(date(int(match[1]), int(match[2]), 1)) if match else None
        if month is None or not EARLIEST < month.first < LATEST - 31 * DAY:
            raise ValueError(text)
        return month

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def next(self) -> Month:
        return Month.of(self.first + 31 * DAY)

    @property
    def previous(self) -> Month:
        return Month.of(self.first - DAY)

    @property
    def monday(self) -> date:
        """The first day of its first week."""
        return Week.of(self.first).monday

    @property
    def end(self) -> date:
        """The day after its last week."""
        return Week.of(self.next.first - DAY).end

    def holds(self, on: date) -> bool:
        return Month.of(on) == self


class MonthConverter:
    """A month in a path; a month that does not exist is a page that does not exist."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month) -> str:
        return str(value)
