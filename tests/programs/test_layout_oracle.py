"""Laying out beside an independent expansion: dateutil for weeks, sets for days, zoneinfo for the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import WEEKLY, rrule
from django.conf import settings
from django.utils import timezone
from hypothesis import HealthCheck, given, settings as bounded, strategies as st

from programs.models import Closure, Session
from programs.planning.closures.services import close_days
from programs.planning.services.change import restore_session
from programs.planning.services.layout import lay_out
from programs.planning.services.start import start_series
from programs.recurrence.rhythm import Rhythm
from tests.programs.conftest import local

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HORIZON_WEEKS = 30
# Each span crosses a clock change, and the second a year's end as well.
BEGINNINGS = [date(2026, 3, 2), date(2026, 10, 12), date(2027, 3, 15)]

days_ahead = st.integers(0, HORIZON_WEEKS * 7 - 7)
programmes = st.fixed_dictionaries(
    {
        "weekdays": st.frozensets(st.integers(0, 6), min_size=1, max_size=3),
        "every_weeks": st.integers(1, 4),
        "starts": st.sampled_from([time(2, 30), time(10), time(23, 15)]),
        "minutes": st.sampled_from([45, 90]),
        "ends_after": st.none() | st.integers(7, 150),
        "skipped": st.frozensets(days_ahead, max_size=4),
        "added": st.frozensets(days_ahead, max_size=3),
        "closed": st.lists(st.tuples(days_ahead, st.integers(1, 20)), max_size=3),
        "restored": st.integers(0, 3),
    }
)


def expanded(told, first):
    """The days by dateutil. Weeks are counted from the week of the first day that is one of the weekdays."""
    until = None if told["ends_after"] is None else first + timedelta(days=told["ends_after"])
    monday = first - timedelta(days=first.weekday())
    end = monday + timedelta(weeks=HORIZON_WEEKS + 1)
    begins = next(d for d in (first + timedelta(days=n) for n in range(7)) if d.weekday() in told["weekdays"])
    rule = rrule(
        WEEKLY,
        dtstart=datetime.combine(begins, time(12)),
        interval=told["every_weeks"],
        byweekday=sorted(told["weekdays"]),
        until=datetime.combine(min(until or end, end), time(13)),
        wkst=0,
    )
    named = {moment.date() for moment in rule} | {first + timedelta(days=n) for n in told["added"]}
    return sorted(on for on in named - {first + timedelta(days=n) for n in told["skipped"]} if on < end)


def wall_clock(on, at):
    """The first moment, in UTC, at which the clocks show this time; where none does, the clock was put forward."""
    return datetime(on.year, on.month, on.day, at.hour, at.minute, tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.mark.parametrize("first", BEGINNINGS)
@bounded(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=programmes)
def test_what_is_laid_out_is_what_the_calendar_says(first, told, eva, house, training, clock, monkeypatch):
    monkeypatch.setattr(settings, "HORIZON_WEEKS", HORIZON_WEEKS)
    house.positions.update(from_on=date(2026, 1, 1))
    Session.objects.all().delete()
    Closure.objects.all().delete()
    clock.now = local(first.year, first.month, first.day, 0, 1)
    closed = [(first + timedelta(days=n), first + timedelta(days=n + length)) for n, length in told["closed"]]
    ahead, later = closed[:1], closed[1:]
    expected = expanded(told, first)
    if not expected:
        return

    for span in ahead:
        close(eva, house, *span)
    series = start_series(
        actor=eva,
        training_id=training.pk,
        rhythm=rhythm_of(told, first),
        start_time=told["starts"],
        length_minutes=told["minutes"],
    )
    for span in later:
        close(eva, house, *span)
    shut = {on for on in expected if any(start <= on < end for start, end in closed)}
    restored = set(sorted(shut)[: told["restored"]])
    for on in restored:
        restore_session(actor=eva, session_id=series.sessions.get(original_on=on).pk)
    type(series).objects.filter(pk=series.pk).update(laid_out_until=None)
    lay_out(series.pk)

    rows = series.sessions.order_by("original_on").values_list("original_on", "starts_at", "ends_at", "state")
    length = timedelta(minutes=told["minutes"])
    assert list(rows) == [
        (
            on,
            wall_clock(on, told["starts"]),
            wall_clock(on, told["starts"]) + length,
            "lapsed" if on in shut - restored else "planned",
        )
        for on in expected
    ]
    assert all(row[0] == timezone.localdate(row[1]) for row in rows)


def close(eva, house, start, end):
    close_days(actor=eva, house_id=house.pk, kind="own", name="Dicht", from_on=start, until_on=end)


def rhythm_of(told, first):
    return Rhythm(
        weekdays=told["weekdays"],
        from_on=first,
        every_weeks=told["every_weeks"],
        until_on=None if told["ends_after"] is None else first + timedelta(days=told["ends_after"]),
        skipped=frozenset(first + timedelta(days=n) for n in told["skipped"]),
        added=frozenset(first + timedelta(days=n) for n in told["added"]),
    )
