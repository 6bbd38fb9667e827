"""Closed days and pauses: what lapses, what stays, what comes back, and who decides."""

from datetime import date, time

import pytest

from house.errors import NotHere, WrongDates
from house.models import Role
from programs.attendance.services.answers import say_not_coming
from programs.attendance.services.attendance import note_attendance
from programs.errors import AlreadyCancelled, AlreadyClosed, ClosedTooLong, Lapsed, NothingChanges, Passed
from programs.models import Closure, Notice, Session
from programs.planning.closures.services import change_closure, close_days, pause_series, preview, reopen
from programs.planning.services.change import cancel_session, change_room, move_session, restore_session
from programs.planning.services.layout import lay_out
from tests import cast
from tests.programs.conftest import MO, TU, TUESDAY, WE, local
from tests.programs.test_changing import run_together

THE_20TH, THE_21ST, THE_27TH = date(2026, 10, 20), date(2026, 10, 21), date(2026, 10, 27)
PLANNED, CANCELLED, LAPSED = Session.State.PLANNED, Session.State.CANCELLED, Session.State.LAPSED


@pytest.fixture
def close(eva, house):
    """Close the house; without more words on Tuesday 20 October."""

    def close(from_on=THE_20TH, until_on=THE_21ST, *, actor=eva, name="Herfstdag", verb=close_days):
        words = {"house_id": house.pk, "kind": Closure.Kind.OWN, "name": name}
        return verb(actor=actor, from_on=from_on, until_on=until_on, **words)

    return close


def state(series):
    """What became of the first three."""
    return list(series.sessions.values_list("state", flat=True)[:3])


def on(series, day=THE_20TH):
    return series.sessions.get(original_on=day)


def rows(series):
    return list(series.sessions.values_list("original_on", "starts_at", "state", "room", "takes_room", "lacks_room"))


@pytest.fixture
def take_room(plan, eva):
    """On the closed day at 11:00 something else comes to be in the big room."""

    def take():
        wednesday = plan([WE], time(11), from_on=THE_21ST).sessions.first()
        move_session(actor=eva, session_id=wednesday.pk, starts_at=local(2026, 10, 20, 11), why="De bus.")

    return take


def again(series):
    series.laid_out_until = None
    series.save()
    return lay_out(series.pk)


def test_a_closed_day_makes_what_is_planned_lapse(plan, close):
    series = plan()

    close()

    assert state(series) == [PLANNED, LAPSED, PLANNED]


def test_what_is_laid_out_on_a_closed_day_lapses(plan, close):
    close()

    assert state(plan()) == [PLANNED, LAPSED, PLANNED]


def test_a_closure_leaves_sessions_of_another_house_alone(plan, other_house, ida):
    series = plan()

    close_days(actor=ida, house_id=other_house.pk, kind="own", name="Dag", from_on=THE_20TH, until_on=THE_21ST)

    assert LAPSED not in state(series)


def test_a_pause_is_of_one_series(plan, eva):
    sleeps, goes_on = plan(), plan(at=time(14))

    pause_series(actor=eva, series_id=sleeps.pk, from_on=TUESDAY, until_on=THE_27TH)

    assert (state(sleeps), state(goes_on)) == ([LAPSED, LAPSED, PLANNED], [PLANNED] * 3)


def test_the_room_of_what_lapses_is_free(plan, close, room):
    plan()
    close()

    assert [one.room for one in plan(at=time(11)).sessions.all()[:3]] == [None, room, None]


def test_lapsing_is_news(plan, close, clock):
    series = plan()
    clock.set(2026, 10, 14, 9)

    close()

    assert (on(series).revision, on(series).changed_at) == (1, clock.now)
    assert on(series, THE_27TH).revision == 0


def test_who_comes_is_told_that_it_lapses_and_that_it_comes_back(plan, close, eva, amal, dewi):
    plan()
    close()
    reopen(actor=eva, closure_id=Closure.objects.get().pk)

    for kind in (Notice.Kind.LAPSED, Notice.Kind.RESTORED):
        assert set(Notice.objects.filter(kind=kind).values_list("person", flat=True)) == {amal.pk, dewi.pk}


def test_opening_again_brings_back_what_it_made_lapse(plan, close, eva):
    series = plan()
    before = rows(series)
    close()

    reopen(actor=eva, closure_id=Closure.objects.get().pk)

    assert (rows(series), Closure.objects.count()) == (before, 0)


