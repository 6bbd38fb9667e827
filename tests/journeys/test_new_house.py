"""The first minutes of a new house: the list on today's page leads its coordinator to a first session in the week."""

import re

import pytest

from tests import cast
from tests.built import manage

pytestmark = [pytest.mark.browser, pytest.mark.process]

FITS_ON_ONE_LINE = """code => code.scrollWidth <= code.clientWidth
    && code.offsetHeight < 2 * parseFloat(getComputedStyle(code).fontSize)"""
OPENED_WITH = {
    "--name": "Huis De Linde",
    "--coordinator": "Roos",
    "--witness": "Fien",
    "--language": "nl",
    "--phone": "",
}


@pytest.fixture
def desk(visit, server):
    """The desk of Roos, who came in with the card of a house that was opened just now."""
    words = [word for pair in OPENED_WITH.items() for word in pair]
    told = manage("open_house", *words, env=server.env | {"HOUSE_ADDRESS": server.url})
    code = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", told).group()
    page = visit()
    page.goto(f"/card/#{code}")
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Je wachtwoord").fill("een kopje thee graag")
    page.get_by_role("button", name="Naar mijn week").click()
    page.wait_for_url("**/sessions/")
    return page


def save(page, button="Bewaar"):
    page.get_by_role("button", name=button, exact=True).click()


def left_to_do(page):
    page.goto("/sessions/")
    return page.locator("#first ol li", has_text="Nog te doen").count()


def step(page, name):
    page.goto("/sessions/")
    page.locator("#first").get_by_role("link", name=name).click()


def test_new_house_is_led_to_its_first_session(desk):
    assert left_to_do(desk) == 6

    step(desk, "Het telefoonnummer van het huis")
    desk.get_by_role("link", name="Naam en telefoon veranderen").click()
    desk.locator("[name=phone]").fill("030 765 43 21")
    save(desk)
    assert left_to_do(desk) == 5

    step(desk, "De kamers")
    desk.locator("[name=name]").fill("Zolder")
    save(desk, "Zet erbij")
    assert left_to_do(desk) == 4

    step(desk, "Wie hier woont")
    desk.locator("[name=chosen_name]").fill("Lotus")
    save(desk)
    desk.get_by_role("button", name="Maak een kaart").click()
    assert desk.locator(".paper-code").evaluate(FITS_ON_ONE_LINE)
    assert left_to_do(desk) == 2

    step(desk, "Het programma van de week")
    desk.get_by_role("link", name="Nieuw in de week").click()
    desk.locator("[name=training_id]").select_option("new")
    desk.locator("[name=title]").fill("Samen koken")
    desk.locator("[name=theme]").select_option(index=1)
    desk.locator("[name=from_on]").fill(cast.days(1).isoformat())
    for day in range(7):
        desk.locator(f"[name=weekdays][value='{day}']").check()
    desk.locator("[name=start_time]").fill("15:00")
    desk.get_by_role("checkbox", name="Roos").check()
    desk.locator("[name=title]").press("Enter")
    desk.wait_for_url(lambda url: "/new/" not in url)
    assert left_to_do(desk) == 1

    step(desk, "De week op papier, aan de muur")
    desk.get_by_role("link", name="Volgende week").first.click()
    assert "Samen koken" in desk.get_by_role("main").inner_text()
    desk.goto("/help/")
    assert desk.get_by_role("link", name="030 765 43 21").is_visible()
