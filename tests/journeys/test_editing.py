"""The coordinator changes this session and the following on her phone, looks first, and takes it back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import find_too_wide
from tests.server import running_server

pytestmark = [pytest.mark.browser, pytest.mark.process]


@pytest.fixture(scope="module")
def server():
    with running_server(demo=True) as server:
        yield server


def test_this_and_following_is_shown_then_done_then_undone(visit):
    page = visit("eva", java_script_enabled=False)
    page.goto("/sessions/week/")
    page.get_by_role("link", name="Volgende week").click()
    page.wait_for_url(re.compile(r"/sessions/week/\d{4}-W\d\d/"))
    page.get_by_role("link", name="Sterk staan", exact=True).first.click()
    page.get_by_role("link", name="Deze en volgende").click()
    expect(page.get_by_role("link", name="Deze en volgende")).to_have_attribute("aria-current", "page")
    page.get_by_label("Hoeveel minuten").fill("45")
    page.get_by_label("Waarom?").fill("De bus komt later aan.")

    page.get_by_role("button", name="Bekijk wat er verandert").click()
    expect(page.get_by_role("heading", name="Dit gebeurt er")).to_be_visible()
    assert find_too_wide(page) == []

    page.get_by_role("button", name=re.compile(r"^Verander \d+$")).click()
    expect(page.get_by_text("Gedaan. Iedereen die komt, ziet het in haar week.")).to_be_visible()
    expect(page.get_by_text("45 minuten").first).to_be_visible()

    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.get_by_text("Teruggezet. Iedereen die het las, leest dat ook.")).to_be_visible()
    expect(page.get_by_role("button", name="Ongedaan maken")).to_have_count(0)
