"""The page about being called, what it does, and what the telephone asks."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from house.models import Device, Subscription
from house.push.services.calls import call


@pytest.fixture
def her(amal, as_):
    return as_(amal)


CHOICE = {"words": "look", "when": "near"}


def turn_on(client, browser, **more):
    return client.post("/me/new/", CHOICE | browser.given | more, follow=True)


def test_page_explains_and_offers_the_key_of_the_house(her):
    page = her.get("/me/new/").content.decode()

    assert "data-subscribe=" in page
    assert "Niet van wie, niet waarover, en niet hoeveel." in page
    assert re.search('value="news"[^>]* checked', page)


def test_choosing_it_lets_this_device_call(amal, her, service, news):
    browser = service.browser()
    page = turn_on(her, browser).content.decode()
    news.happens_to(amal)
    call()

    assert "Dit apparaat geeft je nu een seintje." in page
    assert browser.heard() == ["Kijk je even?"]
    assert not Subscription.objects.get().is_always


def test_another_choice_keeps_the_address(amal, her, service, news):
    browser = service.browser()
    turn_on(her, browser)
    her.post("/me/new/", {"words": "time", "when": "always"})
    news.happens_to(amal)
    call()

    assert browser.heard() == ["Tijd voor je agenda"]
    assert Subscription.objects.get().is_always


def test_choosing_again_in_the_same_browser_begins_anew(her, service):
    browser = service.browser()
    turn_on(her, browser)
    Subscription.objects.update(is_gone=True)
    turn_on(her, browser, words="news")

    assert (Subscription.objects.get().words, Subscription.objects.get().is_gone) == ("news", False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": ""},
        {"endpoint": "https://localhost:1/elsewhere"},
        {"endpoint": "http://127.0.0.1/"},
        {"point": ""},
        {"point": "AAAA"},
        {"point": "B" + "A" * 86},
        {"point": "\N{SNOWMAN}"},
        {"secret": ""},
        {"secret": "AAAA"},
        {"secret": "AA AA"},
    ],
)
def test_what_no_browser_gives_is_refused_in_words(her, service, wrong):
    answer = turn_on(her, service.browser(), **wrong)

    assert answer.status_code == 422
    assert "Met deze browser lukt een seintje hier niet." in answer.content.decode()
    assert not Subscription.objects.exists()


def test_choice_that_was_not_made_is_asked(her, service):
    answer = her.post("/me/new/", service.browser().given)

    assert answer.status_code == 422
    assert answer.content.decode().count("Vul dit nog in.") == 4  # beside each field, and at the top


def test_turning_it_off_twice_has_no_effect(her, service):
    turn_on(her, service.browser())
    for _ in range(2):
        assert her.post("/me/new/off/").status_code == 302

    assert not Subscription.objects.exists()


def test_silent_day_is_said_and_can_be_ended(her, service):
    turn_on(her, service.browser())
    her.post("/me/new/later/")
    assert "Het is nu stil" in her.get("/me/new/").content.decode()

    her.post("/me/new/later/", {"again": "1"})
    assert "Het is nu stil" not in her.get("/me/new/").content.decode()


@pytest.mark.parametrize("path", ["/me/new/later/", "/me/new/stay/"])
def test_device_that_calls_nobody_has_nothing_to_change(her, path):
    assert her.post(path).status_code == 404


def test_stranger_cannot_change_anothers(amal, bo, her, as_, service):
    turn_on(her, service.browser())
    other = as_(bo)
    other.post("/me/new/off/")

    assert other.post("/me/new/later/").status_code == 404
    assert Subscription.objects.get().device.person == amal


def test_each_month_her_week_asks_whether_she_still_wants_it(her, service):
    turn_on(her, service.browser())
    assert "nog een seintje" not in her.get("/week/").content.decode()

    Subscription.objects.update(confirmed_on=timezone.localdate() - timedelta(days=30))
    assert "Wil je op dit apparaat nog een seintje?" in her.get("/week/").content.decode()

    her.post("/me/new/stay/")
    assert "nog een seintje" not in her.get("/week/").content.decode()


def test_her_week_says_when_her_telephone_is_reached_no_more(her, service):
    turn_on(her, service.browser())
    Subscription.objects.update(is_gone=True)

    assert "Op dit apparaat komen geen seintjes meer aan." in her.get("/week/").content.decode()


def test_another_device_of_hers_says_nothing_of_it(amal, her, as_, service):
    turn_on(her, service.browser())
    Subscription.objects.update(is_gone=True)

    assert "seintjes" not in as_(amal).get("/week/").content.decode()


def test_page_about_reminders_says_how_they_come(her, service):
    assert "Dit apparaat geeft geen seintje." in her.get("/week/remind/").content.decode()

    turn_on(her, service.browser())
    assert "Dit apparaat geeft je dan ook een seintje." in her.get("/week/remind/").content.decode()


def test_telephone_may_show_it_only_while_this_device_may_call(her, service):
    assert her.get("/still/new/").status_code == 404

    turn_on(her, service.browser())
    assert her.get("/still/new/").status_code == 204

    Device.objects.update(there_at=timezone.now() - timedelta(hours=1))
    assert her.get("/still/new/").status_code == 423


def test_asking_is_no_sign_that_she_is_there(her, service):
    turn_on(her, service.browser())
    before = timezone.now() - timedelta(minutes=5)
    Device.objects.update(there_at=before)
    her.get("/still/new/")

    assert Device.objects.get().there_at == before


def test_house_without_a_key_says_so(her, settings):
    settings.PUSH_KEY = ""

    assert "Dit huis kan nog geen seintje sturen." in her.get("/me/new/").content.decode()


def test_newest_leads_to_what_is_new(amal, her, news):
    assert her.get("/new/").url == "/"

    news.happens_to(amal)
    assert her.get("/new/").url == "/week/"
