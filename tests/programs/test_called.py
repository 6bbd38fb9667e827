"""What of her week a telephone calls somebody for."""

from datetime import time, timedelta

import pytest

from house.models import Position, Role, Stay
from programs.attendance.services.answers import say_not_coming
from programs.household.services.notes import add_appointment
from programs.household.services.reminders import choose_reminders, newest_reminders, remind, with_reminders
from programs.planning.services.change import cancel_session, change_room, move_session
from programs.sessions.services.notices import newest_notices, note_visit, with_news
from programs.staffing.queries.asked import newest_asked
from programs.staffing.services.duties import accept, ask
from tests import cast
from tests.programs.conftest import TUESDAY, local
from tests.programs.test_audience_pages import page_of


def people(found):
    return {person for person, _ in found}


@pytest.fixture
def until(clock):
    return lambda: clock.now + timedelta(seconds=1)


def move(session, eva):
    move_session(actor=eva, session_id=session.pk, starts_at=local(2026, 10, 13, 15), why="De bus.")


def test_change_is_new_to_whom_it_concerns(session, amal, bo, dewi, eva, fay, until):
    move(session, eva)

    everybody = [person.pk for person in (amal, bo, dewi, eva, fay)]
    assert people(newest_notices(everybody, until())) == {amal.pk, bo.pk, dewi.pk}


def test_change_is_not_new_once_she_looked(session, amal, bo, eva, clock, until):
    move(session, eva)
    clock.now += timedelta(minutes=5)
    note_visit(actor=amal)

    assert people(newest_notices([amal.pk, bo.pk], until())) == {bo.pk}


def test_change_of_what_is_over_calls_nobody(session, amal, eva, clock, until):
    cancel_session(actor=eva, session_id=session.pk, why="Dewi is ziek.")
    clock.set(2026, 10, 13, 20)

    assert newest_notices([amal.pk], until()) == []


def test_question_to_give_a_session_is_new_until_it_is_answered(session, house, eva, until):
    otto = cast.make_worker("Otto", house, Role.TRAINER)
    ask(actor=eva, session_id=session.pk, person_ids=[otto.pk])
    assert people(newest_asked([otto.pk, eva.pk], until())) == {otto.pk}

    accept(actor=otto, session_id=session.pk)
    assert newest_asked([otto.pk], until()) == []


def test_reminder_of_a_session_is_new_from_its_moment_until_it_begins(session, amal, bo, clock, until):
    choose_reminders(actor=amal, an_hour_before=True, evening_before=False)
    clock.set(2026, 10, 13, 9, 30)
    remind()

    assert newest_reminders([amal.pk, bo.pk], until()) == [(amal.pk, clock.now)]
    clock.set(2026, 10, 13, 10, 30)
    assert newest_reminders([amal.pk], until()) == []


def cancel(session, eva):
    cancel_session(actor=eva, session_id=session.pk, why="Dewi is ziek.")


@pytest.mark.parametrize("change", [move, cancel])
def test_reminder_of_what_changed_is_none(session, amal, eva, clock, until, change):
    choose_reminders(actor=amal, an_hour_before=True, evening_before=False)
    clock.set(2026, 10, 13, 9, 30)
    remind()
    change(session, eva)

    assert newest_reminders([amal.pk], until()) == []


def test_reminding_twice_tells_one_moment(session, amal, clock, until):
    choose_reminders(actor=amal, an_hour_before=True, evening_before=False)
    clock.set(2026, 10, 13, 9, 30)
    remind()
    first = newest_reminders([amal.pk], until())
    clock.set(2026, 10, 13, 9, 40)
    remind()

    assert newest_reminders([amal.pk], until()) == first


@pytest.mark.parametrize(
    ("hour", "evening", "at", "moments"),
    [
        (True, False, time(14), [local(2026, 10, 13, 13)]),
        (False, True, time(14), [local(2026, 10, 12, 19)]),
        (True, True, time(14), [local(2026, 10, 12, 19), local(2026, 10, 13, 13)]),
        (True, True, None, [local(2026, 10, 12, 19)]),
        (True, False, None, []),
    ],
)
def test_reminders_of_an_appointment_have_their_moments(amal, house, clock, until, hour, evening, at, moments):
    choose_reminders(actor=amal, an_hour_before=hour, evening_before=evening)
    add_appointment(actor=amal, on=TUESDAY, at=at, words="De tandarts")
    clock.set(2026, 10, 13, 13, 30)

    assert sorted(at for _, at in newest_reminders([amal.pk], until())) == moments


def test_appointment_that_began_reminds_nobody(amal, house, clock, until):
    choose_reminders(actor=amal, an_hour_before=True, evening_before=True)
    add_appointment(actor=amal, on=TUESDAY, at=time(14), words="De tandarts")
    clock.set(2026, 10, 13, 14)

    assert newest_reminders([amal.pk], until()) == []


def test_appointment_of_who_wants_no_reminders_calls_nobody(amal, house, clock, until):
    add_appointment(actor=amal, on=TUESDAY, at=time(9), words="De tandarts")

    assert newest_reminders([amal.pk], until()) == []


def leave(person, other_house):
    """She lives here no more; something else of hers goes on."""
    Stay.objects.filter(person=person).update(left_on=TUESDAY)
    Position.objects.create(person=person, house=other_house, role=Role.GUEST, from_on=TUESDAY)


def test_her_page_has_the_news_that_she_is_called_for(session, amal, eva):
    note_visit(actor=amal, at=local(2026, 10, 13, 7))
    assert with_news([amal.pk]) == set()

    move(session, eva)
    assert with_news([amal.pk]) == {amal.pk}


def test_news_of_a_house_that_she_left_is_not_there(session, amal, eva, other_house):
    note_visit(actor=amal, at=local(2026, 10, 13, 7))
    move(session, eva)
    leave(amal, other_house)

    assert with_news([amal.pk]) == set()


def test_other_room_is_no_news_to_an_alumna_who_may_not_know_the_place(session, house, eva, as_, clock):
    mila = cast.make_alumna("Mila", house)
    as_(eva).post(page_of(session, "welcome/"), {"person_ids": [mila.pk]})
    clock.now += timedelta(minutes=40)
    note_visit(actor=mila)
    clock.now += timedelta(minutes=5)
    change_room(actor=eva, session_id=session.pk, room_id=cast.make_room(house, "Zolder").pk, why="Rust.")

    assert with_news([mila.pk]) == set()


def reminded(amal, clock):
    choose_reminders(actor=amal, an_hour_before=True, evening_before=False)
    clock.set(2026, 10, 13, 9, 30)
    remind()


def test_her_page_has_the_reminder_that_she_is_called_for(session, amal, clock):
    assert with_reminders([amal.pk]) == set()

    reminded(amal, clock)
    assert with_reminders([amal.pk]) == {amal.pk}


def test_reminder_of_a_house_that_she_left_is_not_there(session, amal, clock, other_house):
    reminded(amal, clock)
    leave(amal, other_house)

    assert with_reminders([amal.pk]) == set()


def test_reminder_of_what_she_does_not_come_to_is_not_there(session, amal, clock):
    reminded(amal, clock)
    say_not_coming(actor=amal, session_id=session.pk)

    assert with_reminders([amal.pk]) == set()


def test_reminder_of_an_appointment_is_there(amal, house, clock):
    choose_reminders(actor=amal, an_hour_before=True, evening_before=False)
    add_appointment(actor=amal, on=TUESDAY, at=time(14), words="De tandarts")
    assert with_reminders([amal.pk]) == set()

    clock.set(2026, 10, 13, 13, 30)
    assert with_reminders([amal.pk]) == {amal.pk}
