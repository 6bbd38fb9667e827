from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from django.utils import timezone
from hypothesis import given, settings, strategies as st
from icalendar import Calendar, Event, vRecur
from recurrence import DAILY, SECONDLY, WEEKLY, Recurrence, Rule
from recurring_ical_events import of as occurrences_of

from programs.recurrence.fields import LocalRecurrenceField
from programs.recurrence.rhythm import NotARhythm, Rhythm, horizon, moment

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
MONDAY = date(2026, 10, 12)


def weekly(*weekdays, from_on=MONDAY, **extra):
    return Rhythm(weekdays=frozenset(weekdays), from_on=from_on, **extra)


days_of_two_years = st.dates(date(2026, 1, 1), date(2027, 12, 31))
rhythms = st.builds(
    lambda weekdays, every, from_on, weeks, skipped, added: Rhythm(
        weekdays=frozenset(weekdays),
        every_weeks=every,
        from_on=from_on,
        until_on=None if weeks is None else from_on + timedelta(days=7 + weeks),
        skipped=frozenset(skipped),
        added=frozenset(added),
    ),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(1, 5),
    days_of_two_years,
    st.none() | st.integers(0, 300),
    st.sets(days_of_two_years, max_size=8),
    st.sets(days_of_two_years, max_size=4),
)
windows = st.tuples(days_of_two_years, st.integers(0, 200)).map(lambda it: (it[0], it[0] + timedelta(days=it[1])))


unhurried = settings(deadline=None, max_examples=100)


def at_noon(on):
    return datetime.combine(on, time(12))


@unhurried
@given(rhythms, windows)
def test_days_agree_with_dateutil(rhythm, window):
    start, end = window
    rules = rrule.rruleset()
    rules.rrule(
        rrule.rrule(
            rrule.WEEKLY,
            dtstart=at_noon(rhythm.from_on),
            interval=rhythm.every_weeks,
            wkst=rrule.MO,
            byweekday=sorted(rhythm.weekdays),
            until=rhythm.until_on and at_noon(rhythm.until_on),
        )
    )
    for on in rhythm.added:
        rules.rdate(at_noon(on))
    for on in rhythm.skipped:
        rules.exdate(at_noon(on))

    found = [at.date() for at in rules.between(at_noon(start), at_noon(end), inc=True)]

    assert rhythm.days(start, end) == [on for on in found if on < end]


@unhurried
@given(rhythms, windows)
def test_days_agree_with_recurring_ical_events(rhythm, window):
    start, end = window
    event = Event()
    event.add("dtstart", at_noon(rhythm.from_on))
    event.add("duration", timedelta(hours=1))
    rule = {"freq": "WEEKLY", "interval": rhythm.every_weeks, "byday": [CODES[day] for day in sorted(rhythm.weekdays)]}
    if rhythm.until_on:
        rule["until"] = at_noon(rhythm.until_on)
    event.add("rrule", vRecur(rule))
    for name, days in (("rdate", rhythm.added), ("exdate", rhythm.skipped)):
        for on in sorted(days):
            event.add(name, at_noon(on))
    calendar = Calendar()
    calendar.add_component(event)

    found = occurrences_of(calendar).between(start, end) if start < end else []

    assert rhythm.days(start, end) == sorted({occurrence.start.date() for occurrence in found})


@unhurried
@given(rhythms)
def test_a_rhythm_survives_being_kept_as_text(rhythm):
    field = LocalRecurrenceField()

    kept = field.get_prep_value(rhythm.to_recurrence())

    assert Rhythm.of(field.to_python(kept)) == rhythm


