"""The phrases of `signs.toml`, and a quick search for them in the words of a message."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple
from unicodedata import category, decimal, normalize

WORD = re.compile(r"(\w{1,24})\w*")
"""Of a long word the beginning is enough."""
BEFORE_AN_ENDING = re.compile(r"(?<=\w)['\u2019](?=(?:s|m|re|ll|ve|d|t)\b)")
"""An apostrophe that many leave out: what's, don't, foto's."""
GAP, NUMBER, ANY_END = "...", "#", "*"
IN_GAP_MAX = 3
OF_100_OR_MORE = re.compile(r"\d{3,}\w?")
KNOWN_MAX, SPELLINGS_MAX = 5_000, 48
FILE = tomllib.loads((Path(__file__).parent / "signs.toml").read_text())


class _Folded(dict[int, str]):
    """For `str.translate`: small letters without accents, digits of any script in ASCII, nothing that is not seen."""

    UNSEEN = {"Mn", "Me", "Cf", "Lm"}
    SAME = str.maketrans("\u0142\u0629\u0649\u0686\u06af\u067e", "l\u0647\u064a\u062c\u0643\u0628")
    """Letters that are written for one another without being one with an accent: l and, in Arabic, h, y, j, k and b."""

    def __missing__(self, code: int) -> str:
        parts = [part for part in normalize("NFKD", chr(code)) if category(part) not in self.UNSEEN]
        folded = "".join(str(decimal(part, part)) for part in parts).lower().translate(self.SAME)
        if len(self) < KNOWN_MAX:
            self[code] = folded
        return folded


_folded = _Folded()


def fold(text: str) -> str:
    """The text in one line of small letters without accents, and with ASCII digits."""
    return " ".join((text if text.isascii() else text.translate(_folded)).lower().split())


def words_in(folded: str) -> list[str]:
    return WORD.findall(BEFORE_AN_ENDING.sub("", folded) if "'" in folded or "\u2019" in folded else folded)


def _listed(words: str) -> list[str]:
    return " ".join(words.split()).split(", ")


TOLD = "told"
"""Who tells of the past or warns leads nobody out, whatever other phrase she uses."""
COMMON = ("apps", "endings", "letters")
"""What is the same in every language."""
OF_NUMBERS = ("numbers", "teens", "tens", "hundreds", "between")
LANGUAGES = [name for name in FILE if name not in COMMON]
PHRASES = {
    language: {kind: _listed(words) for kind, words in FILE[language].items() if kind not in OF_NUMBERS}
    for language in LANGUAGES
}
"""By language and kind (the value of a Sign, or 'told'), as they are written."""
APPS, ENDINGS, LETTERS = (_listed(FILE[name]) for name in COMMON)
NUMBERS = {
    language: {part: _listed(FILE[language][part]) for part in OF_NUMBERS if part in FILE[language]}
    for language in LANGUAGES
}

_LETTERS = {letter: latin.split("/") for letter, latin in (pair.split("=") for pair in LETTERS)}
_ARABIC = re.compile(r"[\u0600-\u06ff]{3}")
_BEFORE_ARABIC = re.compile(
    r"[\u0648\u0641]?(?:[\u0647\u0628\u0643\u0639\u0641]?\u0627\u0644|\u0644\u0644|[\u0628\u0644\u0639\u0641\u0647])?"
)
"""And, the, to, in, on: written as one word with what follows."""


def spelled(written: str) -> Iterable[str]:
    """This word as it is folded, and when its letters are Bulgarian also as it is written in Latin ones."""
    word = " ".join(words_in(fold(written)))
    yield word
    if not _LETTERS.keys().isdisjoint(word):
        for latin in islice(product(*(_LETTERS.get(letter, letter) for letter in written.lower())), SPELLINGS_MAX):
            yield fold("".join(latin).strip(ANY_END))


