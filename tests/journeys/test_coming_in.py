"""Eva makes a card; a new woman comes in with it and sees her week."""

import re

import pytest

from tests.built import manage

pytestmark = [pytest.mark.browser, pytest.mark.process]


def first_card(desk, name):
    """Eva writes somebody down and makes her card; returns its code."""
    desk.goto("/desk/people/resident/")
    desk.get_by_label("Naam").fill(name)
    desk.get_by_role("button", name="Bewaar").click()
    desk.get_by_role("button", name="Maak een kaart").click()
    return desk.locator(".paper-code").inner_text()


def test_a_new_woman_comes_in_with_a_card(visit):
    code = first_card(visit("eva"), "Lotus")

    phone = visit()
    phone.goto(f"/card/#{code}")
    phone.get_by_role("button", name="Verder").click()
    phone.get_by_label("Je inlognaam").fill("Vlier-77")
    phone.get_by_label("Je wachtwoord").fill("een kopje thee graag")
    phone.get_by_role("button", name="Naar mijn week").click()

    phone.wait_for_url("**/week/")
    assert phone.get_by_role("heading", level=1).inner_text().startswith("Mijn week")
    assert code not in phone.evaluate("location.href")
    phone.get_by_role("link", name="Volgende week").click()
    assert "Sterk staan" in phone.get_by_role("main").inner_text()


def test_a_card_works_once(visit):
    code = first_card(visit("eva"), "Madelief")
    first, second = visit(), visit()
    for phone in (first, second):
        phone.goto("/card/")
        phone.get_by_label("De code op je kaart").fill(code.lower().replace("-", " "))
        phone.get_by_role("button", name="Verder").click()
        phone.get_by_label("Je wachtwoord").fill("een kopje thee graag")
    first.get_by_role("button", name="Naar mijn week").click()
    first.wait_for_url("**/week/")

    second.get_by_role("button", name="Naar mijn week").click()

    assert "Deze code werkt niet" in second.get_by_role("main").inner_text()


def test_a_house_is_opened_and_its_coordinator_comes_in(visit, server):
    told = manage(
        "open_house",
        "--name",
        "Huis De Berk",
        "--coordinator",
        "Saar",
        "--witness",
        "Pia",
        "--language",
        "nl",
        "--phone",
        "",
        env=server.env | {"HOUSE_ADDRESS": server.url},
    )
    assert f"Ga naar {server.url}/card/ en" in told
    code = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", told).group()

    phone = visit()
    phone.goto("/card/")
    phone.get_by_label("De code op je kaart").fill(code)
    phone.get_by_role("button", name="Verder").click()
    phone.get_by_label("Je wachtwoord").fill("een kopje thee graag")
    phone.get_by_role("button", name="Naar mijn week").click()
    phone.wait_for_url(lambda url: "/card" not in url)
    phone.goto("/desk/people/")

    assert "Er woont nu niemand." in phone.get_by_role("main").inner_text()
    assert phone.get_by_role("link", name="Saar").is_visible()
