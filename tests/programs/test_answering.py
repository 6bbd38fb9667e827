"""'Ik kom niet', and back; and what is new since her last visit."""

from datetime import timedelta

import pytest

from house.errors import NotHere
from programs.attendance.services.answers import say_coming, say_not_coming
from programs.errors import AlreadyCancelled, Passed
from programs.models import Answer, Notice, Session, Visit
from programs.planning.services.change import cancel_session, move_session
from programs.sessions.services.notices import note_visit, tell
from tests.programs.conftest import local


def no(session, person):
    return say_not_coming(actor=person, session_id=session.pk)


def test_an_answer_that_she_does_not_come_is_stored(session, amal):
    no(session, amal)

    assert [answer.person for answer in session.answers.all()] == [amal]


def test_saying_it_twice_is_saying_it_once(session, amal):
    no(session, amal)
    no(session, amal)

    assert session.answers.count() == 1


def test_an_answer_that_she_comes_after_all_deletes_the_first(session, amal, bo):
    no(session, amal)
    no(session, bo)

    say_coming(actor=amal, session_id=session.pk)

    assert [answer.person for answer in session.answers.all()] == [bo]


@pytest.mark.parametrize("who", ["cleo", "fay", "dewi", "eva"])
def test_who_is_not_counted_in_has_nothing_to_answer(session, who, request):
    with pytest.raises(NotHere):
        no(session, request.getfixturevalue(who))


def test_her_housemate_does_not_answer_for_her(coaching, bo):
    with pytest.raises(NotHere):
        no(coaching, bo)


def test_until_it_is_over_she_can_say_so(session, amal, clock):
    clock.set(2026, 10, 13, 11, 59)

    assert no(session, amal) == session


def test_an_answer_after_the_session_is_refused(session, amal, clock):
    clock.set(2026, 10, 13, 12)

    with pytest.raises(Passed):
        no(session, amal)


def test_what_is_cancelled_needs_no_answer(session, amal, dewi):
    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.")

    with pytest.raises(AlreadyCancelled):
        no(session, amal)


def test_an_answer_has_no_room_for_a_reason():
    assert {field.name for field in Answer._meta.fields} == {"id", "session", "person", "at"}


def new_for(person):
    sessions = Session.objects.visible_to(person).told_to(person)
    return [session.original_on.day for session in sessions if session.is_new]


@pytest.fixture
def moved(session, dewi, amal, clock):
    """Amal looked at half past eight; at nine Dewi moved this morning's session."""
    clock.set(2026, 10, 13, 8, 30)
    note_visit(actor=amal)
    clock.set(2026, 10, 13, 9)
    return move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 13, 15), why="De bus.")


def test_at_her_first_visit_nothing_is_new(session, amal):
    note_visit(actor=amal)

    assert new_for(amal) == []


def test_what_changed_since_her_last_visit_is_new(moved, amal, clock):
    clock.set(2026, 10, 13, 12)

    note_visit(actor=amal)

    assert new_for(amal) == [13]


def test_a_change_stays_new_while_she_is_looking(moved, amal, clock):
    for minute in (0, 5, 30, 55):
        clock.set(2026, 10, 13, 12, minute)
        note_visit(actor=amal)

    assert new_for(amal) == [13]


def test_at_the_next_visit_it_is_no_longer_new(moved, amal, clock):
    clock.set(2026, 10, 13, 12)
    note_visit(actor=amal)
    clock.set(2026, 10, 13, 12, 31)

    note_visit(actor=amal)

    assert new_for(amal) == []


def test_what_is_new_for_one_is_not_for_another(moved, amal, bo, clock):
    clock.set(2026, 10, 13, 10)
    note_visit(actor=bo)
    clock.set(2026, 10, 13, 12)
    note_visit(actor=amal)
    note_visit(actor=bo)

    assert (new_for(amal), new_for(bo)) == ([13], [])


def test_a_visit_costs_two_queries_and_a_look_right_after_it_writes_nothing(amal, clock, django_assert_num_queries):
    note_visit(actor=amal)
    clock.now += timedelta(hours=1)

    with django_assert_num_queries(2):
        note_visit(actor=amal)
    assert Visit.objects.get().looked_at == clock.now

    clock.now += timedelta(seconds=50)
    with django_assert_num_queries(1):
        note_visit(actor=amal)
    assert Visit.objects.get().looked_at == clock.now - timedelta(seconds=50)


def test_a_look_at_something_new_is_always_noted(session, amal, dewi, clock):
    note_visit(actor=amal)
    clock.now += timedelta(seconds=20)
    tell([amal], Notice.Kind.ROOM, session=session)
    clock.now += timedelta(seconds=20)

    note_visit(actor=amal)

    assert Visit.objects.get().looked_at == clock.now
