"""Where she is signed in, and who ends that."""

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone

from house import forgetting
from house.errors import NotHere
from house.models import BrowserSession, Device
from house.registry import registry
from house.sign_in.services import devices
from house.sign_in.sessions import mark_of
from tests.cast import PASSPHRASE
from tests.house.at_once import at_once

CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def phone_of(person, agent=CHROME):
    """A browser that showed itself once."""
    client = Client(headers={"user-agent": agent})
    client.force_login(person)
    client.get("/me/leaving/")
    return client


def device_in(client):
    return Device.objects.get(session_hash=mark_of(client.session.session_key))


def is_in(client):
    return client.get("/me/leaving/").status_code == 200


@pytest.fixture
def told(monkeypatch):
    """The sessions of which somebody was told that they ended."""
    marks = []
    monkeypatch.setattr(registry, "on_session_ended", [marks.append])
    return marks


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` as outside of tests, where what was done is committed."""
    return partial(django_capture_on_commit_callbacks, execute=True)


AGENTS = [
    (CHROME, "phone", "Chrome"),
    (FIREFOX, "computer", "Firefox"),
    (CHROME.replace("Chrome/", "SamsungBrowser/25.0 Chrome/"), "phone", "Samsung Internet"),
    (CHROME.replace("Mobile Safari/537.36", "Mobile Safari/537.36 EdgA/124.0"), "phone", "Edge"),
    (CHROME.replace("Mobile Safari/537.36", "Mobile Safari/537.36 OPR/80.0"), "phone", "Opera"),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Version/17.4 Mobile/15E148 Safari/604.1",
        "phone",
        "Safari",
    ),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) CriOS/124 Mobile/15E148 Safari/604.1", "phone", "Chrome"),
    ("Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) FxiOS/127 Mobile/15E148 Safari/605.1", "tablet", "Firefox"),
    (CHROME.replace("Mobile ", ""), "tablet", "Chrome"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15", "computer", "Safari"),
    ("curl/8.5", "other", ""),
    ("", "other", ""),
    ("Firefox" * 1000, "computer", "Firefox"),
]


@pytest.mark.parametrize(("agent", "kind", "browser"), AGENTS)
def test_a_device_is_called_as_people_call_it(agent, kind, browser):
    assert devices.kind_and_browser(agent) == (kind, browser)


def test_a_device_in_words():
    assert Device(kind="computer", browser="Firefox").in_words == "een computer met Firefox"
    assert Device(kind="phone", browser="Chrome").this_in_words == "deze telefoon met Chrome"
    assert Device(kind="other").in_words == "een apparaat"


def test_signing_in_makes_a_device_that_holds_no_key_address_or_version(amal):
    client = Client(REMOTE_ADDR="192.0.2.77", headers={"user-agent": CHROME})
    client.post("/in/", {"login": "amal", "password": PASSPHRASE})

    row = str(Device.objects.values().get())

    assert (device_in(client).person, device_in(client).kind) == (amal, "phone")
    assert not any(secret in row for secret in (client.session.session_key, "192.0.2", "124.0", "Android"))


def test_a_session_that_no_database_could_hold_is_that_of_a_visitor(db, client):
    client.cookies["s"] = "a\0" * 16

    assert client.get("/week/").headers["Location"] == "/in/?next=/week/"


def test_a_visitor_has_no_device(db, client):
    for path in ("/in/", "/help/", "/card/", "/nothing/"):
        client.get(path)

    assert not Device.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_requests_at_once_make_one_device(amal):
    phone = Client()
    phone.force_login(amal)

    def visit():
        return Client(headers={"cookie": f"s={phone.session.session_key}"}).get("/me/leaving/").status_code

    assert set(at_once(*[visit] * 10)) == {200}
    assert Device.objects.count() == 1


def test_the_day_of_the_last_visit_is_kept_and_no_more(amal, django_assert_num_queries):
    phone = phone_of(amal)
    yesterday = timezone.localdate() - timedelta(days=1)
    Device.objects.update(last_on=yesterday)

    phone.get("/me/leaving/")

    assert (device_in(phone).last_on, device_in(phone).last_in_words) == (timezone.localdate(), "vandaag")
    assert Device(last_on=yesterday).last_in_words == "gisteren"


def test_her_page_tells_this_device_and_the_others(amal, bo):
    phone = phone_of(amal)
    phone_of(amal, FIREFOX)
    phone_of(bo, FIREFOX.replace("Firefox/128", "Firefox/128 OPR/1"))

    page = phone.get("/me/devices/").content.decode()

    assert "Deze telefoon met Chrome" in page
    assert page.count("Een computer met Firefox") == 1
    assert "Laatst gebruikt: vandaag." in page
    assert "Opera" not in page


def test_ending_one_device_leaves_the_others_signed_in(amal, told, committed):
    phone, computer, third = phone_of(amal), phone_of(amal, FIREFOX), phone_of(amal)
    key = computer.session.session_key

    with committed():
        response = phone.post(f"/me/devices/{device_in(computer).pk}/")

    assert (response.url, told) == ("/me/devices/", [mark_of(key)])
    assert [is_in(client) for client in (phone, computer, third)] == [True, False, True]
    assert not BrowserSession.objects.filter(mark=mark_of(key)).exists()


def test_ending_the_other_devices_leaves_this_one_signed_in(amal, bo, told, committed):
    phone, computer, bos = phone_of(amal), phone_of(amal, FIREFOX), phone_of(bo)
    key = computer.session.session_key

    with committed():
        phone.post("/me/devices/others/")

    assert told == [mark_of(key)]
    assert [is_in(client) for client in (phone, computer, bos)] == [True, False, True]


def test_ending_all_devices_signs_this_one_out_too(amal, told, committed):
    phone, computer = phone_of(amal), phone_of(amal, FIREFOX)
    marks = {mark_of(client.session.session_key) for client in (phone, computer)}

    with committed():
        response = phone.post("/me/devices/all/")

    assert (response.url, set(told)) == ("/in/", marks)
    assert [is_in(client) for client in (phone, computer)] == [False, False]
    assert not Device.objects.exists()


def test_ending_the_one_in_her_hand_signs_her_out(amal):
    phone = phone_of(amal)

    response = phone.post(f"/me/devices/{device_in(phone).pk}/")

    assert (response.url, is_in(phone)) == ("/in/", False)


def test_nobody_ends_a_device_of_another(amal, bo, eva):
    theirs = phone_of(bo)

    assert phone_of(amal).post(f"/me/devices/{device_in(theirs).pk}/").status_code == 404
    assert phone_of(eva).post(f"/me/devices/{device_in(theirs).pk}/").status_code == 404
    assert is_in(theirs)


def test_a_coordinator_signs_her_out_everywhere_and_reads_only_how_many(amal, eva):
    phone, computer, desk = phone_of(amal), phone_of(amal, FIREFOX), phone_of(eva, FIREFOX)

    page = desk.get(f"/desk/people/{amal.pk}/").content.decode()
    desk.post(f"/desk/people/{amal.pk}/devices/end/")

    assert "Zij is op 2 apparaten ingelogd." in page
    assert not any(word in page for word in ("Chrome", "Firefox", "telefoon met"))
    assert [is_in(client) for client in (phone, computer, desk)] == [False, False, True]


@pytest.mark.parametrize("who", ["dewi", "gina", "fay", "bo"])
def test_nobody_else_signs_her_out(amal, who, request):
    phone = phone_of(amal)

    with pytest.raises(NotHere):
        devices.end_devices(actor=request.getfixturevalue(who), person_id=amal.pk)

    assert is_in(phone)


def test_a_session_that_showed_itself_nowhere_yet_ends_too(amal):
    phone = Client()
    phone.force_login(amal)

    devices.end_devices(actor=amal, person_id=amal.pk)

    assert phone.get("/week/").status_code == 302


def test_an_ended_device_does_not_come_back_with_what_it_was_doing(amal):
    """A request that was under way stores its session afterwards."""
    phone = phone_of(amal)
    session = phone.session
    session["is_busy"] = True
    devices.end_devices(actor=amal, person_id=amal.pk)

    with pytest.raises(UpdateError):
        session.save()

    assert not is_in(phone)


@pytest.mark.parametrize("path", ["/out/", "/bye/"])
def test_signing_out_and_leaving_forget_the_device(amal, path):
    phone_of(amal).post(path)

    assert not Device.objects.exists()


def test_a_new_passphrase_keeps_this_device_with_its_code_and_signs_the_others_out(amal):
    phone, computer = phone_of(amal), phone_of(amal, FIREFOX)
    before = device_in(phone)
    Device.objects.filter(pk=before.pk).update(code_hash="x", locks_at=timezone.now() + timedelta(minutes=5))
    new = "een kopje thee graag"

    phone.post("/me/passphrase/", {"oldpassword": PASSPHRASE, "password1": new, "password2": new})

    assert (device_in(phone).pk, device_in(phone).code_hash) == (before.pk, "x")
    assert [is_in(client) for client in (phone, computer)] == [True, False]
    amal.refresh_from_db()
    assert devices.devices_of(amal) == [before]


def test_another_person_in_the_same_browser_gets_a_device_of_her_own(amal, bo):
    client = phone_of(amal)
    Device.objects.update(code_hash="x", locks_at=timezone.now() + timedelta(minutes=5))
    client.post("/out/")

    client.post("/in/", {"login": "bo", "password": PASSPHRASE})

    assert (device_in(client).person, device_in(client).has_code) == (bo, False)


def test_without_her_word_a_browser_is_not_remembered(amal):
    client = Client()
    response = client.post("/in/", {"login": "amal", "password": PASSPHRASE})

    assert response.cookies["s"]["max-age"] == ""
    assert not device_in(client).is_remembered


def test_on_her_word_it_is_remembered_for_30_days(amal):
    client = Client()
    response = client.post("/in/", {"login": "amal", "password": PASSPHRASE, "remember": "on"})

    assert response.cookies["s"]["max-age"] == 30 * 24 * 3600
    assert device_in(client).is_remembered


def test_she_changes_her_mind_on_her_page(amal):
    client = phone_of(amal)

    remembered = client.post("/me/devices/remember/", {"remember": "1"}).cookies["s"]["max-age"]
    assert device_in(client).is_remembered
    forgotten = client.post("/me/devices/remember/").cookies["s"]["max-age"]

    assert (remembered, forgotten) == (30 * 24 * 3600, "")
    assert not device_in(client).is_remembered


@pytest.mark.parametrize(("is_remembered", "days", "stays"), [(False, 1, True), (False, 2, False), (True, 20, True)])
def test_what_was_not_remembered_ends_after_a_day_without_use(amal, is_remembered, days, stays):
    phone = phone_of(amal)
    Device.objects.update(is_remembered=is_remembered, last_on=timezone.localdate() - timedelta(days=days))

    assert is_in(phone) == stays
    assert BrowserSession.objects.exists() == stays


def test_the_worker_forgets_devices_that_are_gone(amal, bo, told, committed):
    stays, lies, gone = phone_of(amal), phone_of(bo), phone_of(bo)
    Device.objects.filter(pk=device_in(lies).pk).update(last_on=timezone.localdate() - timedelta(days=3))
    key = lies.session.session_key
    gone.session.delete()

    with committed():
        forgetting.forget_old_sessions_and_cards()

    assert list(Device.objects.values_list("person", flat=True)) == [amal.pk]
    assert (told, is_in(stays)) == ([mark_of(key)], True)


def test_in_a_browser_that_is_new_to_her_she_reads_once_how_to_leave(amal):
    client = Client()
    sign_in = {"login": "amal", "password": PASSPHRASE}

    first = client.post("/in/", sign_in, follow=True).content.decode()
    second = client.get("/week/").content.decode()
    client.post("/out/")
    again = client.post("/in/", sign_in, follow=True).content.decode()

    told = 'Tik op Sluit. <a href="/me/leaving/">'
    assert [told in page for page in (first, second, again)] == [True, False, False]


def test_how_to_leave_is_told_honestly_and_only_inside(amal, client):
    page = phone_of(amal).get("/me/leaving/").content.decode()

    assert "De geschiedenis van je telefoon blijft." in page
    assert client.get("/me/leaving/").url == "/in/?next=/me/leaving/"
