"""A sealed text is found by a keyed hash beside it: under the newest key, and during a change of keys under any."""

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from house.door.services import cards
from house.errors import AlreadyThere, NameTaken
from house.models import Person
from house.people.services.rooms import add_room
from house.sealing import new_key
from house.upkeep.services import reseal
from programs.trainings.services import start_training
from tests.cast import PASSPHRASE, make_room


@pytest.fixture
def turned(amal, settings):
    """Amal came in under the old key, which is still there behind a new one."""
    settings.SEALING_KEYS = [new_key(), *settings.SEALING_KEYS]


def is_let_in(name):
    client = Client()
    client.post("/in/", {"login": name, "password": PASSPHRASE})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["amal", "AMAL", " Amal "])
def test_she_is_found_however_her_name_is_typed(amal, bo, typed):
    assert Person.objects.get_by_natural_key(typed) == amal
    assert list(Person.objects.signing_in_as(typed, "nobody")) == [amal]


def test_the_database_holds_no_sign_in_name_in_the_clear(amal):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sign_in_name, sign_in_hash FROM house_person")
        [(sealed, hashed)] = cursor.fetchall()

    assert b"amal" not in bytes(sealed) + hashed.encode()
    assert Person.objects.get().sign_in_name == Person.objects.get().get_username() == "amal"


def test_two_keys_make_two_hashes_of_one_name(amal, settings):
    before = amal.sign_in_hash
    settings.SEALING_KEYS = [new_key()]
    amal.sign_in_name = "amal"
    amal.save()

    assert amal.sign_in_hash != before


def test_during_a_change_of_keys_she_still_comes_in(turned):
    assert is_let_in("amal")


def test_after_resealing_the_new_key_alone_finds_her(turned, settings):
    list(reseal.reseal())
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]

    assert is_let_in("amal")
    assert Person.objects.get().sign_in_name == "amal"


def test_during_a_change_of_keys_nobody_takes_her_name(turned, eva, house):
    newcomer = Person.objects.create(chosen_name="Merel")
    newcomer.stays.create(house=house, arrived_on="2026-01-01")
    _, code = cards.make_card(actor=eva, person_id=newcomer.pk)

    with pytest.raises(NameTaken):
        cards.come_in(code=code, sign_in_name="Amal", passphrase="drie gewone woorden")


def test_two_houses_may_have_a_room_of_one_name_and_nobody_sees_that_they_do(room, other_house):
    there = make_room(other_house, room.name)

    assert there.name_hash != room.name_hash


def test_during_a_change_of_keys_no_second_room_or_training_of_one_name_comes(turned, eva, house, settings):
    add_room(actor=eva, house_id=house.pk, name="Zolder")
    start_training(actor=eva, house_id=house.pk, theme="body", title="Boksen")
    settings.SEALING_KEYS = [new_key(), *settings.SEALING_KEYS]

    with pytest.raises(AlreadyThere):
        add_room(actor=eva, house_id=house.pk, name="Zolder")
    with pytest.raises(AlreadyThere):
        start_training(actor=eva, house_id=house.pk, theme="body", title="Boksen")


def test_another_secret_of_the_site_keeps_nobody_out(amal, settings):
    settings.SECRET_KEY = "another secret, after the first was seen"

    assert is_let_in("amal")


def test_a_row_saved_unread_keeps_its_hash(amal, settings):
    person = Person.objects.get()
    settings.SEALING_KEYS = [new_key()]
    person.save()

    assert Person.objects.get().sign_in_hash == amal.sign_in_hash


def test_a_name_saved_without_its_hash_is_refused(amal):
    amal.sign_in_name = "merel"

    with pytest.raises(FieldError, match="save both"):
        amal.save(update_fields=["sign_in_name"])


def test_two_made_at_once_get_each_their_hash_and_never_the_same(db):
    Person.objects.bulk_create([Person(sign_in_name="amal", chosen_name="A"), Person(chosen_name="B")])

    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.bulk_create([Person(sign_in_name="Amal", chosen_name="C")])
