"""A sentence that begins with a typed word begins with its capital, in the text and not by its style."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from programs.household.services.chores import start_chore
from programs.text import capital
from tests.built import ROOT
from tests.programs.test_week_page import read


@pytest.mark.parametrize(
    ("language", "typed", "told"),
    [
        ("nl", "ijskast schoonmaken", "IJskast schoonmaken"),
        ("nl", "koken", "Koken"),
        ("nl", "é", "É"),
        ("nl", "", ""),
        ("en", "ijtihad", "Ijtihad"),
    ],
)
def test_a_sentence_begins_with_a_capital(language, typed, told):
    with translation.override(language):
        assert capital(typed) == told


def test_a_chore_begins_with_its_capital_on_every_page(eva, amal, house, as_):
    chore = start_chore(actor=eva, house_id=house.pk, name="ijskast doen", weekdays=range(7), person_ids=[])

    pages = [
        as_(eva).get(reverse("programs:chores")),
        as_(eva).get(reverse("programs:chore", args=[chore.pk])),
        as_(amal).get(reverse("programs:turns")),
        as_(amal).get(reverse("programs:week")),
    ]

    assert ["IJskast doen" in page.content.decode() for page in pages] == [True] * 4


def test_the_rule_of_a_series_begins_with_its_capital(plan, eva, as_):
    assert "Elke dinsdag, om 10:30" in read(as_(eva).get(reverse("programs:one_series", args=[plan().pk])))


def test_no_style_writes_capitals():
    styles = {path: path.read_text() for app in ("house", "programs", "peergroups") for path in _styles_of(app)}

    assert [path for path, text in styles.items() if "::first-letter" in text or "capitalize" in text] == []


def _styles_of(app: str) -> list[Path]:
    return list((ROOT / app).rglob("static/**/*.css"))
