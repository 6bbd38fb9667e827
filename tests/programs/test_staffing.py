"""Who gives a session: asked, accepted, declined, replaced; and what a substitute gets, and for how long."""

from datetime import date

import pytest
from django.db import connection

from house.errors import NotHere
from house.models import Position, Role
from programs.attendance.services.attendance import may_note, note_attendance
from programs.errors import AlreadyCancelled, NotStaffThere, Passed, PlaceFilled
from programs.models import Duty, Session
from programs.planning.services.change import cancel_session
from programs.staffing.services.duties import (
    accept,
    ask,
    close_place,
    decline,
    give_back,
    relieve,
    withdraw,
)
from tests import cast
from tests.programs.conftest import TUESDAY


def givers(session):
    return [person.chosen_name for person in Session.objects.with_story().get(pk=session.pk).givers()]


def states(session):
    return {duty.person.chosen_name: duty.state for duty in session.duties.in_order()}


def gives(person, session):
    return Session.objects.given_by(person).filter(pk=session.pk).exists()


def is_open(session):
    return Session.objects.with_open_place().filter(pk=session.pk).exists()


def replaced(session, eva, dewi, anouk):
    decline(actor=dewi, session_id=session.pk)
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])
    return accept(actor=anouk, session_id=session.pk)


def test_a_session_is_given_by_who_is_assigned_to_its_series(session, dewi):
    assert (givers(session), gives(dewi, session), is_open(session)) == (["Dewi"], True, False)


def test_who_cannot_come_opens_her_place_and_leads_that_session_no_longer(session, dewi):
    decline(actor=dewi, session_id=session.pk)

    assert (givers(session), gives(dewi, session), is_open(session)) == ([], False, True)
    assert not Session.objects.visible_to(dewi).filter(pk=session.pk).exists()


def test_she_still_gives_the_others_of_the_series(session, dewi):
    decline(actor=dewi, session_id=session.pk)

    assert Session.objects.given_by(dewi).filter(series=session.series).count() == 12


def test_a_word_for_the_coordinator_is_kept_and_sealed(session, dewi):
    decline(actor=dewi, session_id=session.pk, word="Ik zit bij de tandarts.")

    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM programs_duty")
        assert b"tandarts" not in bytes(cursor.fetchone()[0])
    assert session.duties.get().word == "Ik zit bij de tandarts."


def test_a_word_may_come_later(session, dewi):
    decline(actor=dewi, session_id=session.pk)
    decline(actor=dewi, session_id=session.pk, word="Anouk weet ervan.")
    decline(actor=dewi, session_id=session.pk)

    assert [(duty.state, duty.word) for duty in session.duties.all()] == [("left", "Anouk weet ervan.")]


def test_who_is_asked_does_not_give_it_before_she_says_so(session, eva, dewi, anouk):
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])

    assert (states(session), gives(anouk, session)) == ({"Anouk": "asked"}, False)
    assert not Session.objects.visible_to(anouk).filter(pk=session.pk).exists()


def test_who_accepts_takes_the_open_place(session, eva, dewi, anouk):
    replaced(session, eva, dewi, anouk)

    assert (givers(session), states(session)) == (["Anouk"], {"Dewi": "replaced", "Anouk": "accepted"})
    assert (gives(anouk, session), gives(dewi, session), is_open(session)) == (True, False, False)


def test_a_substitute_leads_this_session_and_no_other(session, eva, dewi, anouk):
    replaced(session, eva, dewi, anouk)

    assert list(Session.objects.led_by(anouk)) == [session]


def test_a_substitute_notes_who_was_there_and_who_was_replaced_does_not(session, eva, dewi, anouk, amal):
    replaced(session, eva, dewi, anouk)

    note_attendance(actor=anouk, session_id=session.pk, states={amal.pk: "present"})
    with pytest.raises(NotHere):
        note_attendance(actor=dewi, session_id=session.pk, states={amal.pk: "absent"})

    assert [row.state for row in session.attendances.all()] == ["present"]


def test_a_guest_who_substitutes_keeps_the_limits_of_a_guest(session, eva, dewi, noor, amal, clock):
    replaced(session, eva, dewi, noor)
    on_the_day = may_note(noor, session)
    clock.set(2026, 10, 14, 9)

    assert (on_the_day, may_note(noor, session)) == (True, False)
    assert list(Session.objects.for_staff(noor)) == []


def test_when_her_position_ends_the_substitute_has_nothing_left(session, eva, dewi, anouk):
    replaced(session, eva, dewi, anouk)

    Position.objects.filter(person=anouk).update(until_on=TUESDAY)

    assert (gives(anouk, session), is_open(session)) == (False, True)


def test_the_first_of_several_has_it_and_the_others_hear_so(session, eva, dewi, anouk, joke):
    decline(actor=dewi, session_id=session.pk)
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk, joke.pk])
    accept(actor=joke, session_id=session.pk)

    with pytest.raises(PlaceFilled):
        accept(actor=anouk, session_id=session.pk)

    assert states(session) == {"Dewi": "replaced", "Anouk": "filled", "Joke": "accepted"}


def test_of_two_open_places_the_second_stays_open(plan, eva, dewi, hanne, anouk, joke, clock):
    session = plan(trainer_ids=[dewi.pk, hanne.pk]).sessions.first()
    decline(actor=dewi, session_id=session.pk)
    clock.set(2026, 10, 13, 9)
    decline(actor=hanne, session_id=session.pk)
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk, joke.pk])

    accept(actor=joke, session_id=session.pk)

    assert states(session) == {"Dewi": "replaced", "Hanne": "left", "Anouk": "asked", "Joke": "accepted"}
    assert is_open(session)