def _alternatives(part: str) -> list[str]:
    """The folded words of which one stands in this place of a phrase; `*` is left at the end of its word."""
    if part in ("(app)", "(end)"):
        return [one for word in (APPS if part == "(app)" else ENDINGS) for one in _alternatives(word)]
    return [
        one + ANY_END * word.endswith(ANY_END)
        for word in part.split("/")
        for one in ([word] if word == NUMBER else spelled(word))
    ]


Place = frozenset[str] | None
"""A place in a phrase: the words of which one stands there, or what may stand between."""


class Phrase(NamedTuple):
    kind: str
    places: list[Place]
    needs: list[frozenset[str]]
    """The places with words, first the one whose words are rare."""


def _phrase(kind: str, written: str) -> Phrase:
    places = [None if part == GAP else frozenset(_alternatives(part)) for part in written.split()]
    return Phrase(kind, places, sorted(filter(None, places), key=_is_common))


def _is_common(words: Iterable[str]) -> float:
    """How often one of these words may stand in a text, by their number and length."""
    return sum(4.0 ** -len(word) for word in words)


PHRASES_FOUND_BY: dict[str, list[Phrase]] = defaultdict(list)
"""Each phrase under every word of its rarest place."""
for _kinds in PHRASES.values():
    for _kind, _written in _kinds.items():
        for _found in (_phrase(_kind, one) for one in _written):
            for _word in _found.needs[0]:
                PHRASES_FOUND_BY[_word].append(_found)
KNOWN = frozenset().union(*(words for some in PHRASES_FOUND_BY.values() for phrase in some for words in phrase.needs))
ENDS_OF_PAIRS = frozenset(known.partition(" ")[2] for known in KNOWN)
APP = frozenset(_alternatives("(app)"))


@lru_cache(KNOWN_MAX)
def _known_in(word: str) -> frozenset[str]:
    """The forms of this word that stand in phrases: itself, a beginning with `*`; in Arabic also without its prefix."""
    starts = [0]
    if _ARABIC.match(word):
        starts += [n for n in range(1, len(word) - 2) if _BEFORE_ARABIC.fullmatch(word, 0, n)]
    bare = {word[start:] for start in starts}
    beginnings = {one[:end] + ANY_END for one in bare for end in range(2, len(one) + 1)}
    return KNOWN & (bare | beginnings | ({NUMBER} if OF_100_OR_MORE.fullmatch(word) else set()))


Spans = dict[str, list[tuple[int, int]]]
"""Where what the phrases know begins and ends in a text, counted in words."""


def _spans(words: list[str]) -> Spans:
    spans: Spans = {}
    before = ""
    for end, word in enumerate(words, 1):
        for known in _known_in(word):
            spans.setdefault(known, []).append((end - 1, end))
            if known == NUMBER and before.isdigit():
                spans[known].append((end - 2, end))
        if word in ENDS_OF_PAIRS and (pair := f"{before} {word}") in KNOWN:
            spans.setdefault(pair, []).append((end - 2, end))
        before = word
    return spans


def names_app(word: str) -> bool:
    return not APP.isdisjoint(_known_in(word))


def kinds_in(words: list[str]) -> tuple[set[str], bool]:
    """The kinds of the phrases in these folded words, and whether an app is named."""
    spans = _spans(words)
    known = frozenset(spans)
    found: set[str] = set()
    for word in known:
        for kind, places, needs in PHRASES_FOUND_BY.get(word, ()):
            if kind in found:
                continue
            for words_of_place in needs:
                if known.isdisjoint(words_of_place):
                    break
            else:
                if _holds(places, spans, known):
                    found.add(kind)
    return found, not known.isdisjoint(APP)


def _holds(places: list[Place], spans: Spans, known: frozenset[str]) -> bool:
    """Do these places follow one another in the text?"""
    ends: set[int] | None = None
    for words in places:
        if words is None:
            ends = {end + more for end in ends or () for more in range(IN_GAP_MAX + 1)}
        else:
            ends = {end for word in words & known for start, end in spans[word] if ends is None or start in ends}
    return bool(ends)
