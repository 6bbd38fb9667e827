"""How a call is sent, and what becomes of it."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from house.models import Subscription
from house.push import addresses, courier, parcels
from house.push.courier import Fate, Outcome, deliver
from house.push.parcels import Keys, pack
from house.push.services.calls import call
from tests.push_service import SLOW_S, signed_claims


def parcel(browser, words="Er is iets nieuws"):
    keys = Keys(browser.point, browser.secret)
    return pack(endpoint=browser.endpoint, keys=keys, words=words)


def send(*browsers):
    return deliver([parcel(browser) for browser in browsers])


def test_request_is_as_the_standards_say(service, settings):
    browser = service.browser()

    assert send(browser) == [Outcome(Fate.TAKEN)]

    [request] = browser.requests
    named = {name: request.headers[name] for name in ("TTL", "Topic", "Urgency", "Content-Encoding", "Content-Type")}
    assert named == {
        "TTL": "43200",
        "Topic": "new",
        "Urgency": "high",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }
    assert set(request.headers) - set(named) == {
        "Host", "Accept", "Accept-Encoding", "User-Agent", "Authorization", "Content-Length",
    }  # fmt: skip
    assert int.from_bytes(request.body[16:20], "big") == 4096
    assert browser.heard() == ["Er is iets nieuws"]


def test_house_signs_for_this_push_service_for_less_than_a_day(service):
    browser = service.browser()
    send(browser)

    claims, key = signed_claims(browser.requests[0])

    assert key == parcels.public_key()
    assert (claims["aud"], claims["sub"]) == (f"https://{service.host}", "mailto:push@house.example")
    assert 6 * 3600 <= claims["exp"] - time.time() <= 12 * 3600


@pytest.mark.parametrize("kind", ["gone", "unknown"])
def test_subscription_that_its_push_service_has_no_more_is_gone(service, kind):
    assert send(service.browser(kind)) == [Outcome(Fate.GONE)]


def test_push_service_says_how_long_to_wait(service):
    assert send(service.browser("busy")) == [Outcome(Fate.LATER, 120)]


@pytest.mark.parametrize("kind", ["down", "refused"])
def test_push_service_that_fails_is_asked_later(service, kind):
    assert send(service.browser(kind)) == [courier.LATER]


def test_redirect_is_not_followed(service):
    assert send(service.browser("moved")) == [courier.LATER]
    assert [request for request in service.requests if request.path == "/ok/moved"] == []


def test_slow_push_service_holds_nobody_for_long(service, monkeypatch):
    monkeypatch.setattr(courier, "ANSWERS_WITHIN_S", 1)
    slow, quick = service.browser("slow"), service.browser()
    began = time.monotonic()

    assert send(slow, quick) == [courier.LATER, Outcome(Fate.TAKEN)]
    assert time.monotonic() - began < SLOW_S


def test_push_service_that_cannot_be_reached_is_asked_later(service, settings):
    settings.PUSH_HOSTS = ["localhost:9"]
    browser = service.browser()
    service_elsewhere = type(service)(9)
    browser.service = service_elsewhere

    assert send(browser) == [courier.LATER]


def test_after_failures_in_a_row_the_rest_of_one_push_service_waits(service, monkeypatch):
    monkeypatch.setattr(courier, "AT_ONCE", 1)
    monkeypatch.setattr(courier, "ANSWERS_WITHIN_S", 0.3)
    slow = [service.browser("slow") for _ in range(5)]
    began = time.monotonic()

    assert send(*slow) == [courier.LATER] * 3 + [courier.HELD] * 2
    assert sum(len(browser.requests) for browser in slow) == 3
    assert time.monotonic() - began < 2


def test_round_ends_in_time(service, monkeypatch):
    monkeypatch.setattr(courier, "ROUND_LASTS_S", -1)
    browser = service.browser()

    assert send(browser) == [courier.HELD]
    assert browser.requests == []


def test_name_that_leads_inside_is_never_called(service, settings):
    settings.PUSH_MAY_STAY_INSIDE = False
    browser = service.browser()

    assert send(browser) == [courier.LATER]
    assert browser.requests == []


def test_push_service_off_the_list_is_never_called(service, settings):
    settings.PUSH_HOSTS = ["push.example"]
    browser = service.browser()

    assert send(browser) == [Outcome(Fate.GONE)]
    assert browser.requests == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120), ("5", 60), ("999999", 6 * 3600), ("soon", None), ("", None), ("-5", None), ("²", None)],
)
def test_time_to_wait_stays_within_bounds(text, seconds):
    assert courier._wait_in(text) == seconds


def test_time_to_wait_may_be_a_moment():
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=600), usegmt=True)

    assert 590 <= courier._wait_in(moment) <= 600


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QAbc",
        "https://wns2-am3p.notify.windows.com/w/?token=BQ%3d",
    ],
)
def test_known_push_services_are_allowed(endpoint):
    assert addresses.is_allowed(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://fcm.googleapis.com/fcm/send/a",
        "https://fcm.googleapis.com.example/a",
        "https://example/fcm.googleapis.com",
        "https://fcm.googleapis.com@example/a",
        "https://a@fcm.googleapis.com/a",
        "https://fcm.googleapis.com:8443/a",
        "https://fcm.googleapis.com:99999/a",
        "https://notify.windows.com.example/a",
        "https://evilnotify.windows.com.example/",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\nHost: x",
        "https://fcm.googleapis.com/\N{LATIN SMALL LETTER E WITH ACUTE}",
        "https://fcm.googleapis.com/" + "a" * 1000,
        "https://[::1]/a",
        "https://127.0.0.1/a",
        "https://a..notify.windows.com/a",
        f"https://{'x' * 64}.notify.windows.com/a",
        f"https://{'x.' * 120}notify.windows.com/a",
        "javascript:alert(1)",
    ],
)
def test_anything_else_is_not(endpoint):
    assert not addresses.is_allowed(endpoint)


def test_number_is_no_push_service_even_on_the_list(settings):
    settings.PUSH_HOSTS = ["127.0.0.1", "[::1]", "192.0.2.1:443"]

    assert not any(map(addresses.is_allowed, ["https://127.0.0.1/a", "https://[::1]/a", "https://192.0.2.1:443/a"]))


@pytest.mark.parametrize("address", ["142.250.1.95", "2a00:1450:4009:81f::200a", "64:ff9b::8efa:15f", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_public(address):
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.7", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_all_others_are_not(address):
    assert not addresses.is_public(address)


def test_gone_subscription_is_kept_to_tell_her_and_never_called_again(amal, as_, called, news):
    browser = called(amal, as_(amal), "gone")
    news.happens_to(amal)
    call()
    news.happens_to(amal)
    call()

    assert len(browser.requests) == 1
    assert Subscription.objects.get().is_gone


def test_failing_push_service_is_asked_again_after_twice_as_long_each_time(amal, as_, called, news):
    browser = called(amal, as_(amal), "down")
    news.happens_to(amal)
    waits = []
    for _ in range(4):
        before = timezone.now()
        call()
        waits.append(round((Subscription.objects.get().wait_until - before) / timedelta(minutes=1)))
        assert call() == 0
        Subscription.objects.update(wait_until=timezone.now())

    assert waits == [1, 2, 4, 8]
    assert len(browser.requests) == 4


def test_call_that_failed_comes_when_the_push_service_is_back(amal, as_, called, news, monkeypatch):
    browser = called(amal, as_(amal), "down")
    news.happens_to(amal)
    call()
    Subscription.objects.update(wait_until=timezone.now())
    monkeypatch.setitem(browser.service.ANSWERS, "down", 201)

    assert call() == 1
    assert Subscription.objects.get().failures == 0


def test_address_and_keys_are_sealed(amal, as_, called, django_db_blocker):
    from django.db import connection

    browser = called(amal, as_(amal))
    with connection.cursor() as cursor:
        cursor.execute("SELECT endpoint, keys FROM house_subscription")
        stored = b"".join(bytes(value) for value in cursor.fetchone())

    assert browser.endpoint.encode() not in stored
    assert browser.secret.encode() not in stored


def test_no_line_of_the_log_holds_an_address(amal, as_, called, news, caplog):
    browser = called(amal, as_(amal), "refused")
    news.happens_to(amal)
    call()

    assert "answered a push with 403" in caplog.text
    assert browser.path not in caplog.text
