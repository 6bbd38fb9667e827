"""The page of a house: its coordinator changes its name and numbers, and everybody reads them at once."""

from html import unescape

import pytest

from house.errors import AlreadyThere
from house.models import House, Role, Room
from house.people.services.rooms import add_room, change_room
from tests.cast import make_room, make_worker
from tests.house.at_once import at_once

SAID = {"name": "Het Zonnehuis", "phone": "030 765 43 21", "phone_answered_by": "Joke"}


@pytest.fixture
def neighbour(other_house):
    return make_worker("Nadia", other_house, Role.COORDINATOR)


def page(response):
    return unescape(response.content.decode())


def test_new_number_stands_at_help_at_once(as_, eva, amal, house):
    hers = as_(amal)
    hers.get("/help/")

    answer = as_(eva).post(f"/desk/house/{house.pk}/", SAID)

    assert (answer.url, House.objects.get(pk=house.pk).name) == ("/desk/house/", "Het Zonnehuis")
    assert 'href="tel:0307654321"' in page(hers.get("/help/"))
    assert "Het huis, dag en nacht" in page(hers.get("/help/"))


def test_hours_and_the_number_of_the_night_are_told(as_, eva, amal, house):
    more = {"phone_hours": "elke dag van 9 tot 17 uur", "night_phone": "06 11 22 33 44"}
    as_(eva).post(f"/desk/house/{house.pk}/", SAID | more)

    told = page(as_(amal).get("/help/"))
    assert ("dag en nacht" in told.split("0800")[0], 'href="tel:0611223344"' in told) == (False, True)
    assert "030 765 43 21, elke dag van 9 tot 17 uur" in told
    assert "elke dag van 9 tot 17 uur" in page(as_(eva).get("/desk/house/"))


@pytest.mark.parametrize("changes", [{"name": " "}, {"name": "A" * 81}, {"phone": "0" * 41}, {"night_phone": "\x00"}])
def test_refused_house_is_not_changed_and_keeps_what_was_typed(as_, eva, house, changes):
    answer = as_(eva).post(f"/desk/house/{house.pk}/", SAID | {"phone_hours": "altijd"} | changes)

    assert (answer.status_code, 'value="altijd"' in page(answer)) == (422, True)
    assert House.objects.get(pk=house.pk).name == house.name


def test_quiet_hours_of_the_house_are_chosen(as_, eva, house):
    as_(eva).post(f"/desk/house/{house.pk}/quiet/", {"kind": "chosen", "begin": "21", "end": "9"})

    assert House.objects.get(pk=house.pk).quiet_hours == (21, 9)
    assert "van 21:00 tot 9:00" in page(as_(eva).get("/desk/house/"))


@pytest.mark.parametrize("who", ["neighbour", "dewi", "amal"])
def test_who_does_not_run_it_finds_no_page_of_the_house(as_, house, who, request):
    client = as_(request.getfixturevalue(who))

    for path in (f"/desk/house/{house.pk}/", f"/desk/house/{house.pk}/quiet/"):
        assert (client.get(path).status_code, client.post(path, SAID).status_code) == (404, 404)
    assert House.objects.get(pk=house.pk).name == house.name


def test_house_stands_in_the_menu(as_, eva):
    assert 'href="/desk/house/"' in page(as_(eva).get("/more/"))


@pytest.mark.parametrize("name", ["grote kamer", "GROTE KAMER", " Grote  kamer "])
def test_room_whose_name_differs_in_capitals_or_spaces_alone_is_refused(eva, house, name):
    make_room(house, "Grote kamer")
    other = make_room(house, "Zolder")

    with pytest.raises(AlreadyThere):
        add_room(actor=eva, house_id=house.pk, name=name)
    with pytest.raises(AlreadyThere):
        change_room(actor=eva, room_id=other.pk, name=name)
    assert {room.name for room in Room.objects.all()} == {"Grote kamer", "Zolder"}


def test_room_gets_other_capitals_itself(eva, house):
    room = make_room(house, "grote kamer")

    assert change_room(actor=eva, room_id=room.pk, name="Grote kamer").name == "Grote kamer"


def test_room_of_another_house_may_have_the_same_name(eva, house, other_house):
    make_room(other_house, "Zolder")

    assert add_room(actor=eva, house_id=house.pk, name="zolder").name == "zolder"


def test_older_pair_stays_and_its_rooms_can_be_changed(eva, house):
    make_room(house, "Zolder")
    room = make_room(house, "zolder")

    change_room(actor=eva, room_id=room.pk, name="zolder", is_closed=True)

    assert Room.objects.get(pk=room.pk).is_closed


@pytest.mark.django_db(transaction=True)
def test_two_rooms_of_one_name_at_once_become_one(eva, house):
    told = {"actor": eva, "house_id": house.pk}

    outcomes = at_once(lambda: add_room(**told, name="Tuin"), lambda: add_room(**told, name="tuin"))

    assert (outcomes.count("already_there"), Room.objects.count()) == (1, 1)
