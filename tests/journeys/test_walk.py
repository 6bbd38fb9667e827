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
