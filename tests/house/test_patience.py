"""Guessing is slowed, never locked: whoever knows her name cannot keep her out."""

import re
import time
from datetime import timedelta
from functools import partial

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from house import throttle
from house.door.services import cards
from house.errors import CardNotValid, TooManyTries
from tests.cast import PASSPHRASE
from tests.house.at_once import at_once

HOME, AWAY = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def naps(monkeypatch):
    """The seconds somebody had to wait; the tests themselves do not."""
    waited = []
    monkeypatch.setattr(throttle.time, "sleep", waited.append)
    return waited


def fail(times, *, address=HOME, name="amal"):
    for _ in range(times):
        throttle.after_failure(address=address, name=name)


def sign_in(name, passphrase, *, address=HOME):
    return Client(REMOTE_ADDR=address).post("/in/", {"login": name, "password": passphrase})


def test_the_first_four_tries_are_free_and_later_ones_wait_longer(db, naps):
    for _ in range(10):
        throttle.before_try(address=AWAY, name="amal")
        fail(1)

    assert naps == [1, 2, 4, 8, 8, 8]


def test_after_twelve_tries_this_address_waits_for_this_name(db, naps):
    fail(12)

    with pytest.raises(TooManyTries):
        throttle.before_try(address=HOME, name="amal")
    throttle.before_try(address=HOME, name="bo")


def test_another_address_is_slowed_for_that_name_but_never_refused(db, naps):
    fail(70)

    throttle.before_try(address=AWAY, name="amal")

    assert naps == [8]


def test_an_address_that_tries_many_names_is_refused(db, naps):
    for number in range(60):
        fail(1, name=f"name-{number}")

    with pytest.raises(TooManyTries):
        throttle.before_try(address=HOME, name="bo")
    throttle.before_try(address=AWAY, name="bo")
    assert naps == []


def wrong_card(kind=throttle.CARDS, *, address=HOME):
    with throttle.counting(kind, address=address, wrong=(CardNotValid,)):
        raise CardNotValid


def test_twelve_wrong_codes_of_one_address_are_enough(db, naps):
    for _ in range(12):
        with pytest.raises(CardNotValid):
            wrong_card()

    with pytest.raises(TooManyTries):
        wrong_card()
    with pytest.raises(CardNotValid):
        wrong_card(address=AWAY)
    with pytest.raises(CardNotValid):
        wrong_card(throttle.COLLEAGUES_CODES)
    assert naps == []


def test_right_card_opens_after_any_number_of_guesses_on_the_same_wifi(amal, eva, house, naps):
    _, code = cards.issue(person=amal, house=house, made_by=eva)
    fail(70)
    at_home = Client(REMOTE_ADDR=HOME)
    wrong = [at_home.post("/card/", {"code": "ABCD-EFGH-JKMN-PQRS"}).status_code for _ in range(13)]

    assert wrong == [422] * 12 + [429]
    assert at_home.post("/card/", {"code": code}).status_code == 200


def test_guesses_of_cards_and_second_steps_keep_nobody_from_signing_in(amal, naps):
    for number in range(70):
        throttle.after_failure(address=HOME, name=str(number), kind=throttle.SECOND_STEPS)
        with pytest.raises((CardNotValid, TooManyTries)):
            wrong_card()

    assert is_in(Client(REMOTE_ADDR=HOME))
    assert naps == []


def test_success_forgives_this_address_and_leaves_a_guesser_elsewhere_slow(db, naps):
    fail(3)
    fail(9, address=AWAY)
    throttle.after_success(address=HOME, name="amal")
    fail(11)

    throttle.before_try(address=HOME, name="amal")
    throttle.before_try(address=AWAY, name="amal")

    assert naps == [8, 8]


def test_no_name_and_no_address_is_kept():
    assert re.fullmatch(r"tries:[0-9a-f]{64}", throttle._key(throttle.NAMES, HOME, "amal"))


def test_failures_are_remembered_for_the_whole_window_and_then_forgotten(db, monkeypatch):
    monkeypatch.setattr(caches["default"], "default_timeout", 1)
    fail(2, name="amal")
    monkeypatch.setattr(throttle, "WINDOW_S", 1)
    fail(2, name="bo")

    time.sleep(2)

    assert [throttle._count(throttle.NAMES, HOME, name) for name in ("amal", "bo")] == [2, 0]


def test_yesterdays_failures_are_not_todays(db, naps, monkeypatch):
    fail(12)
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)

    throttle.before_try(address=HOME, name="amal")

    assert naps == []


def test_a_failed_sign_in_is_counted_however_the_name_is_typed(amal, naps):
    for name in ("amal", "AMAL", " Amal "):
        sign_in(name, "dit is het niet")

    assert throttle._count(throttle.NAMES, "", "amal") == 3


