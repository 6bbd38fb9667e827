"""Find signs that lead somebody out of the group: numbers, accounts, links, offers of work, money or a bed.

A pure look at text, the same for all. It forbids nothing: the author is asked once whether she means it, the
facilitator sees a mark, and the page of the group lists all that is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from unicodedata import decimal, normalize
from uuid import UUID

from django.db.models import TextChoices
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_lazy as _, override


class Sign(TextChoices):
    NUMBER = "number", _("een telefoonnummer")
    ACCOUNT = "account", _("een account ergens anders")
    LINK = "link", _("een link")
    WORK = "work", _("een aanbod van werk")
    MONEY = "money", _("een aanbod van geld")
    BED = "bed", _("een aanbod van een slaapplek")


WORDS = {
    Sign.ACCOUNT: "insta, instagram, snap, snapchat, whatsapp, appje, telegram, signal, tiktok, discord, facebook, "
    "messenger, onlyfans",
    Sign.WORK: "werk voor je, werk voor jou, werk voor jullie, baan voor je, baantje voor je, bijverdienen, "
    "modellenwerk, work for you, job for you, jobs for you, modelling, easy job",
    Sign.MONEY: "geld verdienen, snel geld, veel geld, geld lenen, geld geven, betaal je goed, make money, earn money, "
    "fast money, easy money, lend you, pay you well",
    Sign.BED: "slaapplek, bij mij slapen, bij mij wonen, bij mij logeren, kamer voor je, bed voor je, "
    "plek om te slapen, sleep at my, stay at my, stay with me, room for you, bed for you, place to sleep",
}
"""In the languages of the house. The page of the group lists them, so a word added here appears there."""


PHRASES = {sign: words.split(", ") for sign, words in WORDS.items()}
WHOLE = {sign: re.compile(r"\b(?:" + "|".join(phrases) + r")\b") for sign, phrases in PHRASES.items()}
SHAPES = {
    Sign.NUMBER: re.compile(r"(?<![\w.,])(?:\+|0)\d?(?:[ ().\-/]{0,2}\d){8,14}(?!\w)"),
    Sign.ACCOUNT: re.compile(r"(?<![\w.])@[\w.]{3,}"),
    Sign.LINK: re.compile(
        r"https?://\S|www\.\S|(?<=[a-z0-9-])\.(?:com|nl|be|net|org|eu|io|me|ly|gg|app|link|info|xyz)\b"
    ),
    Sign.MONEY: re.compile(r"[€$] ?\d{2,}|\b\d{2,} ?(?:€|euro\b)"),
}


def signs_in(text: str) -> list[Sign]:
    """The signs in this text, each once, in the order of `Sign`.

    Every message is checked on sending, so a cheap test comes first and a close one only when that finds something.
    """
    seen = " ".join((text if text.isascii() else _normalized(text)).lower().split())
    return [sign for sign in Sign if _has_words(sign, seen) or (sign in SHAPES and SHAPES[sign].search(seen))]


def marked(messages: Iterable[dict[str, Any]], *, seat: UUID, language: str) -> list[dict[str, Any]]:
    """Messages for the facilitator on this seat alone: `signs` names what leads out, in the words of others."""
    with override(language):
        return [message | _signs_of(message) if message["seat"] != str(seat) else message for message in messages]


def _signs_of(message: dict[str, Any]) -> dict[str, str]:
    signs = signs_in(message["text"])
    return {"signs": listed(signs)} if signs else {}


def listed(signs: Iterable[Sign]) -> str:
    return get_text_list([str(sign.label) for sign in signs], gettext("en"))


def _has_words(sign: Sign, seen: str) -> bool:
    return any(phrase in seen for phrase in PHRASES.get(sign, ())) and WHOLE[sign].search(seen) is not None


def _normalized(text: str) -> str:
    """Wide letters made narrow, and digits of any script made ASCII.

    Character by character: normalizing a long heap of accents at once takes time with the square of its length.
    """
    return "".join(str(decimal(part, part)) for character in text for part in normalize("NFKC", character))


def words_looked_for() -> list[str]:
    return [phrase for phrases in PHRASES.values() for phrase in phrases]
