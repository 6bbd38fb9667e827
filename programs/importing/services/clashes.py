"""What is in the way of a draft: rooms that are taken then, and people who give something else or cannot come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from house.models import Person
from programs.importing.services.overview import HouseNames, Overview, UnderstoodLine
from programs.planning.services.layout import horizon
from programs.recurrence.rhythm import DAY, moment
from programs.sessions.models.sessions import Session
from programs.staffing.queries.busy import Agendas
from programs.text import fold

ROOM, BUSY, AWAY = "room", "busy", "away"


@dataclass
class Clash:
    """A room that is taken, or somebody who is busy or away: its name, and at which moments, earliest first."""

    kind: str
    name: str
    moments: list[datetime]


@dataclass(frozen=True)
class Slot:
    """A time that is asked for, or taken. `series_id` is of a series that is in the week already."""

    starts_at: datetime
    ends_at: datetime
    series_id: UUID | None = None

    @property
    def days(self) -> set[date]:
        return {self.starts_at.astimezone(UTC).date(), self.ends_at.astimezone(UTC).date()}

    def is_in_the_way_of(self, other: Slot) -> bool:
        """A series is never in its own way, for it is about to be held otherwise."""
        is_own = self.series_id is not None and self.series_id == other.series_id
        return not is_own and self.starts_at < other.ends_at and other.starts_at < self.ends_at


class TakenTimes:
    """When each room and each person is taken: rooms by all that is in the week, both by what goes in before it."""

    def __init__(self, lines: list[UnderstoodLine], first: datetime, last: datetime) -> None:
        self._slots: defaultdict[tuple[Hashable, date], list[Slot]] = defaultdict(list)
        self.agendas = Agendas({person.pk for told in lines for person in _givers(told)}, first, last)
        rooms = {told.room.pk for told in lines if told.room}
        held = Session.objects.planned_between(first, last).filter(room__in=rooms, room__is_shared=False)
        for session in held.only("room", "series", "starts_at", "ends_at"):
            self.add(session.room_id, Slot(session.starts_at, session.ends_at, session.series_id))

    def add(self, what: Hashable, slot: Slot) -> None:
        for on in slot.days:
            self._slots[what, on].append(slot)

    def has(self, what: Hashable, slot: Slot) -> bool:
        return any(other.is_in_the_way_of(slot) for on in slot.days for other in self._slots[what, on])

    def keeping(self, person: Person, slot: Slot) -> Iterator[str]:
        """Why she is not free."""
        busy = self.agendas.busy(person.pk, slot.starts_at, slot.ends_at)
        if any(other.series_id != slot.series_id for other in busy.sessions) or self.has(person.pk, slot):
            yield BUSY
        if busy.is_away:
            yield AWAY


def clashes_of(overview: Overview) -> dict[int, list[Clash]]:
    """What is in the way of each line that may go along, by its number; in a handful of queries however many there are.

    It looks as far as the week is laid out. What goes along takes rooms and people in the order in which it is put.
    """
    known = HouseNames(overview.draft)
    slots = {told.number: found for told in overview.lines if (found := _slots(told, known))}
    if not slots:
        return {}
    lines = sorted((told for told in overview.lines if told.number in slots), key=lambda told: not told.takes)
    every = [slot for found in slots.values() for slot in found]
    taken = TakenTimes(lines, min(slot.starts_at for slot in every), max(slot.ends_at for slot in every))
    return {told.number: _clashes(told, slots[told.number], taken) for told in lines}


def _slots(told: UnderstoodLine, known: HouseNames) -> list[Slot]:
    """When it would be held: not on days on which the house is closed, nor where the week has it so already."""
    line, is_there = told.line, told.state == "there" and not told.takes
    if line.is_closed or not told.may_go or is_there:
        return []
    assert line.rhythm
    assert line.start_time is not None
    assert line.length_minutes
    zone, length = timezone.get_default_timezone(), timedelta(minutes=line.length_minutes)
    days = line.rhythm.days(known.today, max(horizon(), line.rhythm.begins_on + DAY))
    open_days = [on for on in days if not any(closure.is_current(on) for closure in known.closures)]
    starts = [moment(on, line.start_time, zone) for on in open_days]
    return [Slot(start, start + length, told.series.pk if told.series else None) for start in starts]


def _clashes(told: UnderstoodLine, slots: list[Slot], taken: TakenTimes) -> list[Clash]:
    found: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
    room, name = _room(told)
    givers = _givers(told)
    for slot in slots:
        if room and taken.has(room, slot):
            found[ROOM, name].append(slot.starts_at)
        for person in givers:
            for kind in taken.keeping(person, slot):
                found[kind, person.chosen_name].append(slot.starts_at)
        if told.takes:
            for what in (room, *(person.pk for person in givers)):
                taken.add(what, slot)
    return [Clash(kind, name, moments) for (kind, name), moments in found.items()]


def _room(told: UnderstoodLine) -> tuple[Hashable, str]:
    """What tells its room from others, and its name; nothing where that is shared, or it has none."""
    if told.room:
        return (None if told.room.is_shared else told.room.pk), told.room.name
    return (fold(told.line.room) if told.makes_room else None), told.line.room


def _givers(told: UnderstoodLine) -> list[Person]:
    """Who gives it; one more day of a series is given by who gives that."""
    if told.line.series_id and told.series and told.line.rhythm:
        return told.series.givers(told.line.rhythm.from_on)
    return told.trainers
