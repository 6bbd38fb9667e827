"""The demo house: believable, only where it may be, and two houses that see nothing of each other."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from house import demo
from house.door.services.opening import prove_keys
from house.management.commands.fill_demo import WHO
from house.models import Card, Coaching, House, Person, Position, Room, Stay
from house.registry import registry
from tests.cast import open_house


def fill(settings, **options):
    settings.DEBUG = True
    out = StringIO()
    call_command("fill_demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def filled(db, settings, monkeypatch):
    """The people and rooms of the demo; what the other apps bring is tried there."""
    monkeypatch.setattr(registry, "demo", [])
    return fill(settings)


def test_the_demo_is_refused_where_debug_is_off(db, settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="only for DEBUG=1"):
        call_command("fill_demo")
    assert list(House.objects.all()) == []


@pytest.fixture
def in_use(db):
    prove_keys()
    return open_house()


def test_the_demo_is_refused_where_a_house_is_open(in_use, settings):
    with pytest.raises(CommandError, match="only goes into an empty database"):
        fill(settings)
    assert list(House.objects.all()) == [in_use]


def test_every_app_brings_its_words(db, settings, monkeypatch):
    asked = []
    monkeypatch.setattr(registry, "demo", [lambda: asked.append("week"), lambda: asked.append("talk")])

    fill(settings)

    assert asked == ["week", "talk"]


def test_a_demo_that_breaks_off_leaves_nothing(db, settings, monkeypatch):
    monkeypatch.setattr(registry, "demo", [lambda: 1 / 0])

    with pytest.raises(ZeroDivisionError):
        fill(settings)
    assert (House.objects.count(), Person.objects.count()) == (0, 0)


def test_the_demo_is_not_filled_twice(filled, settings):
    before = [set(model.objects.all()) for model in (House, Person, Stay, Room)]

    fill(settings, if_empty=True)

    assert [set(model.objects.all()) for model in (House, Person, Stay, Room)] == before


def test_a_house_in_use_stays_as_it_is(in_use, settings):
    fill(settings, if_empty=True)

    assert (list(House.objects.all()), list(Person.objects.all())) == ([in_use], [])


def test_it_tells_who_can_sign_in_and_with_what(filled, settings):
    assert settings.DEMO_PASSPHRASE in filled
    assert [name for name in WHO if f"  {name} " not in filled] == []


def test_everyone_who_is_named_can_sign_in(filled, settings):
    people = {}
    for name in WHO:
        client = Client()
        client.post("/in/", {"login": name, "password": settings.DEMO_PASSPHRASE})
        people[name] = client.session["_auth_user_id"]

    assert people == {name: str(Person.objects.signing_in_as(name).get().pk) for name in WHO}


def test_six_live_there_three_lived_there_and_the_workers_are_of_every_background(filled):
    house = demo.houses_by_key()["kamille"]
    trainers = Position.objects.current().filter(house=house, role__in=["trainer", "guest"])

    assert (house.stays.current().count(), house.stays.over().count()) == (6, 3)
    assert {trainer.background for trainer in trainers} == {"professional", "experience", "volunteer", "partner"}
    assert Counter(Position.objects.current().filter(house=house).values_list("role", flat=True)) >= Counter(
        ["coordinator", "coach", "facilitator"]
    )


def test_every_resident_has_a_coach_of_her_own_house(filled):
    for stay in Stay.objects.current():
        coaching = Coaching.objects.get(resident=stay.person)
        assert coaching.house == stay.house
        assert coaching.coach.positions.current().filter(house=stay.house, role="coach").exists()


def test_the_two_houses_share_nobody(filled):
    houses = [set(Person.objects.filter(stays__house=house)) for house in House.objects.all()]
    workers = [set(Person.objects.filter(positions__house=house)) for house in House.objects.all()]

    assert houses[0] & houses[1] == workers[0] & workers[1] == set()


def test_the_coordinator_of_the_demo_sees_nothing_of_the_second_house(filled):
    eva = Person.objects.signing_in_as("eva").get()

    assert not Person.objects.visible_to(eva).signing_in_as("fay").exists()
    assert list(House.objects.run_by(eva)) == [demo.houses_by_key()["kamille"]]


def test_rooms_are_found_by_key(filled):
    rooms = demo.rooms_by_key("kamille")

    assert {key: room.is_shared for key, room in rooms.items() if key in ("tuin", "keuken")} == {
        "tuin": True,
        "keuken": False,
    }
    assert set(rooms.values()).isdisjoint(demo.rooms_by_key("lijster").values())


def test_there_is_no_open_card_in_the_demo(filled):
    assert not Card.objects.exists()
