"""Every page as a picture: `make pictures` puts them in pictures/, by person, page, width and theme.

Nobody keeps a list: it follows each link on each page, and of pages of one kind (one session, one person) it takes the
first. So what is linked nowhere has no picture.
"""

from pathlib import Path
from urllib.parse import urlsplit

import django
from django.urls import resolve
from playwright.sync_api import sync_playwright

from tests.browser import DESKTOP, PHONE, launch, leave, sign_in
from tests.server import running_server

FOLDER = Path("pictures")
PEOPLE = [None, "amal", "cleo", "dewi", "eva", "gina"]
PLANNED = "programs:edit_series"
"""Here a press shows what would change."""
READY = """() => {
    scrollTo(0, 0);
    return Promise.allSettled([...document.images].map((image) => image.decode()));
}"""


def take_all():
    FOLDER.mkdir(exist_ok=True)
    with running_server(demo=True) as server, sync_playwright() as playwright:
        chromium = launch(playwright)
        for person in PEOPLE:
            paths = None
            for name, size in (("360", PHONE), ("1280", DESKTOP)):
                for theme in ("light", "dark"):
                    page = chromium.new_page(viewport=size, color_scheme=theme, locale="nl-NL", base_url=server.url)
                    if person:
                        sign_in(page, person)
                    paths = paths or within_reach(page)
                    for kind, path in paths.items():
                        _take(page, kind, path, f"{person or 'visitor'}-{kind.replace(':', '-')}-{name}-{theme}")
                    leave([page.context])
        chromium.close()


def within_reach(page):
    """The pages that this person can come to by following links: one path for each name in `urls.py`."""
    page.goto("/")
    paths, links = {}, [urlsplit(page.url).path, "/nowhere/"]
    for link in links:
        kind = resolve(urlsplit(link).path).view_name
        if kind in paths or not _is_page(page, link):
            continue
        paths[kind] = link
        page.goto(link)
        links += page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.getAttribute('href'))")
    return paths


def _is_page(page, link):
    """No download, nor a step to another page."""
    headers = page.request.get(link, max_redirects=0).headers
    return headers["content-type"].startswith("text/html") and "location" not in headers


def _take(page, kind, path, name):
    page.goto(path)
    _shoot(page, name)
    if kind == PLANNED:
        page.get_by_label("Hoeveel minuten").fill("75")
        page.get_by_label("Waarom?").fill("Dan is er tijd voor thee.")
        page.get_by_role("button", name="Bekijk wat er verandert").click()
        page.wait_for_load_state()
        _shoot(page, f"{name}-planned")


def _shoot(page, name):
    """The whole page, with the bar at its foot instead of in the middle."""
    size = page.viewport_size
    for _ in range(2):  # a picture that is loaded only when it is seen makes the page longer
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
        page.evaluate(READY)
    page.screenshot(path=FOLDER / f"{name}.png")
    page.set_viewport_size(size)


if __name__ == "__main__":
    django.setup()
    take_all()
