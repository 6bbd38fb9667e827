"""Many who write at once: each is answered, and nothing is done twice."""

from contextlib import suppress
from threading import Event, Thread

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from house import lanes, throttle
from house.desk import services
from house.door.services import cards
from house.models import Device, Room
from tests.cast import days
from tests.house.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hashed(monkeypatch):
    """Whether a transaction was open, each time that something was hashed slowly."""
    seen = []
    for name in ("encode", "verify"):
        slow = getattr(Argon2PasswordHasher, name)

        def look(self, *args, slow=slow, **kwargs):
            seen.append(connection.in_atomic_block)
            return slow(self, *args, **kwargs)

        monkeypatch.setattr(Argon2PasswordHasher, name, look)
    return seen


def test_a_passphrase_is_hashed_before_anything_is_locked(house, eva, hashed):
    ada = services.add_person(
        actor=eva, house_id=house.pk, chosen_name="Ada", language="nl", phase="intake", arrived_on=days(0)
    )
    _, code = cards.make_card(actor=eva, person_id=ada.pk)
    client = Client()

    cards.come_in(code=code, sign_in_name="ada", passphrase="drie gewone woorden")
    client.post("/in/", {"login": "ada", "password": "drie gewone woorden"})
    device = Device.objects.get(person=ada)
    client.post(reverse("house:device_code"), {"code": "4072", "again": "4072", "passphrase": "drie gewone woorden"})
    client.post(reverse("house:open_lock"), {"lock-code": "4072", "lock-next": "/"})
    words = {"oldpassword": "drie gewone woorden", "password1": "vier heel gewone woorden"}
    client.post("/me/passphrase/", words | {"password2": words["password1"]})
    client.post(reverse("house:erase"), {"passphrase": "vier heel gewone woorden"})

    assert device is not None
    assert (len(hashed) >= 4, any(hashed)) == (True, False)


def test_forty_forms_at_once_are_all_carried_out_and_each_once(house, eva):
    def sends(number):
        client = Client(raise_request_exception=False)
        client.force_login(eva)
        client.get("/help/")
        told = {"house_id": str(house.pk), "name": f"Kamer {number}", "csrfmiddlewaretoken": "x"}
        return lambda: client.post("/desk/rooms/", told).status_code

    statuses = at_once(*[sends(number) for number in range(40)])

    assert statuses == [302] * 40
    assert sorted(room.name for room in Room.objects.all()) == sorted(f"Kamer {number}" for number in range(40))


@pytest.mark.only("sqlite")
def test_who_waits_too_long_reads_a_sentence_and_keeps_what_she_typed(house, eva, monkeypatch):
    """Another thread writes, and does not come to an end."""
    client = Client(raise_request_exception=False)
    client.force_login(eva)
    client.get("/help/")
    turns = connection._turns
    monkeypatch.setitem(connection.settings_dict, "TURN_WITHIN_S", 0.05)
    turns.acquire("another", 1)
    try:
        answer = client.post("/desk/rooms/", {"house_id": str(house.pk), "name": "Serre", "where": "beneden"})
    finally:
        turns.release()

    assert answer.status_code in (422, 503)
    assert b"Het is even druk." in answer.content
    assert b'value="Serre"' in answer.content
    assert not Room.objects.exists()


@pytest.mark.only("sqlite")
def test_a_turn_is_given_back_whatever_becomes_of_the_transaction(house):
    def fails():
        with suppress(ZeroDivisionError), transaction.atomic():
            Room.objects.create(house=house, name="Serre")
            raise ZeroDivisionError

    def hangs_up():
        connection.set_autocommit(False)
        Room.objects.create(house=house, name="Serre")
        connection.close()

    at_once(fails)
    at_once(hangs_up)

    assert Room.objects.create(house=house, name="Keuken")


def test_who_waits_for_a_clock_keeps_no_page_from_others(monkeypatch):
    """As many as make pages at once, and more, rest after too many guesses."""
    clock = Event()
    monkeypatch.setattr(throttle.time, "sleep", lambda seconds: clock.wait(20))

    def rests():
        with lanes.seat("guesser"):
            throttle.rest_after(9)

    threads = [Thread(target=rests) for _ in range(lanes.PAGES_AT_ONCE * 3)]
    for thread in threads:
        thread.start()
    with lanes.seat("she") as has_come:
        clock.set()
    for thread in threads:
        thread.join()

    assert has_come
