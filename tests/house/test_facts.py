"""Facts with dates: `begins <= today < ends`, the same in the database and in Python, and kept by constraints."""

import pytest
from django.db import IntegrityError, transaction

from house.models import Card, Coaching, Person, Phase, Position, Role, Room, Stay
from house.people.models.standing import standing_of
from tests.cast import days, make_person

EDGES = [
    # begins, ends, counts today, not over, over
    (-3, None, True, True, False),
    (0, None, True, True, False),
    (1, None, False, True, False),
    (-3, 1, True, True, False),
    (-3, 0, False, False, True),
    (-3, -1, False, False, True),
    (0, 0, False, False, True),
    (2, 2, False, True, False),
]


def position(person, house, *, begins, ends, role=Role.TRAINER):
    until = None if ends is None else days(ends)
    return Position.objects.create(person=person, house=house, role=role, from_on=days(begins), until_on=until)


@pytest.mark.parametrize(("begins", "ends", "counts", "is_open", "is_over"), EDGES)
def test_a_fact_counts_from_its_first_day_up_to_its_last(house, begins, ends, counts, is_open, is_over):
    position(make_person("Dewi"), house, begins=begins, ends=ends)
    facts = Position.objects

    assert (facts.current().exists(), facts.still_open().exists(), facts.over().exists()) == (counts, is_open, is_over)


@pytest.mark.parametrize(("begins", "ends", "counts", "is_open", "is_over"), EDGES)
def test_a_row_says_the_same_as_the_database(house, begins, ends, counts, is_open, is_over):
    fact = position(make_person("Dewi"), house, begins=begins, ends=ends)

    assert (fact.is_current(), fact.is_over) == (counts, is_over)


def test_a_fact_is_asked_about_another_day(house):
    fact = position(make_person("Dewi"), house, begins=5, ends=7)

    found = [list(Position.objects.current(days(day))) for day in (4, 5, 6, 7)]

    assert found == [[], [fact], [fact], []]
    assert [fact.is_current(days(day)) for day in (4, 5, 6, 7)] == [False, True, True, False]


@pytest.mark.parametrize(("clock", "is_in"), [("21:59", True), ("22:01", False)])
def test_a_day_ends_at_midnight_of_the_house_not_of_greenwich(house, monkeypatch, clock, is_in):
    from datetime import UTC, date, datetime

    now = datetime.fromisoformat(f"2027-07-04T{clock}:00+00:00").astimezone(UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    person = make_person("Dewi")
    Position.objects.create(
        person=person, house=house, role=Role.TRAINER, from_on=date(2027, 7, 1), until_on=date(2027, 7, 5)
    )

    assert standing_of(person).holds(Role.TRAINER) is is_in


def test_a_right_ends_on_its_date_without_anybody_doing_anything(house):
    person = make_person("Eva")
    position(person, house, begins=-10, ends=0, role=Role.COORDINATOR)

    assert standing_of(person).posts == []


def test_a_stay_of_today_makes_a_resident_and_an_ended_one_does_not(amal, cleo):
    assert standing_of(amal).stay.thing_id == amal.stays.get().pk
    assert standing_of(cleo).stay is None


def refused(name):
    """The database itself says no, with the name of the constraint where the engine tells it."""
    return pytest.raises(IntegrityError, match=rf"{name}|UNIQUE constraint failed")


def test_nobody_lives_in_two_houses(amal, other_house):
    with refused("one_open_stay_per_person"), transaction.atomic():
        Stay.objects.create(person=amal, house=other_house, arrived_on=days(0))


def test_a_second_stay_begins_after_the_first_ended(cleo, house):
    Stay.objects.create(person=cleo, house=house, arrived_on=days(0))

    assert cleo.stays.count() == 2


def test_nobody_leaves_before_she_arrives(amal):
    with refused("nobody_leaves_before_she_arrives"), transaction.atomic():
        amal.stays.update(left_on=days(-61))


def test_nobody_holds_one_role_twice_in_one_house(dewi, house):
    with refused("one_open_position_per_person_house_and_role"), transaction.atomic():
        position(dewi, house, begins=-1, ends=None)


def test_no_position_ends_before_it_begins(dewi):
    with refused("no_position_ends_before_it_begins"), transaction.atomic():
        dewi.positions.update(until_on=days(-101))


def test_one_coach_at_a_time(amal, hanne, eva, house):
    Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=days(0))

    with refused("one_open_coaching_per_resident_and_house"), transaction.atomic():
        Coaching.objects.create(resident=amal, coach=eva, house=house, from_on=days(0))


def test_no_coaching_ends_before_it_begins(amal, hanne, house):
    with refused("no_coaching_ends_before_it_begins"), transaction.atomic():
        Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=days(0), until_on=days(-1))


def test_nobody_coaches_herself(hanne, house):
    with refused("nobody_coaches_herself"), transaction.atomic():
        Coaching.objects.create(resident=hanne, coach=hanne, house=house, from_on=days(0))


def test_one_room_of_a_name_per_house(room, other_house):
    Room.objects.create(house=other_house, name=room.name)

    with refused("one_room_of_a_name_per_house"), transaction.atomic():
        Room.objects.create(house=room.house, name=room.name)


def test_a_sign_in_name_is_absent_or_real(bo):
    bo.sign_in_name = ""

    with refused("a_sign_in_name_is_absent_or_real"), transaction.atomic():
        bo.save()


@pytest.mark.parametrize("name", ["amal", "Amal", "AMAL"])
def test_a_sign_in_name_belongs_to_one_person(amal, bo, name):
    bo.sign_in_name = name

    with refused("sign_in_hash"), transaction.atomic():
        bo.save()


def test_many_people_may_have_no_sign_in_name_yet(db):
    Person.objects.create(chosen_name="Amal")
    Person.objects.create(chosen_name="Bo")

    assert Person.objects.filter(sign_in_name__isnull=True).count() == 2


def test_one_open_card_per_person(amal, house):
    card = {"person": amal, "house": house, "role": "resident", "expires_at": "2027-01-01T00:00Z"}
    Card.objects.create(code_hash="a", **card)

    with refused("one_open_card_per_person"), transaction.atomic():
        Card.objects.create(code_hash="b", **card)


def test_a_position_in_words(house):
    told = [
        Position(role=role, background=background).in_words
        for role, background in [("trainer", "professional"), ("trainer", "experience"), ("guest", "partner")]
    ]

    assert told == ["trainer", "trainer, ervaringsdeskundige", "gast van een partner"]


def test_a_person_shows_no_name_in_a_log(amal, house):
    assert (str(amal), str(house)) == (str(amal.pk), str(house.pk))


def test_a_phase_may_go_back(amal):
    amal.stays.update(phase=Phase.ACQUAINTANCE)

    assert amal.stays.get().phase == "acquaintance"