def test_who_finds_the_room_taken_comes_back_without(plan, close, eva, take_room):
    series = plan()
    close()
    take_room()

    effect = reopen(actor=eva, closure_id=Closure.objects.get().pk)

    assert effect.roomless == [on(series)]
    assert (on(series).room, on(series).lacks_room, on(series).state) == (None, True, PLANNED)


def test_of_two_that_come_back_to_one_room_the_first_gets_it(plan, close, eva, room):
    close()
    first, second = plan(), plan(at=time(11))

    reopen(actor=eva, closure_id=Closure.objects.get().pk)

    assert (on(first).room, on(second).room, on(second).lacks_room) == (room, None, True)


def test_what_another_closure_covers_stays_lapsed_for_that_reason(plan, close, eva):
    series = plan()
    close(name="Herfstdag")
    close(date(2026, 10, 17), date(2026, 10, 26), name="Herfstvakantie")
    day = Closure.objects.get(from_on=THE_20TH)
    assert on(series).closure == day

    effect = reopen(actor=eva, closure_id=day.pk)

    assert (effect.returning, on(series).closure.name) == ([], "Herfstvakantie")


def test_moved_to_another_day_it_stays(plan, close, eva):
    series = plan()
    moved = move_session(actor=eva, session_id=on(series).pk, starts_at=local(2026, 10, 22, 14), why="De bus.")

    effect = close()

    assert (effect.lapsing, effect.moved_away, on(series).state) == ([], [moved], PLANNED)


def test_moved_to_the_closed_day_it_stays_and_is_told(plan, close, eva):
    series = plan()
    moved = move_session(actor=eva, session_id=on(series, THE_27TH).pk, starts_at=local(2026, 10, 20, 14), why="Ja.")

    effect = close()

    assert (effect.lapsing, effect.moved_here) == ([on(series)], [moved])


def test_moved_back_to_its_closed_day_it_goes_on_whatever_comes(plan, close, eva):
    series = plan()
    move_session(actor=eva, session_id=on(series).pk, starts_at=local(2026, 10, 22, 14), why="De bus.")
    close()

    move_session(actor=eva, session_id=on(series).pk, starts_at=local(2026, 10, 20, 14), why="Toch hier.")
    effect = close(date(2026, 10, 17), date(2026, 10, 26), name="Herfstvakantie")

    assert ([one.pk for one in effect.restored], on(series).state) == ([on(series).pk], PLANNED)


def test_moved_back_to_its_open_day_it_lapses_when_that_is_closed(plan, close, eva):
    series = plan()
    for day in (22, 20):
        move_session(actor=eva, session_id=on(series).pk, starts_at=local(2026, 10, day, 14), why="De bus.")

    close()

    assert on(series).state == LAPSED


def test_moved_within_its_day_it_lapses_and_comes_back_at_that_hour(plan, close, eva):
    series = plan()
    move_session(actor=eva, session_id=on(series).pk, starts_at=local(2026, 10, 20, 14), why="De bus.")

    close()
    reopen(actor=eva, closure_id=Closure.objects.get().pk)

    assert (on(series).starts_at, on(series).state) == (local(2026, 10, 20, 14), PLANNED)


def test_in_another_room_it_lapses_and_comes_back_in_that_room(plan, close, eva, house):
    series, attic = plan(), cast.make_room(house, "Zolder")
    change_room(actor=eva, session_id=on(series).pk, room_id=attic.pk, why="Rust.")

    close()
    reopen(actor=eva, closure_id=Closure.objects.get().pk)

    assert (on(series).room, on(series).takes_room) == (attic, True)


def test_what_is_cancelled_stays_cancelled(plan, close, eva):
    series = plan()
    cancel_session(actor=eva, session_id=on(series).pk, why="Dewi is ziek.")

    close()
    reopen(actor=eva, closure_id=Closure.objects.get().pk)

    assert state(series) == [PLANNED, CANCELLED, PLANNED]


def test_who_was_noted_keeps_hers(plan, close, eva, amal):
    series = plan()
    first = on(series, TUESDAY)
    note_attendance(actor=eva, session_id=first.pk, states={amal.pk: "present"})

    effect = close(TUESDAY, THE_21ST)

    assert (effect.lapsing, effect.noted, state(series)[0]) == ([on(series)], [first], PLANNED)


