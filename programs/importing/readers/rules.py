"""The days of a recurrence rule of RFC 5545.

They are counted day by day within a window, so that a rule that never falls on any day, or that an attacker wrote, ends
too. Rules that repeat more often than daily, or that count the weeks of a year, are not accepted.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
WEEKDAYS = {name: day for day, name in enumerate("MO TU WE TH FR SA SU".split())}
TAKEN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYDAY", "BYSETPOS"}
STEPS_MAX = 200_000
LAST = date(2099, 1, 1)
INTERVAL_MAX = 1000
VALUES_MAX = 62
"""The most values of one part: all days of a month, counted from its first and from its last."""


class NotARule(ValueError):
    """A rule that we do not accept."""


class TooMuch(ValueError):
    """The allowance of the file is spent."""


@dataclass
class Allowance:
    """The number of days that may still be examined for one file."""

    left: int = STEPS_MAX

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooMuch


@dataclass(frozen=True, kw_only=True)
class RecurrenceRule:
    """A rule of RFC 5545. `until` is a day, or a moment without a zone or in UTC, as it was written."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    wkst: int = 0
    months: frozenset[int] = frozenset()
    monthdays: frozenset[int] = frozenset()
    yeardays: frozenset[int] = frozenset()
    weekdays: tuple[tuple[int, int], ...] = ()
    """(nth, weekday); nth 0 is every."""
    positions: frozenset[int] = field(default=frozenset())

    @classmethod
    def of(cls, source: Mapping[str, Any]) -> RecurrenceRule:
        """The rule that icalendar parsed. Raises NotARule."""
        parts = {str(name).upper(): value if isinstance(value, list) else [value] for name, value in source.items()}
        if unknown := set(parts) - TAKEN:
            raise NotARule(", ".join(sorted(unknown)))
        if many := [name for name, values in parts.items() if len(values) > VALUES_MAX]:
            raise NotARule(", ".join(many))
        freq = str(parts.get("FREQ", [""])[0]).upper()
        interval, count = _number(parts, "INTERVAL", 1), _number(parts, "COUNT", None)
        if freq not in (DAILY, WEEKLY, MONTHLY, YEARLY) or not interval or not 1 <= interval <= INTERVAL_MAX:
            raise NotARule(freq)
        return cls(
            freq=freq,
            interval=interval,
            count=count if count and count > 0 else None,
            until=_until(parts["UNTIL"][0]) if "UNTIL" in parts else None,
            wkst=WEEKDAYS.get(str(parts.get("WKST", ["MO"])[0]), 0),
            months=frozenset(int(value) for value in parts.get("BYMONTH", ())),
            monthdays=frozenset(int(value) for value in parts.get("BYMONTHDAY", ())),
            yeardays=frozenset(int(value) for value in parts.get("BYYEARDAY", ())),
            weekdays=tuple(_weekday(str(value)) for value in parts.get("BYDAY", ())),
            positions=frozenset(int(value) for value in parts.get("BYSETPOS", ())),
        )


def _number(parts: Mapping[str, list[Any]], name: str, default: int | None) -> int | None:
    return int(parts[name][0]) if name in parts else default


def _until(value: Any) -> date | datetime:
    """The end as it was written, in a year that no clock elsewhere can leave. Raises NotARule."""
    if not isinstance(value, date):
        raise NotARule(str(value))
    return value.replace(year=min(max(value.year, 1900), LAST.year + 1))


