"""Rooms: made, renamed and closed by the coordinator of their house."""

from uuid import uuid4

import pytest

from house.errors import AlreadyThere, NotHere
from house.models import Role, Room
from house.people.services import rooms
from tests.cast import make_room, make_worker


@pytest.fixture
def neighbour(other_house):
    return make_worker("Nadia", other_house, Role.COORDINATOR)


def test_a_room_is_added(eva, house):
    rooms.add_room(actor=eva, house_id=house.pk, name="Tuin", where="Achter", is_shared=True)

    room = Room.objects.get()
    assert (room.house, room.name, room.where, room.is_shared, room.is_closed) == (house, "Tuin", "Achter", True, False)


def test_a_second_room_of_one_name_is_refused_with_a_sentence(eva, room):
    with pytest.raises(AlreadyThere) as refused:
        rooms.add_room(actor=eva, house_id=room.house_id, name=room.name)

    assert str(refused.value.message) == "Er is al een kamer die zo heet."
    assert list(Room.objects.all()) == [room]


def test_two_houses_may_have_a_room_of_one_name(eva, neighbour, room, other_house):
    rooms.add_room(actor=neighbour, house_id=other_house.pk, name=room.name)

    assert [one.name for one in Room.objects.all()] == [room.name, room.name]


def test_a_room_is_renamed_and_closed(eva, room):
    rooms.change_room(actor=eva, room_id=room.pk, name="Zolder", where="Boven", is_closed=True)

    room.refresh_from_db()
    assert (room.name, room.where, room.is_closed) == ("Zolder", "Boven", True)


def test_a_room_does_not_take_the_name_of_another(eva, room, house):
    other = make_room(house, "Zolder")

    with pytest.raises(AlreadyThere):
        rooms.change_room(actor=eva, room_id=other.pk, name=room.name)
    other.refresh_from_db()
    assert other.name == "Zolder"


@pytest.mark.parametrize("who", ["amal", "cleo", "dewi", "gina", "hanne", "fay", "neighbour"])
def test_who_does_not_run_the_house_changes_no_room(room, request, who):
    actor = request.getfixturevalue(who)

    with pytest.raises(NotHere):
        rooms.change_room(actor=actor, room_id=room.pk, name="Zolder")
    with pytest.raises(NotHere):
        rooms.add_room(actor=actor, house_id=room.house_id, name="Zolder")
    assert [r.name for r in Room.objects.all()] == [room.name]


def test_a_room_that_is_not_there_is_refused_like_one_that_is_not_hers(neighbour, room):
    answers = []
    for room_id in (room.pk, uuid4()):
        with pytest.raises(NotHere) as refused:
            rooms.change_room(actor=neighbour, room_id=room_id, name="Zolder")
        answers.append((refused.value.code, str(refused.value.message)))

    assert answers[0] == answers[1]
