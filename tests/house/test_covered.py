"""Every page of somebody who is signed in can cover itself, should the browser keep it in its memory.

What the cover then does is tried on a few pages, in tests/journeys: it is the same for all, for no page draws its own.
"""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from tests.house.test_access_map import ACCESS, ask, path_of
from tests.house.test_lock import locked_phone_of
from tests.world import build_world

pytestmark = pytest.mark.alike

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
COVER = r'<dialog class="lock"[^>]* data-memory="([^"]+)"'
SCRIPT = r'<script type="module" src="/static/house/site/(?:visitor|signed_in)(?:\.\w+)?\.js"'
BARE = {"500.html", "house/door/gone.html", "house/offline/off.html"}
"""Whole pages that are not drawn by `base.html`. They hold nothing of anybody."""

PIECES = {"house:first", "programs:soon"}
"""Answers that a page of ours puts into itself."""

OF_NOBODY = {"house:off"}
"""A bare page that leads on at once."""


def is_covered(page):
    return re.findall(COVER, page) == [reverse("house:peek")] and len(re.findall(SCRIPT, page)) == 1


def is_page(answer):
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.fixture
def world(db):
    return build_world()


def test_every_page_that_somebody_signed_in_gets_is_covered_when_it_is_kept(world):
    answers = {
        route: ask("GET", path_of(route, world), world.cast[min(inside - {"visitor"})])
        for (method, route), inside in ACCESS.items()
        if method == "GET" and route != "not_here"
    }
    pages = {route: answer.content.decode() for route, answer in answers.items() if is_page(answer)}

    assert len(pages) > 90
    bare = {route for route, page in pages.items() if "data-signed-in" not in page or not is_covered(page)}
    assert bare == PIECES | OF_NOBODY


@pytest.mark.parametrize(("name", "route", "status"), [("mia", "peergroups:talk", 403), ("bo", "house:room", 404)])
def test_a_page_that_refuses_is_covered_too(world, name, route, status):
    page = ask("GET", path_of(route, world), world.cast[name])

    assert page.status_code == status
    assert is_covered(page.content.decode())


def test_the_page_of_a_locked_device_is_covered_too(world):
    page = locked_phone_of(world.cast["amal"]).get("/me/")

    assert page.status_code == 423
    assert is_covered(page.content.decode())


def test_a_refused_form_comes_back_on_a_page_that_is_covered(world):
    page = ask("POST", "/me/passphrase/", world.cast["amal"])

    assert is_covered(page.content.decode())


def test_no_template_draws_a_whole_page_of_its_own():
    sources = {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")}

    assert {name for name, source in sources.items() if "<!doctype" in source.lower()} == BARE | {"base.html"}
    drawn = {name for name, source in sources.items() if "<main" in source or "{% block main %}" in source}
    assert [name for name in drawn - BARE - {"base.html"} if "{% extends" not in sources[name]] == []


@pytest.mark.parametrize("piece", ["_memory.html", "site/signed_in.js", "site/visitor.js"])
def test_no_template_can_leave_the_cover_out(piece):
    """In `base.html` it stands outside every block."""
    before = (TEMPLATES / "base.html").read_text().partition(piece)[0]

    assert len(re.findall(r"{% block \w+ %}", before)) == len(re.findall(r"{% endblock", before))
