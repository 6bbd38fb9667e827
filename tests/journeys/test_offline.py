"""Without a net: help for everybody, Sluit to words that tell nothing, and nothing else."""

import pytest
from playwright.sync_api import expect

from tests.net import ALONE, PUBLIC, STORED, cut, stay

pytestmark = [pytest.mark.browser, pytest.mark.process]

NEUTRAL = "https://www.buienradar.nl/"
SLUIT = "Sluit deze site meteen"


def test_a_visitor_has_help_without_a_net(phone, net):
    page = phone()
    page.goto("/help/")
    stay(page)
    cut(net, page)

    page.goto("/help/")

    expect(page.get_by_role("link", name="112")).to_be_visible()
    expect(page.get_by_text("Je hebt nu geen internet. Bellen kan wel.")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.exit')).position") == "fixed"


def test_from_the_door_too_and_after_it_forgot_her(phone, net):
    page = phone()
    for _time in range(2):  # the answer of the door makes the browser forget its worker
        page.goto("/in/")
        stay(page)
    cut(net, page)

    page.goto("/help/")

    expect(page.get_by_role("link", name="0800-0113")).to_be_visible()


def test_who_is_signed_in_has_help_without_a_net_and_no_number_of_the_house(phone, net):
    page = phone("amal")
    page.goto("/help/")
    number = page.locator("main a[href^='tel:']").first.inner_text()
    cut(net, page)

    page.goto("/help/")

    expect(page.get_by_role("link", name="112")).to_be_visible()
    assert number not in page.locator("main").inner_text()


def test_without_her_choice_no_page_of_hers_is_shown_without_a_net(phone, net):
    page = phone("amal")
    for path in ("/week/", "/me/", "/help/"):
        page.goto(path)
    cut(net, page)

    for path in ("/", "/week/", "/me/", "/groups/"):
        page.goto(path)
        assert page.title() == "Geen internet"
        assert page.locator("h1").inner_text() == "Geen internet"
    assert page.evaluate(STORED) == PUBLIC


def test_help_without_a_net_ends_nothing_in_another_tab(phone, net):
    page = phone("amal")
    page.goto("/me/")
    other = page.context.new_page()
    cut(net, page)

    other.goto("/help/")
    expect(other.get_by_role("link", name="112")).to_be_visible()

    assert page.url.endswith("/me/")
    assert page.locator("h1").inner_text() == "Amal"


def test_sluit_without_a_net_leads_to_words_that_tell_nothing(phone, net):
    page = phone("amal")
    page.goto("/me/")
    steps = page.evaluate("history.length")
    cut(net, page)

    page.get_by_role("button", name=SLUIT).click()
    page.wait_for_url("**/off/")

    assert page.locator("body").inner_text().split("\n\n") == [
        "Geen internet", "Er is nu geen verbinding. Probeer het straks nog eens.", "Nog eens",
    ]  # fmt: skip
    assert (page.title(), page.evaluate("history.length")) == ("Geen internet", steps)
    assert page.evaluate(STORED) == PUBLIC


def test_back_after_sluit_without_a_net_shows_nothing_of_hers(phone, net):
    page = phone("amal")
    page.goto("/me/")
    cut(net, page)
    page.get_by_role("button", name=SLUIT).click()
    page.wait_for_url("**/off/")

    page.go_back(wait_until="commit")

    expect(page.locator("h1")).to_have_text("Geen internet")
    net.mend()
    page.goto("/week/")
    assert "/in/" in page.url


def test_sluit_on_a_page_of_no_net_works_as_everywhere(phone, net):
    page = phone("amal")
    cut(net)
    page.goto("/me/")
    page.evaluate(ALONE)

    page.get_by_role("button", name=SLUIT).click()

    page.wait_for_url("**/off/")


def test_without_workers_in_the_browser_nothing_breaks(phone, net):
    page = phone()
    problems = []
    page.on("pageerror", lambda error: problems.append(error))
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto("/help/")
    page.goto("/in/")
    page.wait_for_timeout(500)
    cut(net, page)
    page.route(
        "https://www.buienradar.nl/**",
        lambda route: route.fulfill(body="<title>Weer</title>", content_type="text/html"),
    )

    page.get_by_role("button", name=SLUIT).click()

    page.wait_for_url(NEUTRAL)
    assert problems == []


def test_a_worker_that_cannot_begin_breaks_no_page(phone):
    page = phone()
    problems = []
    page.on("pageerror", lambda error: problems.append(error))
    page.context.route("**/worker.js", lambda route: route.fulfill(body="throw 1", content_type="text/javascript"))
    page.goto("/help/")
    page.wait_for_timeout(500)

    assert page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found?.active ?? null)") is None
    assert problems == []
    expect(page.get_by_role("link", name="112")).to_be_visible()


def test_without_room_help_stands_there_plain(phone, net):
    page = phone()
    page.goto("/help/")
    stay(page)
    page.evaluate("caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))")
    cut(net, page)

    page.goto("/help/")

    expect(page.get_by_role("link", name="112")).to_be_visible()


def test_a_page_that_is_asked_for_by_the_worker_is_still_a_page(phone):
    page = phone("cleo")
    page.goto("/me/devices/code/")
    for label in ("Je code", "Nog een keer"):
        page.get_by_label(label).fill("7305")
    page.get_by_role("button", name="Bewaar mijn code").click()
    page.wait_for_url("**/me/devices/")
    page.goto("/me/")
    page.get_by_role("button", name="Doe nu op slot").click()

    page.goto("/week/")

    expect(page.get_by_role("heading", name="Op slot")).to_be_visible()
