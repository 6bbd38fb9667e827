"""Two women talk through the real house."""

import gzip
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from peergroups.models import Message
from peergroups.talk.services.change import react, take_back
from tests.peergroups.client.conftest import texts, write

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.django_db(transaction=True)]


def test_two_women_talk_live(phone_of, amal, cleo):
    hers, other = phone_of(amal), phone_of(cleo)

    write(hers, "Ben je er al?")
    expect(other.locator("[data-list] .said")).to_have_text(["Ben je er al?"])
    write(other, "Bijna")

    expect(hers.locator("[data-list] .said")).to_have_text(["Ben je er al?", "Bijna"])
    expect(hers.locator("[data-waiting] > li")).to_have_count(0)


def test_a_connection_that_drops_while_three_messages_come(phone_of, amal, cleo):
    hers, other = phone_of(amal), phone_of(cleo)
    write(hers, "nul")
    expect(other.locator("[data-list] .said")).to_have_text(["nul"])

    other.context.set_offline(True)
    for text in ("een", "twee", "drie"):
        write(hers, text)
    expect(hers.locator("[data-list] .own .said")).to_have_text(["nul", "een", "twee", "drie"])
    other.context.set_offline(False)

    expect(other.locator("[data-list] > li")).to_have_count(4, timeout=20_000)
    assert texts(other) == ["nul", "een", "twee", "drie"]


def test_what_she_writes_without_a_network_goes_once_when_it_is_back(phone_of, amal, cleo):
    hers = phone_of(amal)
    hers.context.set_offline(True)
    write(hers, "Ik zit in de trein")

    expect(hers.locator("[data-waiting] > li")).to_have_count(1)
    hers.context.set_offline(False)

    expect(hers.locator("[data-list] .own .said")).to_have_text(["Ik zit in de trein"], timeout=20_000)
    assert [message.text for message in Message.objects.all()] == ["Ik zit in de trein"]


def test_where_no_line_can_be_had_she_talks_by_request(phone_of, amal, cleo):
    hers, other = phone_of(amal), phone_of(cleo)
    hers.route_web_socket("**/ws/", lambda line: line.close())
    hers.reload()
    expect(hers.locator("[data-news]")).to_contain_text("De verbinding is traag.", timeout=20_000)

    write(hers, "Kom ik zo ook door?")

    expect(other.locator("[data-list] .said")).to_have_text(["Kom ik zo ook door?"], timeout=20_000)
    expect(hers.locator("[data-list] .own .said")).to_have_text(["Kom ik zo ook door?"], timeout=20_000)
    expect(hers.locator("[data-waiting] > li")).to_have_count(0)


def test_her_two_tabs_show_the_same_and_go_together(phone_of, amal, group):
    first = phone_of(amal)
    second = first.context.new_page()
    second.goto(f"/groups/{group.pk}/")

    write(first, "Van de ene")
    expect(second.locator("[data-list] .own .said")).to_have_text(["Van de ene"])
    write(second, "Van de andere")
    expect(first.locator("[data-list] .own .said")).to_have_text(["Van de ene", "Van de andere"])
    first.get_by_role("textbox", name="Schrijf aan de groep").fill("half gesch")
    second.goto("/me/")
    second.get_by_role("button", name="Log uit").click()

    first.wait_for_url(lambda url: "/groups/" not in url)
    expect(first.get_by_text("Van de ene")).to_have_count(0)
    assert first.evaluate("sessionStorage.length") == 0


def test_a_change_is_seen_by_the_other(phone_of, amal, cleo):
    hers, other = phone_of(amal), phone_of(cleo)
    write(hers, "Om drei uur")
    expect(other.locator("[data-list] .said")).to_have_text(["Om drei uur"])

    hers.get_by_role("link", name="Meer bij").click()
    hers.get_by_role("button", name="Verander").click()
    write(hers, "Om drie uur")
    expect(other.locator("[data-list] .said")).to_have_text(["Om drie uur"])
    expect(other.get_by_text("aangepast")).to_be_visible()
    other.get_by_role("link", name="Meer bij").click()
    other.get_by_role("button", name="hart").click()
    expect(hers.locator("[data-reaction=heart] [data-part=count]")).to_have_text("1")
    hers.get_by_role("link", name="Meer bij").click()
    hers.get_by_role("button", name="Haal terug").click()
    hers.get_by_role("button", name="Ja, haal terug").click()

    expect(other.locator("[data-list] .said")).to_have_text(["Wilg haalde dit bericht terug."])


def test_what_leads_out_is_marked_at_once_for_who_holds_the_group(phone_of, amal, cleo, gina, group):
    mark = "Alleen voor jou: hier staat een account ergens anders in."
    hers, cleos, ginas = phone_of(amal), phone_of(cleo), phone_of(gina)

    write(hers, "Volg mij: @wilgje")
    hers.get_by_role("button", name="Nog eens").click()

    expect(ginas.get_by_text(mark)).to_be_visible()
    expect(cleos.locator("[data-list] .said")).to_have_text(["Volg mij: @wilgje"])
    assert [page.get_by_text("Alleen voor jou").count() for page in (hers, cleos)] == [0, 0]

    take_back(actor=amal, group_id=group.pk, number=1)
    expect(ginas.get_by_text(mark)).to_have_count(0)


def test_a_frozen_seat_loses_the_talk_at_once(phone_of, amal, gina, say, seat_of):
    say(gina, "Dag allemaal")
    hers = phone_of(amal)
    expect(hers.get_by_text("Dag allemaal")).to_be_visible()

    gina_page = phone_of(gina)
    gina_page.get_by_role("link", name="Over ons").click()
    gina_page.get_by_role("button", name="Even dicht voor Wilg").click()

    expect(hers.get_by_text("De groep is nu dicht voor jou. Bel het huis.")).to_be_visible(timeout=10_000)
    expect(hers.get_by_text("Dag allemaal")).to_have_count(0)


def test_a_talk_with_everything_in_it_has_no_findings(phone_of, amal, cleo, gina, say, group):
    first = say(gina, "Dag allemaal")
    say(cleo, "Ik lig wakker", note="slecht slapen")
    say(amal, "Ik ook", reply_to=first.number)
    react(actor=cleo, group_id=group.pk, number=first.number, name="heart")
    page = phone_of(amal)
    page.get_by_role("link", name="Meer bij").last.click()

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        findings = Axe().run(page)
        assert findings.violations_count == 0, findings.generate_report()


def test_the_page_of_the_talk_carries_little_script(phone_of, amal):
    page = phone_of(amal)

    modules = page.locator("script[src], link[rel=modulepreload]")
    addresses = modules.evaluate_all("all => all.map((one) => one.getAttribute('src') ?? one.getAttribute('href'))")
    files = {name: Path(finders.find(name.split("/static/")[1])).read_bytes() for name in addresses}
    sizes = {name: len(gzip.compress(body, 9)) for name, body in files.items()}

    assert sum(sizes.values()) <= 23 * 1024
    assert sum(size for name, size in sizes.items() if "/talk/" in name) <= 15 * 1024
