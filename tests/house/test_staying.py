"""Stays, positions and coaching: begun and ended by the coordinator of that house, and by nobody else."""

from uuid import uuid4

import pytest

from house.desk import services
from house.errors import AlreadyThere, LastCoordinator, NotHere, WrongDates
from house.models import Coaching, ErasureMark, Person, Position, Role, Stay
from house.people.models.standing import standing_of
from house.privacy.services import erasure, marks
from house.registry import registry
from tests.cast import days, make_worker
from tests.house.at_once import at_once


@pytest.fixture
def neighbour(other_house):
    return make_worker("Nadia", other_house, Role.COORDINATOR)


@pytest.fixture
def told(monkeypatch):
    """The people of whom somebody was told that a right ended."""
    ids = []
    monkeypatch.setattr(registry, "on_right_ended", [ids.append])
    return ids


def stay_terms(**changes):
    return {"phase": "intake", "arrived_on": days(0), "planned_until": days(90)} | changes


def position_terms(**changes):
    return {"role": Role.COACH, "background": "professional", "from_on": days(0), "until_on": None} | changes


def test_a_new_resident_has_a_stay_and_no_way_to_sign_in_yet(eva, house):
    person = services.add_person(
        actor=eva, house_id=house.pk, chosen_name="Amal", language="en", **stay_terms(arrived_on=days(-1))
    )

    stay = person.stays.get()
    assert (stay.house, stay.phase, stay.arrived_on, stay.left_on) == (house, "intake", days(-1), None)
    assert (person.sign_in_name, person.password, person.is_keeper) == (None, "", False)


def test_a_new_worker_has_a_position(eva, house):
    person = services.add_person(
        actor=eva, house_id=house.pk, chosen_name="Dewi", language="nl", **position_terms(role=Role.TRAINER)
    )

    assert [(p.house, p.role) for p in person.positions.all()] == [(house, "trainer")]
    assert not person.stays.exists()


def test_a_new_worker_who_stops_before_she_begins_is_not_written_down(eva, house):
    with pytest.raises(WrongDates):
        services.add_person(
            actor=eva, house_id=house.pk, chosen_name="Dewi", language="nl", **position_terms(until_on=days(-1))
        )

    assert list(Person.objects.all()) == [eva]


@pytest.mark.parametrize("who", ["amal", "cleo", "dewi", "gina", "hanne", "fay", "neighbour"])
def test_who_does_not_run_the_house_adds_nobody(house, eva, request, who):
    actor = request.getfixturevalue(who)
    before = set(Person.objects.all())

    with pytest.raises(NotHere):
        services.add_person(actor=actor, house_id=house.pk, chosen_name="X", language="nl", **stay_terms())
    assert set(Person.objects.all()) == before


def test_an_alumna_comes_to_live_here_again(eva, cleo, house):
    stay = services.begin_stay(actor=eva, person_id=cleo.pk, house_id=house.pk, **stay_terms())

    assert cleo.stays.current().first() == stay


def test_a_resident_does_not_come_to_live_here_twice(eva, amal, house):
    with pytest.raises(AlreadyThere, match="already_there") as refused:
        services.begin_stay(actor=eva, person_id=amal.pk, house_id=house.pk, **stay_terms())

    assert str(refused.value.message) == "Zij woont al in een huis. Sluit eerst die tijd af."


def test_a_next_stay_begins_on_the_day_the_first_ends_and_not_before(eva, amal, house):
    services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=days(7))

    with pytest.raises(AlreadyThere):
        services.begin_stay(actor=eva, person_id=amal.pk, house_id=house.pk, **stay_terms(arrived_on=days(6)))
    services.begin_stay(actor=eva, person_id=amal.pk, house_id=house.pk, **stay_terms(arrived_on=days(7)))

    assert [stay.arrived_on for stay in amal.stays.all()] == [days(7), days(-60)]


def test_nobody_is_let_into_a_house_that_the_actor_does_not_run(eva, cleo, other_house):
    with pytest.raises(NotHere):
        services.begin_stay(actor=eva, person_id=cleo.pk, house_id=other_house.pk, **stay_terms())

    assert cleo.stays.current().first() is None


def test_somebody_elses_resident_is_not_taken_in(eva, fay, house):
    with pytest.raises(NotHere):
        services.give_position(actor=eva, person_id=fay.pk, house_id=house.pk, **position_terms())

    assert not fay.positions.exists()


def test_a_phase_changes_and_may_go_back(eva, amal):
    stay = services.change_stay(actor=eva, stay_id=amal.stays.get().pk, phase="acquaintance", planned_until=None)

    assert (amal.stays.get().phase, stay.planned_until) == ("acquaintance", None)


def test_a_stay_is_not_prolonged_over_the_next_one(eva, amal, house):
    first = amal.stays.get()
    services.end_stay(actor=eva, stay_id=first.pk, on=days(5))
    services.begin_stay(actor=eva, person_id=amal.pk, house_id=house.pk, **stay_terms(arrived_on=days(8)))

    with pytest.raises(WrongDates) as refused:
        services.end_stay(actor=eva, stay_id=first.pk, on=days(9))
    assert "het volgende" in refused.value.message
    services.end_stay(actor=eva, stay_id=first.pk, on=days(8))

    assert amal.stays.get(pk=first.pk).left_on == days(8)