@unhurried
@given(rhythms, st.sampled_from(["UTC", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"]))
def test_the_zone_of_whoever_reads_it_moves_no_day(rhythm, zone):
    field = LocalRecurrenceField()
    kept = field.get_prep_value(rhythm.to_recurrence())

    with timezone.override(zone):
        read = field.to_python(kept)
        again = field.get_prep_value(read)

    assert (Rhythm.of(read), again) == (rhythm, kept)


def test_a_rhythm_begins_on_the_first_of_its_weekdays():
    assert weekly(2, from_on=MONDAY).from_on == date(2026, 10, 14)


def test_every_other_week_is_counted_from_the_first_day():
    rhythm = weekly(0, 3, from_on=date(2026, 10, 14), every_weeks=2)

    assert rhythm.days(MONDAY, date(2026, 11, 10)) == [
        date(2026, 10, 15),
        date(2026, 10, 26),
        date(2026, 10, 29),
        date(2026, 11, 9),
    ]


def test_the_last_day_belongs_to_it():
    assert weekly(0, until_on=date(2026, 10, 19)).days(MONDAY, date(2026, 12, 1)) == [MONDAY, date(2026, 10, 19)]


def test_a_day_both_added_and_skipped_is_skipped():
    tuesday = date(2026, 10, 13)

    rhythm = weekly(0, added=frozenset({tuesday}), skipped=frozenset({tuesday, MONDAY}))

    assert rhythm.days(MONDAY, date(2026, 10, 20)) == [date(2026, 10, 19)]


@pytest.mark.parametrize(
    "words",
    [
        {"weekdays": frozenset()},
        {"weekdays": frozenset({7})},
        {"weekdays": frozenset({-1})},
        {"every_weeks": 0},
        {"every_weeks": -1},
        {"every_weeks": 13},
        {"from_on": date(1, 1, 1)},
        {"from_on": date(9999, 12, 31)},
        {"until_on": date(9999, 12, 31)},
        {"until_on": MONDAY - timedelta(days=1)},
        {"skipped": frozenset({date(9999, 1, 1)})},
        {"added": frozenset(MONDAY + timedelta(days=count) for count in range(101))},
    ],
    ids=lambda words: "".join(words),
)
def test_what_is_out_of_bounds_is_no_rhythm(words):
    with pytest.raises(NotARhythm):
        Rhythm(**{"weekdays": frozenset({0}), "from_on": MONDAY} | words)


NOON = at_noon(MONDAY)


@pytest.mark.parametrize(
    "recurrence",
    [
        Recurrence(),
        Recurrence(rrules=[Rule(WEEKLY, byday=[0])]),
        Recurrence(dtstart=NOON),
        Recurrence(dtstart=NOON, rrules=[Rule(DAILY)]),
        Recurrence(dtstart=NOON, rrules=[Rule(SECONDLY)]),
        Recurrence(dtstart=NOON, rrules=[Rule(WEEKLY)]),
        Recurrence(dtstart=NOON, rrules=[Rule(WEEKLY, byday=[0]), Rule(WEEKLY, byday=[1])]),
        Recurrence(dtstart=NOON, rrules=[Rule(WEEKLY, byday=[0])], exrules=[Rule(WEEKLY, byday=[0])]),
        Recurrence(dtstart=NOON, dtend=NOON, rrules=[Rule(WEEKLY, byday=[0])]),
        Recurrence(dtstart=NOON, rrules=[Rule(WEEKLY, byday=[0], interval=0)]),
        Recurrence(dtstart=NOON, rrules=[Rule(WEEKLY, byday=[0], count=10**9)]),
        Recurrence(dtstart=NOON, rrules=[Rule(WEEKLY, byday=[0], bymonth=99)]),
        Recurrence(dtstart=NOON, rrules=[Rule(WEEKLY, byday=[0], bysetpos=999)]),
        Recurrence(dtstart=NOON, rrules=[Rule(WEEKLY, byday=[0], byhour=[1, 2])]),
        Recurrence(dtstart=NOON, rrules=[Rule(WEEKLY, byday=["+2MO"])]),
        Recurrence(dtstart=NOON, rrules=[Rule(WEEKLY, byday=[1])]),
        Recurrence(dtstart=NOON.replace(tzinfo=UTC), rrules=[Rule(WEEKLY, byday=[0])]),
    ],
    ids=range(17),
)
def test_a_field_refuses_to_keep_what_is_no_rhythm(recurrence):
    with pytest.raises(NotARhythm):
        LocalRecurrenceField().get_prep_value(recurrence)


@pytest.mark.parametrize(
    "text",
    [
        "DTSTART:20261012T100000Z\nRRULE:FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2",
        "DTSTART:20261012T100000Z\nRRULE:FREQ=WEEKLY;INTERVAL=0;BYDAY=MO",
        "DTSTART:20261012T100000Z\nRRULE:FREQ=SECONDLY",
    ],
)
def test_a_field_refuses_text_that_is_no_rhythm(text):
    with pytest.raises(NotARhythm):
        LocalRecurrenceField().get_prep_value(text)


def test_a_field_tells_migrations_everything():
    _, _, args, kwargs = LocalRecurrenceField(include_dtstart=False).deconstruct()

    assert LocalRecurrenceField(*args, **kwargs).include_dtstart is False


@pytest.mark.parametrize(
    ("on", "offset_hours"),
    [
        (date(2026, 3, 28), 1),
        (date(2026, 3, 29), 2),
        (date(2026, 10, 24), 2),
        (date(2026, 10, 25), 1),
        (date(2027, 3, 27), 1),
        (date(2027, 3, 28), 2),
        (date(2027, 10, 30), 2),
        (date(2027, 10, 31), 1),
    ],
)
def test_ten_stays_ten_when_the_clocks_change(on, offset_hours):
    starts_at = moment(on, time(10), AMSTERDAM)

    assert starts_at == datetime.combine(on, time(10 - offset_hours), UTC)


def test_a_time_that_the_clock_skips_is_as_much_later():
    starts_at = moment(date(2026, 3, 29), time(2, 30), AMSTERDAM)

    assert starts_at.astimezone(AMSTERDAM).time() == time(3, 30)


def test_a_time_that_the_clock_shows_twice_is_the_first():
    assert moment(date(2026, 10, 25), time(2, 30), AMSTERDAM) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_horizon_is_a_monday():
    assert horizon(date(2026, 10, 18), 12) == date(2027, 1, 11)