def test_who_was_asked_and_cannot_opens_nothing(session, eva, anouk):
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])

    decline(actor=anouk, session_id=session.pk, word="Dan ben ik vrij.")

    assert (states(session), is_open(session)) == ({"Anouk": "declined"}, False)


def test_who_said_no_may_still_say_yes_while_the_place_is_open(session, eva, dewi, anouk):
    decline(actor=dewi, session_id=session.pk)
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])
    decline(actor=anouk, session_id=session.pk)

    accept(actor=anouk, session_id=session.pk)

    assert givers(session) == ["Anouk"]


def test_who_said_no_is_too_late_when_no_place_is_open(session, eva, anouk):
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])
    decline(actor=anouk, session_id=session.pk)

    with pytest.raises(PlaceFilled):
        accept(actor=anouk, session_id=session.pk)


def test_she_takes_her_own_place_back(session, eva, dewi, anouk):
    decline(actor=dewi, session_id=session.pk)
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])

    accept(actor=dewi, session_id=session.pk)

    assert (givers(session), states(session)) == (["Dewi"], {"Anouk": "filled"})


def test_a_place_that_was_filled_is_not_hers_to_take_back(session, eva, dewi, anouk):
    replaced(session, eva, dewi, anouk)

    with pytest.raises(PlaceFilled):
        accept(actor=dewi, session_id=session.pk)


def test_a_substitute_who_cannot_after_all_opens_the_place_again(session, eva, dewi, anouk, joke):
    replaced(session, eva, dewi, anouk)
    decline(actor=anouk, session_id=session.pk)
    ask(actor=eva, session_id=session.pk, person_ids=[joke.pk])

    accept(actor=joke, session_id=session.pk)

    assert (givers(session), is_open(session)) == (["Joke"], False)
    assert states(session) == {"Dewi": "replaced", "Anouk": "replaced", "Joke": "accepted"}


def test_accepting_twice_is_accepting_once(session, eva, dewi, anouk):
    revision = replaced(session, eva, dewi, anouk).revision

    assert accept(actor=anouk, session_id=session.pk).revision == revision


def test_who_gives_it_anyway_accepts_without_effect(session, dewi):
    accept(actor=dewi, session_id=session.pk)

    assert not Duty.objects.exists()


def test_she_who_said_yes_on_the_telephone_gives_it_at_once(session, eva, dewi, anouk):
    decline(actor=dewi, session_id=session.pk)

    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk], has_said_yes=True)

    assert givers(session) == ["Anouk"]


def test_asking_twice_is_asking_once(session, eva, anouk, clock):
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])
    before = session.duties.get().at
    clock.set(2026, 10, 13, 9)

    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])

    assert session.duties.get().at == before


def test_who_gives_it_is_not_asked(session, eva, dewi):
    ask(actor=eva, session_id=session.pk, person_ids=[dewi.pk])

    assert givers(session) == ["Dewi"]
    assert not Duty.objects.exists()


@pytest.mark.parametrize("who", ["amal", "fay", "cleo"])
def test_only_who_works_here_is_asked(session, eva, who, request):
    with pytest.raises(NotStaffThere):
        ask(actor=eva, session_id=session.pk, person_ids=[request.getfixturevalue(who).pk])


def test_who_no_longer_works_here_on_that_day_is_not_asked(plan, eva, anouk):
    session = plan().sessions.last()
    Position.objects.filter(person=anouk).update(until_on=date(2026, 11, 1))

    with pytest.raises(NotStaffThere):
        ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])


@pytest.mark.parametrize("who", ["amal", "dewi", "hanne", "noor", "fay"])
@pytest.mark.parametrize("verb", [ask, relieve, give_back, withdraw, close_place])
def test_asking_and_relieving_are_the_coordinators(session, verb, who, anouk, request):
    whom = {"person_ids": [anouk.pk]} if verb is ask else {"person_id": anouk.pk}

    with pytest.raises(NotHere):
        verb(actor=request.getfixturevalue(who), session_id=session.pk, **whom)


def test_the_neighbours_coordinator_asks_nobody(session, other_house, anouk):
    ida = cast.make_worker("Ida", other_house, Role.COORDINATOR)

    with pytest.raises(NotHere):
        ask(actor=ida, session_id=session.pk, person_ids=[anouk.pk])


@pytest.mark.parametrize("who", ["amal", "hanne", "noor", "fay", "eva"])
@pytest.mark.parametrize("verb", [accept, decline])
def test_who_neither_gives_it_nor_was_asked_has_nothing_to_answer(session, verb, who, request):
    with pytest.raises(NotHere):
        verb(actor=request.getfixturevalue(who), session_id=session.pk)


@pytest.mark.parametrize("verb", [accept, decline])
def test_what_is_over_is_not_answered(session, dewi, verb, clock):
    clock.set(2026, 10, 13, 12)

    with pytest.raises(Passed):
        verb(actor=dewi, session_id=session.pk)


def test_what_was_cancelled_is_not_answered(session, eva, dewi, anouk):
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])
    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.")

    with pytest.raises(AlreadyCancelled):
        accept(actor=anouk, session_id=session.pk)

    assert list(Duty.objects.told_to(anouk).to_answer()) == []
