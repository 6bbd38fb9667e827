"""Find signs that lead somebody out of the group: numbers, accounts, links, offers of work, money or a bed.

A pure look at text, the same for all. It forbids nothing: the author is asked once whether she means it, the
facilitator sees a mark, and the page of the group lists all that is looked for. The words stand in `signs.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.text import get_text_list
from django.utils.translation import get_language_info, gettext, gettext_lazy as _, override

from peergroups.talk.links import LINK
from peergroups.talk.phrases import (
    GAP,
    LANGUAGES,
    NAMES_OF_APPS,
    NUMBERS,
    PHRASES,
    WORD,
    fold,
    has_digit_words,
    kinds_in,
)


class Sign(TextChoices):
    NUMBER = "number", _("een telefoonnummer")
    ACCOUNT = "account", _("een account ergens anders")
    LINK = "link", _("een link")
    WORK = "work", _("een aanbod van werk")
    MONEY = "money", _("een aanbod van geld")
    BED = "bed", _("een aanbod van een slaapplek")


MAY_HAVE_SHAPE = re.compile(r"[0-9@/]|\.\S")
SHAPES = {
    Sign.NUMBER: re.compile(r"(?<![\w.,])(?:(?:\+|0)\d?(?:[ ().\-/]{0,2}\d){8,14}|[5-9]\d\d(?:[ -]?\d{3}){2})(?!\w)"),
    Sign.ACCOUNT: re.compile(r"(?<![\w.])@[\w.]{3,}|\w@\w"),
    Sign.LINK: LINK,
}
HANDLE = re.compile(r"(?<= )[a-z]+[._]*[0-9_]")
AFTER_APP = (":", " :", "=", " =")
"""How somebody tells what she is called on an app: 'insta kim_01', 'snap: x'."""


def signs_in(text: str) -> list[Sign]:
    """The signs in this text, each once, in the order of `Sign`.

    Every message is checked on sending, so a cheap test comes first and a close one only when that finds something.
    """
    seen = fold(text)
    words = WORD.findall(seen)
    found = set(kinds_in(words))
    if MAY_HAVE_SHAPE.search(seen):
        found.update(sign for sign, shape in SHAPES.items() if shape.search(seen))
    if (apps := NAMES_OF_APPS.intersection(words)) and _has_name_on(apps, seen):
        found.add(Sign.ACCOUNT)
    if has_digit_words(words):
        found.add(Sign.NUMBER)
    return [sign for sign in Sign if sign in found]


def _has_name_on(apps: Iterable[str], seen: str) -> bool:
    return HANDLE.search(seen) is not None or any(app + mark in seen for app in apps for mark in AFTER_APP)


def marked(messages: Iterable[dict[str, Any]], *, seat: UUID, language: str) -> list[dict[str, Any]]:
    """Messages for the facilitator on this seat alone: `signs` names what leads out, in the words of others."""
    with override(language):
        return [message | _signs_of(message) if message["seat"] != str(seat) else message for message in messages]


def _signs_of(message: dict[str, Any]) -> dict[str, str]:
    signs = signs_in(message["text"])
    return {"signs": listed(signs)} if signs else {}


def listed(signs: Iterable[Sign]) -> str:
    return get_text_list([str(sign.label) for sign in signs], gettext("en"))


def looked_for(first: str) -> list[dict[str, Any]]:
    """What is looked for, for a page: by language, that of the reader first, and by sign."""
    return [
        {
            "language": get_language_info(language),
            "phrases": [(Sign(kind).label, _in_print(phrases)) for kind, phrases in PHRASES[language].items()],
            "numbers": NUMBERS[language],
        }
        for language in sorted(LANGUAGES, key=lambda language: language != first)
    ]


def _in_print(phrases: Iterable[str]) -> list[str]:
    return [phrase.replace(GAP, "…") for phrase in phrases]
