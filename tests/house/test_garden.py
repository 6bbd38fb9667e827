"""Names to sign in with, out of the garden."""

import re

import pytest

from house import suggested_names
from house.door.forms import door
from tests.cast import make_person


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_name_can_be_typed_on_every_keyboard(language):
    names = suggested_names.names(language)

    assert [name for name in names if not re.fullmatch(r"[a-z]{2,15}", name)] == []
    assert len(names) > 90


def test_a_language_without_a_list_reads_english():
    assert suggested_names.names("ti") == suggested_names.names("en")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_she_is_offered_a_name_in_her_language(db, language):
    word, figures = door.suggest_sign_in_name(language).split("-")

    assert (word in suggested_names.names(language), len(figures)) == (True, 2)


def test_a_name_that_somebody_has_is_never_offered(db, monkeypatch):
    monkeypatch.setattr(door, "names", lambda language: ["merel"])
    for number in range(10, 100):
        if number != 42:
            make_person(f"merel-{number}")

    offered = {door.suggest_sign_in_name("nl") for _ in range(20)}

    assert all(name == "merel-42" or re.fullmatch(r"merel-\d{3}", name) for name in offered)
