"""Turn an agenda into a programme: series where the week has such a rhythm, loose days otherwise, and closed days.

Everything is first laid out in the time of the house. If the days are those of a weekly rhythm, they become one. Days
that no rhythm names (every second Tuesday of a month, a rule on another clock that shifts an hour against ours) become
loose days for a year, and the line says so. A moved session is left out of its series and gets a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from programs.importing.readers.events import DAY, Agenda, Event, Moment, in_zone, read_events
from programs.importing.readers.lines import LINES_MAX, NotReadable, ProgrammeLine, Reading, digest, loose
from programs.importing.readers.rules import DAILY, WEEKLY, Allowance, TooMuch, days
from programs.recurrence.rhythm import EVERY_WEEKS_MAX, LATEST, LOOSE_DAYS_MAX, NotARhythm, Rhythm
from programs.text import fold

KNOWN_AHEAD = timedelta(weeks=105)
LOOSE_AHEAD = timedelta(days=366)
USUAL_LENGTH = timedelta(hours=1)
LENGTH_MIN, LENGTH_MAX = timedelta(minutes=5), timedelta(hours=12)
CLOSED = re.compile(
    r"vakantie|dicht|gesloten|vrije dag|feestdag|kerst|nieuwjaar|pasen|pinkster|hemelvaart|holiday|closed"
)

Slot = tuple[date, time]
"""A day and a time, local to the house."""


def read_calendar(data: bytes, today: date, zone: tzinfo) -> Reading:
    """The programme of an agenda, from today on. `zone` is that of the house.

    Raises:
        NotReadable: it is no agenda, or nothing in it is still to come.
    """
    agenda = read_events(data, zone)
    reading = Reading(remarks=agenda.remarks)
    reader = Calendar(today, zone)
    for master, overrides in _masters_with_overrides(agenda, reading):
        reading.lines += reader.lines(master, overrides)
    reading.lines.sort(key=_order)
    reading.lines += [_broken(number, title, why) for number, title, why in agenda.broken]
    _add_remarks(reader, reading)
    if not reading.lines:
        raise NotReadable(" ".join([_("In deze agenda staat niets dat nog komt."), *reading.remarks]))
    return reading


def _order(line: ProgrammeLine) -> tuple[bool, str, str]:
    return (line.is_closed, fold(line.title), line.rhythm.from_on.isoformat() if line.rhythm else "")


def _broken(number: int, title: str, why: str) -> ProgrammeLine:
    return ProgrammeLine(key=f"broken {number} {title}", where=_where(number), title=title, remarks=(why,))


def _where(number: int) -> str:
    return _("afspraak %(number)d") % {"number": number}


def _add_remarks(reader: Calendar, reading: Reading) -> None:
    if reader.past_count:
        sentence = ngettext(
            "%(count)d afspraak is al geweest. Die lieten we weg.",
            "%(count)d afspraken zijn al geweest. Die lieten we weg.",
            reader.past_count,
        )
        reading.remarks.append(sentence % {"count": reader.past_count})
    if reader.cancelled_count:
        sentence = ngettext(
            "%(count)d afspraak is afgezegd. Die lieten we weg.",
            "%(count)d afspraken zijn afgezegd. Die lieten we weg.",
            reader.cancelled_count,
        )
        reading.remarks.append(sentence % {"count": reader.cancelled_count})
    if len(reading.lines) > LINES_MAX:
        reading.lines = reading.lines[:LINES_MAX]
        reading.remarks.append(_("Er is meer dan op één bladzijde past. Breng de rest in een tweede bestand."))


def _masters_with_overrides(agenda: Agenda, reading: Reading) -> Iterable[tuple[Event, list[Event]]]:
    """Each event with its overrides: single sessions that replace some of its own."""
    masters = _masters([event for event in agenda.events if event.at is None], reading)
    overrides: dict[str, dict[Moment, Event]] = {}
    for event in agenda.events:
        if event.at is not None:
            of_series = overrides.setdefault(event.uid, {})
            of_series[event.at] = _newest(of_series.get(event.at), event)
    for name, master in masters.items():
        yield master, list(overrides.pop(name, {}).values())
    for lonely in overrides.values():
        for event in lonely.values():
            yield event, []


def _masters(events: list[Event], reading: Reading) -> dict[str, Event]:
    """Each event once, by its name; of several with one name, the newest."""
    masters: dict[str, Event] = {}
    doubles = 0
    for event in events:
        name = _name_of(event)
        earlier = masters.get(name)
        if earlier and earlier.sequence == event.sequence and earlier.was != event.was:
            name = f"{name} {event.was}"  # two events that an app gave one name
        else:
            doubles += earlier is not None
        masters[name] = _newest(masters.get(name), event)
    if doubles:
        sentence = ngettext(
            "%(count)d afspraak stond er dubbel in.", "%(count)d afspraken stonden er dubbel in.", doubles
        )
        reading.remarks.append(sentence % {"count": doubles})
    return masters


def _newest(earlier: Event | None, event: Event) -> Event:
    return earlier if earlier and earlier.sequence > event.sequence else event


def _name_of(event: Event) -> str:
    return event.uid or digest(event.title, event.start, str(event.rule))


@dataclass
class Calendar:
    """Turns the events of one file into lines for the house."""

    today: date
    zone: tzinfo
    allowance: Allowance = field(default_factory=Allowance)
    past_count: int = 0
    cancelled_count: int = 0

    def lines(self, event: Event, overrides: list[Event]) -> list[ProgrammeLine]:
        if event.is_cancelled:
            self.cancelled_count += 1
            return []
        try:
            lines = self._closed(event, overrides) if event.is_dated else self._held(event, overrides)
        except TooMuch:
            return [self._line(event).saying(_("Dit is te veel om uit te rekenen."))]
        self.past_count += not lines
        return lines

    def _line(self, event: Event, **changes: object) -> ProgrammeLine:
        fields = {
            "key": _name_of(event),
            "where": _where(event.number),
            "title": event.title or _("zonder naam"),
            "room": event.room,
            "was": event.was,
            "remarks": tuple(event.remarks),
            "is_doubtful": bool(event.remarks),
        }
        return ProgrammeLine(**fields | changes)  # type: ignore[arg-type]

    # Whole days

    def _closed(self, event: Event, overrides: list[Event]) -> list[ProgrammeLine]:
        gone = {_day_of(override.at) for override in overrides if override.at} | {
            _day_of(moment) for moment in event.left_out
        }
        firsts = [on for on in self._days(event) if on not in gone]
        moved = [(_day_of(override.start), override.length) for override in overrides if not override.is_cancelled]
        spans = [(on, event.length) for on in firsts] + moved
        closed = sorted({on for first, length in spans for on in _span(first, length) if on >= self.today})
        if not closed:
            return []
        line = self._line(event, is_closed=True, room="", rhythm=loose(closed[:LOOSE_DAYS_MAX]))
        if CLOSED.search(fold(event.title)):
            return [line]
        question = _("Dit duurt de hele dag. Is het huis dan dicht? Laat het dan meegaan.")
        return [_doubted(line.saying(question))]

    def _days(self, event: Event) -> list[date]:
        """The days on which it begins, in its own zone, within the period that we look at."""
        first = _day_of(event.start)
        firsts = {first} | {_day_of(moment) for moment, _length in event.extra}
        if event.rule:
            firsts |= set(self._by_rule(event))
        return sorted(firsts)

    def _by_rule(self, event: Event) -> list[date]:
        rule = event.rule
        assert rule
        first = _day_of(event.start)
        start, end = self.today - 40 * DAY, self.today + KNOWN_AHEAD
        return days(rule, first, _last_day(event), start, end, self.allowance)

    # Times

    def _held(self, event: Event, overrides: list[Event]) -> list[ProgrammeLine]:
        length, remark = _sound_length(event.length)
        line = self._line(event, length_minutes=length)
        if remark:
            line = line.saying(remark)
        if length is None:
            return [line]
        regular = {moment: self._here(moment, event.zone) for moment in self._moments(event)}
        gone, singles = self._replacements(event, overrides, line, regular)
        moments = {*regular, *_extra_moments(event)}
        left_out = frozenset(event.left_out)
        gone |= {moment for moment in moments if left_out & {moment, moment.date()}}
        extra = {self._here(moment, event.zone) for moment in _extra_moments(event) if moment not in gone}
        main = self._laid_out(event, line, regular, gone, extra)
        return [*main, *self._own_lengths(event, line), *singles]

    def _moments(self, event: Event) -> list[datetime]:
        assert isinstance(event.start, datetime)
        at = event.start.time()
        moments = {event.start}
        if event.rule:
            moments |= {datetime.combine(on, at) for on in self._by_rule(event)}
        return sorted(moments)

    def _here(self, moment: datetime, zone: tzinfo) -> Slot:
        shown = in_zone(moment, zone, self.zone)
        return shown.date(), shown.time()

    def _replacements(
        self, event: Event, overrides: list[Event], line: ProgrammeLine, regular: dict[datetime, Slot]
    ) -> tuple[set[datetime], list[ProgrammeLine]]:
        """The moments that are replaced, and the lines that replace them. A change of text alone replaces nothing."""
        gone, singles = set(), []
        for override in overrides:
            at = _moment_at(override.at, event)
            if not override.is_cancelled and self._is_unchanged(override, at, event):
                continue
            gone.add(at)
            if not override.is_cancelled and isinstance(override.start, datetime):
                singles += self._single(event, override, at, regular.get(at))
        return gone, singles

    def _is_unchanged(self, override: Event, at: datetime, event: Event) -> bool:
        if (
            not isinstance(override.start, datetime)
            or fold(override.title) != fold(event.title)
            or override.room != event.room
        ):
            return False
        return (
            self._here(override.start, override.zone) == self._here(at, event.zone) and override.length == event.length
        )

    def _single(self, event: Event, override: Event, at: datetime, was: Slot | None) -> list[ProgrammeLine]:
        assert isinstance(override.start, datetime)
        on, start_time = self._here(override.start, override.zone)
        if on < self.today:
            return []
        length, remark = _sound_length(override.length)
        line = self._line(
            override,
            key=f"{_name_of(event)} {at.isoformat()}",
            rhythm=loose([on]),
            start_time=start_time,
            length_minutes=length,
        )
        if remark:
            line = line.saying(remark)
        if was and was != (on, start_time):
            values = {"day": date_format(was[0], "l j F"), "time": was[1].isoformat("minutes")}
            line = line.saying(_("Verplaatst: was %(day)s om %(time)s.") % values)
        return [line]

    def _own_lengths(self, event: Event, line: ProgrammeLine) -> list[ProgrammeLine]:
        """Lines for added moments with another length than the series."""
        lines = []
        for moment, own_length in event.extra:
            if own_length is not None and isinstance(moment, datetime):
                on, at = self._here(moment, event.zone)
                length, remark = _sound_length(own_length)
                if on >= self.today:
                    fields = {"key": f"{line.key} {moment.isoformat()}", "rhythm": loose([on]), "start_time": at}
                    single = self._line(event, length_minutes=length, **fields)
                    lines.append(single.saying(remark) if remark else single)
        return lines

    def _laid_out(
        self, event: Event, line: ProgrammeLine, regular: dict[datetime, Slot], gone: set[datetime], extra: set[Slot]
    ) -> list[ProgrammeLine]:
        coming = {moment: slot for moment, slot in regular.items() if slot[0] >= self.today}
        extra = {slot for slot in extra if slot[0] >= self.today}
        if weekly := self._weekly(event, coming, gone, extra):
            rhythm, at = weekly
            others = {slot for slot in extra if slot[1] != at}
            return [*_filled(line, rhythm, at), *self._loose_lines(line, others)]
        slots = {slot for moment, slot in coming.items() if moment not in gone} | extra
        is_known = not event.rule
        return self._loose_lines(line if is_known else line.saying(_why_loose(event, coming)), slots)

    def _weekly(
        self, event: Event, coming: dict[datetime, Slot], gone: set[datetime], extra: set[Slot]
    ) -> tuple[Rhythm, time] | None:
        """The rhythm that falls on exactly these days, if there is one."""
        times = {at for _on, at in coming.values()}
        if not coming or len(times) != 1 or (event.rule and event.rule.freq not in (DAILY, WEEKLY)):
            return None
        [at] = times
        held_days = sorted(on for on, _at in coming.values())
        skipped = {coming[moment][0] for moment in gone if moment in coming}
        added = {on for on, time_of_day in extra if time_of_day == at} - set(held_days)
        rhythm = self._fitted(held_days, self._until(event, held_days), skipped=skipped, added=added)
        first = coming.get(event.start)  # type: ignore[arg-type]
        if rhythm is None and first and len(held_days) > 1:  # many an event begins on a day that its rule does not name
            rest = [on for on in held_days if on != first[0]]
            rhythm = self._fitted(rest, self._until(event, rest), skipped=skipped, added=added | {first[0]})
        return (rhythm, at) if rhythm else None

    def _until(self, event: Event, held_days: list[date]) -> date | None:
        """The last day of a rule that has one."""
        if event.rule is None or event.rule.count is not None:
            return held_days[-1]
        last = _last_day(event)
        if last is None or last >= LATEST - 2 * DAY:
            return None
        return held_days[-1] if held_days[-1] < self.today + KNOWN_AHEAD - 14 * DAY else last

    def _fitted(
        self, held_days: list[date], until: date | None, *, skipped: set[date], added: set[date]
    ) -> Rhythm | None:
        end = self.today + KNOWN_AHEAD - DAY
        wanted = [on for on in held_days if on < end]
        weekdays = frozenset(on.weekday() for on in wanted)
        for every in range(1, EVERY_WEEKS_MAX + 1):
            try:
                fields = {"weekdays": weekdays, "from_on": wanted[0], "every_weeks": every, "until_on": until}
                if Rhythm(**fields).days(wanted[0], end) == wanted:  # type: ignore[arg-type]
                    return Rhythm(**fields, skipped=frozenset(skipped), added=frozenset(added))  # type: ignore[arg-type]
            except (NotARhythm, IndexError):
                return None
        return None

    def _loose_lines(self, line: ProgrammeLine, slots: set[Slot]) -> list[ProgrammeLine]:
        """One line for each time of day, with loose days of at most a year."""
        lines = []
        for at in sorted({at for _on, at in slots}):
            all_days = sorted(on for on, time_of_day in slots if time_of_day == at)
            near_days = [on for on in all_days if on < self.today + LOOSE_AHEAD][:LOOSE_DAYS_MAX]
            if near_days:
                loose_line = _at_time(line, at, near_days)
                if len(near_days) < len(all_days):
                    values = {"day": date_format(near_days[-1], "j F Y")}
                    loose_line = loose_line.saying(
                        _("We lazen tot en met %(day)s. Breng de agenda daarna nog eens.") % values
                    )
                lines.append(loose_line)
        return lines


def _at_time(line: ProgrammeLine, at: time, on: list[date]) -> ProgrammeLine:
    return replace(line, key=f"{line.key} {at.isoformat('minutes')}", rhythm=loose(on), start_time=at)


def _filled(line: ProgrammeLine, rhythm: Rhythm, at: time) -> list[ProgrammeLine]:
    """The line with its rhythm, or nothing when all its days are skipped."""
    last = rhythm.until_on or rhythm.from_on + KNOWN_AHEAD
    if not rhythm.days(rhythm.begins_on, max({last} | rhythm.added) + DAY):
        return []
    return [replace(line, rhythm=rhythm, start_time=at)]


def _doubted(line: ProgrammeLine) -> ProgrammeLine:
    return replace(line, is_doubtful=True)


def _day_of(moment: Moment | None) -> date:
    return moment.date() if isinstance(moment, datetime) else moment  # type: ignore[return-value]


def _moment_at(at: Moment | None, event: Event) -> datetime:
    """The moment of the series that is replaced; a day without a time means the moment of that day."""
    assert isinstance(event.start, datetime)
    assert at
    return at if isinstance(at, datetime) else datetime.combine(at, event.start.time())


def _extra_moments(event: Event) -> list[datetime]:
    """Added moments with the same length as the series."""
    return [moment for moment, own_length in event.extra if own_length is None and isinstance(moment, datetime)]


def _span(first: date, length: timedelta | None) -> list[date]:
    count = min(max(1, (length or DAY).days), LOOSE_DAYS_MAX)
    return [first + away * DAY for away in range(count) if first < LATEST]


def _last_day(event: Event) -> date | None:
    """The last day on which the rule may fall, in the zone of the event."""
    until = event.rule.until if event.rule else None
    if until is None or not isinstance(until, datetime):
        return until
    shown = until.replace(tzinfo=None)
    if until.tzinfo is not None:
        shown = in_zone(shown, until.tzinfo, event.zone)
    at = event.start.time() if isinstance(event.start, datetime) else time(0)
    return shown.date() if shown.time() >= at else shown.date() - DAY


def _sound_length(length: timedelta | None) -> tuple[int | None, str]:
    if length is None or timedelta() <= length < LENGTH_MIN:
        return int(USUAL_LENGTH.total_seconds() // 60), _("Er staat niet hoelang het duurt. We namen een uur.")
    if not LENGTH_MIN <= length <= LENGTH_MAX:
        return None, _("Dit duurt langer dan twaalf uur, of eindigt voor het begint.")
    return int(length.total_seconds() // 60), ""


def _why_loose(event: Event, coming: dict[datetime, Slot]) -> str:
    if len({at for _on, at in coming.values()}) > 1:
        return _("Dit volgt de klok van een ander land en schuift soms een uur. Daarom zijn het losse dagen.")
    return _("Dit ritme kent de week niet. Daarom zijn het losse dagen.")
