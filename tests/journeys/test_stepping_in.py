"""Dewi cannot come, Eva asks somebody who is free, she says yes, and from then on it is hers to give."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.process]

COLLEAGUES = ["Anouk", "Joke", "Mirjam", "Gina"]


def faults(page):
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


def find_free(page):
    """The first colleague whose name stands in the form without a reason why she is not free."""
    names = page.locator("input[name=person_ids] + span").all_inner_texts()
    return next(name for name in COLLEAGUES if name in names)


def test_a_session_is_given_by_another(visit):
    dewi, eva = visit("dewi"), visit("eva")
    dewi.goto("/sessions/")
    given = dewi.locator("section.day li.row:not(.cancelled)").filter(has_not_text="Relaties")  # two give that one
    given.last.locator("h3 a").click()
    path = re.search(r"/sessions/[0-9a-f-]{36}/", dewi.url).group()
    dewi.get_by_role("link", name="Ik kan niet").click()
    dewi.get_by_label("Wil je er iets bij zeggen?").fill("Ik ben die dag in Utrecht.")
    dewi.get_by_role("button", name="Ik kan niet").click()
    dewi.get_by_text("Je zei erbij: Ik ben die dag in Utrecht.").wait_for()

    eva.goto(path.replace("/sessions/", "/sessions/places/"))
    assert "Ik ben die dag in Utrecht." in eva.get_by_role("main").inner_text()
    assert faults(eva) == []
    name = find_free(eva)
    eva.get_by_label(name, exact=True).check()
    eva.get_by_role("button", name="Vraag het").click()
    eva.get_by_text("Het is gevraagd.").wait_for()

    hers = visit(name.lower())
    assert hers.goto(path).status == 404
    hers.goto("/sessions/")
    assert faults(hers) == []
    hers.locator(f"#c-{path.split('/')[2]}").get_by_role("button", name="Ik geef het").click()
    hers.get_by_text("Jij geeft het.").wait_for()

    hers.goto(path)
    told = hers.get_by_role("main").inner_text()
    assert ("doen mee" in told, "Wat kun je verwachten?" in told) == (True, True)
    assert dewi.goto(path).status == 404
    amal = visit("amal")
    amal.goto(path)
    assert re.search(rf"Iemand anders\s+Was\s+Dewi\s+Nu\s+{name}", amal.get_by_role("main").inner_text())
