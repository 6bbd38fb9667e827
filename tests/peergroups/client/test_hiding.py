"""Messages of a peer whom she hid are folded in each of her open tabs, live too, and in nobody else's."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from peergroups.models import Seat
from peergroups.talk.services.hide import hide_peer
from peergroups.talk.services.unread import read_up_to
from tests import cast
from tests.peergroups.client.conftest import texts, write

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.django_db(transaction=True)]

FOLDS = "[data-list] .hush"


def open_tab(page, group):
    tab = page.context.new_page()
    tab.goto(f"/groups/{group.pk}/")
    tab.wait_for_load_state("networkidle")
    return tab


def test_hiding_and_showing_again_keeps_her_two_tabs_in_step(phone_of, group, amal, cleo, say):
    say(amal, "Wie is er?")
    say(cleo, "Ik ben er", reply_to=1)
    say(amal, "Fijn", reply_to=2)
    hers, others = phone_of(amal), phone_of(cleo)
    second = open_tab(hers, group)

    hers.bring_to_front()
    hers.get_by_role("link", name="Meer bij Kaneel").click()
    hers.get_by_role("link", name="Verberg haar voor mij").click()
    hers.get_by_role("button", name="Verberg haar voor mij").click()

    for tab in (hers, second):
        expect(tab.locator(FOLDS)).to_have_count(1)
        expect(tab.get_by_text("Ik ben er")).to_be_hidden()
        expect(tab.locator("#b3 .quote")).to_have_text("Verborgen bericht")

    write(others, "Hoor je me?")
    for tab in (hers, second):
        expect(tab.locator(FOLDS)).to_have_count(2)
        expect(tab.get_by_text("Hoor je me?")).to_be_hidden()
    expect(hers.locator("[data-cry]")).to_have_text("")
    expect(hers.locator(".new-line:visible")).to_have_count(0)
    fold = hers.locator("#b4 summary")
    fold.focus()
    fold.press("Enter")
    expect(hers.get_by_text("Hoor je me?")).to_be_visible()
    expect(hers.get_by_text("Ik ben er")).to_be_hidden()
    assert texts(others) == ["Wie is er?", "Ik ben er", "Fijn", "Hoor je me?"]
    assert others.locator(FOLDS).count() == 0

    hers.get_by_role("link", name="Over ons").click()
    hers.get_by_role("button", name="Toon weer wat Kaneel schrijft").click()
    expect(hers.get_by_role("heading", name="Wie verberg jij?")).to_have_count(0)
    expect(second.locator(FOLDS)).to_have_count(0)
    expect(second.get_by_text("Hoor je me?")).to_be_visible()


def test_what_she_hides_is_not_new_and_what_others_say_is(phone_of, group, eva, amal, bo, cleo, say):
    cast.take_seat(actor=eva, group_id=group.pk, person_id=bo.pk, alias="Stip")
    hide_peer(actor=amal, seat_id=Seat.objects.get(person=cleo).pk)
    for number in range(30):
        say(bo, f"regel {number}")
    read_up_to(actor=amal, group_id=group.pk, number=30)
    hers = phone_of(amal)
    expect(hers.locator("[data-list] > li")).to_have_count(30)
    hers.evaluate("scrollTo(0, 0)")

    say(cleo, "niet nieuw")
    say(bo, "wel nieuw")

    expect(hers.locator("[data-list] > li")).to_have_count(32)
    expect(hers.locator("[data-list] > li").last).to_contain_text("wel nieuw")
    expect(hers.locator(FOLDS)).to_have_count(1)
    expect(hers.locator("[data-jump]")).to_contain_text("1 nieuw bericht")
    expect(hers.locator("#b31 .new-line:visible")).to_have_count(0)


def test_a_talk_with_folds_has_no_findings(phone_of, group, amal, cleo, say):
    say(amal, "Wie is er?")
    say(cleo, "Ik ben er", reply_to=1)
    hide_peer(actor=amal, seat_id=Seat.objects.get(person=cleo).pk)
    page = phone_of(amal)

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.locator("#b2 summary").click()
        findings = Axe().run(page)
        assert findings.violations_count == 0, findings.generate_report()
