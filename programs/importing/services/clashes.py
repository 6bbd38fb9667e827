"""Find what clashes with a draft: rooms that are taken, and people who give something else or are away."""

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
    """A taken room, or a person who is busy or away: the name, and the moments, earliest first."""

    kind: str
    name: str
    moments: list[datetime]


@dataclass(frozen=True)
class Slot:
    """A time that is needed or taken. `series_id` is set for a series that is in the week already."""

    starts_at: datetime
    ends_at: datetime
    series_id: UUID | None = None

    @property
    def days(self) -> set[date]:
        return {self.starts_at.astimezone(UTC).date(), self.ends_at.astimezone(UTC).date()}

    def is_in_the_way_of(self, other: Slot) -> bool:
        """Do the two overlap? A series never clashes with itself, because it is about to change."""
        is_own = self.series_id is not None and self.series_id == other.series_id
        return not is_own and self.starts_at < other.ends_at and other.starts_at < self.ends_at


class TakenTimes:
    """The times when each room and person is taken: by the week, and by lines of the draft that go in before."""

    def __init__(self, lines: list[UnderstoodLine], first: datetime, last: datetime) -> None:
        self._slots: defaultdict[tuple[Hashable, date], list[Slot]] = defaultdict(list)
        self.agendas = Agendas({person.pk for understood in lines for person in _givers(understood)}, first, last)
        rooms = {understood.room.pk for understood in lines if understood.room}
        sessions = Session.objects.planned_between(first, last).filter(room__in=rooms, room__is_shared=False)
        for session in sessions.only("room", "series", "starts_at", "ends_at"):
            self.add(session.room_id, Slot(session.starts_at, session.ends_at, session.series_id))

    def add(self, what: Hashable, slot: Slot) -> None:
        for on in slot.days:
            self._slots[what, on].append(slot)

    def has(self, what: Hashable, slot: Slot) -> bool:
        return any(other.is_in_the_way_of(slot) for on in slot.days for other in self._slots[what, on])

    def keeping(self, person: Person, slot: Slot) -> Iterator[str]:
        """The reasons why she is not free."""
        busy = self.agendas.busy(person.pk, slot.starts_at, slot.ends_at)
        if any(other.series_id != slot.series_id for other in busy.sessions) or self.has(person.pk, slot):
            yield BUSY
        if busy.is_away:
            yield AWAY


def clashes_of(overview: Overview) -> dict[int, list[Clash]]:
    """The clashes of each line that can be imported, by its number. A fixed number of queries.

    It looks as far as the week is laid out. Imported lines take rooms and people in the order in which they are put.
    """
    house_names = HouseNames(overview.draft)
    slots = {
        understood.number: line_slots
        for understood in overview.lines
        if (line_slots := _slots(understood, house_names))
    }
    if not slots:
        return {}
    lines = sorted(
        (understood for understood in overview.lines if understood.number in slots),
        key=lambda understood: not understood.takes,
    )
    all_slots = [slot for line_slots in slots.values() for slot in line_slots]
    taken = TakenTimes(lines, min(slot.starts_at for slot in all_slots), max(slot.ends_at for slot in all_slots))
    return {understood.number: _clashes(understood, slots[understood.number], taken) for understood in lines}


def _slots(understood: UnderstoodLine, house_names: HouseNames) -> list[Slot]:
    """The times at which it would be held: not on closed days, nor when the week has it already."""
    line, is_there = understood.line, understood.state == "there" and not understood.takes
    if line.is_closed or not understood.may_go or is_there:
        return []
    assert line.rhythm
    assert line.start_time is not None
    assert line.length_minutes
    zone, length = timezone.get_default_timezone(), timedelta(minutes=line.length_minutes)
    days = line.rhythm.days(house_names.today, max(horizon(), line.rhythm.begins_on + DAY))
    open_days = [on for on in days if not any(closure.is_current(on) for closure in house_names.closures)]
    starts = [moment(on, line.start_time, zone) for on in open_days]
    return [Slot(start, start + length, understood.series.pk if understood.series else None) for start in starts]


def _clashes(understood: UnderstoodLine, slots: list[Slot], taken: TakenTimes) -> list[Clash]:
    moments_by_name: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
    room, name = _room(understood)
    givers = _givers(understood)
    for slot in slots:
        if room and taken.has(room, slot):
            moments_by_name[ROOM, name].append(slot.starts_at)
        for person in givers:
            for kind in taken.keeping(person, slot):
                moments_by_name[kind, person.chosen_name].append(slot.starts_at)
        if understood.takes:
            for what in (room, *(person.pk for person in givers)):
                taken.add(what, slot)
    return [Clash(kind, name, moments) for (kind, name), moments in moments_by_name.items()]


def _room(understood: UnderstoodLine) -> tuple[Hashable, str]:
    """A key of its room and the name; a key of None when the room is shared or there is none."""
    if understood.room:
        return (None if understood.room.is_shared else understood.room.pk), understood.room.name
    return (fold(understood.line.room) if understood.makes_room else None), understood.line.room


def _givers(understood: UnderstoodLine) -> list[Person]:
    """The facilitators; for an extra day of a series, those of the series."""
    if understood.line.series_id and understood.series and understood.line.rhythm:
        return understood.series.givers(understood.line.rhythm.from_on)
    return understood.trainers
