"""The phrases of `signs.toml`, and a quick search for them in the words of a message."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from unicodedata import category, decimal, normalize

WORD = re.compile(r"\w+")
GAP, NUMBER = "...", "#"
AT_MOST_THREE_WORDS = r"(?: \S+){0,3}"
OF_100_OR_MORE = r"(?:\d+ )?\d{3,}\w?"
DIGIT_WORDS_MIN = 6
FILE = tomllib.loads((Path(__file__).parent / "signs.toml").read_text())


class _Folded(dict[int, str]):
    """For `str.translate`: small letters without accents, digits of any script in ASCII, nothing that is not seen."""

    KEPT_MAX = 5_000
    UNSEEN = {"Mn", "Me", "Cf", "Lm"}

    def __missing__(self, code: int) -> str:
        parts = [part for part in normalize("NFKD", chr(code)) if category(part) not in self.UNSEEN]
        folded = "".join(str(decimal(part, part)) for part in parts).lower().replace("ł", "l")
        if len(self) < self.KEPT_MAX:
            self[code] = folded
        return folded


_folded = _Folded()


def fold(text: str) -> str:
    """The text in one line of small letters without accents, and with ASCII digits."""
    return " ".join((text if text.isascii() else text.translate(_folded)).lower().split())


def _listed(words: str) -> list[str]:
    return " ".join(words.split()).split(", ")


LANGUAGES = [name for name in FILE if name != "apps"]
PHRASES = {
    language: {kind: _listed(words) for kind, words in FILE[language].items() if kind != "numbers"}
    for language in LANGUAGES
}
"""By language and kind (the value of a Sign), as they are written."""
APPS = _listed(FILE["apps"])
NUMBERS = {language: _listed(FILE[language]["numbers"]) for language in LANGUAGES}


def _words_of(written: str) -> str:
    return " ".join(WORD.findall(fold(written)))


def _longest(words: str) -> str:
    return max(words.split(), key=len)


_APPS = [_words_of(app) for app in APPS]
NAMES_OF_APPS = frozenset(map(_longest, _APPS))
DIGITS = frozenset(_words_of(word) for words in NUMBERS.values() for word in words) | frozenset("0123456789")


def _slots(phrase: str) -> list[list[str]]:
    """Of each place in a phrase, the folded words of which one stands there. `...` stands alone."""
    return [[GAP] if part == GAP else _alternatives(part) for part in phrase.split()]


def _alternatives(part: str) -> list[str]:
    return _APPS if part == "(app)" else [word if word == NUMBER else _words_of(word) for word in part.split("/")]


def _anchors(slots: list[list[str]]) -> Iterable[str]:
    """Words of which one stands in any text that holds the phrase: those of the place with the longest words."""
    places = [[_longest(words) for words in slot] for slot in slots if not {GAP, NUMBER}.intersection(slot)]
    return max(places, key=lambda place: (place[0] in NAMES_OF_APPS, min(map(len, place))))


def _pattern(slots: list[list[str]]) -> str:
    return "".join(AT_MOST_THREE_WORDS if slot == [GAP] else f" (?:{'|'.join(slot)})" for slot in slots).replace(
        NUMBER, OF_100_OR_MORE
    )


def _by_anchor() -> dict[str, dict[str, list[str]]]:
    found: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for kinds in PHRASES.values():
        for kind, phrases in kinds.items():
            for slots in map(_slots, phrases):
                for anchor in _anchors(slots):
                    found[anchor][kind].append(_pattern(slots))
    return {anchor: dict(kinds) for anchor, kinds in found.items()}


_PATTERNS = _by_anchor()
ANCHORS = frozenset(_PATTERNS)
SPAN = 16
"""More words than any phrase has, with what may stand between."""


@cache
def _searches(anchor: str) -> list[tuple[str, re.Pattern[str]]]:
    """Compiled when the word is first met: all at once would make a process start a second later."""
    return [(kind, re.compile(f"(?:{'|'.join(patterns)}) ")) for kind, patterns in _PATTERNS[anchor].items()]


def kinds_in(words: list[str]) -> set[str]:
    """The kinds of the phrases in these folded words. Looks only near a word that a phrase needs."""
    found: set[str] = set()
    if ANCHORS.isdisjoint(words):
        return found
    for place, word in enumerate(words):
        if word in ANCHORS:
            near = f" {' '.join(words[max(0, place - SPAN) : place + SPAN])} "
            found.update(kind for kind, phrases in _searches(word) if kind not in found and phrases.search(near))
    return found


def has_digit_words(words: list[str]) -> bool:
    """Do six words or more in a row each say one digit?"""
    run = 0
    for word in words:
        run = run + 1 if word in DIGITS else 0
        if run == DIGIT_WORDS_MIN:
            return True
    return False
