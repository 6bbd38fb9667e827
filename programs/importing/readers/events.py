"""Read the bytes of an agenda into events: the days and times of each, and nothing else of it.

Each event is read by itself, so that a broken one spoils no other. Properties that are not named below, such as a
description or the people invited, are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from programs.importing.readers.blocks import Blocks, too_large, value_of
from programs.importing.readers.cells import text_of
from programs.importing.readers.lines import NotReadable, digest, tidy
from programs.importing.readers.rules import NotARule, RecurrenceRule
from programs.importing.readers.zones import Zones
from programs.recurrence.rhythm import LATEST

if TYPE_CHECKING:
    from icalendar import Event as Component

BYTES_MAX = 2 * 1024 * 1024
EVENTS_MAX = 2000
EARLIEST_YEAR = 1900
LOOSE_MAX = 1000
ROOM_READ_MAX = 400
ZONE = re.compile(
    r'((?:DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)(?:;(?!TZID)[^:;]*)*;TZID)=(?:"([^"]*)"|(.*?))(?=;[A-Z]+=|:[0-9])',
    re.IGNORECASE,
)
DAY = timedelta(days=1)

Moment = date | datetime
"""A day; or the local time on the clock of the event's zone, without the zone."""


class Broken(ValueError):
    """This event cannot be understood; the message says why."""


@dataclass
class Event:
    """One event, in the local time of its own zone.

    `at` of an override is the moment of the series that it replaces.
    """

    number: int
    uid: str
    title: str
    start: Moment
    zone: tzinfo
    length: timedelta | None
    is_dated: bool
    """True for whole days without times."""
    room: str = ""
    at: Moment | None = None
    rule: RecurrenceRule | None = None
    extra: list[tuple[Moment, timedelta | None]] = field(default_factory=list)
    left_out: list[Moment] = field(default_factory=list)
    is_cancelled: bool = False
    sequence: int = 0
    remarks: list[str] = field(default_factory=list)

    @cached_property
    def was(self) -> str:
        """A digest of everything that would make it another event. Used once all of it has been read."""
        return digest(
            self.title,
            self.start,
            str(self.zone),
            self.length,
            self.room,
            str(self.rule),
            self.extra,
            sorted(map(str, self.left_out)),
            self.is_cancelled,
        )


@dataclass
class Agenda:
    events: list[Event] = field(default_factory=list)
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    """Number, title and reason of each event that cannot be understood."""
    remarks: list[str] = field(default_factory=list)


def read_events(data: bytes, zone: tzinfo) -> Agenda:
    """The events of an agenda. `zone` is that of the house, for times without a zone.

    Raises NotReadable.
    """
    if len(data) > BYTES_MAX:
        raise too_large()
    text = text_of(data)
    if not re.match(r"\s*BEGIN:VCALENDAR\b", text, re.IGNORECASE):
        raise NotReadable(_("Dit is geen agenda. Kies een bestand dat op .ics eindigt."))
    blocks = Blocks(text)
    reader = Reader(Zones(blocks.zones), zone, blocks.floating)
    agenda = Agenda()
    for number, block in enumerate(blocks.events[:EVENTS_MAX], start=1):
        try:
            agenda.events.append(reader.event(number, block))
        except Broken as broken:
            agenda.broken.append((number, _title_in(block), str(broken)))
    if blocks.is_cut:
        agenda.remarks.append(_("Het bestand houdt midden in een afspraak op. Die lazen we niet."))
    if len(blocks.events) > EVENTS_MAX:
        agenda.remarks.append(_("We lazen de eerste %(count)d afspraken. De rest niet.") % {"count": EVENTS_MAX})
    return agenda


def _title_in(block: list[str]) -> str:
    return tidy(value_of("SUMMARY", block).replace("\\,", ",").replace("\\n", " "))


