"""Eva plans on a wide screen: by keyboard, with a panel beside the grid; on a narrow one the list stays."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import DESKTOP, find_too_wide

pytestmark = [pytest.mark.browser, pytest.mark.process]

WEEK = "/sessions/week/"


def faults(page):
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


def test_by_keyboard_a_session_is_chosen_and_its_panel_reached(visit):
    page = visit("eva", viewport=DESKTOP)
    page.goto(WEEK)
    page.get_by_role("link", name="Volgende week").click()
    assert faults(page) == []
    block = page.get_by_role("link", name=re.compile(r"^Relaties, maandag .+, \d+:\d\d tot \d+:\d\d, Woonkamer, met "))
    block.focus()

    page.keyboard.press("Enter")
    page.wait_for_url("**#chosen")
    panel = page.get_by_role("complementary")
    assert panel.get_by_role("heading").inner_text() == "Relaties"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Sluit wat je koos"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").strip() == "Verplaats"
    assert faults(page) == []
    assert find_too_wide(page) == []

    page.get_by_role("link", name="Per persoon").click()
    assert page.get_by_role("rowheader", name="Dewi").is_visible()
    assert panel.is_visible()
    page.get_by_role("link", name="Sluit wat je koos").click()
    assert not panel.is_visible()
    assert page.get_by_role("rowheader", name="Dewi").is_visible()


@pytest.mark.parametrize("path", ["/sessions/month/", "/sessions/coming/", "/sessions/find/", WEEK])
def test_the_desk_has_no_faults_on_a_dark_phone_either(visit, path):
    page = visit("eva", color_scheme="dark")
    page.goto(path)

    assert page.get_by_role("navigation", name="Menu").get_by_role("link", name="Meer").is_visible()
    assert faults(page) == []
    assert find_too_wide(page) == []
    assert not page.locator("table.grid").is_visible()


def test_without_script_something_is_found(visit):
    page = visit("eva", java_script_enabled=False)
    page.goto("/sessions/find/")

    page.get_by_label("Wat zoek je?").fill("keuken")
    page.get_by_role("main").get_by_role("button", name="Zoek").click()

    assert page.get_by_role("link", name="Keuken", exact=True).is_visible()
