"""Rhythms: the local days of a series, and the moments on those days.

Pure: no database, no settings, no clock. A day is a naive local `date`; only `moment` knows of zones. Of all that a
recurrence can say we accept weekly rules alone: some weekdays, every n weeks, from, until, days skipped, days added.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import recurrence
from recurrence import Recurrence, Rule

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
EVERY_WEEKS_MAX = 12
LOOSE_DAYS_MAX = 100
NOON = time(12)  # exists once on every day in every zone, so a day can be kept as that day's noon

WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)


class NotARhythm(ValueError):
    """A recurrence that we do not accept: not weekly, out of bounds, or never held."""


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """A weekly rule on some weekdays (0 is Monday), every so many weeks.

    `from_on` is moved forward to the first day that is one of the weekdays; weeks run from Monday and are counted from
    that day's week. `until_on` is the last day on which it may be held. A day both added and skipped is skipped.

    Raises:
        NotARhythm: something is out of bounds, or there would be no day at all.
    """

    weekdays: frozenset[int]
    from_on: date
    every_weeks: int = 1
    until_on: date | None = None
    skipped: frozenset[date] = frozenset()
    added: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise NotARhythm("weekdays")
        if not 1 <= self.every_weeks <= EVERY_WEEKS_MAX:
            raise NotARhythm("every_weeks")
        if len(self.skipped) > LOOSE_DAYS_MAX or len(self.added) > LOOSE_DAYS_MAX:
            raise NotARhythm("too many loose days")
        if not all(EARLIEST <= on < LATEST for on in self._named_days()):
            raise NotARhythm("out of bounds")
        object.__setattr__(self, "from_on", self._first_day())
        if self.until_on is not None and self.until_on < self.from_on:
            raise NotARhythm("until_on")

    def _named_days(self) -> Iterable[date]:
        return {self.from_on, self.until_on or self.from_on} | self.skipped | self.added

    def _first_day(self) -> date:
        return next(on for on in days_between(self.from_on, self.from_on + WEEK) if on.weekday() in self.weekdays)

    @property
    def begins_on(self) -> date:
        """The earliest day that the rhythm can name."""
        return min({self.from_on} | self.added)

    def days(self, start: date, end: date) -> list[date]:
        """The days in [start, end) on which it is held, earliest first."""
        regular = {on for on in days_between(max(start, self.from_on), end) if self._falls_on(on)}
        loose = {on for on in self.added if start <= on < end}
        return sorted((regular | loose) - self.skipped)

    def _falls_on(self, on: date) -> bool:
        if on.weekday() not in self.weekdays or (self.until_on is not None and on > self.until_on):
            return False
        return (monday_of(on) - monday_of(self.from_on)) // WEEK % self.every_weeks == 0

    def to_recurrence(self) -> Recurrence:
        rule = Rule(
            recurrence.WEEKLY,
            interval=self.every_weeks,
            until=None if self.until_on is None else _noon(self.until_on),
            byday=sorted(self.weekdays),
        )
        return Recurrence(
            dtstart=_noon(self.from_on),
            rrules=[rule],
            rdates=[_noon(on) for on in sorted(self.added)],
            exdates=[_noon(on) for on in sorted(self.skipped)],
        )

    @classmethod
    def of(cls, source: Recurrence) -> Rhythm:
        """The rhythm of a recurrence.

        Raises:
            NotARhythm: it says anything that a rhythm does not.
        """
        if source.dtstart is None or source.dtend or source.exrules or len(source.rrules) != 1:
            raise NotARhythm("not one rule with a beginning")
        rule = source.rrules[0]
        if rule.freq != recurrence.WEEKLY or rule.count is not None or rule.wkst:
            raise NotARhythm("not weekly")
        if any(getattr(rule, name) for name in Rule.byparams if name != "byday"):
            raise NotARhythm("more than weekdays")
        rhythm = cls(
            weekdays=frozenset(_weekday(token) for token in rule.byday),
            from_on=_day(source.dtstart),
            every_weeks=rule.interval,
            until_on=None if rule.until is None else _day(rule.until),
            skipped=frozenset(_day(moment) for moment in source.exdates),
            added=frozenset(_day(moment) for moment in source.rdates),
        )
        if rhythm.from_on != _day(source.dtstart):
            raise NotARhythm("begins on a day that is not one of its weekdays")
        return rhythm


def moment(on: date, at: time, zone: tzinfo) -> datetime:
    """The moment, in UTC, at which the clocks of this zone show this time on this day.

    When the clock is put forward over the time, it is as much later as the clock jumps (02:30 becomes 03:30). When the
    clock is put back and shows the time twice, it is the first of the two.
    """
    return datetime.combine(on, at.replace(fold=0), zone).astimezone(UTC)


def monday_of(on: date) -> date:
    return on - on.weekday() * DAY


def horizon(today: date, weeks: int) -> date:
    """The Monday before which sessions are laid out: after this week and so many more."""
    return monday_of(today) + (weeks + 1) * WEEK


def days_between(start: date, end: date) -> Iterable[date]:
    """The days in [start, end)."""
    return (start + count * DAY for count in range((end - start).days))


def _noon(on: date) -> datetime:
    return datetime.combine(on, NOON)


def _day(moment: datetime) -> date:
    if moment.tzinfo is not None:
        raise NotARhythm("days are local")
    return moment.date()


def _weekday(token: object) -> int:
    weekday = recurrence.to_weekday(token)
    if weekday.index:
        raise NotARhythm("a weekday within a month")
    return int(weekday.number)


def is_loose(rhythm: Rhythm) -> bool:
    return rhythm.until_on == rhythm.from_on
