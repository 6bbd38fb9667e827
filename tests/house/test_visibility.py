"""Who may see whom: herself, and for a coordinator the people of a house she runs today."""

import pytest
from django.contrib.auth.models import AnonymousUser

from house.models import House, Person, Role, Room
from tests.cast import days, make_resident, make_room, make_worker

CAST = ["amal", "bo", "cleo", "dewi", "eva", "fay", "gina", "hanne"]


@pytest.fixture
def everybody(db, request):
    return {name: request.getfixturevalue(name) for name in CAST}


@pytest.fixture
def neighbour(other_house):
    return make_worker("Nadia", other_house, Role.COORDINATOR)


def names(queryset):
    return sorted(person.chosen_name for person in queryset)


@pytest.mark.parametrize("name", ["amal", "bo", "cleo", "dewi", "fay", "gina", "hanne"])
def test_who_runs_no_house_sees_herself_alone(everybody, name):
    assert names(Person.objects.visible_to(everybody[name])) == [name.capitalize()]


def test_a_coordinator_sees_who_lives_lived_or_works_in_her_house(everybody):
    seen = names(Person.objects.visible_to(everybody["eva"]))

    assert seen == ["Amal", "Bo", "Cleo", "Dewi", "Eva", "Gina", "Hanne"]


def test_a_neighbour_coordinator_sees_her_own_house_alone(everybody, neighbour):
    assert names(Person.objects.visible_to(neighbour)) == ["Fay", "Nadia"]


def test_a_visitor_sees_nobody_and_nothing(everybody, room):
    visitor = AnonymousUser()

    assert list(Person.objects.visible_to(visitor)) == []
    assert list(Room.objects.visible_to(visitor)) == list(Room.objects.run_by(visitor)) == []
    assert list(House.objects.run_by(visitor)) == list(House.objects.to_call_for(visitor)) == []


@pytest.mark.parametrize("until", [-1, 0])
def test_a_coordinator_whose_position_ended_sees_herself_alone(house, amal, until):
    former = make_worker("Vera", house, Role.COORDINATOR, until=until)

    assert names(Person.objects.visible_to(former)) == ["Vera"]
    assert list(House.objects.run_by(former)) == []


def test_a_coordinator_whose_position_is_yet_to_begin_sees_herself_alone(house, amal):
    coming = make_worker("Vera", house, Role.COORDINATOR, since=-1)

    assert names(Person.objects.visible_to(coming)) == ["Vera"]


def test_a_coordinator_on_her_last_day_still_runs_the_house(house, amal):
    leaving = make_worker("Vera", house, Role.COORDINATOR, until=1)

    assert list(House.objects.run_by(leaving)) == [house]


def test_an_ended_position_stays_visible_to_the_coordinator(eva, house):
    make_worker("Dewi", house, Role.TRAINER, until=-10)

    assert names(Person.objects.visible_to(eva)) == ["Dewi", "Eva"]


def test_a_woman_who_moved_between_two_houses_is_seen_once_by_each(cleo, eva, neighbour, other_house):
    cleo.stays.create(house=other_house, arrived_on=days(-5))

    assert names(Person.objects.visible_to(eva)) == ["Cleo", "Eva"]
    assert names(Person.objects.visible_to(neighbour)) == ["Cleo", "Nadia"]


def test_nobody_is_seen_twice_for_holding_many_facts(eva, house, amal):
    for role in (Role.COACH, Role.TRAINER):
        eva.positions.create(house=house, role=role, from_on=days(-1))

    assert names(Person.objects.visible_to(eva)) == ["Amal", "Eva"]


def test_rooms_are_seen_by_who_works_there_and_run_by_the_coordinator(room, dewi, eva, amal, other_house):
    make_room(other_house)

    assert [list(Room.objects.visible_to(person)) for person in (dewi, eva, amal)] == [[room], [room], []]
    assert [list(Room.objects.run_by(person)) for person in (dewi, eva, amal)] == [[], [room], []]


def test_a_closed_room_is_not_in_use(room, house):
    make_room(house, "Oude kamer", is_closed=True)

    assert list(Room.objects.in_use()) == [room]


def test_a_woman_may_call_the_house_she_lives_or_lived_in(amal, cleo, fay, house, other_house):
    assert [list(House.objects.to_call_for(person)) for person in (amal, cleo, fay)] == [
        [house],
        [house],
        [other_house],
    ]


def test_who_works_in_a_house_may_call_it_while_she_works_there(dewi, house):
    former = make_worker("Vera", house, Role.TRAINER, until=0)

    assert list(House.objects.to_call_for(dewi)) == [house]
    assert list(House.objects.to_call_for(former)) == []


def test_a_house_is_listed_once_for_a_woman_who_lived_there_twice(house):
    amal = make_resident("Amal", house)
    amal.stays.create(house=house, arrived_on=days(-300), left_on=days(-200))

    assert list(House.objects.to_call_for(amal)) == [house]
