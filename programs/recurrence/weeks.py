"""Weeks and days, with everything that is shown on each day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext

from programs.recurrence.rhythm import DAY, EARLIEST, LATEST, WEEK, monday_of
from programs.recurrence.words import day_in_words

if TYPE_CHECKING:
    from programs.household.models.household import Appointment, HouseNote
    from programs.household.services.chores import ChoreTurn
    from programs.sessions.models.closures import Closure
    from programs.sessions.models.sessions import Session

THREADS_MAX = 4


@dataclass(frozen=True)
class Week:
    """An ISO week, from Monday up to Sunday, written '2026-W48'. One object is for one page."""

    monday: date

    @classmethod
    def of(cls, on: date) -> Week:
        return cls(monday_of(on))

    @classmethod
    def parse(cls, text: str) -> Week:
        """The week of a text such as '2026-W48'. Raises ValueError for any other text and for a week out of range."""
        match = re.fullmatch(r"(\d{4})-W(\d{2})", text, re.ASCII)
        week = cls(date.fromisocalendar(int(match[1]), int(match[2]), 1)) if match else None
        if week is None or not EARLIEST <= week.monday < LATEST:
            raise ValueError(text)
        return week

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        return self.end - DAY

    @property
    def end(self) -> date:
        """The Monday after it."""
        return self.monday + WEEK

    @property
    def next(self) -> Week:
        return Week(self.monday + WEEK)

    @property
    def previous(self) -> Week:
        return Week(self.monday - WEEK)

    @cached_property
    def shown_until(self) -> date:
        """The day after the last one on its page: on a Sunday, the page of this week also shows tomorrow."""
        today = timezone.localdate()
        return self.end + DAY if today == self.sunday else self.end

    @cached_property
    def is_this_week(self) -> bool:
        return self == Week.of(timezone.localdate())

    @property
    def is_past(self) -> bool:
        return self.sunday < timezone.localdate()


class WeekConverter:
    """A week in a path; a week that does not exist is a page that does not exist."""

    regex = r"\d{4}-W\d{2}"

    def to_python(self, value: str) -> Week:
        return Week.parse(value)

    def to_url(self, value: Week) -> str:
        return str(value)


@dataclass
class Day:
    """A day: sessions held on it, sessions that left it for another day (`left`), and closures.

    On her own week also notes of the house, her turns at chores, and her own appointments. `today` is the local day on
    which it was made.
    """

    on: date
    today: date = field(default_factory=timezone.localdate)
    sessions: list[Session] = field(default_factory=list)
    left: list[Session] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    notes: list[HouseNote] = field(default_factory=list)
    turns: list[ChoreTurn] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    @property
    def is_tomorrow(self) -> bool:
        return self.on == self.today + DAY

    @property
    def is_past(self) -> bool:
        return self.on < self.today

    @property
    def is_sunday(self) -> bool:
        return self.on.weekday() == 6

    @property
    def anchor(self) -> str:
        """'2026-10-13'"""
        return self.on.isoformat()

    @property
    def heading(self) -> str:
        """'Vandaag', 'Dinsdag'"""
        if self.is_today:
            return _("Vandaag")
        return _("Morgen") if self.is_tomorrow else capfirst(day_in_words(self.on, "l"))

    @property
    def heading_more(self) -> str:
        """For example 'dinsdag 13 oktober', or the part of it that the heading leaves out."""
        return day_in_words(self.on, "l j F" if self.is_today or self.is_tomorrow else "j F")

    @property
    def short_name(self) -> str:
        """'di'"""
        return day_in_words(self.on, "D").lower()

    @property
    def in_words(self) -> str:
        """'dinsdag 13 oktober'"""
        return day_in_words(self.on, "l j F")

    @property
    def in_full(self) -> str:
        """'dinsdag 13 oktober, 2 trainingen'"""
        count = len(self.going_on)
        values = {"on": self.in_words, "trainings": count}
        return ngettext("%(on)s, %(trainings)s training", "%(on)s, %(trainings)s trainingen", count) % values

    @property
    def is_free(self) -> bool:
        return not (self.sessions or self.left or self.turns or self.appointments)

    @property
    def in_order(self) -> list[Session | Appointment]:
        """Sessions, and her own appointments that have an hour, in order of time."""
        lines: list[tuple[time, Session | Appointment]] = [
            *((timezone.localtime(session.starts_at).time(), session) for session in self.sessions),
            *((appointment.at, appointment) for appointment in self.appointments if appointment.at),
        ]
        return [line for _, line in sorted(lines, key=itemgetter(0))]

    @property
    def going_on(self) -> list[Session]:
        return [session for session in self.sessions if session.goes_on]

    @property
    def threads(self) -> list[str]:
        return [session.training.look.dye for session in self.going_on][:THREADS_MAX]


def days_of(week: Week, sessions: Iterable[Session], closures: Iterable[Closure] = ()) -> list[Day]:
    """The days on the page of this week, with these sessions: see `days_from`."""
    return days_from(week.monday, week.shown_until, sessions, closures)


def days_from(start: date, end: date, sessions: Iterable[Session], closures: Iterable[Closure] = ()) -> list[Day]:
    """The days in [start, end), with these sessions: each on the day it is held and on the day it left.

    Of closures with the same name, such as a holiday of two houses, a day has one.
    """
    days = {on: Day(on) for on in (start + DAY * past for past in range((end - start).days))}
    closures_by_name = {
        (on, closure.told_name): closure for closure in closures for on in days if closure.is_current(on)
    }
    for (on, _name), closure in closures_by_name.items():
        days[on].closures.append(closure)
    for session in sessions:
        if session.held_on in days:
            days[session.held_on].sessions.append(session)
        if session.is_moved_away and session.original_on in days:
            days[session.original_on].left.append(session)
    return list(days.values())