def test_what_has_begun_is_left_alone(plan, close, clock):
    series = plan()
    clock.set(2026, 10, 13, 10, 45)

    close(TUESDAY, THE_21ST)

    assert state(series) == [PLANNED, LAPSED, PLANNED]


def test_an_answer_is_there_again_when_it_comes_back(plan, close, eva, amal):
    series = plan()
    say_not_coming(actor=amal, session_id=on(series).pk)

    close()
    reopen(actor=eva, closure_id=Closure.objects.get().pk)

    assert [answer.person for answer in on(series).answers.all()] == [amal]


def test_other_days_make_others_lapse(plan, close, eva):
    series = plan()
    close()
    closure = Closure.objects.get()

    effect = change_closure(
        actor=eva, closure_id=closure.pk, from_on=THE_27TH, until_on=date(2026, 10, 28), name="Later"
    )

    assert (effect.lapsing, effect.returning) == ([on(series, THE_27TH)], [on(series)])
    assert state(series) == [PLANNED, PLANNED, LAPSED]


def test_opening_halfway_keeps_what_has_passed(plan, eva, clock):
    series = plan()
    pause_series(actor=eva, series_id=series.pk, from_on=TUESDAY, until_on=date(2026, 11, 3))
    clock.set(2026, 10, 19, 9)

    reopen(actor=eva, closure_id=Closure.objects.get().pk)

    assert (state(series), Closure.objects.get().until_on) == ([LAPSED, PLANNED, PLANNED], date(2026, 10, 19))


def test_opening_on_the_day_itself_keeps_what_would_have_begun(plan, close, eva, clock):
    morning, evening = plan(), plan(at=time(19))
    close(TUESDAY, date(2026, 10, 14))
    clock.set(2026, 10, 13, 12)

    reopen(actor=eva, closure_id=Closure.objects.get().pk)

    assert (state(morning)[0], state(evening)[0], on(morning, TUESDAY).closure) == (LAPSED, PLANNED, None)


def test_a_preview_changes_nothing_and_is_exact(plan, close, eva):
    series = plan()
    before = rows(series)

    told = close(verb=lambda **words: preview(close_days, **words))

    assert (rows(series), Closure.objects.count(), [one.pk for one in told.lapsing]) == (before, 0, [on(series).pk])
    assert close().mark == told.mark


def test_restored_it_goes_on_with_its_room(plan, close, dewi, room, clock):
    series = plan()
    close()
    clock.set(2026, 10, 14, 9)

    restore_session(actor=dewi, session_id=on(series).pk)

    assert (on(series).state, on(series).room, on(series).takes_room) == (PLANNED, room, True)
    assert (on(series).changed_at, [(one.kind, one.by) for one in on(series).changes.all()]) == (
        clock.now,
        [("restored", dewi)],
    )


def test_restored_it_stays_whatever_comes(plan, close, dewi):
    series = plan()
    close()
    restore_session(actor=dewi, session_id=on(series).pk)

    effect = close(date(2026, 10, 17), date(2026, 10, 26), name="Herfstvakantie")
    again(series)

    assert ([one.pk for one in effect.restored], state(series)) == ([on(series).pk], [PLANNED] * 3)


def test_restoring_twice_is_restoring_once(plan, close, dewi):
    series = plan()
    close()

    restore_session(actor=dewi, session_id=on(series).pk)
    restore_session(actor=dewi, session_id=on(series).pk)

    assert on(series).changes.count() == 1


def test_restored_to_a_room_that_is_taken_it_lacks_one(plan, close, dewi, take_room):
    series = plan()
    close()
    take_room()

    restored = restore_session(actor=dewi, session_id=on(series).pk)

    assert (restored.room, restored.lacks_room, restored.changes.get().now_room) == (None, True, None)


@pytest.mark.parametrize("who", ["amal", "hanne", "noor", "fay"])
def test_who_does_not_lead_it_restores_nothing(plan, close, who, request):
    series = plan()
    close()

    with pytest.raises(NotHere):
        restore_session(actor=request.getfixturevalue(who), session_id=on(series).pk)


def test_what_did_not_lapse_is_not_restored(plan, dewi, clock, close):
    series = plan()
    cancel_session(actor=dewi, session_id=on(series, THE_27TH).pk, why="Ziek.")
    close()
    later = on(series)
    with pytest.raises(NothingChanges):
        restore_session(actor=dewi, session_id=on(series, TUESDAY).pk)
    with pytest.raises(AlreadyCancelled):
        restore_session(actor=dewi, session_id=on(series, THE_27TH).pk)
    clock.set(2026, 10, 21, 9)
    with pytest.raises(Passed):
        restore_session(actor=dewi, session_id=later.pk)


