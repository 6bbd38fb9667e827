"""Search answers while she types."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.process]


def test_search_answers_while_she_types(visit):
    page = visit("eva")
    page.goto("/sessions/find/")
    words = page.get_by_label("Wat zoek je?")

    words.press_sequentially("dew", delay=20)
    expect(page.locator("#found").get_by_role("link", name="Dewi")).to_be_visible()
    expect(words).to_be_focused()
    words.fill("d")
    expect(page.locator("#found")).to_have_text("Typ nog een letter.")
