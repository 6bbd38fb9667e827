"""An edit of a series is undone exactly, within ten minutes."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from house.errors import NotHere
from programs.errors import (
    AlreadyPutBack,
    EditedSince,
    TooLateToUndo,
)
from programs.models import Change, Closure, Notice, Session, Visit
from programs.planning.closures.services import close_days, pause_series, reopen
from programs.planning.edits.services.undo import undo_edit
from programs.planning.edits.services.untouched import Stays
from programs.planning.services.change import change_room, move_session
from programs.planning.services.layout import lay_out
from programs.recurrence.rhythm import DAY
from programs.sessions.services.notices import note_visit
from tests.news import news_for
from tests.programs.conftest import FR, MO, TH, TU, WE, local
from tests.programs.editing.conftest import WHY, days_of

THE_20TH = date(2026, 10, 20)


def everything(series):
    names = ["pk", "original_on", "slot_on", "starts_at", "ends_at", "room", "takes_room", "lacks_room", "state"]
    series.refresh_from_db()
    rows = list(series.sessions.order_by("pk").values_list(*names, "is_by_hand"))
    given = list(series.assignments.values_list("pk", "person", "from_on", "until_on"))
    return rows, given, series.rhythm, series.start_time, series.length_minutes, series.room


@pytest.mark.parametrize(
    "new",
    [
        {"start_time": time(11), "length_minutes": 30},
        {"weekdays": frozenset({MO, FR}), "every_weeks": 2},
        {"until_on": date(2026, 11, 20)},
        {"room_id": None},
    ],
)
def test_undone_all_is_as_before(series, edit, eva, answer, clock, new):
    move_session(actor=eva, session_id=series.sessions.all()[2].pk, starts_at=local(2026, 10, 29, 14), why=WHY)
    change_room(actor=eva, session_id=series.sessions.all()[4].pk, room_id=None, why=WHY)
    answer(series.sessions.all()[5])
    before = everything(series)
    clock.now += timedelta(minutes=5)
    done = edit(along=Stays, **new)
    assert everything(series) != before
    clock.now += timedelta(minutes=5)

    undone = undo_edit(actor=eva, edit_id=done.pk)

    assert (everything(series), undone.stayed, undone.roomless) == (before, [], [])


def test_undone_trainers_are_those_of_before(series, edit, eva, gina):
    before = everything(series)
    done = edit(from_on=date(2026, 11, 3), trainer_ids=frozenset({gina.pk}))

    undo_edit(actor=eva, edit_id=done.pk)

    assert everything(series) == before


def test_who_read_the_change_reads_that_it_is_back(series, edit, eva, clock):
    done = edit(start_time=time(11))
    clock.now += timedelta(minutes=1)

    undo_edit(actor=eva, edit_id=done.pk)

    session = Session.objects.with_story().filter(series=series).first()
    told = session.told_changes[0]
    assert (told.is_back, told.was_starts_at, told.now_starts_at) == (
        True,
        local(2026, 10, 13, 11),
        local(2026, 10, 13, 10, 30),
    )
    assert (session.changed_at, session.revision) == (clock.now, 2)


def test_who_did_not_look_in_between_reads_nothing_of_there_and_back(series, edit, eva, amal, dewi, clock):
    move_session(actor=eva, session_id=series.sessions.last().pk, starts_at=local(2027, 1, 5, 12), why="De kapper.")
    for person in (amal, dewi):
        note_visit(actor=person, at=clock.now - timedelta(hours=1))
    clock.now += timedelta(minutes=1)
    done = edit(start_time=time(11), along={Stays.MOVED})
    clock.now += timedelta(minutes=1)
    note_visit(actor=dewi)
    clock.now += timedelta(minutes=1)

    undo_edit(actor=eva, edit_id=done.pk)

    assert [len(line.sessions) for line in news_for(amal)] == [1]
    assert [len(line.sessions) for line in news_for(dewi)] == [13]


@pytest.mark.parametrize(
    ("page", "is_shown"),
    [
        ("/week/2026-W43/", True),
        ("/sessions/{second}/", True),
        ("/week/", True),
        ("/help/", False),
        ("/me/", False),
    ],
)
def test_who_was_shown_it_on_any_page_reads_that_it_is_back(series, edit, eva, amal, as_, clock, page, is_shown):
    note_visit(actor=amal, at=clock.now - timedelta(hours=1))
    phone = as_(amal)
    clock.now += timedelta(minutes=1)
    done = edit(start_time=time(11))
    clock.now += timedelta(minutes=1)
    assert phone.get(page.format(second=series.sessions.all()[1].pk)).status_code == 200
    clock.now += timedelta(minutes=1)

    undo_edit(actor=eva, edit_id=done.pk)

    assert [len(item.sessions) for item in news_for(amal)] == [13] * is_shown


@pytest.mark.parametrize("page", ["week/", "week/2026-W43/", "month/2026-10/", "series/{series}/", "{second}/"])
def test_a_trainer_was_shown_it_on_any_page_of_her_work(series, edit, eva, dewi, as_, clock, page):
    note_visit(actor=dewi, at=clock.now - timedelta(hours=1))
    desk = as_(dewi)
    clock.now += timedelta(minutes=1)
    done = edit(start_time=time(11))
    clock.now += timedelta(minutes=1)
    path = page.format(series=series.pk, second=series.sessions.all()[1].pk)
    assert desk.get(f"/sessions/{path}").status_code == 200
    clock.now += timedelta(minutes=1)

    undo_edit(actor=eva, edit_id=done.pk)

    assert [len(item.sessions) for item in news_for(dewi)] == [13]


def test_a_change_that_can_no_longer_be_undone_is_not_noted_as_shown(series, edit, amal, as_, clock):
    note_visit(actor=amal, at=clock.now - timedelta(hours=1))
    edit(start_time=time(11))
    clock.now += timedelta(minutes=11)

    as_(amal).get("/week/2026-W43/")

    assert Visit.objects.get(person=amal).shown_at is None


def test_what_stopped_and_goes_on_is_no_news_to_who_did_not_look(series, edit, eva, amal, clock):
    note_visit(actor=amal, at=clock.now - timedelta(hours=1))
    done = edit(from_on=date(2026, 11, 3), until_on=date(2026, 11, 2))
    clock.now += timedelta(minutes=1)

    undo_edit(actor=eva, edit_id=done.pk)

    assert news_for(amal) == []


def test_what_somebody_answered_since_stays(series, edit, eva, answer, clock):
    done = edit(weekdays=frozenset({WE}))
    clock.now += timedelta(minutes=1)
    answered = series.sessions.all()[1]
    answer(answered)

    undone = undo_edit(actor=eva, edit_id=done.pk)

    answered.refresh_from_db()
    assert (undone.stayed, answered.held_on, answered.fills_on) == ([answered], date(2026, 10, 21), date(2026, 10, 20))
    assert len(undone.back) == 12


def test_what_somebody_changed_since_stays(series, edit, eva, clock):
    done = edit(start_time=time(11))
    moved = series.sessions.all()[1]
    move_session(actor=eva, session_id=moved.pk, starts_at=local(2026, 10, 22, 14), why=WHY)

    undone = undo_edit(actor=eva, edit_id=done.pk)

    moved.refresh_from_db()
    assert ([one.pk for one in undone.stayed], moved.starts_at) == ([moved.pk], local(2026, 10, 22, 14))


def test_a_room_that_was_taken_meanwhile_is_not_taken_back(series, plan, edit, eva):
    done = edit(start_time=time(15))
    plan(until_on=date(2026, 10, 20))

    undone = undo_edit(actor=eva, edit_id=done.pk)

    assert [session.held_on.day for session in undone.roomless] == [13, 20]


def test_undoing_twice_is_undoing_once(edit, eva):
    done = edit(start_time=time(11))

    for _ in range(2):
        undo_edit(actor=eva, edit_id=done.pk)

    assert Change.objects.count() == 26


def test_what_was_undone_is_not_done_by_the_same_page_again(edit, eva):
    key = uuid4()
    undo_edit(actor=eva, edit_id=edit(key=key, start_time=time(11)).pk)

    with pytest.raises(AlreadyPutBack):
        edit(key=key, start_time=time(11))


def test_an_edit_cannot_be_undone_after_ten_minutes(edit, eva, clock):
    done = edit(start_time=time(11))
    clock.now += timedelta(minutes=10)

    with pytest.raises(TooLateToUndo):
        undo_edit(actor=eva, edit_id=done.pk)


def test_the_last_edit_is_undone_first(edit, eva, clock):
    done = edit(start_time=time(11))
    clock.now += timedelta(minutes=1)
    edit(length_minutes=60)

    with pytest.raises(EditedSince):
        undo_edit(actor=eva, edit_id=done.pk)


def test_the_coordinator_undoes_what_another_did(series, edit, eva, dewi):
    done = edit(actor=dewi, start_time=time(11))

    assert len(undo_edit(actor=eva, edit_id=done.pk).back) == 13


def test_a_trainer_does_not_undo_the_edit_of_another(edit, dewi):
    done = edit(start_time=time(11))

    with pytest.raises(NotHere):
        undo_edit(actor=dewi, edit_id=done.pk)


def test_the_horizon_may_move_on_before_an_undo(series, edit, eva, clock):
    clock.set(2026, 10, 18, 23, 55)
    done = edit(weekdays=frozenset({WE}))
    clock.set(2026, 10, 19, 0, 1)
    lay_out(series.pk)

    undo_edit(actor=eva, edit_id=done.pk)

    assert {day.weekday() for day in days_of(series)} == {TU}
    assert series.sessions.count() == 14


def test_undone_what_lapsed_lapses_again(plan, edit, eva, closed_thursday):
    thursdays = plan([TH], time(15))
    before = everything(thursdays)

    undo_edit(actor=eva, edit_id=edit(of=thursdays, weekdays=frozenset({FR})).pk)

    assert everything(thursdays) == before


def test_undone_to_a_day_that_was_closed_since_it_lapses(series, edit, eva, amal, house, clock):
    note_visit(actor=amal, at=clock.now - timedelta(hours=1))
    done = edit(weekdays=frozenset({WE}))
    clock.now += timedelta(minutes=1)
    close_days(actor=eva, house_id=house.pk, kind="own", name="Feest", from_on=THE_20TH, until_on=THE_20TH + DAY)

    undone = undo_edit(actor=eva, edit_id=done.pk)

    session = series.sessions.get(original_on=THE_20TH)
    assert (session.state, session.closure, session.takes_room) == ("lapsed", Closure.objects.get(), False)
    assert (undone.lapsing, undone.roomless) == ([session], [])
    assert [(line.kinds, line.sessions) for line in news_for(amal)] == [([Notice.Kind.LAPSED], [session])]


def test_undone_to_a_day_that_opened_since_it_goes_on(plan, edit, eva, closed_thursday, clock):
    thursdays = plan([TH], time(15))
    done = edit(of=thursdays, weekdays=frozenset({FR}))
    reopen(actor=eva, closure_id=Closure.objects.get().pk)

    undone = undo_edit(actor=eva, edit_id=done.pk)

    assert ({session.state for session in thursdays.sessions.all()}, undone.lapsing) == ({"planned"}, [])


def test_what_stopped_lapses_when_it_goes_on_in_a_pause(series, edit, eva):
    done = edit(until_on=date(2026, 10, 19))
    pause_series(actor=eva, series_id=series.pk, from_on=THE_20TH, until_on=THE_20TH + DAY)

    undone = undo_edit(actor=eva, edit_id=done.pk)

    session = series.sessions.get(original_on=THE_20TH)
    assert (session.state, undone.lapsing) == ("lapsed", [session])