class Reader:
    """Turns the lines of one event into an `Event`."""

    def __init__(self, zones: Zones, zone: tzinfo, floating: str) -> None:
        self.zones, self.house_zone = zones, zone
        self._marks: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self.floating = (zones.find(floating) if floating else None) or zone

    def event(self, number: int, block: list[str]) -> Event:
        """Raises Broken."""
        component = _component([self._with_mark(line) for line in block])
        remarks: list[str] = []
        begins = _first(component, "DTSTART")
        if begins is None:
            raise Broken(_("Er staat niet wanneer het begint."))
        start, zone = self._moment(begins.dt, _tzid(begins), remarks)
        event = Event(
            number=number,
            uid=str(_first(component, "UID") or "").strip(),
            title=tidy(_first(component, "SUMMARY") or ""),
            start=start,
            zone=zone,
            length=None,
            is_dated=not isinstance(start, datetime),
            room=_room_in(_first(component, "LOCATION")),
            is_cancelled=str(_first(component, "STATUS") or "").upper() == "CANCELLED",
            sequence=_whole(_first(component, "SEQUENCE")),
            remarks=remarks,
        )
        event.length = self._length(component, event)
        event.rule = _rule(component)
        event.extra = self._extra(component, event)
        event.left_out = [moment for moment, _length in self._many(component, "EXDATE", event)]
        event.at = self._replaced_moment(component, event)
        _mark_whole_days(event, str(_first(component, "X-MICROSOFT-CDO-ALLDAYEVENT") or ""))
        return event

    def _with_mark(self, line: str) -> str:
        """The line with a mark in place of its zone name, because such a name may hold any character."""
        match = ZONE.match(line)
        if match is None:
            return line
        name = match[2] or match[3]
        mark = self._marks.setdefault(name, f"Z{len(self._marks)}")
        self._names[mark] = name
        return f"{match[1]}={mark}{line[match.end() :]}"

    def _moment(self, value: Any, tzid: str, remarks: list[str]) -> tuple[Moment, tzinfo]:
        """A day or a local time, and the zone of that clock."""
        if not isinstance(value, date):
            raise Broken(_("Deze afspraak is niet heel."))
        if not EARLIEST_YEAR <= value.year < LATEST.year:
            raise Broken(_("Deze dag ligt te ver weg."))
        if not isinstance(value, datetime):
            return value, self.house_zone
        shown = value.replace(tzinfo=None, second=0, microsecond=0, fold=0)
        if tzid:
            name = self._names.get(tzid, tzid)
            zone = self.zones.find(name)
            if zone is None:
                remarks.append(
                    _("De tijdzone “%(name)s” kennen we niet. We namen de tijd zoals hij er staat.")
                    % {"name": tidy(name, 40)}
                )
            return shown, zone or self.house_zone
        return shown, self.floating if value.tzinfo is None else UTC

    def _in_zone(self, value: Any, tzid: str, event: Event) -> Moment:
        """The same moment in the zone of the event."""
        shown, zone = self._moment(value, tzid, [])
        if not isinstance(shown, datetime) or zone == event.zone:
            return shown
        return in_zone(shown, zone, event.zone)

    def _length(self, component: Component, event: Event) -> timedelta | None:
        ends, lasts = _first(component, "DTEND"), _first(component, "DURATION")
        if ends is not None:
            end = self._in_zone(ends.dt, _tzid(ends), event)
            if isinstance(end, datetime) != isinstance(event.start, datetime):
                raise Broken(_("Het begin is een tijd en het einde een dag, of andersom."))
            if isinstance(end, datetime) and isinstance(event.start, datetime):
                return _elapsed(event.start, end, event.zone)
            return end - event.start
        return lasts.dt if lasts is not None and isinstance(lasts.dt, timedelta) else None

    def _many(self, component: Component, name: str, event: Event) -> Iterator[tuple[Moment, timedelta | None]]:
        """The moments of EXDATE or RDATE, each with its own length if it has one."""
        for prop in _all(component, name):
            for item in prop.dts[:LOOSE_MAX]:
                value = item.dt
                if not isinstance(value, tuple):
                    yield self._in_zone(value, _tzid(prop), event), None
                    continue
                start = self._in_zone(value[0], _tzid(prop), event)
                yield start, value[1] if isinstance(value[1], timedelta) else _apart(*value)

    def _extra(self, component: Component, event: Event) -> list[tuple[Moment, timedelta | None]]:
        """Added moments; a day without a time gets the usual time."""
        extra = []
        for moment, length in islice(self._many(component, "RDATE", event), LOOSE_MAX):
            if isinstance(event.start, datetime) and not isinstance(moment, datetime):
                moment = datetime.combine(moment, event.start.time())
            extra.append((moment, length))
        return extra

    def _replaced_moment(self, component: Component, event: Event) -> Moment | None:
        recurrence_id = _first(component, "RECURRENCE-ID")
        if recurrence_id is None:
            return None
        if str(recurrence_id.params.get("RANGE", "")).upper() == "THISANDFUTURE":
            event.remarks.append(
                _("Deze verandering geldt ook voor daarna. Dat kunnen we niet lezen. We namen alleen deze ene keer.")
            )
        return self._in_zone(recurrence_id.dt, _tzid(recurrence_id), event)


