"""A walk over pages that no other journey opens: whole for a screen reader, and never wider than a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import find_too_wide

pytestmark = [pytest.mark.browser, pytest.mark.process]

SMALL = {"width": 320, "height": 640}
PAGES = {
    "amal": ["/week/turns/", "/week/wishes/", "/week/learned/", "/me/needs/", "/me/kept/", "/me/kept/end/"],
    "eva": [
        "/sessions/days/",
        "/sessions/series/trainings/",
        "/sessions/series/bring/",
        "/sessions/wishes/",
        "/sessions/how/",
        "/desk/rooms/",
    ],
}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_whole_and_fits_the_largest_letters(visit, name):
    page = visit(name, viewport=SMALL)
    faults = {}
    for path in PAGES[name]:
        page.goto(path)
        page.evaluate("document.documentElement.dataset.textSize = '3'")
        found = [fault["id"] for fault in Axe().run(page).response["violations"]]
        found += find_too_wide(page)
        if found:
            faults[path] = found

    assert faults == {}


BROKEN = "marks => marks.filter(mark => mark.getClientRects().length > 1).map(mark => mark.parentElement.innerText)"


def test_what_may_stay_empty_says_so_in_one_piece(visit):
    page = visit("amal")
    page.goto("/me/needs/")

    assert page.eval_on_selector_all("label small, legend small", BROKEN) == []


def test_a_picture_with_a_training_is_no_card_on_paper(visit):
    page = visit("eva")
    page.goto("/sessions/")
    page.get_by_role("link", name="Sterk staan").first.click()
    figure = page.locator("figure").first

    assert figure.evaluate("figure => getComputedStyle(figure, '::before').content") == "none"