def test_she_is_kept_out_by_nobody_elsewhere(amal, naps):
    fail(70, address=AWAY, name="amal")

    assert sign_in("amal", PASSPHRASE).client.session["_auth_user_id"] == str(amal.pk)
    assert naps == [8]


def test_a_guesser_is_refused_even_with_the_right_passphrase(amal, naps):
    fail(12)

    response = sign_in("amal", PASSPHRASE)

    assert response.status_code == 429
    assert "Wacht even rustig en probeer het dan nog eens." in response.content.decode()
    assert "_auth_user_id" not in response.client.session


def test_a_refused_name_looks_the_same_whether_it_exists_or_not(amal, naps):
    fail(12)
    fail(12, name="nobody")

    known, unknown = sign_in("amal", PASSPHRASE), sign_in("nobody", PASSPHRASE)

    assert known.status_code == unknown.status_code == 429
    assert plain(known).replace("amal", "nobody") == plain(unknown)


def plain(answer):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_who_has_to_wait_keeps_the_name_that_she_typed(amal, naps):
    fail(12)

    page = plain(sign_in("Amal", PASSPHRASE))

    assert 'value="Amal"' in page
    assert PASSPHRASE not in page


def browser_of(name, passphrase=PASSPHRASE, address=HOME):
    """A browser in which somebody signed in, and out again."""
    client = Client(REMOTE_ADDR=address)
    client.post("/in/", {"login": name, "password": passphrase})
    client.post("/out/")
    return client


def is_in(client, name="amal", passphrase=PASSPHRASE):
    client.post("/in/", {"login": name, "password": passphrase})
    return "_auth_user_id" in client.session


def test_somebody_on_the_same_wifi_does_not_keep_her_out_nor_waiting(amal, naps):
    phone = browser_of("amal")
    fail(70)

    assert is_in(phone)
    assert naps == []


def test_a_browser_is_known_for_the_name_that_signed_in_there_alone(amal, bo, naps):
    phone = browser_of("amal")
    fail(12, name="bo")

    assert not is_in(phone, "bo")


@pytest.mark.parametrize("proof", ["", "x", ".", "x.", ".x", "mark." + "0" * 32, "\x00.é"])
def test_a_proof_that_was_made_up_proves_nothing(amal, naps, proof):
    stranger = Client(REMOTE_ADDR=HOME)
    stranger.cookies[throttle.PROOF_COOKIE] = proof
    fail(12)

    assert not is_in(stranger)


def test_a_known_browser_waits_for_its_own_failures_and_is_refused_after_twelve(amal, naps):
    phone = browser_of("amal")

    for number in range(12):
        assert not is_in(phone, passphrase=f"geraden {number}")

    assert naps == [1, 2, 4, 8, 8, 8, 8, 8]
    assert phone.post("/in/", {"login": "amal", "password": PASSPHRASE}).status_code == 429
    assert is_in(Client(REMOTE_ADDR=AWAY))


def test_the_proof_tells_nothing_and_stays_out_of_reach_of_scripts(amal, settings):
    settings.IS_BEHIND_TLS = True
    first, second = (sign_in("amal", PASSPHRASE).cookies[throttle.PROOF_COOKIE] for _ in range(2))

    assert first.value != second.value
    assert (first["httponly"], first["samesite"], first["secure"]) == (True, "Lax", True)
    assert "amal" not in first.value


def test_a_browser_that_is_known_keeps_its_proof(amal):
    phone = browser_of("amal")

    assert throttle.PROOF_COOKIE not in phone.post("/in/", {"login": "amal", "password": PASSPHRASE}).cookies


def test_a_refused_try_leaves_no_proof(amal, naps):
    assert throttle.PROOF_COOKIE not in sign_in("amal", "dit is het niet").cookies


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_do_not_outrun_the_count(amal, naps):
    guesses = [partial(sign_in, "amal", f"geraden nummer {number}") for number in range(24)]

    tried = [response.status_code for response in at_once(*guesses)]

    assert tried.count(429) >= 24 - throttle.TRIES_PER_NAME_AND_ADDRESS - 2
    assert set(tried) == {200, 429}


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:1:aaaa::1", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:bbbb::2", "2001:db8:0:1::/64"),
        ("2001:db8:0:2::1", "2001:db8:0:2::/64"),
        ("", ""),
        ("unix socket", "unix socket"),
    ],
)
def test_all_addresses_of_one_connection_count_as_one(rf, told, counted):
    assert throttle.address_of(rf.get("/", REMOTE_ADDR=told)) == counted


def test_behind_a_proxy_the_address_is_the_one_it_tells(rf, settings):
    settings.ADDRESS_HEADER = "HTTP_X_REAL_IP"

    assert throttle.address_of(rf.get("/", headers={"x-real-ip": HOME}, REMOTE_ADDR=AWAY)) == HOME
