"""Names that look alike are alike, names in another script stay apart, and no name hides or turns letters."""

from itertools import combinations

import pytest

from peergroups.lookalikes import visible_form
from peergroups.text import clean_name


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Gina", "Gіna"),  # Cyrillic
        ("Gina", "Ginа"),  # Cyrillic
        ("Gina", "GINΑ"),  # Greek
        ("Nina", "Νina"),  # Greek
        ("Gina", "Gına"),
        ("Gina", "G|na"),
        ("Gina", "-Gina-"),
        ("Gina", "Gina 🌼"),
        ("Wilg", "Wi1g"),
        ("Wilg", "Wllg"),
        ("Wilg", "WILG"),
        ("Wilg", "Wilɡ"),
        ("Wilg", "Wilg."),
        ("Wilg", "W\u0335ilg"),
        ("Wilg", "Wílg"),
        ("Wilg", "W\u200bi\u202elg"),
        ("Wilg", "\uff37 i l g"),
        ("Roos", "R0os"),
        ("Søs", "Sos"),
    ],
)
def test_names_that_look_alike_are_alike(name, other):
    assert visible_form(name) == visible_form(other)


def test_names_of_other_scripts_stay_apart():
    names = [
        "Wilg",
        "Wilge",
        "Anna",
        "Анна",
        "Вера",
        "Вероника",
        "نور",
        "أمل",
        "ሰላም",
        "ሳራ",
        "Νίκη",
        "मीरा",
        "小雨",
        "Zoë2",
    ]

    assert all(visible_form(name) for name in names)
    assert not [pair for pair in combinations(names, 2) if len(set(map(visible_form, pair))) == 1]


@pytest.mark.parametrize("name", ["ВЕРА", "вера"])
def test_capitals_are_alike_in_cyrillic_too(name):
    assert visible_form(name) == visible_form("Вера")


@pytest.mark.parametrize("name", ["", "🌼", " . ", "\u3164", "\u0301", "\u200b"])
def test_a_name_without_a_letter_shows_nothing(name):
    assert visible_form(name) == ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Roos\r\n begeleider\t", "Roos begeleider"),
        ("Roos\u2028begeleider", "Roos begeleider"),
        ("\u202eaniG", "aniG"),
        ("Gi\u200dna\u2066", "Gina"),
        ("A" + 38 * "\u0301", "Á\u0301\u0301"),
        ("नर्\u200dगिस", "नर्\u200dगिस"),
        ("می\u200cنا", "می\u200cنا"),
        ("نَّور", "نَّور"),
        ("Nguyễn", "Nguyễn"),
    ],
)
def test_a_name_is_one_line_that_hides_and_turns_nothing(typed, name):
    assert clean_name(typed, 40) == name
