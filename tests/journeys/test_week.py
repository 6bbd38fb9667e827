"""Amal sees her week on a phone; Dewi moves a session and Amal reads what was, is now, why and who."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import find_too_wide
from tests.built import manage

pytestmark = [pytest.mark.browser, pytest.mark.process]

NEXT = "Sterk staan"


def test_the_week_starts_with_what_is_new_and_then_today(visit):
    page = visit("amal")

    heads = page.get_by_role("heading", level=2).all_inner_texts()

    assert page.get_by_role("heading", level=1).inner_text().startswith("Mijn week")
    assert [head.split()[0] for head in heads[:2]] == ["Nieuw", "Vandaag"]
    assert find_too_wide(page) == []


def test_a_moved_session_tells_was_now_why_and_who(visit, server):
    amal, dewi = visit("amal"), visit("dewi")
    dewi.goto("/sessions/")
    dewi.locator("li.row:not(.cancelled)").last.get_by_role("link").first.click()
    path = re.search(r"/sessions/[0-9a-f-]{36}/", dewi.url).group()
    dewi.goto(f"{path}move/")
    dewi.get_by_label(re.compile("Nieuwe tijd|Hoe laat|Tijd")).first.fill("20:45")
    dewi.get_by_label("Anders").fill("De bus komt die dag later.")
    dewi.get_by_role("main").get_by_role("button", name="Verplaats").click()
    dewi.wait_for_load_state()

    manage("tend", "--once", env=server.env)
    amal.goto(path)

    told = amal.get_by_role("main").inner_text()
    for word in ("Was", "Nu", "20:45", "Waarom", "De bus komt die dag later.", "Wie", "Dewi"):
        assert word in told


def test_one_tap_says_not_coming_and_back(visit):
    page = visit("bo")
    page.goto("/week/")
    if not page.get_by_role("button", name="Ik kom niet").count():
        page.get_by_role("link", name=re.compile("Volgende week")).click()
    said = page.get_by_text("Dat is goed.")
    before = said.count()  # of what she said earlier
    page.get_by_role("button", name="Ik kom niet").first.click()
    expect(said).to_have_count(before + 1)

    page.get_by_role("button", name="Toch wel").first.click()

    expect(said).to_have_count(before)


def test_without_script_not_coming_works_too(visit):
    page = visit("bo", java_script_enabled=False)
    page.goto("/week/")
    if not page.get_by_role("button", name="Ik kom niet").count():
        page.get_by_role("link", name=re.compile("Volgende week")).click()
    said = page.get_by_text("Dat is goed.")
    before = said.count()

    page.get_by_role("button", name="Ik kom niet").first.click()

    expect(said).to_have_count(before + 1)
