"""A calendar as others read it: whatever is written comes back the same, held against two readers that are not ours."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import example, given, strategies as st

from programs.feeds.ical import Moment, escaped, folded, written

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BOGOTA = ZoneInfo("America/Bogota")

instants = st.integers(0, 2 * 366 * 86400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
titles = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60)
moments = st.builds(
    lambda name, starts_at, minutes, changed_at, revision, is_on, title: Moment(
        str(name), starts_at, starts_at + timedelta(minutes=minutes), changed_at, revision, is_on, title
    ),
    st.uuids(version=4),
    instants,
    st.integers(5, 720),
    instants,
    st.integers(0, 10**6),
    st.booleans(),
    titles,
)


def moment(starts_at=datetime(2026, 10, 13, 8, 30, tzinfo=UTC), minutes=90, **more):
    told = {"name": str(UUID(int=7)), "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}
    told |= {"changed_at": datetime(2026, 10, 1, tzinfo=UTC), "revision": 0, "is_on": True, "title": "Afspraak"}
    return Moment(**told | more)


def text_of(*moments, zone=AMSTERDAM):
    return written(moments, title="Week", zone=zone).decode()


def read_back(body):
    """The events, as icalendar understands them."""
    return [
        Moment(
            str(event["UID"]).removesuffix("@week"),
            event["DTSTART"].dt.astimezone(UTC),
            event["DTEND"].dt.astimezone(UTC),
            event["LAST-MODIFIED"].dt,
            event["SEQUENCE"],
            event["STATUS"] == "CONFIRMED",
            str(event["SUMMARY"]),
        )
        for event in icalendar.Calendar.from_ical(body).walk("VEVENT")
    ]


@pytest.mark.parametrize("zone", [AMSTERDAM, BOGOTA])
@given(st.lists(moments, max_size=8))
@example([moment(datetime(2026, 10, 24, 23, tzinfo=UTC) + timedelta(minutes=10 * n), 60) for n in range(24)])
@example([moment(datetime(2027, 3, 27, 23, tzinfo=UTC) + timedelta(minutes=10 * n), 60) for n in range(24)])
def test_whatever_is_written_is_read_back(zone, moments):
    assert read_back(written(moments, title="Week", zone=zone)) == moments


def test_the_whole_of_a_calendar():
    told = text_of(moment(revision=3)).split("\r\n")

    start = told.index("BEGIN:VEVENT")
    assert told[:8] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Week//Week//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Week",
        "X-WR-TIMEZONE:Europe/Amsterdam",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
    ]
    assert told[start:] == [
        "BEGIN:VEVENT",
        "UID:00000000-0000-0000-0000-000000000007@week",
        "SEQUENCE:3",
        "DTSTAMP:20261001T000000Z",
        "LAST-MODIFIED:20261001T000000Z",
        "DTSTART;TZID=Europe/Amsterdam:20261013T103000",
        "DTEND;TZID=Europe/Amsterdam:20261013T120000",
        "SUMMARY:Afspraak",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_what_is_cancelled_stays_and_takes_no_time():
    told = text_of(moment(is_on=False))

    assert "STATUS:CANCELLED\r\nTRANSP:TRANSPARENT" in told


def test_one_block_for_summer_and_one_for_winter():
    told = text_of(moment(), moment(datetime(2027, 7, 1, 8, tzinfo=UTC)))

    assert [told.count(f"BEGIN:{block}\r\n") for block in ("VTIMEZONE", "DAYLIGHT", "STANDARD")] == [1, 1, 1]


def test_the_block_alone_tells_every_hour_of_ten_years():
    """Under a name that no reader knows, so that it must go by the rules in the file."""
    hours = [
        datetime(year, month, 25, hour, tzinfo=UTC)
        for year in range(2025, 2035)
        for month in (3, 10, 7, 12)
        for hour in (0, 2, 12)
    ]
    hours += [
        datetime(2026, month, day, hour, tzinfo=UTC) for month in (3, 10) for day in range(24, 31) for hour in range(24)
    ]
    body = text_of(*(moment(at) for at in hours)).replace("Europe/Amsterdam", "Het huis")

    assert [told.starts_at for told in read_back(body)] == hours


def test_a_reader_of_recurrences_finds_each_once_on_its_own_day():
    starts = [datetime(2026, 10, day, 10, 30, tzinfo=AMSTERDAM) for day in range(19, 32)]
    body = text_of(*(moment(at, name=str(UUID(int=at.day))) for at in starts))

    found = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(date(2026, 10, 1), date(2026, 11, 1))

    assert sorted(event["DTSTART"].dt for event in found) == starts


def test_the_second_of_two_equal_hours_is_told_in_utc():
    first, second = (moment(datetime(2026, 10, 25, hour, 30, tzinfo=UTC), 15) for hour in (0, 1))

    assert "DTSTART;TZID=Europe/Amsterdam:20261025T023000\r\n" in text_of(first)
    assert "DTSTART:20261025T013000Z\r\nDTEND:20261025T014500Z\r\n" in text_of(second)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_line_is_too_long_nor_a_sign_cut_in_two(text):
    lines = folded(escaped(text)).split("\r\n")

    assert all(len(line.encode()) <= 75 for line in lines)
    assert "".join([lines[0], *(line.removeprefix(" ") for line in lines[1:])]) == escaped(text)
    assert [line for line in lines[1:] if not line.startswith(" ")] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Koffie, thee; en \\ zo", r"Koffie\, thee\; en \\ zo"),
        ("twee\nregels", r"twee\nregels"),
        ("x\r\nEND:VEVENT", r"x\nEND:VEVENT"),
        ("a\x00b\x1b\x7f\x85\u2028", "ab"),
    ],
)
def test_no_title_ends_its_line(text, line):
    assert escaped(text) == line
