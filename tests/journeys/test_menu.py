"""The one menu at every width, and today on the first screen."""

import pytest

from tests.browser import find_too_wide

SIZES = [(320, 640), (360, 740), (768, 1024), (1280, 900)]
IN_BAR = """() => [...document.querySelectorAll("nav.bar a")]
  .filter((link) => link.getClientRects().length)
  .map((link) => { const { top, width, height } = link.getBoundingClientRect();
    const fits = link.scrollWidth <= link.clientWidth + 1;
    return [link.querySelector("span").innerText, Math.round(top), width, height, fits]; })"""
SMALL = """() => [...document.querySelectorAll("main a, main button, main summary, nav.bar a, .cloth a")]
  .filter((each) => each.getClientRects().length && !each.closest("p, q, small") && !each.matches(".skip"))
  .map((each) => [each.innerText, each.closest("li.row, li.line") && !each.matches(".button")
    ? each.closest("li").getBoundingClientRect() : each.getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < 43.5).map(([words]) => words)"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_menu_of_the_desk_is_one_row_at_the_foot_of_each_page(visit, width, height):
    page = visit("eva", viewport={"width": width, "height": height})
    wide = ["Vandaag", "Week", "Mensen", "Trainers gezocht", "Meer"]
    for path in ("/sessions/", "/sessions/week/", "/desk/people/", "/more/", "/me/"):
        page.goto(path)
        page.wait_for_load_state()
        shown = page.evaluate(IN_BAR)
        assert [words for words, *_rest in shown] == (wide if width >= 1088 else ["Vandaag", "Week", "Hulp", "Meer"])
        assert len({top for _words, top, *_rest in shown}) == 1
        assert [words for words, _top, w, h, fits in shown if min(w, h) < 44 or not fits] == []
        assert page.evaluate("document.querySelector('nav.bar').getBoundingClientRect().bottom === innerHeight")
        assert find_too_wide(page) == []


def test_from_everywhere_behind_more_there_is_a_way_back(visit):
    page = visit("eva", viewport={"width": 360, "height": 740})
    page.goto("/more/")
    paths = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for path in paths:
        page.goto(path)
        page.get_by_role("navigation", name="Menu").get_by_role("link", name="Meer").click()
        page.wait_for_url("**/more/")
    assert len(paths) > 12


def test_her_first_screen_shows_today_and_the_next_week_is_one_tap(visit):
    page = visit("amal", viewport={"width": 360, "height": 740})
    page.goto("/week/")
    today = page.locator("section.day").first

    assert today.get_by_role("heading").first.inner_text().startswith("Vandaag")
    bar = page.locator("nav.bar").bounding_box()["y"]
    assert today.locator("li.row, .free").first.bounding_box()["y"] + 60 < bar  # on a Sunday nothing is planned
    assert page.evaluate(SMALL) == []
    page.get_by_role("link", name="Volgende week").click()
    page.wait_for_url("**/week/*/")


@pytest.mark.parametrize("who", ["eva", "dewi", "mirjam"])
def test_the_first_screen_of_who_works_is_today_in_the_house(visit, who):
    page = visit(who, viewport={"width": 360, "height": 740})

    assert page.get_by_role("heading", level=1).inner_text() == "Vandaag in huis"


def test_the_week_of_the_house_opens_at_today_on_a_phone(visit):
    page = visit("eva", viewport={"width": 360, "height": 740})
    page.goto("/sessions/week/")

    first = page.locator(".on-narrow section.day:visible").first
    assert first.get_by_role("heading").first.inner_text().startswith("Vandaag")
    assert first.bounding_box()["y"] < 740 / 2
    assert page.locator("header.cloth").bounding_box()["height"] <= 740 / 5 + 20