def test_a_stay_ended_today_is_over_at_once_and_is_told(eva, amal, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=days(0))

    assert amal.stays.current().first() is None
    assert told == [amal.pk]


def test_a_stay_that_ends_later_lasts_until_then_and_is_not_told(eva, amal, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=days(1))

    assert amal.stays.current().first() is not None
    assert told == []


def test_a_stay_does_not_end_before_it_began(eva, amal):
    with pytest.raises(WrongDates):
        services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=days(-61))

    assert amal.stays.get().left_on is None


def test_an_ended_stay_is_not_brought_back_by_ending_it_later(eva, cleo):
    with pytest.raises(WrongDates) as refused:
        services.end_stay(actor=eva, stay_id=cleo.stays.get().pk, on=days(30))

    assert str(refused.value.message) == "Dit was al voorbij. Wat weer begint, zet je er nieuw bij."
    assert cleo.stays.get().left_on == days(-40)


def test_coaching_ends_with_the_stay(eva, amal, hanne, house):
    coaching = services.begin_coaching(
        actor=eva, house_id=house.pk, resident_id=amal.pk, coach_id=hanne.pk, from_on=days(-30)
    )

    services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=days(0))

    coaching.refresh_from_db()
    assert coaching.until_on == days(0)


def test_coaching_that_ends_before_the_stay_keeps_its_own_end(eva, amal, hanne, house):
    terms = {"resident": amal, "coach": hanne, "house": house}
    over = Coaching.objects.create(**terms, from_on=days(0), until_on=days(0))
    ending = Coaching.objects.create(**terms, from_on=days(-30), until_on=days(3))

    services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=days(10))

    assert set(Coaching.objects.values_list("pk", "until_on")) == {(over.pk, days(0)), (ending.pk, days(3))}


def test_coaching_that_would_begin_after_the_stay_is_not_there(eva, amal, hanne, house):
    Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=days(5))

    services.end_stay(actor=eva, stay_id=amal.stays.get().pk, on=days(0))

    assert not Coaching.objects.exists()


def test_who_does_not_come_after_all_is_forgotten(eva, house):
    person = services.add_person(
        actor=eva, house_id=house.pk, chosen_name="Lotus", language="nl", **stay_terms(arrived_on=days(7))
    )

    services.cancel_arrival(actor=eva, stay_id=person.stays.get().pk)

    assert not Person.objects.filter(pk=person.pk).exists()
    assert ErasureMark.objects.get().mark == marks.mark_of(person.pk)


def test_an_alumna_who_does_not_come_back_after_all_keeps_what_she_had(eva, cleo, house):
    stay = services.begin_stay(actor=eva, person_id=cleo.pk, house_id=house.pk, **stay_terms(arrived_on=days(7)))

    services.cancel_arrival(actor=eva, stay_id=stay.pk)

    assert [stay.is_over for stay in cleo.stays.all()] == [True]


def test_an_arrival_that_was_is_not_cancelled(eva, amal):
    with pytest.raises(WrongDates):
        services.cancel_arrival(actor=eva, stay_id=amal.stays.get().pk)
    assert amal.stays.count() == 1


def test_a_planned_end_may_still_be_moved(eva, amal):
    stay = amal.stays.get()
    services.end_stay(actor=eva, stay_id=stay.pk, on=days(5))

    services.end_stay(actor=eva, stay_id=stay.pk, on=days(9))

    assert amal.stays.get().left_on == days(9)


def test_a_role_is_given_for_some_time(eva, amal, house):
    terms = position_terms(role=Role.TRAINER, background="experience", until_on=days(30))

    position = services.give_position(actor=eva, person_id=amal.pk, house_id=house.pk, **terms)

    assert (position.is_current(), position.is_current(days(30)), position.in_words) == (
        True,
        False,
        "trainer, ervaringsdeskundige",
    )


@pytest.mark.parametrize("until", [None, 30])
def test_a_role_that_she_has_is_not_given_again(eva, house, until):
    vera = make_worker("Vera", house, Role.TRAINER, until=until)

    with pytest.raises(AlreadyThere) as refused:
        services.give_position(actor=eva, person_id=vera.pk, house_id=house.pk, **position_terms(role=Role.TRAINER))
    assert str(refused.value.message) == "Deze rol heeft zij hier al."


def test_a_second_role_may_stand_beside_the_first(eva, dewi, house):
    services.give_position(actor=eva, person_id=dewi.pk, house_id=house.pk, **position_terms())

    assert {position.role for position in dewi.positions.current()} == {"coach", "trainer"}


