"""Whatever ends a device, or the last right of its holder, ends that it is called."""

from datetime import timedelta

import pytest
from django.utils import timezone

from house.desk.services import end_stay
from house.models import BrowserSession, Device, Person, Position, Role, Stay, Subscription
from house.privacy.services import erasure
from house.push.services.calls import call
from house.push.services.subscriptions import forget_subscriptions
from house.sign_in.services import devices
from house.sign_in.services.devices import forget_devices_that_are_gone
from house.sign_in.sessions import SessionStore
from tests import cast


@pytest.fixture
def hers(amal, as_, called, news):
    """Her browser, and the telephone that is called, with something new for her."""
    client = as_(amal)
    telephone = called(amal, client)
    news.happens_to(amal)
    return client, telephone


def nobody_is_called(telephone):
    return call() == 0 and telephone.requests == [] and not Subscription.objects.exists()


def test_sign_out_ends_it(hers):
    client, telephone = hers
    client.post("/out/")

    assert nobody_is_called(telephone)


def test_sluit_ends_it(hers):
    client, telephone = hers
    client.post("/bye/")

    assert nobody_is_called(telephone)


def test_sluit_without_a_network_ends_it_when_the_telephone_asks(hers):
    client, telephone = hers
    client.cookies["left"] = "1"

    assert client.get("/still/new/").status_code == 302
    assert nobody_is_called(telephone)


def test_sign_out_from_another_device_ends_it(amal, as_, hers):
    _, telephone = hers
    other = as_(amal)
    other.get("/me/")
    other.post("/me/devices/others/")

    assert nobody_is_called(telephone)


def test_coordinator_who_signs_her_out_ends_it(amal, eva, hers):
    _, telephone = hers
    devices.end_devices(actor=eva, person_id=amal.pk)

    assert nobody_is_called(telephone)


def test_new_passphrase_leaves_it_on_this_device_alone(amal, as_, called, news):
    client, other = as_(amal), as_(amal)
    here, there = called(amal, client), called(amal, other)
    news.happens_to(amal)
    words = {"oldpassword": cast.PASSPHRASE, "password1": "een-ander-lang-wachtwoord"}
    client.post("/me/passphrase/", words | {"password2": words["password1"]})
    call()

    assert (len(here.requests), len(there.requests)) == (1, 0)


def test_session_that_ran_out_calls_nobody(hers):
    _, telephone = hers
    BrowserSession.objects.update(expires_at=timezone.now())
    assert call() == 0

    SessionStore.clear_expired()
    forget_devices_that_are_gone()
    assert nobody_is_called(telephone)


def test_device_that_is_not_remembered_calls_nobody_two_days_later(hers):
    _, telephone = hers
    Device.objects.update(last_on=timezone.localdate() - timedelta(days=2))
    assert call() == 0

    forget_devices_that_are_gone()
    assert nobody_is_called(telephone)


def test_end_of_her_last_right_ends_it(amal, eva, hers, django_capture_on_commit_callbacks):
    _, telephone = hers
    with django_capture_on_commit_callbacks(execute=True):
        end_stay(actor=eva, stay_id=Stay.objects.get(person=amal).pk, on=timezone.localdate())

    assert nobody_is_called(telephone)


def test_end_of_one_of_two_rights_leaves_it(amal, eva, hers, house, django_capture_on_commit_callbacks):
    Position.objects.create(person=amal, house=house, role=Role.GUEST, from_on=cast.days(-1))
    with django_capture_on_commit_callbacks(execute=True):
        end_stay(actor=eva, stay_id=Stay.objects.get(person=amal).pk, on=timezone.localdate())

    assert call() == 1


def test_right_that_ends_on_its_day_ends_it(amal, hers):
    _, telephone = hers
    Stay.objects.update(left_on=timezone.localdate())
    forget_subscriptions()

    assert nobody_is_called(telephone)


def test_erasing_her_ends_it(amal, hers):
    _, telephone = hers
    erasure.erase(amal)

    assert nobody_is_called(telephone)


def test_account_that_was_closed_calls_nobody(hers):
    Person.objects.update(is_active=False)

    assert call() == 0


def test_phone_in_another_hand_calls_the_other_alone(amal, bo, as_, called, news, service, monkeypatch):
    """The browser gives the same address again; whose session was not ended is not called there any more."""
    first = called(amal, as_(amal))
    monkeypatch.setattr(service, "browser", lambda kind: first)
    called(bo, as_(bo))
    news.happens_to(amal)
    assert call() == 0

    news.happens_to(bo)
    assert call() == 1


def test_who_does_not_say_that_she_still_wants_it_is_called_no_more(hers):
    _, telephone = hers
    Subscription.objects.update(confirmed_on=timezone.localdate() - timedelta(days=60))
    forget_subscriptions()

    assert nobody_is_called(telephone)
