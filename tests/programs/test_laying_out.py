from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from house.models import Position
from programs.attendance.services.answers import say_not_coming
from programs.models import Notice, Session
from programs.planning.services.change import cancel_session, move_session
from programs.planning.services.layout import lay_out, lay_out_everything
from tests.programs.conftest import MO, SA, SU, TH, TU, TUESDAY, WE, local


def rows(series):
    return list(series.sessions.values_list("original_on", "starts_at", "room", "state"))


def again(series):
    """Lay a series out as if it never was."""
    series.laid_out_until = None
    series.save()
    return lay_out(series.pk)


def test_a_series_is_laid_out_to_the_horizon(plan):
    series = plan()

    days = [session.original_on for session in series.sessions.all()]

    assert (days[0], days[-1], len(days)) == (TUESDAY, date(2027, 1, 5), 13)


def test_laying_out_twice_adds_nothing(plan):
    series = plan([MO, TU, WE])
    before = rows(series)

    assert (again(series), rows(series)) == ([], before)


def test_the_horizon_rolls_on_week_by_week(plan, clock):
    series = plan()
    clock.set(2026, 10, 19, 0, 5)

    lay_out_everything()

    assert series.sessions.last().original_on == date(2027, 1, 12)


def test_the_tick_leaves_alone_what_is_up_to_date(plan, django_assert_num_queries):
    plan()

    with django_assert_num_queries(1):
        lay_out_everything()


def test_a_moved_session_stays_moved(plan, eva):
    series = plan()
    session = series.sessions.first()
    move_session(actor=eva, session_id=session.pk, starts_at=local(2026, 10, 15, 14), why="De bus komt later.")

    again(series)

    session.refresh_from_db()
    assert (session.starts_at, series.sessions.count()) == (local(2026, 10, 15, 14), 13)


def test_a_cancelled_session_stays_cancelled(plan, eva):
    series = plan()
    session = series.sessions.first()
    cancel_session(actor=eva, session_id=session.pk, why="Dewi is ziek.")

    again(series)

    session.refresh_from_db()
    assert (session.state, series.sessions.count()) == ("cancelled", 13)


def test_an_answer_stays(plan, amal):
    series = plan()
    session = series.sessions.first()
    say_not_coming(actor=amal, session_id=session.pk)

    again(series)

    assert [answer.person for answer in session.answers.all()] == [amal]


def test_a_series_that_ends_is_laid_out_to_its_last_day(plan):
    series = plan(until_on=date(2026, 10, 27))

    assert [session.original_on.day for session in series.sessions.all()] == [13, 20, 27]


@pytest.mark.parametrize(
    ("clock_now", "saturday", "hours"),
    [
        ((2026, 3, 24, 8), date(2026, 3, 28), (9, 8, 8)),
        ((2026, 10, 20, 8), date(2026, 10, 24), (8, 9, 9)),
        ((2027, 3, 23, 8), date(2027, 3, 27), (9, 8, 8)),
        ((2027, 10, 26, 8), date(2027, 10, 30), (8, 9, 9)),
    ],
)
def test_ten_stays_ten_in_the_week_of_a_clock_change(clock, plan, clock_now, saturday, hours):
    clock.set(*clock_now)
    Position.objects.update(from_on=date(2026, 1, 1))

    series = plan([SA, SU, MO], time(10), from_on=saturday)

    first = series.sessions.all()[:3]
    assert [timezone.localtime(session.starts_at).time() for session in first] == [time(10)] * 3
    assert [session.starts_at for session in first] == [
        datetime.combine(saturday + timedelta(days=count), time(hour), UTC) for count, hour in enumerate(hours)
    ]


def test_a_session_keeps_its_length_in_the_night_of_a_clock_change(plan, clock):
    clock.set(2026, 10, 20, 8)

    session = plan([SU], time(1, 30), from_on=date(2026, 10, 25)).sessions.first()

    assert session.ends_at - session.starts_at == timedelta(minutes=90)
    assert timezone.localtime(session.ends_at).time() == time(2)


def test_where_the_room_is_taken_it_is_laid_out_without(plan, room):
    plan()

    sessions = plan([TU, TH], time(11, 30), until_on=date(2026, 10, 16)).sessions.all()

    assert [(session.room, session.lacks_room, session.takes_room) for session in sessions] == [
        (None, True, False),
        (room, False, True),
    ]


def test_a_room_is_free_the_minute_a_session_ends(plan, room):
    plan()

    assert plan(at=time(12)).sessions.filter(room=room, lacks_room=False).count() == 13


def test_a_cancelled_session_leaves_its_room_free(plan, eva, room):
    cancel_session(actor=eva, session_id=plan().sessions.first().pk, why="Dewi is ziek.")

    assert plan().sessions.first().room == room


def test_a_shared_room_holds_two(plan, room):
    room.is_shared = True
    room.save()
    plan()

    assert plan().sessions.filter(room=room, lacks_room=False, takes_room=False).count() == 13


def test_a_series_without_a_room_lacks_none(plan):
    assert not plan(room_id=None).sessions.filter(lacks_room=True).exists()


def test_a_new_series_is_news_and_the_passing_of_time_is_not(plan, clock):
    plan()
    told = set(Notice.objects.values_list("kind", "at"))
    clock.set(2026, 10, 19, 0, 5)

    lay_out_everything()

    assert told == set(Notice.objects.values_list("kind", "at")) == {("new", local(2026, 10, 13, 8))}


def test_two_sessions_of_one_series_and_day_cannot_be(plan):
    session = plan().sessions.first()
    session.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.bulk_create([session])
