"""The lock of a device: the server alone knows the code, and a locked device gets nothing but the lock."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from house.errors import CodeTooEasy, NotHere, WrongLockCode
from house.models import Device
from house.registry import registry
from house.sign_in.services import lock
from house.sign_in.sessions import mark_of
from tests.cast import PASSPHRASE
from tests.house.test_access_map import ACCESS, path_of, plain
from tests.world import build_world

CODE = "7305"
SCRIPT = {"accept": "application/json"}


def device_in(client):
    return Device.objects.get(session_hash=mark_of(client.session.session_key))


def phone_of(person, code=CODE):
    """A browser in which she is signed in, with a code unless it is empty."""
    client = Client()
    client.force_login(person)
    client.get("/me/leaving/")
    if code:
        lock.choose_code(actor=person, device_id=device_in(client).pk, code=code)
    return client


def locked_phone_of(person, code=CODE):
    phone = phone_of(person, code)
    phone.post("/lock/")
    return phone


def later(client, **ago):
    """So much time goes by for this device."""
    device = device_in(client)
    device.opened_at -= timedelta(**ago)
    device.locks_at = device.locks_at and device.locks_at - timedelta(**ago)
    device.there_at -= timedelta(**ago)
    device.save()


def open_with(client, code="", passphrase="", there="", again="", **more):
    form = {"lock-code": code, "lock-passphrase": passphrase, "lock-next": there, "lock-again": again}
    return client.post("/lock/open/", form, **more)


def is_open(client):
    return client.get("/week/").status_code == 200


EASY = "0000 1111 99999999 1234 0123 4321 9876 7890 8901 12345678 1212 6969 121212 2580 0852 1998 2004 2025".split()


@pytest.mark.parametrize("code", EASY)
def test_a_code_that_anybody_would_try_first_is_refused_kindly(amal, code):
    client = phone_of(amal, code="")

    response = client.post("/me/devices/code/", {"code": code, "again": code})

    assert response.status_code == 422
    assert "Die code raadt iemand snel." in response.content.decode()
    assert not device_in(client).has_code


@pytest.mark.parametrize("code", ["7305", "19504", "90210", "48151623", "1357", "2203", "٧٣٠٥", " 73 05 "])
def test_four_to_eight_digits_of_any_script_are_a_code(amal, code):
    client = phone_of(amal, code="")

    assert client.post("/me/devices/code/", {"code": code, "again": code}).url == "/me/devices/"
    client.post("/lock/")
    assert open_with(client, code).status_code == 302


@pytest.mark.parametrize(
    ("code", "again"),
    [("730", "730"), ("730512345", "730512345"), ("73o5", "73o5"), ("", ""), ("7305", "7306"), ("٧٣", "٧٣")],
)
def test_what_is_no_code_is_refused(amal, code, again):
    client = phone_of(amal, code="")

    assert client.post("/me/devices/code/", {"code": code, "again": again}).status_code == 422
    assert not device_in(client).has_code


def test_the_code_lies_nowhere_and_does_not_open_with_another_key_of_the_house(amal, settings):
    client = phone_of(amal)
    device = device_in(client)

    assert device.code_hash.startswith("argon2$")
    assert CODE not in str(Device.objects.values().get())
    settings.SECRET_KEY = "the key of another house"
    with pytest.raises(WrongLockCode):
        lock.try_code(device, CODE)


def test_nobody_gives_the_device_of_another_a_code_or_takes_it(amal, bo):
    device = device_in(phone_of(amal))

    for verb in (partial(lock.choose_code, code="8206"), lock.drop_code):
        with pytest.raises(NotHere):
            verb(actor=bo, device_id=device.pk)


def test_the_verb_refuses_easy_codes_too(amal):
    with pytest.raises(CodeTooEasy):
        phone_of(amal, code="1234")


def test_without_a_code_nothing_ever_locks(amal):
    client = phone_of(amal, code="")
    client.post("/lock/")
    client.post("/lock/", {"soon": "1"})
    later(client, days=1)

    assert is_open(client)


def test_locking_shows_the_lock_in_place_of_every_page(amal):
    client = locked_phone_of(amal)

    response = client.get("/week/?day=2")

    page = response.content.decode()
    assert response.status_code == 423
    assert ("Op slot" in page, "Mijn week" in page, "Amal" in page, "Groep" in page) == (True, False, False, False)
    assert 'name="lock-next" value="/week/?day=2"' in page
    assert 'action="/bye/"' in page
    assert 'href="/help/"' in page


OPEN = {
    "house:lock",
    "house:open_lock",
    "house:leave",
    "house:sign_out",
    "house:help",
    "house:language",
    "house:policy_broken",
    "house:push_still",
    "house:worker",
    "house:off",
}


@pytest.mark.django_db
def test_a_locked_device_gets_nothing_from_any_route():
    world = build_world()
    shown = []
    for name in ("amal", "eva", "gina"):
        client = locked_phone_of(world.cast[name])
        for method, route in ACCESS:
            if route in OPEN:
                continue
            path = "/nowhere/" if route == "not_here" else path_of(route, world)
            answer = client.get(path) if method == "GET" else client.post(path, {"number": 1})
            if answer.status_code != 423 or "Hoi" in plain(answer):
                shown.append((name, method, route, answer.status_code))
    assert shown == []


@pytest.mark.parametrize(
    "headers",
    [{"accept": "application/json"}, {"hx-request": "true"}, {"sec-fetch-dest": "empty", "accept": "*/*"}],
    ids=["json", "htmx", "fetch"],
)
def test_a_script_hears_that_it_is_locked(amal, headers):
    response = locked_phone_of(amal).get("/week/", headers=headers)

    assert (response.status_code, response.json()["code"]) == (423, "locked")


def test_a_page_that_a_worker_of_the_browser_asks_for_is_a_page(amal):
    headers = {"sec-fetch-dest": "empty", "sec-fetch-mode": "navigate", "accept": "text/html,*/*;q=0.8"}
    response = locked_phone_of(amal).get("/week/", headers=headers)

    assert (response.status_code, "<h1>Op slot</h1>" in response.content.decode()) == (423, True)


def test_hulp_language_and_the_way_out_stay_open(amal, house):
    client = locked_phone_of(amal)

    assert client.get("/help/").status_code == client.get("/language/").status_code == 200
    assert "https://www.buienradar.nl/" in client.post("/bye/").content.decode()
    other = locked_phone_of(amal)
    assert other.post("/out/").url == "/in/"


def test_hulp_on_a_lock_tells_nothing_of_her_house(amal, house):
    assert house.phone in phone_of(amal).get("/help/").content.decode()
    assert house.phone not in locked_phone_of(amal).get("/help/").content.decode()


def test_what_a_locked_page_sent_is_not_done_and_that_is_said(amal):
    client = locked_phone_of(amal)

    response = client.post("/me/", {"language": "en", "text_size": "3"})

    amal.refresh_from_db()
    assert (response.status_code, amal.language) == (423, "nl")
    assert "Wat je net deed, is nog niet gebeurd." in response.content.decode()


def test_it_locks_after_ten_minutes_without_a_request(amal):
    client = phone_of(amal)

    later(client, minutes=9, seconds=50)
    assert is_open(client)
    later(client, minutes=9, seconds=50)
    assert is_open(client)
    later(client, minutes=10, seconds=1)
    assert not is_open(client)


def test_it_locks_half_a_minute_after_it_went_out_of_sight(amal):
    client = phone_of(amal)
    client.post("/lock/", {"soon": "1"})

    later(client, seconds=31)

    assert not is_open(client)


def test_coming_back_within_half_a_minute_keeps_it_open(amal):
    client = phone_of(amal)
    client.post("/lock/", {"soon": "1"})
    later(client, seconds=20)

    assert client.post("/lock/awake/", {"away_s": 20}).status_code == 204
    later(client, seconds=40)
    assert is_open(client)


def test_away_too_long_locks_even_when_nobody_heard_her_go(amal):
    client = phone_of(amal)
    later(client, seconds=50)

    answer = client.post("/lock/awake/", {"away_s": 45}, headers=SCRIPT)

    assert (answer.status_code, answer.json()["code"]) == (423, "locked")
    assert not is_open(client)


def test_away_in_one_tab_while_she_was_in_another_stays_open(amal):
    client = phone_of(amal)
    client.post("/lock/", {"soon": "1"})  # the first tab goes to the back
    client.post("/lock/awake/", {"away_s": 0})  # the second one comes to the front
    later(client, minutes=2)

    assert client.post("/lock/awake/", {"away_s": 121}).status_code == 204


@pytest.mark.parametrize("away", ["", "-1", "x", "1e3", "999999999999"])
def test_nonsense_about_being_away_opens_nothing(amal, away):
    assert phone_of(amal).post("/lock/awake/", {"away_s": away}).status_code == 422
    assert locked_phone_of(amal).post("/lock/awake/", {"away_s": away}).status_code == 423


def test_looking_whether_it_is_open_does_not_keep_it_open(amal):
    client = phone_of(amal)
    later(client, minutes=9)

    assert client.get("/lock/peek/").status_code == 204
    later(client, minutes=2)
    assert client.get("/lock/peek/").status_code == 423


def test_a_request_that_was_under_way_does_not_open_what_was_locked_meanwhile(amal):
    client = phone_of(amal)
    under_way = device_in(client)
    later(client, minutes=5)
    client.post("/lock/")

    lock.touch(under_way)

    assert not is_open(client)


def test_locking_tells_whoever_keeps_a_line_open(amal, monkeypatch, django_capture_on_commit_callbacks):
    marks = []
    monkeypatch.setattr(registry, "on_device_locked", [marks.append])
    client = phone_of(amal)

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/lock/")

    assert marks == [mark_of(client.session.session_key)]


def test_locking_one_device_leaves_the_others_open(amal):
    phone, computer = phone_of(amal), phone_of(amal)

    phone.post("/lock/")

    assert [is_open(client) for client in (phone, computer)] == [False, True]


KEYS = ["/me/devices/", "/me/devices/code/", "/me/passphrase/"]


@pytest.mark.parametrize("path", KEYS)
def test_keys_ask_her_code_again_after_five_minutes(amal, path):
    client = phone_of(amal)
    assert client.get(path).status_code == 200
    later(client, minutes=5)

    asked = client.get(path)

    assert (asked.status_code, "Even je code" in asked.content.decode()) == (423, True)
    assert client.post("/lock/open/", {"lock-code": CODE, "lock-next": path}).url == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", KEYS)
def test_who_has_no_code_is_asked_her_passphrase_there(amal, path, naps):
    client = phone_of(amal, code="")
    later(client, minutes=5)

    page = client.get(path).content.decode()

    assert ("Even je wachtwoord" in page, 'id="lock-code"' in page) == (True, False)
    open_with(client, passphrase=PASSPHRASE)
    assert client.get(path).status_code == 200


def test_nothing_about_keys_is_done_without_a_fresh_code(amal):
    client, other = phone_of(amal), phone_of(amal)
    later(client, minutes=5)
    posts = ["code/none/", "remember/", "others/", "all/", f"{device_in(other).pk}/"]

    answers = {client.post(f"/me/devices/{path}").status_code for path in posts}

    assert (answers, Device.objects.count(), device_in(client).has_code) == ({423}, 2, True)


def test_a_stolen_form_of_the_lock_needs_its_token(amal):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amal)

    assert strict.post("/lock/open/", {"lock-code": CODE}).status_code == 403
    assert strict.post("/lock/").status_code == 302  # closing is always allowed


def test_the_lock_is_on_her_pages_only_when_she_has_a_code(amal):
    pages = [phone_of(amal, code=code).get("/week/").content.decode() for code in ("", CODE)]

    assert ["data-lock=" in page for page in pages] == [False, True]
    assert not re.search(r"argon2|\b7305\b", pages[1])


def test_the_lock_page_is_quiet(amal):
    page = locked_phone_of(amal).get("/week/").content.decode()

    assert "<title>Code</title>" in page
    assert not any(word in page for word in ("amal", "Amal", "Mensen", 'href="/week/"', "/groups/"))


def test_she_locks_it_by_hand_and_the_lock_page_goes_when_it_is_open(amal):
    client = phone_of(amal)

    assert client.get("/lock/").url == "/"
    assert client.post("/lock/").url == "/lock/"
    assert client.get("/lock/").status_code == 423


def test_a_new_code_needs_no_old_one_and_no_code_means_no_lock(amal):
    client = phone_of(amal)
    client.post("/me/devices/code/", {"code": "8206", "again": "8206"})
    client.post("/lock/")
    assert open_with(client, "8206").status_code == 302

    client.post("/me/devices/code/none/")
    client.post("/lock/")

    assert is_open(client)
    assert timezone.now() - device_in(client).opened_at < timedelta(minutes=1)