def test_of_what_lapsed_nothing_is_said_or_noted(plan, close, dewi, amal, clock):
    session = on(plan())
    close()

    with pytest.raises(Lapsed):
        say_not_coming(actor=amal, session_id=session.pk)
    with pytest.raises(Lapsed):
        move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 22, 14), why="De bus.")
    clock.set(2026, 10, 20, 9)
    with pytest.raises(Lapsed):
        note_attendance(actor=dewi, session_id=session.pk, states={amal.pk: "present"})


@pytest.mark.parametrize("who", ["amal", "dewi", "hanne", "ida"])
def test_only_who_runs_the_house_closes_and_pauses(plan, close, eva, who, request):
    series, actor = plan(), request.getfixturevalue(who)
    with pytest.raises(NotHere):
        close(actor=actor)
    with pytest.raises(NotHere):
        pause_series(actor=actor, series_id=series.pk, from_on=TUESDAY, until_on=THE_27TH)
    close()
    closure = Closure.objects.get()
    with pytest.raises(NotHere):
        change_closure(actor=actor, closure_id=closure.pk, from_on=TUESDAY, until_on=THE_27TH, name="")
    with pytest.raises(NotHere):
        reopen(actor=actor, closure_id=closure.pk)


def test_days_that_are_none_or_too_many_are_refused(close):
    with pytest.raises(WrongDates):
        close(THE_20TH, THE_20TH)
    with pytest.raises(ClosedTooLong):
        close(THE_20TH, date(2027, 12, 1))


def test_a_series_that_sleeps_is_not_put_to_sleep_again(plan, eva):
    series = plan()
    pause_series(actor=eva, series_id=series.pk, from_on=TUESDAY, until_on=THE_27TH)

    with pytest.raises(AlreadyClosed):
        pause_series(actor=eva, series_id=series.pk, from_on=THE_20TH, until_on=date(2026, 11, 3))


@pytest.mark.django_db(transaction=True)
def test_a_day_is_closed_while_the_worker_lays_out(plan, close):
    series = plan([MO, TU, WE])
    Session.objects.all().delete()
    type(series).objects.update(laid_out_until=None)

    outcomes = run_together(lambda: lay_out(series.pk), lambda: close(THE_20TH, date(2026, 10, 24)))

    assert sorted(outcomes) == ["Effect", "list"]
    lapsed = series.sessions.filter(state=LAPSED).values_list("original_on", flat=True)
    assert list(lapsed) == [THE_20TH, THE_21ST]


@pytest.mark.django_db(transaction=True)
def test_a_day_is_closed_while_a_new_series_starts(plan, close):
    outcomes = run_together(plan, close)

    assert sorted(outcomes) == ["Effect", "Series"]
    assert Session.objects.get(original_on=THE_20TH).state == LAPSED


@pytest.mark.django_db(transaction=True)
def test_a_day_is_closed_while_a_session_is_moved_away(plan, close, eva):
    session = on(plan())

    outcomes = run_together(
        lambda: move_session(actor=eva, session_id=session.pk, starts_at=local(2026, 10, 22, 14), why="De bus."),
        close,
    )

    session.refresh_from_db()
    moved = (date(2026, 10, 22), PLANNED)
    lapsed = (THE_20TH, LAPSED)
    assert (session.held_on, session.state) == (moved if "Session" in outcomes else lapsed)


@pytest.mark.django_db(transaction=True)
def test_a_day_opens_while_its_room_is_taken(plan, close, eva, room):
    first, second = on(plan()), plan([WE], time(11), from_on=THE_21ST).sessions.first()
    close()
    closure, then = Closure.objects.get(), local(2026, 10, 20, 11)

    run_together(
        lambda: reopen(actor=eva, closure_id=closure.pk),
        lambda: move_session(actor=eva, session_id=second.pk, starts_at=then, why="De bus."),
    )

    first.refresh_from_db()
    assert first.state == PLANNED
    assert Session.objects.filter(room=room, takes_room=True, held_on=THE_20TH).count() == 1


@pytest.fixture
def ida(other_house):
    return cast.make_worker("Ida", other_house, Role.COORDINATOR)
