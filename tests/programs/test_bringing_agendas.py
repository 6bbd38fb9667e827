"""What is understood of an agenda, beside an oracle that lays the same file out by itself."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import Phase, given, settings, strategies as st

from programs.bringing.ics import read_calendar
from programs.bringing.lines import NotReadable
from tests.programs.conftest import AMSTERDAM, TUESDAY

FILES = Path(__file__).parent / "ics"
YEAR_LATER = TUESDAY + timedelta(days=360)


def read(name):
    return read_calendar((FILES / f"{name}.ics").read_bytes(), TUESDAY, AMSTERDAM)


def agenda(*events):
    told = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Huis//NL"]
    for number, lines in enumerate(events):
        told += ["BEGIN:VEVENT", f"UID:{number}", *lines, "END:VEVENT"]
    return "\r\n".join([*told, "END:VCALENDAR", ""]).encode()


def held(reading, end=YEAR_LATER):
    """Title, day, time and minutes of all that is held on the days from today up to `end`."""
    return {
        (line.title, on, line.start_time, line.length_minutes)
        for line in reading.lines
        if line.is_whole and not line.is_closed
        for on in line.rhythm.days(TUESDAY, end)
    }


def by_the_oracle(data, end=YEAR_LATER):
    """The same, laid out by recurring-ical-events."""
    components = icalendar.Calendar.from_ical(data)
    start = datetime.combine(TUESDAY, time(0), AMSTERDAM)
    found = set()
    for event in recurring_ical_events.of(components).between(start, datetime.combine(end, time(0), AMSTERDAM)):
        begins, ends = event["DTSTART"].dt, event["DTEND"].dt
        if isinstance(begins, datetime) and event.get("STATUS") != "CANCELLED":
            here = here_of(begins)
            if here.date() >= TUESDAY:
                minutes = (here_of(ends) - here).total_seconds() // 60
                found.add((str(event["SUMMARY"]), here.date(), here.time(), int(minutes)))
    return found


def here_of(moment):
    """On the clock of the house, but in UTC's reckoning, so that two of them can be subtracted."""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)
    return zoned.astimezone(UTC).astimezone(AMSTERDAM)


@pytest.mark.parametrize("name", ["google", "apple", "nextcloud", "clocks", "rules", "floating"])
def test_what_is_held_is_what_the_oracle_lays_out(name):
    data = (FILES / f"{name}.ics").read_bytes()

    assert held(read(name)) == by_the_oracle(data)


# Any agenda

ZONES = ["", "Z", "Europe/Amsterdam", "America/New_York", "Asia/Tokyo"]
SOON = TUESDAY + timedelta(days=90)
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def stamped(name, zone, moment):
    if zone == "Z":
        return f"{name}:{moment:%Y%m%dT%H%M%S}Z"
    return f"{name}{f';TZID={zone}' if zone else ''}:{moment:%Y%m%dT%H%M%S}"


@st.composite
def rules(draw, zone, start):
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 4))}"]
    weekdays = draw(st.lists(st.sampled_from(DAYS), unique=True, max_size=3))
    if freq == "MONTHLY" and weekdays:
        numbers = st.sampled_from(["1", "2", "-1"])  # the oracle finds no day that is a Monday or a second Tuesday
        weekdays = [draw(numbers) + name for name in weekdays] if draw(st.booleans()) else weekdays
    if weekdays and freq != "YEARLY":
        parts.append(f"BYDAY={','.join(weekdays)}")
    elif freq in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(st.sampled_from(['1', '15', '31', '-1', '10,20']))}")
    if freq == "MONTHLY" and weekdays and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '-1', '2']))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(['MO', 'SU']))}")
    ends = draw(st.sampled_from(["never", "count", "until"]))
    if ends == "count":
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    elif ends == "until":
        until = start + timedelta(days=draw(st.integers(1, 200)), minutes=draw(st.sampled_from([-1, 0, 1])))
        utc = until.replace(tzinfo=ZoneInfo(zone) if zone not in ("", "Z") else UTC).astimezone(UTC)
        parts.append(f"UNTIL={until:%Y%m%dT%H%M%S}" if not zone else f"UNTIL={utc:%Y%m%dT%H%M%SZ}")
    return "RRULE:" + ";".join(parts)


@st.composite
def agendas(draw):
    zone = draw(st.sampled_from(ZONES))
    at = time(draw(st.integers(4, 23)), draw(st.sampled_from([0, 15, 30])))
    start = datetime.combine(date(2026, 7, 1) + timedelta(days=draw(st.integers(0, 150))), at)
    lines = [stamped("DTSTART", zone, start), "DURATION:PT1H", "SUMMARY:Iets"]
    events = []
    if draw(st.integers(0, 5)):
        lines.append(draw(rules(zone, start)))
        later = st.integers(0, 180).map(lambda count: start + timedelta(days=count))
        offsets = st.lists(later, max_size=4, unique=True)
        skipped, whole_days = draw(offsets), draw(offsets)[: bool(zone)]
        lines += [stamped("EXDATE", zone, moment) for moment in skipped]
        lines += [f"EXDATE;VALUE=DATE:{moment:%Y%m%d}" for moment in whole_days]
        lines += [stamped("RDATE", zone, moment) for moment in draw(offsets)]
        for moment in sorted(set(draw(offsets)) - {*skipped, *whole_days})[:2]:
            moved = moment + timedelta(days=draw(st.integers(-2, 3)), minutes=draw(st.sampled_from([0, 30, 90])))
            status = draw(st.sampled_from(["CONFIRMED", "CANCELLED"]))
            override = [stamped("RECURRENCE-ID", zone, moment), stamped("DTSTART", zone, moved), "DURATION:PT1H"]
            events.append([*override, "SUMMARY:Anders", f"STATUS:{status}", "SEQUENCE:1"])
    text = agenda(lines, *events).decode()
    for number in range(1, 4):
        text = text.replace(f"UID:{number}\r\n", "UID:0\r\n")
    return text.encode()


@settings(max_examples=150, deadline=None, derandomize=True, phases=[Phase.generate])
@given(agendas())
def test_any_agenda_is_held_when_the_oracle_holds_it(data):
    expected = by_the_oracle(data, SOON)

    try:
        found = held(read_calendar(data, TUESDAY, AMSTERDAM), SOON)
    except NotReadable:
        found = set()

    assert found == expected
