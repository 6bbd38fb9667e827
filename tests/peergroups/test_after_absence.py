"""The groups ask who is there after a quarter of an hour away, with a code on the device or without."""

from uuid import uuid4

import pytest

from house.models import Device
from house.sign_in.services import lock
from peergroups.models import Message
from tests.cast import PASSPHRASE
from tests.house.test_access_map import ACCESS, SEATED, ask, path_of, plain
from tests.house.test_lock import CODE, SCRIPT, device_in, later, open_with, phone_of
from tests.world import build_world

TALK = sorted(route for method, route in ACCESS if route.startswith("peergroups:") and method == "GET")


@pytest.fixture
def path(group):
    return f"/groups/{group.pk}/"


@pytest.fixture
def phone(amal):
    """Amal's, without a code, on which nobody was for a quarter of an hour."""
    phone = phone_of(amal, code="")
    later(phone, minutes=15)
    return phone


def words(path, text="Ik ben er weer"):
    return {"text": text, "key": str(uuid4()), "note": "een drukke week"}


def test_the_groups_ask_her_passphrase_and_lead_on(phone, path):
    page = phone.get(path)

    assert page.status_code == 423
    assert "Even je wachtwoord" in page.content.decode()
    assert "Keukentafel" not in page.content.decode()
    assert phone.post("/lock/open/", {"lock-passphrase": PASSPHRASE, "lock-next": path}).url == path
    assert phone.get(path).status_code == 200


def test_the_page_that_asks_offers_a_code(phone, path):
    assert 'href="/me/devices/code/"' in phone.get(path).content.decode()


def test_her_week_stays_open(phone):
    assert phone.get("/week/").status_code == 200


def test_who_stays_near_is_not_asked(amal, path):
    phone = phone_of(amal, code="")
    for _ in range(3):
        later(phone, minutes=14)
        assert phone.get(path).status_code == 200


def test_looking_at_her_week_after_she_was_away_opens_no_group(phone, path):
    phone.get("/week/")
    phone.get("/me/")

    assert phone.get(path).status_code == 423


def test_what_a_page_asks_by_itself_keeps_no_group_open(amal, path):
    phone = phone_of(amal, code="")
    for _ in range(4):
        later(phone, minutes=5)
        phone.get("/groups/sync", headers=SCRIPT)

    assert phone.get(path).status_code == 423


def test_with_a_code_the_code_is_asked(amal, path):
    phone = phone_of(amal)
    later(phone, minutes=15)

    assert "Even je wachtwoord" not in phone.get(path).content.decode()
    open_with(phone, CODE)
    assert phone.get(path).status_code == 200


@pytest.mark.django_db
def test_every_route_of_the_groups_asks():
    world = build_world()
    shown = []
    for name in SEATED | {"eva"}:
        phone = phone_of(world.cast[name], code="")
        later(phone, minutes=15)
        for method, route in ACCESS:
            if route.startswith("peergroups:"):
                path = path_of(route, world)
                answer = phone.get(path) if method == "GET" else phone.post(path, {"number": 1})
                shown += [(name, method, route)] * (answer.status_code != 423 or "Hoi" in plain(answer))

    assert shown == []


@pytest.mark.django_db
def test_who_has_no_place_still_learns_nothing():
    """Away or not: before she is asked anything, all look the same to a stranger."""
    world = build_world()
    path = path_of("peergroups:talk", world)
    stranger = phone_of(world.cast["fay"], code="")
    later(stranger, minutes=15)

    real, invented = stranger.get(path), stranger.get(f"/groups/{uuid4()}/")

    assert (real.status_code, invented.status_code) == (423, 423)
    open_with(stranger, passphrase=PASSPHRASE)
    assert stranger.get(path).status_code == 404


def test_a_script_hears_why(phone, path):
    answer = phone.post(path, words(path), headers=SCRIPT)

    assert (answer.status_code, answer.json()["code"]) == (423, "was_away")
    assert not Message.objects.exists()


def test_what_she_wrote_without_script_is_sent_once_she_is_known(phone, path):
    sent = words(path, 'Zeg "ja" & <b>kom</b>')
    asked = phone.post(path, sent)
    kept = dict(asked.context["sent"])
    assert (asked.status_code, kept) == (423, sent)
    assert "Wat je schreef, is er nog." in asked.content.decode()

    again = {"lock-next": asked.context["lock_form"]["next"].value(), "lock-again": "1"} | kept
    onward = phone.post("/lock/open/", again | {"lock-passphrase": PASSPHRASE})

    assert (onward.status_code, onward.url) == (307, path)
    assert phone.post(onward.url, again).status_code == 302
    assert Message.objects.get().text == sent["text"]


def test_a_slip_of_the_passphrase_loses_nothing_either(phone, path, monkeypatch):
    monkeypatch.setattr("house.throttle.time.sleep", lambda seconds: None)
    sent = words(path)
    phone.post(path, sent)

    again = phone.post("/lock/open/", {"lock-next": path, "lock-again": "1", "lock-passphrase": "mis"} | sent)

    assert (again.status_code, dict(again.context["sent"])) == (422, sent)


def test_nothing_of_a_page_elsewhere_is_kept_on_the_lock(amal):
    phone = phone_of(amal)
    phone.post("/lock/")

    page = phone.post("/me/passphrase/", {"oldpassword": PASSPHRASE, "password1": "een-ander-woord"}).content.decode()

    assert PASSPHRASE not in page
    assert "een-ander-woord" not in page


def test_a_talk_page_covers_itself_by_then_and_a_week_without_a_code_does_not(amal, path):
    phone = phone_of(amal, code="")

    assert 'data-idle-s="900"' in phone.get(path).content.decode()
    assert "data-lock=" not in phone.get("/week/").content.decode()


def test_a_page_that_comes_back_after_long_asks_and_one_that_was_used_elsewhere_does_not(amal, path):
    phone = phone_of(amal, code="")
    later(phone, minutes=10)
    phone.post("/lock/awake/", {"away_s": 0})
    assert phone.post("/lock/awake/", {"away_s": 900}).status_code == 204
    later(phone, minutes=14, seconds=50)
    Device.objects.update(there_at=device_in(phone).there_at)

    later(phone, seconds=10)

    assert phone.post("/lock/awake/", {"away_s": 900}, headers=SCRIPT).status_code == 423
    assert phone.get("/lock/peek/", headers=SCRIPT).status_code == 423


def test_a_request_under_way_does_not_bring_her_back(amal, path):
    phone = phone_of(amal, code="")
    later(phone, minutes=5)
    under_way = device_in(phone)
    lock.shut(device_in(phone))

    lock.touch(under_way)

    assert phone.get(path).status_code == 423


def test_signing_in_is_proof(amal, path):
    phone = phone_of(amal, code="")

    assert lock.has_proved_herself(device_in(phone))
    assert ask("GET", path, amal).status_code == 200
