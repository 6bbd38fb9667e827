"""The coordinator opens and closes places in a session, and asks others; days on which somebody is away."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from house.errors import NotHere
from house.models import Position
from programs.errors import StillNeeded
from programs.models import Assignment, Away, Duty, Session
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
from tests.programs.conftest import TU, WE
from tests.programs.test_changing import run_together
from tests.programs.test_staffing import givers, is_open, replaced, states


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