def in_zone(shown: datetime, zone: tzinfo, other: tzinfo) -> datetime:
    """The local time in the other zone at this local time in the first."""
    return shown.replace(tzinfo=zone).astimezone(other).replace(tzinfo=None, fold=0)


def _elapsed(start: datetime, end: datetime, zone: tzinfo) -> timedelta:
    """The real time that passes, also through a change of the clock."""
    return end.replace(tzinfo=zone).astimezone(UTC) - start.replace(tzinfo=zone).astimezone(UTC)


def _apart(start: Any, end: Any) -> timedelta:
    """The length of a period. Raises Broken when its ends are on different clocks."""
    try:
        apart: timedelta = end - start
    except TypeError:
        raise Broken(_("Deze afspraak is niet heel.")) from None
    return apart


def _component(block: list[str]) -> Component:
    from icalendar import Event as Component

    try:
        component: Any = Component.from_ical("\r\n".join(["BEGIN:VEVENT", *block, "END:VEVENT", ""]))
    except Exception:  # icalendar has many ways to say that it cannot
        raise Broken(_("Deze afspraak is niet heel.")) from None
    return component


def _all(component: Component, name: str) -> list[Any]:
    """Every value of this name. Raises Broken when one cannot be read."""
    value = component.get(name)
    values = value if isinstance(value, list) else [] if value is None else [value]
    for item in values:
        if type(item).__name__ == "vBroken":
            raise Broken(_("“%(said)s” begrijpen we niet.") % {"said": tidy(f"{name}:{item}", 60)})
    return values


def _first(component: Component, name: str) -> Any:
    return next(iter(_all(component, name)), None)


def _tzid(value: Any) -> str:
    return str(value.params.get("TZID", ""))


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def _room_in(value: Any) -> str:
    """The first part of a location; a link is no room."""
    text = re.sub(r"\S+", lambda word: "" if "://" in word[0] else word[0], str(value or "")[:ROOM_READ_MAX])
    return tidy(re.split(r"[,;\n]", text)[0], 40)


def _rule(component: Component) -> RecurrenceRule | None:
    rules = _all(component, "RRULE")
    if not rules:
        return None
    try:
        if len(rules) > 1:
            raise NotARule("RRULE")
        return RecurrenceRule.of(
            {name: value for name, value in rules[0].items() if not _repeats_start(component, name, value)}
        )
    except (NotARule, ValueError):
        raise Broken(_("Dit komt terug op een manier die de week niet kent.")) from None


def _repeats_start(component: Component, name: str, value: Any) -> bool:
    """Does this part of a rule only repeat the hour, minute or second of the start?"""
    start = _first(component, "DTSTART").dt
    usual = {"BYHOUR": "hour", "BYMINUTE": "minute", "BYSECOND": "second"}.get(name.upper())
    values = value if isinstance(value, list) else [value]
    return usual is not None and isinstance(start, datetime) and values == [getattr(start, usual)]


def _mark_whole_days(event: Event, said: str) -> None:
    """Mark events that Outlook writes as whole days from midnight to midnight."""
    start, length = event.start, event.length
    if isinstance(start, datetime):
        is_whole = start.time() == time(0) and length is not None and length >= DAY
        if is_whole and (said.upper() == "TRUE" or (length or DAY) % DAY <= timedelta(hours=1)):
            event.is_dated = True
            event.length = timedelta(days=round((length or DAY) / DAY))
