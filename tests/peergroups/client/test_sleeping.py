"""On a phone: her seat falls asleep while she looks on, and wakes with her passphrase, or after a talk."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from house.models import Device
from peergroups.models import Seat
from peergroups.seats.services.sleeping import let_seats_sleep
from tests import cast
from tests.browser import find_too_wide
from tests.cast import PASSPHRASE
from tests.peergroups.asleep import LONG

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.django_db(transaction=True)]

ASLEEP = "Je plek slaapt, want je was hier lang niet."


def fall_asleep(person, *, signed_in_since):
    """As if half a year went by, and she signed in on this phone so many days before today."""
    Device.objects.filter(person=person).update(began_on=cast.days(-signed_in_since))
    Seat.objects.filter(person=person).update(awake_on=cast.days(-LONG))
    let_seats_sleep()


def wake(page, button):
    page.locator("[name=passphrase]").fill(PASSPHRASE)
    page.get_by_role("button", name=button).click()


def test_it_falls_asleep_and_wakes_with_her_passphrase(phone_of, amal, cleo, say, group):
    say(cleo, "Dag allemaal")
    peers, page = phone_of(cleo), phone_of(amal)
    expect(page.get_by_text("Dag allemaal")).to_be_visible()

    fall_asleep(amal, signed_in_since=LONG + 20)

    expect(page.get_by_text("Dag allemaal")).to_have_count(0)
    expect(page.get_by_text(ASLEEP)).to_be_visible()
    assert "Dag allemaal" not in page.content()
    say(cleo, "Intussen")
    page.get_by_role("button", name="Weer meelezen").click()
    expect(page.get_by_role("heading", name="Je plek slaapt")).to_be_visible()
    assert find_too_wide(page) == []
    wake(page, "Weer meelezen")

    expect(page.get_by_text("Intussen")).to_be_visible()
    expect(page.get_by_text("Dag allemaal")).to_be_visible()
    expect(peers.locator("[data-list] > li .said")).to_have_text(["Dag allemaal", "Intussen"])


def test_her_other_tab_comes_back_when_it_wakes(phone_of, amal, cleo, say, group):
    say(cleo, "Dag allemaal")
    page = phone_of(amal)
    fall_asleep(amal, signed_in_since=LONG + 20)
    expect(page.get_by_text(ASLEEP)).to_be_visible()

    other = page.context.new_page()
    other.goto(reverse("peergroups:groups"))
    other.get_by_role("link", name="Weer meelezen").click()
    wake(other, "Weer meelezen")
    expect(other.get_by_text("Dag allemaal")).to_be_visible()

    page.bring_to_front()
    expect(page.get_by_text("Dag allemaal")).to_be_visible()


def test_on_a_new_phone_somebody_meets_her_first(phone_of, amal, gina, cleo, say, group):
    say(cleo, "Dag allemaal")
    page = phone_of(amal)
    fall_asleep(amal, signed_in_since=0)
    page.goto(reverse("peergroups:groups"))
    page.get_by_role("link", name="Weer meelezen").click()
    expect(page.get_by_text("Daarom spreekt iemand van het huis je eerst")).to_be_visible()
    assert find_too_wide(page) == []
    wake(page, "Vraag het aan het huis")
    expect(page.get_by_text("Je bent weer binnen, en je plek is van jou.")).to_be_visible()

    hers = phone_of(gina)
    hers.goto(reverse("peergroups:about", args=[group.pk]))
    hers.get_by_role("link", name="Ik zag").click()
    expect(hers.get_by_text("Haar plek sliep")).to_be_visible()
    hers.get_by_role("button", name="Ja, ik zag haar").click()
    expect(hers.get_by_text("Haar plek is open.")).to_be_visible()

    page.goto(reverse("peergroups:talk", args=[group.pk]))
    expect(page.get_by_text("Dag allemaal")).to_be_visible()
