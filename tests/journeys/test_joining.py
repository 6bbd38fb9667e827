"""A place comes free: Renata steps back on her phone, and Amal, who waited, has it on hers."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.process]


def cooking(page):
    """Her row of next week's cooking, where the places are counted. Goes there, and so away from what is under way."""
    page.goto("/week/")
    page.get_by_role("link", name=re.compile("Volgende week")).click()
    return page.locator("li.row").filter(has=page.get_by_role("link", name="Samen koken"))


def test_a_place_goes_from_one_phone_to_the_other(visit):
    amal, renata = visit("amal"), visit("renata")
    expect(cooking(amal)).to_contain_text("Het is vol. Je staat op de wachtlijst. Komt er plek, dan zie je het hier.")

    row = cooking(renata)
    row.get_by_role("button", name="Ik kom niet").click()
    expect(row).to_contain_text("Je komt niet. Dat is goed.")

    row = cooking(amal)
    expect(row).to_contain_text("Er is plek. Je doet mee. Liever niet? Dat is ook goed.")
    row.get_by_role("button", name="Ik kom niet").click()
    expect(row).to_contain_text("Je komt niet. Dat is goed.")
    row.get_by_role("button", name="Toch wel").click()
    expect(row).to_contain_text("Je doet mee.")