def _weekday(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", text.upper(), re.ASCII)
    if match is None:
        raise NotARule(text)
    return int(match[1] or 0), WEEKDAYS[match[2]]


def days(
    rule: RecurrenceRule, first: date, last: date | None, start: date, end: date, allowance: Allowance
) -> list[date]:
    """The days in [start, end) of a rule that begins on `first` and ends on `last`, earliest first.

    Raises TooMuch.
    """
    falls_on: list[date] = []
    counted = 0
    until = min(end, LAST, last + timedelta(days=1) if last else LAST)
    for period in _periods(rule, first, start if rule.count is None else first, until):
        allowance.spend(len(period))
        for on in _within(rule, first, period):
            if on >= until or counted == rule.count:
                return falls_on
            if on >= first:
                counted += 1
                if on >= start:
                    falls_on.append(on)
    return falls_on


def _within(rule: RecurrenceRule, first: date, period: list[date]) -> list[date]:
    fitting = [on for on in period if _fits(rule, first, on)]
    if not rule.positions:
        return fitting
    size = len(fitting)
    places = {place - 1 if place > 0 else size + place for place in rule.positions}
    return [on for place, on in enumerate(fitting) if place in places]


def _periods(rule: RecurrenceRule, first: date, start: date, until: date) -> Iterator[list[date]]:
    """The days of each period of the rule, from the period that holds `start` on."""
    if rule.freq == DAILY:
        step = timedelta(days=rule.interval)
        on = first + max(0, -(-(start - first).days // rule.interval)) * step
        while on < until:
            yield [on]
            on += step
    elif rule.freq == WEEKLY:
        week = first - timedelta(days=(first.weekday() - rule.wkst) % 7)
        step = timedelta(weeks=rule.interval)
        week += max(0, (start - week) // step) * step
        while week < until:
            yield [week + timedelta(days=day) for day in range(7)]
            week += step
    elif rule.freq == MONTHLY:
        yield from _months(first, start, until, rule.interval)
    else:
        away = max(0, (start.year - first.year) // rule.interval)
        for year in range(first.year + away * rule.interval, until.year + 1, rule.interval):
            yield _days_from(date(year, 1, 1), 366 if calendar.isleap(year) else 365)


def _months(first: date, start: date, until: date, interval: int) -> Iterator[list[date]]:
    begins = first.year * 12 + first.month - 1
    number = begins + max(0, (start.year * 12 + start.month - 1 - begins) // interval) * interval
    while number <= until.year * 12 + until.month - 1:
        year, month = divmod(number, 12)
        yield _days_from(date(year, month + 1, 1), calendar.monthrange(year, month + 1)[1])
        number += interval


def _days_from(on: date, count: int) -> list[date]:
    return [on + timedelta(days=away) for away in range(count)]


def _fits(rule: RecurrenceRule, first: date, on: date) -> bool:
    months, monthdays = rule.months, rule.monthdays
    if not (rule.monthdays or rule.yeardays or rule.weekdays):
        if rule.freq == YEARLY:
            months = months or frozenset({first.month})
        if rule.freq in (YEARLY, MONTHLY):
            monthdays = frozenset({first.day})
        if rule.freq == WEEKLY and on.weekday() != first.weekday():
            return False
    if months and on.month not in months:
        return False
    if monthdays and not {on.day, on.day - _month_length(on) - 1} & monthdays:
        return False
    year = 366 if calendar.isleap(on.year) else 365
    if rule.yeardays and not {_yearday(on), _yearday(on) - year - 1} & rule.yeardays:
        return False
    return not rule.weekdays or any(_falls(rule, nth, weekday, on) for nth, weekday in rule.weekdays)


def _falls(rule: RecurrenceRule, nth: int, weekday: int, on: date) -> bool:
    if on.weekday() != weekday:
        return False
    if not nth or rule.freq in (DAILY, WEEKLY):
        return True
    is_of_month = rule.freq == MONTHLY or bool(rule.months)
    place, size = (on.day, _month_length(on)) if is_of_month else (_yearday(on), _yearday(date(on.year, 12, 31)))
    return nth in ((place - 1) // 7 + 1, -((size - place) // 7 + 1))


def _month_length(on: date) -> int:
    return calendar.monthrange(on.year, on.month)[1]


def _yearday(on: date) -> int:
    return on.timetuple().tm_yday
