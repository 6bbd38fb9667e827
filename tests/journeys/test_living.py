"""What is new on her phone, and what stays hers."""

import re

import pytest
from django.utils import timezone

from tests.built import manage

pytestmark = [pytest.mark.browser, pytest.mark.process]

AN_HOUR_LATER = """
from datetime import timedelta
from django.db.models import F
from programs.models import Notice, Visit
hour = timedelta(hours=1)
Notice.objects.update(at=F("at") - hour - timedelta(seconds=20))
Visit.objects.update(looked_at=F("looked_at") - hour, seen_until=F("seen_until") - hour)
"""
"""An hour passes: all that was moves back by one, and what was told a little more.

For what was told some seconds before she looked is told twice, lest it was not committed yet.
"""


def news(page):
    """The lines at the top of her week, folded ones too."""
    page.goto("/week/")
    return "\n".join(page.locator("#h-news + .sheet li").all_text_contents())


def test_a_moved_session_is_new_on_her_phone_and_no_longer_after(visit, server):
    bo, dewi = visit("bo"), visit("dewi")
    news(bo)
    manage("shell", "-c", AN_HOUR_LATER, env=server.env)
    dewi.goto("/sessions/")
    dewi.locator("li.row:not(.cancelled)").last.get_by_role("link").first.click()
    path = re.search(r"/sessions/[0-9a-f-]{36}/", dewi.url).group()
    dewi.goto(f"{path}move/")
    dewi.get_by_label("Hoe laat").fill("20:50")
    dewi.get_by_label("Anders").fill("De bus komt die dag later.")
    dewi.get_by_role("button", name="Verplaats", exact=True).click()
    dewi.wait_for_load_state()

    assert "20:50" in news(bo)
    assert "20:50" in news(bo), "it stays while she is looking"
    manage("shell", "-c", AN_HOUR_LATER, env=server.env)
    assert "20:50" not in news(bo)


@pytest.mark.parametrize("has_script", [True, False])
def test_what_she_puts_in_her_week_is_hers_alone(visit, has_script):
    bo, eva = visit("bo", java_script_enabled=has_script), visit("eva")
    bo.goto("/week/")
    bo.get_by_role("link", name="Eigen afspraak").click()
    bo.get_by_label("Wat", exact=True).fill("Naar de zwemles")
    bo.get_by_label("Welke dag").fill(timezone.localdate().isoformat())
    bo.get_by_label("Hoe laat").fill("23:15")
    bo.get_by_role("button", name="Bewaar").click()

    today = bo.locator("section.day", has_text="Vandaag").first
    assert "23:15" in today.inner_text()
    for path in ("/week/", "/sessions/week/", "/sessions/"):
        eva.goto(path)
        assert "zwemles" not in eva.get_by_role("main").inner_text()
    bo.get_by_role("link", name="Naar de zwemles").click()
    bo.get_by_role("button", name="Haal uit je week").click()
    assert "zwemles" not in bo.get_by_role("main").inner_text().replace("Het is weg uit je week.", "")
