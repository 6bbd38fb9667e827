"""Two workers, a part at a time, and what spoils nobody but itself."""

import socket
import time
from datetime import timedelta
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from house.models import Device, Stay, Subscription
from house.push import courier
from house.push.queries import due_at, parted
from house.push.services import calls, subscriptions
from house.push.services.calls import call
from house.sign_in.services.devices import note_looking
from tests.house.push.test_courier import send

HOUR = timedelta(hours=1)


def test_worker_with_an_older_list_calls_nobody_again(amal, as_, called, news):
    telephone = called(amal, as_(amal))
    news.happens_to(amal)
    now = timezone.now()
    one, two = parted(due_at(now)).to_call, parted(due_at(now)).to_call
    calls._call(calls._claimed(one), now)

    assert calls._claimed(two) == []
    assert len(telephone.requests) == 1


@pytest.mark.only("postgresql")
def test_worker_that_waited_for_a_row_does_not_claim_it_too(transactional_db, house, amal, as_, called, news):
    called(amal, as_(amal))
    news.happens_to(amal)
    now = timezone.now()
    due, got, holds, began = parted(due_at(now)).to_call, {}, Event(), Event()

    def wait_for_it():
        holds.wait(5)
        began.set()
        got["second"] = calls._claimed(due)
        connection.close()

    second = Thread(target=wait_for_it)
    second.start()
    with transaction.atomic():
        got["first"] = calls._claimed(due)
        holds.set()
        began.wait(5)
        time.sleep(1)
    second.join()

    assert {name: len(rows) for name, rows in got.items()} == {"first": 1, "second": 0}


def test_each_part_is_looked_at_anew(amal, bo, as_, called, news, monkeypatch):
    monkeypatch.setattr(calls, "PART_MAX", 1)
    for person in (amal, bo):
        called(person, as_(person))
        news.happens_to(person)
    deliver = calls.deliver

    def deliver_while_both_look(parcels):
        outcomes = deliver(parcels)
        note_looking(
            list(Device.objects.values_list("session_hash", flat=True)), timezone.now() + timedelta(seconds=35)
        )
        return outcomes

    monkeypatch.setattr(calls, "deliver", deliver_while_both_look)

    assert call() == 1


def test_more_than_one_part_is_called_in_one_round(amal, bo, dewi, as_, called, news, monkeypatch):
    monkeypatch.setattr(calls, "PART_MAX", 1)
    for person in (amal, bo, dewi):
        called(person, as_(person))
        news.happens_to(person)

    assert call() == 3


@pytest.mark.parametrize("spoiled", ["keys", "endpoint"])
def test_row_that_does_not_open_spoils_nobody_else(amal, bo, as_, called, news, spoiled):
    good, bad = called(amal, as_(amal)), called(bo, as_(bo))
    with connection.cursor() as cursor:
        row = Subscription.objects.get(device__person=bo).pk
        value = row.hex if connection.vendor == "sqlite" else row
        cursor.execute(
            f"UPDATE house_subscription SET {spoiled} = %s WHERE device_id = %s", [b"\x01of another key", value]
        )
    for person in (amal, bo):
        news.happens_to(person)

    assert call() == 1
    assert (len(good.requests), len(bad.requests)) == (1, 0)
    assert Subscription.objects.get(device__person=bo).is_gone


def test_keys_that_are_none_spoil_nobody_else(amal, bo, as_, called, news):
    good, _ = called(amal, as_(amal)), called(bo, as_(bo))
    of_bo = Subscription.objects.get(device__person=bo)
    of_bo.keys = "- -"
    of_bo.save(update_fields=["keys"])
    for person in (amal, bo):
        news.happens_to(person)

    assert call() == 1
    assert len(good.requests) == 1


def test_bad_key_of_the_house_ends_nobodys_subscription(amal, as_, called, news, settings):
    called(amal, as_(amal))
    news.happens_to(amal)
    settings.PUSH_KEY = "abc"
    with pytest.raises(ValueError, match="no key"):
        call()

    assert not Subscription.objects.get().is_gone


def test_name_that_no_name_can_be_spoils_nobody_else(amal, bo, as_, called, news, settings, monkeypatch):
    good = called(amal, as_(amal))
    settings.PUSH_HOSTS = [*settings.PUSH_HOSTS, ".push.example"]
    called(bo, as_(bo))
    of_bo = Subscription.objects.get(device__person=bo)
    of_bo.endpoint = f"https://{'x' * 64}.push.example/a"
    of_bo.save(update_fields=["endpoint", "endpoint_hash"])
    monkeypatch.setattr(courier, "is_allowed", lambda endpoint: True)
    for person in (amal, bo):
        news.happens_to(person)

    assert call() == 1
    assert len(good.requests) == 1


