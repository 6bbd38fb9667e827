"""How many taps it takes to plan, from the week of the house on. A test fails when they grow."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE, find_too_wide
from tests.journeys.taps import at_most

pytestmark = [pytest.mark.browser, pytest.mark.process]

WEEK = "/sessions/week/"
RELATIES = re.compile(r"^Relaties, maandag")


@pytest.fixture
def week(visit):
    """The week after this one, as Eva sees it; what she changed is put back."""

    def open_week(**options):
        page = visit("eva", **({"viewport": DESKTOP} | options))
        page.goto(WEEK)
        page.get_by_role("link", name="Volgende week").first.click()
        page.wait_for_url(re.compile(r"W\d\d/"))
        return page

    return open_week


def cell(page, row, day):
    """A cell of the grid: the row of this room, the day as a number from Monday on."""
    rows = page.locator("table.grid tbody tr")
    return rows.filter(has=page.get_by_role("rowheader", name=re.compile(row))).locator("td").nth(day)


def undo(page):
    page.get_by_role("button", name="Maak ongedaan").click()
    expect(page.get_by_text("Teruggezet.")).to_be_visible()


def faults(page):
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


def test_a_session_is_moved_in_two_taps(week):
    page = week()
    with at_most(2, page) as hand:
        hand.drag(page.get_by_role("link", name=RELATIES), cell(page, "Tuin", 1))
        hand.tap(page.get_by_role("button", name="De trainer kan niet"))
        expect(page.get_by_text(re.compile(r"^\s*Relaties is verplaatst naar dinsdag .+, Tuin\."))).to_be_visible()

    expect(cell(page, "Tuin", 1).get_by_role("link", name="Relaties")).to_have_count(2)
    undo(page)
    expect(cell(page, "Tuin", 1).get_by_role("link", name="Relaties")).to_have_count(0)


def test_a_reason_of_her_own_is_one_more(week):
    page = week()
    with at_most(3, page) as hand:
        hand.drag(page.get_by_role("link", name=RELATIES), cell(page, "Tuin", 1))
        hand.fill(page.get_by_label("Anders"), "De zon schijnt.")
        hand.tap(page.get_by_role("button", name="Verplaats", exact=True))
        expect(page.get_by_text("Relaties is verplaatst")).to_be_visible()
    undo(page)


def test_who_cannot_drag_presses_the_place(week):
    page = week()
    with at_most(3, page) as hand:
        page.get_by_role("link", name=RELATIES).focus()  # a page that scrolls leaves the mouse behind
        hand.tap(page.get_by_role("link", name=re.compile(r"^Verplaats: Relaties, maandag")))
        hand.tap(page.get_by_role("button", name=re.compile(r"^Hier: dinsdag .+, Tuin")))
        hand.tap(page.get_by_role("button", name="De trainer kan niet"))
        expect(page.get_by_text("Relaties is verplaatst")).to_be_visible()
    undo(page)


def test_another_room_takes_two_taps(week):
    page = week()
    with at_most(3, page) as hand:
        hand.drag(page.get_by_role("link", name=RELATIES), cell(page, "Tuin", 0))
        hand.tap(page.get_by_role("button", name="De kamer is bezet"))
        expect(page.get_by_text("Relaties is nu in Tuin.")).to_be_visible()
    undo(page)


def test_on_a_phone_it_takes_three(week):
    page = week(viewport=PHONE, has_touch=True)
    row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Relaties", exact=True))
    with at_most(3, page) as hand:
        hand.tap(row.get_by_role("link", name="Verplaats Relaties"))
        hand.tap(page.get_by_role("button", name=re.compile("^Hier: Zaterdag")))
        assert find_too_wide(page) == []
        hand.tap(page.get_by_role("button", name="Het huis heeft iets anders"))
        expect(page.get_by_text("Relaties is verplaatst naar zaterdag")).to_be_visible()
    undo(page)


def test_an_empty_cell_and_a_day_open_the_form_with_what_is_known(week):
    page = week()
    with at_most(1, page) as hand:
        hand.tap(page.get_by_role("link", name=re.compile(r"^Nieuw op dinsdag .+, Tuin")))
        page.wait_for_url("**/sessions/series/new/?on=**")
    assert page.get_by_label("Begint om").input_value() == "10:00"
    expect(page.get_by_label("Kamer")).to_have_value(re.compile("^[0-9a-f-]{36}$"))


def test_a_refusal_stands_in_the_panel_and_loses_nothing(week):
    page = week()
    page.get_by_role("link", name=RELATIES).focus()  # a page that scrolls leaves the mouse behind
    page.get_by_role("link", name=re.compile(r"^Verplaats: Relaties, maandag")).click()
    page.get_by_role("button", name=re.compile(r"^Hier: dinsdag .+, Woonkamer")).click()
    page.get_by_label("Hoe laat").fill("10:45")
    page.get_by_role("button", name="De kamer is bezet").click()

    panel = page.locator("#put")
    expect(panel.get_by_text("Woonkamer is dan bezet")).to_be_visible()
    assert (panel.get_by_label("Hoe laat").input_value(), panel.get_by_label("Anders").input_value()) == (
        "10:45",
        "De kamer is bezet",
    )
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_the_grid_goes_by_keys_that_can_be_switched_off(week):
    page = week()
    page.get_by_role("link", name=RELATIES).focus()
    page.keyboard.press("ArrowRight")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert re.match(r".+dinsdag .+, Woonkamer", page.evaluate(focused))
    page.keyboard.press("ArrowUp")
    assert re.match(r".+dinsdag .+, Werkkamer", page.evaluate(focused))
    page.keyboard.press("?")
    assert page.get_by_text("naar een andere dag of rij").is_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Zet ze uit").click()
    page.wait_for_url(f"**{WEEK}")
    block = page.locator("a.block").first
    block.focus()
    page.keyboard.press("/")
    page.keyboard.press("?")
    assert not page.get_by_role("button", name="Zet ze aan").is_visible()
    page.get_by_text("Toetsen", exact=True).click()
    page.get_by_role("button", name="Zet ze aan").click()
    page.wait_for_load_state()
    page.locator("a.block").first.focus()
    page.keyboard.press("/")
    page.wait_for_url("**/sessions/find/")


def test_a_session_goes_by_keyboard_alone(week):
    page = week()
    page.get_by_role("link", name=re.compile(r"^Verplaats: Relaties, maandag")).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    panel = page.locator("#put")
    expect(panel).to_be_focused()
    assert "dinsdag" not in panel.inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('[data-move]')")


def weeks_ahead(page, weeks):
    """A week that no other journey looks at."""
    year, number, _day = (timezone.localdate() + timedelta(weeks=weeks)).isocalendar()
    page.goto(f"{WEEK}{year}-W{number:02}/")


def test_a_session_is_held_once_more_in_two_taps(visit):
    page = visit("eva", viewport=DESKTOP)
    weeks_ahead(page, 5)
    page.get_by_role("link", name=RELATIES).click()
    page.wait_for_url("**#chosen")
    with at_most(2, page) as hand:
        hand.tap(page.get_by_role("link", name="Nog een keer"))
        hand.tap(page.get_by_role("button", name="Zet in de week"))
        expect(page.get_by_text("Staat in de week.")).to_be_visible()
    assert faults(page) == []


def test_a_week_is_copied_in_three_taps(visit):
    page = visit("eva", viewport=DESKTOP)
    weeks_ahead(page, 6)
    with at_most(3, page) as hand:
        hand.tap(page.get_by_role("link", name="Kopieer deze week"))
        hand.tap(page.get_by_role("button", name="Laat zien"))
        hand.tap(page.get_by_role("button", name="Zet in de week"))
        page.wait_for_url("**/sessions/series/")


def test_a_finger_drags_a_session_by_its_button(visit):
    page = visit("eva", viewport=PHONE, has_touch=True)
    weeks_ahead(page, 4)
    place = page.locator(".day[data-on]").nth(1)
    place.locator("h2").evaluate("head => head.scrollIntoView({ block: 'center' })")
    button = page.locator(".day[data-on]").first.locator("[data-move]").last
    begin, end = button.bounding_box(), place.bounding_box()
    x, y, below = begin["x"] + 10, begin["y"] + 10, end["y"] + 20
    devtools = page.context.new_cdp_session(page)

    touch(devtools, "touchStart", x, y)
    for step in range(1, 6):
        touch(devtools, "touchMove", x, y + (below - y) * step / 5)
    expect(page.locator(".put-over h2")).to_contain_text("Dinsdag")
    touch(devtools, "touchEnd")

    expect(page.locator("#put").get_by_label("Welke dag")).to_have_value(place.get_attribute("data-on"))


def touch(devtools, kind, *at):
    points = [{"x": at[0], "y": at[1]}] if at else []
    devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_without_script_the_same_button_opens_the_page(visit):
    page = visit("eva", viewport=DESKTOP, java_script_enabled=False)
    weeks_ahead(page, 4)
    page.get_by_role("link", name=RELATIES).focus()  # a page that scrolls leaves the mouse behind
    page.get_by_role("link", name=re.compile(r"^Verplaats: Relaties")).click()
    page.get_by_label("Hoe laat").fill("20:45")
    page.get_by_role("button", name="De trainer kan niet").click()
    expect(page.get_by_text("Relaties is verplaatst")).to_be_visible()
    page.get_by_role("button", name="Maak ongedaan").click()
    expect(page.get_by_text("Teruggezet.")).to_be_visible()
