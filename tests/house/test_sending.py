"""A page that is sent twice is carried out once, and the second lands where the first did."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from house.errors import NotHere
from house.models import Phase, Room, Sent, Stay
from house.upkeep.services.once import forget_what_was_sent, send_once
from tests.cast import make_room
from tests.house.at_once import at_once

PATH = "/desk/people/resident/"
NOA = {"chosen_name": "Noa", "language": "nl", "phase": Phase.INTAKE, "arrived_on": "2026-11-01", "planned_until": ""}


@pytest.fixture
def browser(eva):
    client = Client(enforce_csrf_checks=True)
    client.force_login(eva)
    return client


def page(browser):
    """What stands hidden on the page as it is shown now, and what she types."""
    shown = browser.get(PATH).content.decode()
    return dict(re.findall(r'name="(csrfmiddlewaretoken|house_id)" value="([^"]+)"', shown)) | NOA


def test_a_page_sent_twice_makes_one_and_lands_at_the_same_place(browser):
    sent = page(browser)

    first, second = browser.post(PATH, sent), browser.post(PATH, sent)

    hers = f"/desk/people/{Stay.objects.get().person_id}/"
    assert (first.url, second.url) == (hers, hers)
    assert browser.get(second.url).content.decode().count("Zij staat erbij.") == 1


def test_the_same_words_on_a_new_page_make_another(browser):
    browser.post(PATH, page(browser))
    browser.post(PATH, page(browser))

    assert Stay.objects.count() == 2


def test_other_words_on_the_same_page_make_another(browser):
    sent = page(browser)
    browser.post(PATH, sent)
    browser.post(PATH, sent | {"chosen_name": "Nour"})

    assert Stay.objects.count() == 2


def test_what_is_kept_tells_nobody_and_goes(browser, eva, monkeypatch):
    browser.post(PATH, page(browser))

    row = str(Sent.objects.values("mark").get())
    assert not any(secret in row for secret in ("Noa", str(eva.pk)))

    later = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    forget_what_was_sent()

    assert not Sent.objects.exists()


def test_what_was_refused_may_be_sent_again(house):
    def refused():
        make_room(house, "Zolder")
        raise NotHere

    with pytest.raises(NotHere):
        send_once("a", refused)

    assert ([room.name for room in Room.objects.all()], send_once("a", lambda: "/there/")) == (
        [],
        ("/there/", True),
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_carried_out(house):
    def deed():
        make_room(house, "Zolder")
        return "/there/"

    outcomes = at_once(*[partial(send_once, "a", deed)] * 3)

    assert sorted(outcomes) == [("/there/", False), ("/there/", False), ("/there/", True)]
    assert [room.name for room in Room.objects.all()] == ["Zolder"]