def test_slow_name_server_holds_nobody_for_long(service, monkeypatch):
    monkeypatch.setattr(courier, "ANSWERS_WITHIN_S", 0.5)
    find, released = socket.getaddrinfo, Event()

    def find_slowly(*args, **kwargs):
        released.wait(10)
        return find(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", find_slowly)
    began = time.monotonic()
    try:
        assert send(service.browser()) == [courier.LATER]
        assert time.monotonic() - began < 5
    finally:
        released.set()


def test_old_address_that_is_gone_takes_no_new_one_along(amal, as_, called, news, monkeypatch):
    client = as_(amal)
    called(amal, client, "gone")
    news.happens_to(amal)
    deliver = calls.deliver

    def deliver_meanwhile(parcels):
        called(amal, client)  # she turned it off and on again
        return deliver(parcels)

    monkeypatch.setattr(calls, "deliver", deliver_meanwhile)
    call()

    assert not Subscription.objects.get().is_gone


def test_late_worker_frees_no_claim_of_another(amal, as_, called, news, monkeypatch):
    called(amal, as_(amal))
    news.happens_to(amal)
    deliver, other = calls.deliver, uuid4()

    def deliver_late(parcels):
        Subscription.objects.update(claim=other, claimed_at=timezone.now())
        return deliver(parcels)

    monkeypatch.setattr(calls, "deliver", deliver_late)
    call()

    assert Subscription.objects.get().claim == other


def test_parcel_that_was_not_tried_is_no_failure(amal, bo, as_, called, news, monkeypatch):
    monkeypatch.setattr(courier, "FAILURES_MAX", 0)
    browser = called(amal, as_(amal))
    news.happens_to(amal)
    call()

    assert browser.requests == []
    assert Subscription.objects.get().failures == 0
    assert Subscription.objects.get().wait_until > timezone.now()


def test_two_taps_on_one_button_subscribe_once(transactional_db, house, amal, as_, service, device_of):
    device, browser, failed = device_of(amal, as_(amal)), service.browser(), []

    def tap():
        try:
            choice = {"words": "news", "is_always": True}
            subscriptions.subscribe(actor=amal, device_id=device.pk, **browser.given, **choice)
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    taps = [Thread(target=tap) for _ in range(2)]
    for each in taps:
        each.start()
    for each in taps:
        each.join()

    assert failed == []
    assert Subscription.objects.count() == 1


def test_right_that_ended_this_night_calls_nobody(amal, as_, called, news):
    called(amal, as_(amal))
    news.happens_to(amal)
    Stay.objects.update(left_on=timezone.localdate())

    assert call() == 0


def test_page_that_shows_nothing_of_it_calls_nobody_and_is_asked_once(amal, as_, called, news, monkeypatch):
    asked = []
    called(amal, as_(amal))
    news.happens_to(amal)
    news.shown_to = lambda people: set(asked.append(people) or ())

    assert (call(), call()) == (0, 0)
    assert asked == [{amal.pk}]

    news.happens_to(amal)
    news.shown_to = set
    assert call() == 1


def test_pages_that_show_nothing_hold_up_nobody_behind_them(amal, bo, dewi, as_, called, news, monkeypatch):
    monkeypatch.setattr(calls, "PART_MAX", 1)
    for person in (amal, bo, dewi):
        called(person, as_(person))
        news.happens_to(person)
    asked = []
    news.shown_to = lambda people: asked.extend(people) or (people if len(asked) == 3 else set())

    assert call() == 1
    assert len(asked) == 3


def test_who_comes_to_her_week_without_her_code_has_come(amal, as_, called, news):
    called(amal, as_(amal))
    Device.objects.update(there_at=timezone.now() - HOUR)
    called_at = timezone.now() - timedelta(minutes=3)
    Subscription.objects.update(called_at=called_at, told_until=called_at, unseen=3)
    Device.objects.update(looks_until=timezone.now() - timedelta(minutes=1))
    news.happens_to(amal)

    assert call() == 1


def test_own_quiet_hours_of_who_lives_and_works_nowhere_count(amal, as_, called, news):
    called(amal, as_(amal))
    hour = timezone.localtime().hour
    type(amal).objects.filter(pk=amal.pk).update(quiet_from=hour, quiet_until=(hour + 1) % 24)
    Stay.objects.all().delete()
    news.happens_to(amal)

    assert due_at(timezone.now()) == []
