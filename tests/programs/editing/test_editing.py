"""A series is held otherwise from a day on: which sessions change, and which stay."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from house.errors import NotHere
from programs.attendance.services.answers import say_not_coming
from programs.attendance.services.attendance import note_attendance
from programs.errors import (
    NothingChanges,
    NotLaidOutYet,
    PlanDiffers,
    RoomClosed,
)
from programs.models import Change, Edit, Session
from programs.planning.closures.services import close_days
from programs.planning.edits.services.plan import plan_edit
from programs.planning.edits.services.request import EditRequest
from programs.planning.edits.services.untouched import Stays
from programs.planning.services.change import cancel_session, move_session
from programs.planning.services.layout import lay_out
from tests import cast
from tests.programs.conftest import FR, MO, TH, TU, TUESDAY, WE, local
from tests.programs.editing.conftest import WHY, days_of, planned


def test_all_that_is_to_come_takes_the_new_time(series, edit):
    edit(start_time=time(11))

    assert {timezone.localtime(session.starts_at).time() for session in series.sessions.all()} == {time(11)}
    assert {session.length_minutes for session in series.sessions.all()} == {90}


def test_what_follows_changes_and_what_comes_before_stays(series, edit):
    edit(from_on=date(2026, 11, 3), start_time=time(11))

    times = [timezone.localtime(session.starts_at).time() for session in series.sessions.all()]
    assert times == [time(10, 30)] * 3 + [time(11)] * 10


def test_sessions_keep_their_names(series, edit):
    before = set(series.sessions.values_list("pk", flat=True))

    edit(weekdays=frozenset({WE}), start_time=time(11))

    assert set(series.sessions.values_list("pk", flat=True)) == before


def test_another_weekday_is_that_of_the_same_week(series, edit):
    edit(weekdays=frozenset({TH}))

    assert days_of(series)[:3] == [date(2026, 10, 15), date(2026, 10, 22), date(2026, 10, 29)]
    assert series.rhythm.days(TUESDAY, date(2027, 1, 11)) == days_of(series)


def test_local_time_stays_across_the_clock_change(series, edit):
    edit(weekdays=frozenset({MO}), from_on=date(2026, 10, 20), start_time=time(9))

    hours = {timezone.localtime(session.starts_at).time() for session in series.sessions.all()[1:]}
    assert hours == {time(9)}


def test_an_edited_rule_goes_on_beyond_what_is_laid_out(series, edit, clock):
    edit(weekdays=frozenset({WE}), start_time=time(11), length_minutes=60)
    clock.set(2026, 10, 19, 0, 5)

    lay_out(series.pk)

    last = series.sessions.last()
    assert (last.held_on, timezone.localtime(last.starts_at).time()) == (date(2027, 1, 13), time(11))


@pytest.mark.parametrize(
    "new", [{"start_time": time(11)}, {"weekdays": frozenset({WE, FR})}, {"every_weeks": 2}, {"until_on": TUESDAY}]
)
def test_laying_out_again_adds_nothing(series, edit, new):
    edit(from_on=date(2026, 10, 27), **new)
    series.laid_out_until = None
    series.save()

    assert lay_out(series.pk) == []


def test_each_changed_session_tells_was_now_why_and_who(series, edit, eva, clock):
    edit(start_time=time(11))

    session = series.sessions.first()
    change = session.changes.get()
    assert (change.kind, change.was_starts_at, change.now_starts_at) == (
        "moved",
        local(2026, 10, 13, 10, 30),
        local(2026, 10, 13, 11),
    )
    assert (change.why, change.by, change.at) == (WHY, eva, clock.now)
    assert (session.changed_at, session.revision) == (clock.now, 1)


def test_another_day_and_room_are_told_apart(series, edit, house):
    zolder = cast.make_room(house, "Zolder")

    edit(weekdays=frozenset({WE}), room_id=zolder.pk)

    assert {change.kind for change in series.sessions.first().changes.all()} == {"moved", "room"}


def test_days_that_fall_away_are_cancelled_in_plain_sight(series, edit):
    edit(every_weeks=2)

    assert [session.state for session in series.sessions.all()[:4]] == ["planned", "cancelled"] * 2
    assert series.sessions.all()[1].changes.get().kind == "cancelled"


def test_days_that_come_are_laid_out(series, edit):
    edit(weekdays=frozenset({TU, FR}), from_on=date(2026, 10, 27))

    assert days_of(series)[:5] == [date(2026, 10, day) for day in (13, 20, 27, 30)] + [date(2026, 11, 3)]


def test_a_series_ends_on_a_day(series, edit):
    edit(from_on=date(2026, 11, 10), until_on=date(2026, 11, 9))

    assert [session.is_cancelled for session in series.sessions.all()] == [False] * 4 + [True] * 9
    assert series.rhythm.until_on == date(2026, 11, 9)


def test_a_series_that_ended_goes_on_again(series, edit, clock):
    edit(from_on=date(2026, 11, 10), until_on=date(2026, 11, 9))
    clock.now += timedelta(minutes=1)

    edit(from_on=date(2026, 11, 10), until_on=None)

    assert len(planned(series)) == 13
    assert [change.kind for change in series.sessions.last().changes.all()] == ["cancelled", "restored"]


def test_a_series_may_end_before_it_ever_was(plan, edit, eva):
    later = plan(from_on=date(2026, 11, 3), at=time(15))

    edit(of=later, until_on=date(2026, 10, 13))

    assert planned(later) == []


def test_two_days_become_two_other_days(plan, edit):
    twice = plan([TU, TH], time(15))

    edit(of=twice, weekdays=frozenset({TH, FR}))

    assert [day.weekday() for day in days_of(twice)[:4]] == [TH, FR, TH, FR]


def test_every_second_week_stays_in_step(plan, edit):
    second = plan(every_weeks=2, at=time(15))

    edit(of=second, from_on=date(2026, 10, 20), weekdays=frozenset({MO}))

    assert days_of(second)[:3] == [TUESDAY, date(2026, 10, 26), date(2026, 11, 9)]


def test_an_edit_that_begins_later_and_one_that_begins_earlier_both_hold(series, edit):
    edit(from_on=date(2026, 12, 1), weekdays=frozenset({WE}))

    edit(from_on=date(2026, 11, 3), start_time=time(11))

    sessions = list(series.sessions.all())
    assert [session.held_on.weekday() for session in sessions] == [TU] * 7 + [WE] * 6
    assert [timezone.localtime(one.starts_at).time() for one in sessions] == [time(10, 30)] * 3 + [time(11)] * 10


# What stays


def test_a_session_moved_by_hand_stays(series, edit, eva):
    moved = series.sessions.all()[2]
    move_session(actor=eva, session_id=moved.pk, starts_at=local(2026, 10, 29, 14), why=WHY)

    edit(weekdays=frozenset({WE}), start_time=time(11))

    moved.refresh_from_db()
    assert (moved.starts_at, moved.fills_on) == (local(2026, 10, 29, 14), date(2026, 10, 28))


def test_a_session_moved_by_hand_goes_along_when_she_says_so(series, edit, eva):
    moved = series.sessions.all()[2]
    move_session(actor=eva, session_id=moved.pk, starts_at=local(2026, 10, 29, 14), why=WHY)

    edit(weekdays=frozenset({WE}), start_time=time(11), along=[Stays.MOVED])

    moved.refresh_from_db()
    assert (moved.starts_at, moved.original_on, moved.is_by_hand) == (
        local(2026, 10, 28, 11),
        date(2026, 10, 28),
        False,
    )


def test_an_answered_session_stays_or_goes_along_with_its_answer(series, edit, amal):
    first = series.sessions.all()[1]
    say_not_coming(actor=amal, session_id=first.pk)

    edit(from_on=date(2026, 10, 20), start_time=time(11))
    first.refresh_from_db()
    assert first.starts_at == local(2026, 10, 20, 10, 30)

    edit(from_on=date(2026, 10, 20), start_time=time(12), along=[Stays.ANSWERED])
    first.refresh_from_db()
    assert (first.starts_at, first.answers.count()) == (local(2026, 10, 20, 12), 1)


def test_attendance_keeps_a_session_whatever_she_says(series, edit, dewi, amal):
    today = series.sessions.first()
    note_attendance(actor=dewi, session_id=today.pk, states={amal.pk: "present"})

    edit(start_time=time(11), along=Stays)

    today.refresh_from_db()
    assert today.starts_at == local(2026, 10, 13, 10, 30)


def test_what_was_cancelled_by_hand_stays_cancelled(series, edit, eva):
    cancel_session(actor=eva, session_id=series.sessions.all()[1].pk, why=WHY)

    edit(start_time=time(11), along=Stays)

    session = series.sessions.all()[1]
    assert (session.is_cancelled, session.starts_at) == (True, local(2026, 10, 20, 10, 30))


def test_what_has_begun_stays(series, edit, clock):
    clock.set(2026, 10, 13, 10, 45)

    edit(start_time=time(12))

    assert series.sessions.first().starts_at == local(2026, 10, 13, 10, 30)


def test_nothing_moves_into_the_past(series, edit):
    edit(weekdays=frozenset({MO}))

    assert days_of(series)[:2] == [TUESDAY, date(2026, 10, 19)]


def test_what_stays_takes_its_place_in_the_rhythm(series, edit, amal):
    """Else it would be held twice that week, once where it stayed and once by the new rule."""
    say_not_coming(actor=amal, session_id=series.sessions.all()[1].pk)

    edit(weekdays=frozenset({WE}))
    edit(weekdays=frozenset({FR}), along=[Stays.ANSWERED])

    assert days_of(series)[:3] == [date(2026, 10, 16), date(2026, 10, 23), date(2026, 10, 30)]


def test_the_plan_says_what_will_be_and_what_stays(series, eva, amal):
    sessions = list(series.sessions.all())
    move_session(actor=eva, session_id=sessions[2].pk, starts_at=local(2026, 10, 29, 14), why=WHY)
    say_not_coming(actor=amal, session_id=sessions[3].pk)

    plan = plan_edit(series, EditRequest(from_on=TUESDAY, new={"start_time": time(11)}))

    assert len(plan.changed) == 11
    assert {why: len(steps) for why, steps in plan.staying.items()} == {Stays.MOVED: 1, Stays.ANSWERED: 1}


def test_moved_away_from_a_day_that_closed_it_goes_on_in_another_room(series, edit, eva, house):
    moved = series.sessions.get(original_on=date(2026, 10, 20))
    move_session(actor=eva, session_id=moved.pk, starts_at=local(2026, 10, 22, 14), why=WHY)
    days = {"from_on": date(2026, 10, 20), "until_on": date(2026, 10, 21)}
    close_days(actor=eva, house_id=house.pk, kind="own", name="Feest", **days)

    edit(along={Stays.MOVED}, room_id=None)

    moved.refresh_from_db()
    assert (moved.state, moved.room) == ("planned", None)


# Rooms


def test_where_the_room_is_taken_it_is_held_without_and_the_plan_says_when(series, plan, edit, room):
    plan([TU], time(15), until_on=date(2026, 10, 27))

    told = plan_edit(series, EditRequest(from_on=TUESDAY, new={"start_time": time(14)})).roomless
    edit(start_time=time(14))

    assert [session.held_on.day for session in told] == [13, 20, 27]
    sessions = list(series.sessions.all())
    assert [session.lacks_room for session in sessions[:4]] == [True, True, True, False]
    assert sessions[3].room == room


def test_sessions_of_one_series_may_take_each_others_rooms(plan, edit, house):
    """Each takes the moment of the next: on the way there two would be in one room."""
    daily = plan([MO, TU, WE], time(22), from_on=date(2026, 10, 19), length_minutes=12 * 60)

    edit(of=daily, from_on=date(2026, 10, 19), start_time=time(9), length_minutes=60)

    assert not daily.sessions.filter(lacks_room=True).exists()


def test_a_closed_room_refuses(edit, house):
    with pytest.raises(RoomClosed):
        edit(room_id=cast.make_room(house, "Kelder", is_closed=True).pk)


# Who gives it


def test_other_trainers_give_it_from_that_day_on(series, edit, dewi, gina):
    edit(from_on=date(2026, 11, 3), trainer_ids=frozenset({gina.pk}))

    sessions = list(Session.objects.with_story().filter(series=series))
    assert [session.givers() for session in sessions] == [[dewi]] * 3 + [[gina]] * 10


def test_only_the_coordinator_chooses_trainers(edit, dewi, gina):
    with pytest.raises(NotHere):
        edit(actor=dewi, trainer_ids=frozenset({gina.pk}))


def test_who_gives_it_edits_the_rest(series, edit, dewi):
    assert edit(actor=dewi, start_time=time(11)).by == dewi


@pytest.mark.parametrize("who", ["amal", "fay", "gina", "hanne", "noor"])
def test_for_others_the_series_is_not_here(edit, who, request):
    with pytest.raises(NotHere):
        edit(actor=request.getfixturevalue(who), start_time=time(11))


# Twice, and at once


def test_the_same_page_sent_twice_is_one_edit(edit):
    key = uuid4()

    first, again = (edit(key=key, start_time=time(11)) for _ in range(2))

    assert (again, Edit.objects.count(), Change.objects.count()) == (first, 1, 13)


def test_another_wish_from_the_same_page_is_another_edit(edit):
    key = uuid4()
    edit(key=key, start_time=time(11))

    edit(key=key, start_time=time(12))

    assert Edit.objects.count() == 2


def test_the_same_wish_from_another_page_changes_nothing(edit):
    edit(start_time=time(11))

    with pytest.raises(NothingChanges):
        edit(start_time=time(11))


def test_what_changed_since_she_looked_is_shown_first(series, edit, eva):
    seen = plan_edit(series, EditRequest(from_on=TUESDAY, new={"start_time": time(11)})).fingerprint
    session = series.sessions.all()[3]
    move_session(actor=eva, session_id=session.pk, starts_at=local(2026, 11, 5, 14), why=WHY)

    with pytest.raises(PlanDiffers) as refusal:
        edit(seen=seen, start_time=time(11))

    assert (len(refusal.value.plan.changed), Edit.objects.count()) == (12, 0)


def test_an_edit_begins_on_a_day_that_is_laid_out(edit):
    with pytest.raises(NotLaidOutYet):
        edit(from_on=date(2027, 1, 11), start_time=time(11))


def test_what_comes_to_a_closed_day_lapses(series, edit, closed_thursday):
    edit(weekdays=frozenset({TH}))

    assert [session.state for session in series.sessions.all()[:3]] == ["planned", "lapsed", "planned"]


def test_what_leaves_a_closed_day_goes_on(plan, edit, closed_thursday):
    thursdays = plan([TH], time(15))

    edit(of=thursdays, weekdays=frozenset({FR}))

    assert {session.state for session in thursdays.sessions.all()} == {"planned"}
