"""Something new in the week, in as few taps as in a calendar: each click and each field that is filled in counts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, find_too_wide
from tests.server import running_server

pytestmark = [pytest.mark.browser, pytest.mark.process]

NEW = "/sessions/series/new/"
SAVED = "Het staat in de week."


@pytest.fixture(scope="module")
def server():
    with running_server(demo=True) as server:
        yield server


class Taps:
    """What she does with a page, counted."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def click(self, role, name, **options):
        self.count += 1
        self.page.get_by_role(role, name=name, **options).click()
        self.page.wait_for_load_state()

    def fill(self, label, words):
        self.count += 1
        self.page.get_by_label(label, exact=True).fill(words)

    def choose(self, label, choice):
        self.count += 1
        self.page.get_by_label(label, exact=True).select_option(label=choice)

    def check(self, label):
        self.count += 1
        self.page.get_by_label(label, exact=True).check(force=True)


@pytest.fixture
def eva(visit):
    """Eva before the week of the house."""
    page = visit("eva", viewport=DESKTOP)
    page.goto("/sessions/week/")
    return Taps(page)


def test_a_single_session_takes_three_taps(eva):
    eva.click("link", "Nieuw in de week")
    eva.fill("In één regel", "za 17:00 1,5 uur sterk staan serre")
    expect(eva.page.locator("#understood")).to_contain_text("Sterk staan")
    eva.click("button", "Zet in de week")

    expect(eva.page.get_by_text(SAVED)).to_be_visible()
    assert eva.count == 3


def test_a_single_session_from_a_cell_takes_three_taps(eva):
    eva.page.goto(f"{NEW}?on=2030-12-03&at=17:00")
    eva.count = 1  # the cell
    eva.choose("Training", "Sterk staan")
    eva.click("button", "Zet in de week")

    expect(eva.page.get_by_text(SAVED)).to_be_visible()
    assert eva.count == 3


def test_a_weekly_series_takes_five_taps(eva):
    eva.click("link", "Nieuw in de week")
    eva.choose("Training", "Sterk staan")
    eva.fill("Begint om", "18:15")
    eva.check("za")
    eva.click("button", "Zet in de week")

    expect(eva.page.get_by_text(SAVED)).to_be_visible()
    assert eva.count == 5


def test_a_weekly_series_takes_three_taps_in_one_line(eva):
    eva.click("link", "Nieuw in de week")
    eva.fill("In één regel", "elke zondag 18:15 sterk staan")
    expect(eva.page.get_by_label("Begint om")).to_have_value("18:15")
    eva.click("button", "Zet in de week")

    expect(eva.page.get_by_text(SAVED)).to_be_visible()
    assert eva.count == 3


def test_without_a_script_a_line_takes_one_tap_more(visit):
    taps = Taps(visit("eva", java_script_enabled=False))
    taps.page.goto(NEW)
    taps.count = 1  # the way there
    taps.fill("In één regel", "morgen 19:00 sterk staan")
    taps.click("button", "Vul in")
    expect(taps.page.locator("#understood")).to_contain_text("19:00")
    taps.click("button", "Zet in de week")

    expect(taps.page.get_by_text(SAVED)).to_be_visible()
    assert taps.count == 4


@pytest.mark.parametrize("scripted", [True, False])
def test_only_what_applies_is_in_sight(visit, scripted):
    page = visit("eva", java_script_enabled=scripted)
    page.goto(NEW)
    person, chosen, name = (page.get_by_label(label) for label in ("Voor welke persoon", "Amal", "Hoe heet de nieuwe"))
    days = page.get_by_text("Op welke dagen")
    expect(days).to_be_visible()
    for hidden in (person, chosen, name):
        expect(hidden).to_be_hidden()

    page.get_by_label("Eén keer", exact=True).check(force=True)
    page.get_by_label("één persoon").check(force=True)
    page.get_by_label("Training", exact=True).select_option("new")

    expect(days).to_be_hidden()
    expect(person).to_be_visible()
    expect(name).to_be_visible()
    expect(chosen).to_be_hidden()
    page.get_by_label("gekozen bewoonsters").check(force=True)
    expect(chosen).to_be_visible()
    assert find_too_wide(page) == []


def test_what_is_in_its_way_is_told_before_it_is_saved(eva):
    page = eva.page
    page.goto(NEW)
    page.get_by_label("In één regel").fill("elke vrijdag 20:30 sterk staan serre dewi")
    page.get_by_role("button", name="Zet in de week").click(trial=True)
    expect(page.get_by_label("Begint om")).to_have_value("20:30")
    page.get_by_role("button", name="Zet in de week").click()
    expect(page.get_by_text(SAVED)).to_be_visible()

    page.goto(NEW)
    page.get_by_label("In één regel").fill("elke vrijdag 21:00 sterk staan serre dewi")

    expect(page.locator("#clashes")).to_contain_text("Dewi geeft dan ook Sterk staan")
    expect(page).to_have_url(re.compile("/new/$"))


def test_what_is_wrong_has_the_focus_and_leads_to_its_field(eva):
    page = eva.page
    page.goto(NEW)
    page.get_by_role("button", name="Zet in de week").click()

    summary = page.get_by_role("region", name="Dat ging nog niet goed")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Fout: Nieuw in de week")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Training", exact=True)).to_be_focused()


def test_places_are_set_in_two_taps(eva):
    page = eva.page
    page.goto(NEW)
    page.get_by_label("In één regel").fill("morgen 22:00 sterk staan")
    expect(page.get_by_label("Begint om")).to_have_value("22:00")
    page.get_by_role("button", name="Zet in de week").click()
    expect(page.get_by_text(SAVED)).to_be_visible()

    eva.fill("Hoeveel plekken", "6")
    eva.click("button", "Bewaar")

    expect(page.get_by_text("Bewaard. Wie al een plek had, houdt die.")).to_be_visible()
    expect(page.get_by_label("Hoeveel plekken")).to_have_value("6")
    assert eva.count == 2