def test_a_position_ended_today_counts_no_more(eva, dewi, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.end_position(actor=eva, position_id=dewi.positions.get().pk, on=days(0))

    assert standing_of(dewi).posts == []
    assert told == [dewi.pk]


@pytest.mark.parametrize("on", [0, 30])
def test_the_last_coordinator_does_not_leave_the_house_alone(eva, on):
    with pytest.raises(LastCoordinator):
        services.end_position(actor=eva, position_id=eva.positions.get().pk, on=days(on))

    assert eva.positions.get().until_on is None


@pytest.mark.parametrize(("since", "until"), [(10, 5), (-3, None)], ids=["leaves soon", "comes later"])
def test_a_coordinator_who_is_not_there_to_stay_does_not_count(eva, house, since, until):
    make_worker("Vera", house, Role.COORDINATOR, since=since, until=until)

    with pytest.raises(LastCoordinator):
        services.end_position(actor=eva, position_id=eva.positions.get().pk, on=days(0))


@pytest.mark.parametrize("who", ["never came in", "has only a confirmed return", "is closed"])
def test_a_coordinator_who_cannot_come_in_does_not_count(eva, house, who):
    vera = make_worker("Vera", house, Role.COORDINATOR)
    if who == "never came in":
        vera.sign_in_name = None
    elif who == "is closed":
        vera.is_active = False
    else:
        vera.set_unusable_password()
    vera.save()

    with pytest.raises(LastCoordinator):
        services.end_position(actor=eva, position_id=eva.positions.get().pk, on=days(0))
    with pytest.raises(LastCoordinator):
        erasure.refuse(eva)


def test_a_coordinator_of_another_house_does_not_count(eva, neighbour):
    with pytest.raises(LastCoordinator):
        services.end_position(actor=eva, position_id=eva.positions.get().pk, on=days(0))


def test_a_coordinator_leaves_a_house_that_another_runs(eva, house):
    make_worker("Vera", house, Role.COORDINATOR)

    services.end_position(actor=eva, position_id=eva.positions.get().pk, on=days(0))

    assert eva.positions.get().is_over


def test_a_coach_walks_along_and_stops(eva, amal, hanne, house):
    coaching = services.begin_coaching(
        actor=eva, house_id=house.pk, resident_id=amal.pk, coach_id=hanne.pk, from_on=days(-2)
    )
    services.end_coaching(actor=eva, coaching_id=coaching.pk, on=days(0))

    assert [(c.coach, c.is_over) for c in amal.coachings.all()] == [(hanne, True)]


def test_she_has_one_coach_at_a_time_also_when_the_first_will_stop(eva, amal, hanne, house):
    terms = {"actor": eva, "house_id": house.pk, "resident_id": amal.pk, "coach_id": hanne.pk}
    first = services.begin_coaching(**terms, from_on=days(-2))
    services.end_coaching(actor=eva, coaching_id=first.pk, on=days(3))

    with pytest.raises(AlreadyThere):
        services.begin_coaching(**terms, from_on=days(0))
    assert services.begin_coaching(**terms, from_on=days(3)).from_on == days(3)


@pytest.mark.parametrize("who", ["dewi", "bo", "fay"])
def test_who_is_no_coach_here_does_not_walk_along(eva, amal, house, request, who):
    other = request.getfixturevalue(who)

    with pytest.raises(NotHere):
        services.begin_coaching(actor=eva, house_id=house.pk, resident_id=amal.pk, coach_id=other.pk, from_on=days(0))
    assert not Coaching.objects.exists()


def test_a_neighbour_ends_nothing_and_hears_what_she_would_hear_of_nothing(neighbour, amal, dewi, hanne, house):
    coaching = Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=days(0))
    tries = [
        (services.end_stay, "stay_id", amal.stays.get().pk),
        (services.end_position, "position_id", dewi.positions.get().pk),
        (services.end_coaching, "coaching_id", coaching.pk),
    ]

    for verb, name, fact_id in tries:
        for tried_id in (fact_id, uuid4()):
            with pytest.raises(NotHere):
                verb(actor=neighbour, **{name: tried_id}, on=days(0))
    with pytest.raises(NotHere):
        services.cancel_arrival(actor=neighbour, stay_id=amal.stays.get().pk)
    is_here = amal.stays.current().exists()
    assert (is_here, standing_of(dewi).holds(Role.TRAINER), coaching.is_current()) == (True, True, True)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_end_each_other_at_once_leave_one(eva, house):
    vera = make_worker("Vera", house, Role.COORDINATOR)

    outcomes = at_once(
        lambda: services.end_position(actor=eva, position_id=vera.positions.get().pk, on=days(0)),
        lambda: services.end_position(actor=vera, position_id=eva.positions.get().pk, on=days(0)),
    )

    assert Position.objects.current().filter(house=house, role=Role.COORDINATOR).count() == 1
    assert [isinstance(outcome, Position) for outcome in outcomes].count(True) == 1


@pytest.mark.django_db(transaction=True)
def test_two_stays_begun_at_once_become_one(eva, cleo, house):
    def begin():
        return services.begin_stay(actor=eva, person_id=cleo.pk, house_id=house.pk, **stay_terms())

    outcomes = at_once(begin, begin)

    assert sorted(str(outcome) for outcome in outcomes if isinstance(outcome, str)) == ["already_there"]
    assert Stay.objects.current().filter(person=cleo).count() == 1
