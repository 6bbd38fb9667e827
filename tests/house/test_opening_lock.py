"""A locked device opens with its code or her passphrase, and guessing is slowed."""

from functools import partial

import pytest
from django.test import Client

from house.errors import PassphraseAsked
from house.models import Device
from house.sign_in.services import lock
from tests.cast import PASSPHRASE
from tests.house.at_once import at_once
from tests.house.test_lock import CODE, SCRIPT, device_in, is_open, locked_phone_of, open_with, phone_of


def test_the_code_opens_and_leads_on_where_she_was(amal):
    client = locked_phone_of(amal)

    response = client.post("/lock/open/", {"lock-code": CODE, "lock-next": "/groups/"})

    assert response.url == "/groups/"
    assert is_open(client)


@pytest.mark.parametrize(
    "there", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "week", ""]
)
def test_an_opened_lock_leads_to_no_other_site(amal, there):
    client = locked_phone_of(amal)

    assert client.post("/lock/open/", {"lock-code": CODE, "lock-next": there}).url == "/"


def test_a_script_hears_204_or_why_not(amal, naps):
    client = locked_phone_of(amal)

    wrong = open_with(client, "8206", headers=SCRIPT)
    right = open_with(client, CODE, headers=SCRIPT)

    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_lock_code")
    assert "nog 4 keer" in wrong.json()["message"]
    assert right.status_code == 204


def test_after_five_wrong_codes_only_the_passphrase_opens(amal, naps):
    client = locked_phone_of(amal)

    for _ in range(5):
        open_with(client, "8206")
    page = open_with(client, CODE)

    assert (page.status_code, is_open(client), naps) == (422, False, [1, 2, 4])
    assert 'id="lock-code"' not in client.get("/week/").content.decode()
    assert open_with(client, passphrase=PASSPHRASE).status_code == 302
    assert (is_open(client), device_in(client).tries_left) == (True, 5)


def test_five_wrong_codes_here_keep_her_out_of_nothing_else(amal, naps):
    phone, computer = locked_phone_of(amal), locked_phone_of(amal)
    for _ in range(6):
        open_with(phone, "8206")

    assert open_with(computer, CODE).status_code == 302
    assert Client().post("/in/", {"login": "amal", "password": PASSPHRASE}).status_code == 302


def test_a_right_code_gives_all_tries_back(amal, naps):
    client = locked_phone_of(amal)
    for _ in range(4):
        open_with(client, "8206")
    open_with(client, CODE)

    assert device_in(client).tries_left == 5


def test_the_passphrase_opens_a_lock_of_which_she_forgot_the_code(amal, naps):
    client = locked_phone_of(amal)

    assert open_with(client, passphrase="dit is het niet").status_code == 422
    assert not is_open(client)
    assert open_with(client, passphrase=PASSPHRASE).status_code == 302
    assert is_open(client)


def test_guessing_her_passphrase_at_the_lock_is_slowed_as_at_the_door(amal, naps):
    client = locked_phone_of(amal)

    codes = [open_with(client, passphrase=f"geraden {n}", headers=SCRIPT).status_code for n in range(14)]

    assert codes == [422] * 12 + [429] * 2
    assert naps[:4] == [1, 2, 4, 8]


def test_the_passphrase_of_another_opens_nothing(amal, bo, naps):
    bo.set_password("een kopje thee graag")
    bo.save()

    assert open_with(locked_phone_of(amal), passphrase="een kopje thee graag").status_code == 422


@pytest.mark.parametrize("code", ["", "x", "73", "7305\x00", "7" * 500, "²³⁴⁵"])
def test_what_is_no_code_costs_no_try(amal, code):
    client = locked_phone_of(amal)

    assert open_with(client, code).status_code == 422
    assert device_in(client).tries_left == 5
    assert not is_open(client)


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_get_five_tries_together(amal, naps):
    client = locked_phone_of(amal)
    device = device_in(client)

    def guess(number):
        lock.try_code(Device.objects.get(pk=device.pk), f"82{number:02}")

    outcomes = at_once(*[partial(guess, number) for number in range(20)])

    assert set(outcomes) <= {"wrong_lock_code", "passphrase_asked"}
    assert outcomes.count("wrong_lock_code") <= 4
    assert Device.objects.get(pk=device.pk).tries_left == 0


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_open_at_once_both_open(amal):
    client = locked_phone_of(amal)
    key = client.session.session_key

    def open_it():
        return open_with(Client(headers={"cookie": f"s={key}"}), CODE).status_code

    assert at_once(open_it, open_it) == [302, 302]
    assert is_open(client)
    assert device_in(client).tries_left == 5


def test_without_a_code_there_is_nothing_to_guess(amal):
    with pytest.raises(PassphraseAsked):
        lock.try_code(device_in(phone_of(amal, code="")), "0000")
