"""Eva brings a sheet, makes the one room that the house does not know, and brings it again with another time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from programs.recurrence.weeks import Week
from tests.browser import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.process]

DAY = timezone.localdate() + timedelta(days=63)


def bring(page, time, **choice):
    sheet = f"Datum;Tijd;Training;Thema;Kamer\n{DAY:%d-%m-%Y};{time} uur;Brood bakken;koken;Vliering\n"
    page.goto("/sessions/series/bring/")
    page.get_by_label("Het bestand").set_input_files(
        {"name": "blad.csv", "mimeType": "text/csv", "buffer": sheet.encode("utf-8-sig")}
    )
    if choice:
        page.get_by_label("Bracht je dit blad al eens?").select_option(**choice)
    page.get_by_role("button", name="Lees het bestand").click()


def told_in_week(page):
    page.goto(f"/sessions/week/{Week.of(DAY)}/")
    return page.locator("tr", has_text="Brood bakken").first.inner_text()


def test_a_sheet_is_brought_mended_put_in_the_week_and_brought_again(visit):
    page = visit("eva", viewport=DESKTOP)
    bring(page, "half elf")
    assert "Er staat nog niets van in de week" in page.get_by_role("banner").inner_text()

    page.get_by_label("Vliering").select_option(label="maak deze kamer")
    page.get_by_role("button", name="Zet in de week").click()

    assert "1 regel staat nu in de week." in page.get_by_role("main").inner_text()
    told = told_in_week(page)
    assert "10:30" in told
    assert "Vliering" in told

    bring(page, "11.00", index=1)
    assert "Was 10:30" in page.get_by_role("main").inner_text()
    page.get_by_role("button", name="Zet in de week").click()

    assert "11:00" in told_in_week(page)
