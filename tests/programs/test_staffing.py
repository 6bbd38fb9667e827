"""Who gives a session: asked, accepted, declined, replaced; and what a substitute gets, and for how long."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from house.errors import NotHere
from house.models import Position, Role
from programs.attendance.services.attendance import may_note, note_attendance
from programs.errors import AlreadyCancelled, NotStaffThere, Passed, PlaceFilled, StillNeeded
from programs.models import Assignment, Away, Duty, Session
from programs.planning.services.change import cancel_session
from programs.planning.services.layout import lay_out
from programs.staffing.services.duties import (
    accept,
    accept_all,
    ask,
    ask_for_open,
    close_place,
    come_back,
    decline,
    give_back,
    relieve,
    stay_away,
    withdraw,
)
from tests import cast
from tests.programs.conftest import TU, TUESDAY, WE
from tests.programs.test_changing import run_together


@pytest.fixture
def anouk(house):
    return cast.make_worker("Anouk", house, Role.TRAINER)


@pytest.fixture
def joke(house):
    return cast.make_worker("Joke", house, Role.TRAINER)


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


def test_the_coordinator_opens_the_place_of_who_is_ill(session, eva, dewi):
    relieve(actor=eva, session_id=session.pk, person_id=dewi.pk)

    assert (states(session), session.duties.get().by) == ({"Dewi": "left"}, eva)


def test_who_does_not_give_it_is_not_relieved(session, eva, anouk):
    with pytest.raises(NotHere):
        relieve(actor=eva, session_id=session.pk, person_id=anouk.pk)


def test_who_left_and_can_come_after_all_is_given_her_place_back(session, eva, dewi, anouk):
    decline(actor=dewi, session_id=session.pk)
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])

    give_back(actor=eva, session_id=session.pk, person_id=dewi.pk)

    assert (givers(session), states(session)) == (["Dewi"], {"Anouk": "filled"})


def test_to_ask_who_left_leaves_her_place_open(plan, eva, dewi, hanne):
    session = plan(trainer_ids=[dewi.pk, hanne.pk]).sessions.first()
    decline(actor=dewi, session_id=session.pk)

    ask(actor=eva, session_id=session.pk, person_ids=[dewi.pk])

    assert (states(session), is_open(session)) == ({"Dewi": "left"}, True)


def test_for_all_that_stands_open_in_a_series_she_is_asked_at_once(plan, eva, dewi, anouk):
    series = plan()
    stay_away(actor=dewi, from_on=date(2026, 10, 20), until_on=date(2026, 11, 4))
    first = series.sessions.get(original_on=date(2026, 10, 20))

    ask_for_open(actor=eva, session_id=first.pk, person_ids=[anouk.pk])
    taken = accept_all(actor=anouk, series_id=series.pk)

    assert [session.held_on.day for session in taken] == [20, 27, 3]
    assert list(Session.objects.given_by(anouk)) == taken


def test_what_another_took_meanwhile_is_left_out(plan, eva, dewi, anouk, joke):
    series = plan()
    stay_away(actor=dewi, from_on=date(2026, 10, 20), until_on=date(2026, 11, 4))
    first = series.sessions.get(original_on=date(2026, 10, 20))
    ask_for_open(actor=eva, session_id=first.pk, person_ids=[anouk.pk, joke.pk])
    accept(actor=joke, session_id=first.pk)

    taken = accept_all(actor=anouk, series_id=series.pk)

    assert [session.held_on.day for session in taken] == [27, 3]


@pytest.mark.parametrize("who", ["amal", "dewi", "eva", "fay"])
def test_who_is_asked_for_nothing_accepts_nothing(session, who, request):
    with pytest.raises(NotHere):
        accept_all(actor=request.getfixturevalue(who), series_id=session.series_id)


def test_somebody_is_no_longer_asked(session, eva, anouk):
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])

    withdraw(actor=eva, session_id=session.pk, person_id=anouk.pk)

    assert (states(session), list(Duty.objects.told_to(anouk).to_answer())) == ({"Anouk": "filled"}, [])


def test_an_open_place_is_closed_when_another_gives_the_session(plan, eva, dewi, hanne, anouk):
    session = plan(trainer_ids=[dewi.pk, hanne.pk]).sessions.first()
    decline(actor=dewi, session_id=session.pk)
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])

    close_place(actor=eva, session_id=session.pk, person_id=dewi.pk)

    assert (is_open(session), states(session)) == (False, {"Dewi": "replaced", "Anouk": "filled"})


def test_the_only_place_of_a_session_is_not_closed(session, eva, dewi):
    decline(actor=dewi, session_id=session.pk)

    with pytest.raises(StillNeeded):
        close_place(actor=eva, session_id=session.pk, person_id=dewi.pk)


def test_a_session_that_nobody_gives_has_an_open_place(session):
    Assignment.objects.all().delete()

    assert is_open(session)


def test_a_place_is_open_from_the_day_that_her_position_ends(plan, dewi):
    plan()
    Position.objects.filter(person=dewi).update(until_on=date(2026, 10, 27))

    open_on = Session.objects.with_open_place().values_list("held_on", flat=True)

    assert (len(open_on), min(open_on)) == (11, date(2026, 10, 27))


def test_who_comes_in_the_place_of_one_who_left_the_house_replaces_her(plan, eva, dewi, anouk):
    session = plan().sessions.last()
    Position.objects.filter(person=dewi).update(until_on=date(2026, 10, 27))

    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk], has_said_yes=True)

    assert (givers(session), is_open(session)) == (["Anouk"], False)


def test_a_change_of_who_gives_it_is_news(session, eva, dewi, anouk, clock):
    clock.set(2026, 10, 13, 9)

    replaced(session, eva, dewi, anouk)

    session.refresh_from_db()
    assert (session.changed_at, session.revision) == (clock.now, 2)


def test_to_be_asked_is_no_news_for_who_comes(session, eva, anouk):
    before = session.revision

    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])

    session.refresh_from_db()
    assert session.revision == before


def test_for_some_days_she_cannot_come(plan, dewi):
    plan([TU, WE])

    stay_away(actor=dewi, from_on=date(2026, 10, 20), until_on=date(2026, 10, 28), word="Ik ben weg.")

    left = Duty.objects.order_by("session__held_on")
    assert [(duty.session.held_on.day, duty.state, duty.word) for duty in left] == [
        (20, "left", "Ik ben weg."),
        (21, "left", "Ik ben weg."),
        (27, "left", "Ik ben weg."),
    ]


def test_what_is_laid_out_later_knows_that_she_is_away(plan, dewi):
    stay_away(actor=dewi, from_on=date(2026, 10, 20), until_on=date(2026, 10, 21))

    series = plan()

    assert [duty.session.held_on for duty in Duty.objects.filter(state="left")] == [date(2026, 10, 20)]
    assert lay_out(series.pk) == []


def test_saying_twice_that_she_is_away_is_saying_it_once(dewi):
    for _ in range(2):
        stay_away(actor=dewi, from_on=date(2026, 10, 20), until_on=date(2026, 10, 21))

    assert Away.objects.count() == 1


def test_who_works_nowhere_is_not_away(amal):
    with pytest.raises(NotHere):
        stay_away(actor=amal, from_on=date(2026, 10, 20), until_on=date(2026, 10, 21))


def test_she_can_come_after_all(plan, dewi, anouk):
    away = stay_away(actor=dewi, from_on=date(2026, 10, 20), until_on=date(2026, 10, 21))

    with pytest.raises(NotHere):
        come_back(actor=anouk, away_id=away.pk)
    come_back(actor=dewi, away_id=away.pk)

    assert not Away.objects.exists()


def test_the_database_keeps_one_duty_per_person_and_session(session, dewi):
    Duty.objects.create(session=session, person=dewi, state="left")

    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(session=session, person=dewi, state="asked")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_has_it(plan, eva, dewi, anouk, joke):
    for session in plan(until_on=date(2026, 11, 25)).sessions.all():
        decline(actor=dewi, session_id=session.pk)
        ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk, joke.pk])

        outcomes = run_together(
            lambda: accept(actor=anouk, session_id=session.pk),  # noqa: B023
            lambda: accept(actor=joke, session_id=session.pk),  # noqa: B023
        )

        assert sorted(outcomes) == ["PlaceFilled", "Session"]
        assert len(givers(session)) == 1


@pytest.mark.django_db(transaction=True)
def test_who_takes_her_place_back_and_who_accepts_it_at_once_do_not_both_give_it(plan, eva, dewi, anouk):
    for session in plan(until_on=date(2026, 11, 25)).sessions.all():
        decline(actor=dewi, session_id=session.pk)
        ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])

        outcomes = run_together(
            lambda: accept(actor=anouk, session_id=session.pk),  # noqa: B023
            lambda: accept(actor=dewi, session_id=session.pk),  # noqa: B023
        )

        assert sorted(outcomes) == ["PlaceFilled", "Session"]
        assert len(givers(session)) == 1
