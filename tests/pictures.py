"""Every page as a picture: `make pictures` puts them in pictures/, by person, width and theme."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import sync_playwright

from tests.browser import DESKTOP, PHONE, launch
from tests.server import running_server

FOLDER = Path("pictures")
PASSPHRASE = "samen-verder-lopen"
NEXT_WEEK = "/week/{}-W{:02}/".format(*(timezone.localdate() + timedelta(days=7)).isocalendar())
STAFF_PAGES = ["/sessions/", "/sessions/week/", "/groups/", "/me/"]
PAGES = {
    None: ["/in/", "/card/", "/language/", "/help/"],
    "amal": [
        "/week/",
        NEXT_WEEK,
        "/week/own/new/",
        "/week/turns/",
        "/week/remind/",
        "/groups/",
        "/me/",
        "/me/looks/",
        "/me/passphrase/",
        "/help/",
        "/nowhere/",
    ],
    "cleo": ["/week/", NEXT_WEEK, "/groups/"],
    "dewi": STAFF_PAGES,
    "gina": STAFF_PAGES,
    "eva": [
        *STAFF_PAGES,
        "/sessions/series/",
        "/sessions/series/bring/",
        "/sessions/series/copy/",
        "/desk/people/",
        "/desk/people/resident/",
        "/desk/people/worker/",
        "/desk/rooms/",
        "/desk/groups/",
        "/desk/groups/new/",
        "/desk/urgent/",
    ],
}
FIRST_LINKS = {
    NEXT_WEEK: "li.row h3 a",
    "/groups/": "main .line a",
    "/sessions/": "li.row h3 a",
    "/desk/people/": "main h3 a",
    "/desk/groups/": "main .line a",
}
"""On these pages the first thing is opened as well."""


def take_all():
    FOLDER.mkdir(exist_ok=True)
    with running_server(demo=True) as server, sync_playwright() as playwright:
        chromium = launch(playwright)
        for person, paths in PAGES.items():
            for name, size in (("360", PHONE), ("1280", DESKTOP)):
                for theme in ("light", "dark"):
                    context = chromium.new_context(
                        viewport=size, color_scheme=theme, locale="nl-NL", base_url=server.url
                    )
                    _take(context, person, paths, f"{name}-{theme}")
                    context.close()
        chromium.close()


def _take(context, person, paths, look):
    page = context.new_page()
    if person:
        sign_in(page, person)
    for path in paths:
        page.goto(path)
        _shoot(page, f"{person or 'visitor'}-{path.strip('/').replace('/', '-')}-{look}")
        links = page.locator(FIRST_LINKS.get(path, "nothing")).filter(visible=True)
        if links.count():
            links.first.click()
            page.wait_for_load_state()
            _shoot(page, f"{person}-{path.strip('/').replace('/', '-')}-first-{look}")


def sign_in(page, person, passphrase=PASSPHRASE):
    page.goto("/in/")
    page.get_by_label("Je inlognaam").fill(person)
    page.get_by_label("Je wachtwoord", exact=True).fill(passphrase)
    page.get_by_role("button", name="Naar mijn week").click()
    page.wait_for_url(lambda url: "/in/" not in url)


def _shoot(page, name):
    """The whole page, with the bar at its foot instead of in the middle."""
    height = page.evaluate("document.documentElement.scrollHeight")
    size = page.viewport_size
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    page.screenshot(path=FOLDER / f"{name}.png")
    page.set_viewport_size(size)


if __name__ == "__main__":
    take_all()
