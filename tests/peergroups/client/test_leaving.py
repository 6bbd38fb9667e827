"""On two phones: she leaves the group, softly or with her words, while a peer looks on."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from peergroups.models import Seat
from tests.browser import find_too_wide
from tests.cast import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.django_db(transaction=True)]

LEFT = "Je bent gestopt met deze groep."


def leave(page, group, words):
    page.goto(reverse("peergroups:about", args=[group.pk]))
    page.get_by_role("link", name="Ik stop met deze groep").click()
    page.get_by_label(words).check()
    page.locator("[name=passphrase]").fill(PASSPHRASE)
    page.get_by_role("button", name="Ja, ik stop").click()
    expect(page.get_by_text(LEFT)).to_be_visible()


def said(page):
    return page.locator("[data-list] > li .said")


def test_she_leaves_and_her_words_stay(phone_of, amal, cleo, say, group):
    say(amal, "Dag allemaal")
    peers, other_tab, hers = phone_of(cleo), phone_of(amal), phone_of(amal)

    leave(hers, group, "Mijn berichten blijven.")

    expect(other_tab.get_by_text(LEFT)).to_be_visible()
    assert "Dag allemaal" not in other_tab.content()
    expect(said(peers)).to_have_text(["Dag allemaal"])
    other_tab.goto(reverse("peergroups:groups"))
    expect(other_tab.get_by_text("Je leest nu in geen groep meer mee.")).to_be_visible()


def test_she_leaves_and_takes_her_words_along(phone_of, amal, cleo, say, group):
    for number in range(3):
        say(amal, f"Van mij {number}")
    say(cleo, "Van haar", reply_to=1)
    peers, other_tab, hers = phone_of(cleo), phone_of(amal), phone_of(amal)
    expect(peers.get_by_text("Van mij 0")).to_have_count(2)

    leave(hers, group, "Mijn berichten gaan mee.")

    expect(other_tab.get_by_text(LEFT)).to_be_visible()
    expect(said(peers)).to_have_text(["Wilg haalde dit bericht terug."] * 3 + ["Van haar"])
    expect(peers.get_by_text("Van mij")).to_have_count(0)
    assert "Van mij" not in other_tab.content()


def test_the_page_fits_a_phone_and_a_wrong_passphrase_says_so(phone_of, amal, group):
    page = phone_of(amal)
    page.goto(reverse("peergroups:leave", args=[group.pk]))
    assert find_too_wide(page) == []

    page.locator("[name=passphrase]").fill("dat-is-het-zeker-niet")
    page.get_by_role("button", name="Ja, ik stop").click()

    expect(page.get_by_text("Dit is niet je wachtwoord")).to_be_visible()
    assert find_too_wide(page) == []
    assert Seat.objects.get(person=amal).state == Seat.State.ACTIVE


def test_she_chooses_a_pause_instead(phone_of, amal, group):
    page = phone_of(amal)
    page.goto(reverse("peergroups:leave", args=[group.pk]))

    page.get_by_role("button", name="Even niet").click()

    expect(page.get_by_role("button", name="Weer meelezen")).to_be_visible()
    page.get_by_role("link", name="Ik stop met deze groep").click()
    expect(page.get_by_role("heading", name="Stoppen met deze groep")).to_be_visible()
    expect(page.get_by_role("button", name="Even niet")).to_have_count(0)
