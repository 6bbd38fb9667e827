"""A message is marked with the language of its words, so that a voice reads it well. In doubt: that of its author."""

import tomllib
from pathlib import Path

import pytest

from peergroups.models import Message
from peergroups.talk.languages import language_of
from peergroups.talk.phrases import LANGUAGES
from peergroups.talk.services.change import edit_message
from tests.peergroups.lines import HALVES, lines_of

LONG = 40
UNKNOWN = "ti"
DEMO = Path(__file__).resolve().parents[2] / "peergroups" / "demo" / "groups.toml"


def letters_in(text):
    return sum(map(str.isalpha, text))


def texts_of(language):
    """Each line of this language, and each two together, as in a longer message."""
    lines = [line for half in HALVES for line in lines_of(half, language)["innocent"]]
    return lines + [". ".join(pair) for pair in zip(lines[::2], lines[1::2], strict=True)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_twenty_long_texts_at_least_nineteen_are_known(language):
    long = [text for text in texts_of(language) if letters_in(text) >= LONG]

    unknown = [text for text in long if language_of(text, UNKNOWN) != language]

    assert len(long) >= 20
    assert len(unknown) <= len(long) / 20, unknown


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_hundred_short_texts_at_most_one_is_taken_for_another_language(language):
    short = [text for text in texts_of(language) if letters_in(text) < LONG]

    mistaken = [text for text in short if language_of(text, UNKNOWN) not in (language, UNKNOWN)]

    assert len(short) >= 50
    assert len(mistaken) < len(short) / 100, mistaken


def test_the_talk_of_the_demo_house_is_known():
    said = [entry for entry in _entries(tomllib.loads(DEMO.read_text())) if letters_in(entry["text"]) >= LONG]

    unknown = [entry["text"] for entry in said if language_of(entry["text"], UNKNOWN) != entry["lang"]]

    assert len(said) > 200
    assert len(unknown) <= len(said) / 50, unknown


def _entries(part):
    if isinstance(part, list):
        return [entry for each in part for entry in _entries(each)]
    if not isinstance(part, dict):
        return []
    return ([part] if {"text", "lang"} <= part.keys() else []) + _entries(list(part.values()))


@pytest.mark.parametrize(
    "text",
    ["", "Hoi", "Dzień dobry :)", "123 456 789 012 345 678 901", "😀" * 30, "haha" * 20,
     "Привіт дівчата, як ваші справи", "بچه‌ها، امروز چطور هستید؟ من خیلی خوبم",  # noqa: RUF001  Ukrainian and Persian
     "Mango Keukentafel Rotterdam Utrecht"],
)  # fmt: skip
def test_what_is_short_or_not_plain_keeps_the_language_of_its_author(text):
    assert language_of(text, "en") == "en"


def test_a_message_has_the_language_of_its_words(say, amal):
    said = say(amal, "Dzisiaj pierwszy dzień w pracy, trzymajcie za mnie kciuki")
    short = say(amal, "Cześć")

    langs = dict(Message.objects.values_list("number", "lang"))

    assert langs == {said.number: "pl", short.number: "nl"}


def test_a_changed_message_has_the_language_of_its_new_words(say, amal, group):
    said = say(amal, "Vandaag was mijn eerste dag op het werk")

    edit_message(actor=amal, group_id=group.pk, number=said.number, text="Today was my first day at work, I liked it")

    assert Message.objects.get().lang == "en"
