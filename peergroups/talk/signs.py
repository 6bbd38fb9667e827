"""Find signs that lead somebody out of the group: numbers, accounts, links, offers of work, money, a bed or a ride.

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
from peergroups.talk.number_words import has_number_in_words
from peergroups.talk.phrases import GAP, LANGUAGES, NUMBERS, PHRASES, TOLD, fold, kinds_in, names_app, words_in


class Sign(TextChoices):
    NUMBER = "number", _("een telefoonnummer of een vraag ernaar")
    ACCOUNT = "account", _("een account ergens anders")
    LINK = "link", _("een link")
    WORK = "work", _("een aanbod van werk")
    MONEY = "money", _("een aanbod van geld")
    BED = "bed", _("een aanbod van een slaapplek of een rit")


MAY_HAVE_SHAPE = re.compile(r"[0-9@/]|\.\S")
SHAPES = (
    (
        Sign.NUMBER,
        "",
        re.compile(
            r"(?<![\w.,])(?!\d\d([-./])\d\d\1(?:19|20)\d\d\b)"
            r"(?:(?:\+|[0o])\d?(?:[ ().\-/]{0,2}\d){8,14}|[5-9]\d\d(?:[ -]?\d{3}){2})(?!\w)"
        ),
    ),
    (Sign.ACCOUNT, "@", re.compile(r"(?<![\w.])@[\w.]{3,}|\w@\w")),
    (Sign.LINK, ".", LINK),
    (Sign.LINK, "/", re.compile(r"\.[a-z][\w-]+/\w")),
)
"""Of each shape what it is a sign of, a letter that it cannot do without, and how it looks."""
NAME_ON_APP = re.compile(r"(?<= )(?:[a-z]{3,}[._]*[0-9_]|[a-z]+_[a-z0-9]|[a-z]+\.[a-z]+\.[a-z])")
BEFORE_NAME = re.compile(r"\b(\w{1,24}) ?[:=]")
"""How somebody tells what she is called on an app: 'insta kim_01', 'snap: x'."""


def signs_in(text: str) -> tuple[Sign, ...]:
    """The signs in this text, each once, in the order of `Sign`.

    Every message is checked on sending, so a cheap test comes first and a close one only when that finds something.
    """
    seen = fold(text)
    words = words_in(seen)
    kinds, has_app = kinds_in(words)
    found: set[str] = set() if TOLD in kinds else kinds
    if MAY_HAVE_SHAPE.search(seen):
        found.update(sign for sign, letter, shape in SHAPES if letter in seen and shape.search(seen))
    if has_app and (NAME_ON_APP.search(seen) or any(map(names_app, BEFORE_NAME.findall(seen)))):
        found.add(Sign.ACCOUNT)
    if has_number_in_words(words):
        found.add(Sign.NUMBER)
    return tuple(sign for sign in Sign if sign in found)


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
            "phrases": [(_label(kind), _in_print(phrases)) for kind, phrases in PHRASES[language].items()],
            "numbers": [word for words in NUMBERS[language].values() for word in words],
        }
        for language in sorted(LANGUAGES, key=lambda language: language != first)
    ]


def _label(kind: str) -> str:
    return gettext("niet als er ook dit staat") if kind == TOLD else str(Sign(kind).label)


def _in_print(phrases: Iterable[str]) -> list[str]:
    return [phrase.replace(GAP, "…") for phrase in phrases]
