"""A telephone number in words, also in tens and in one word: 'zero six, twelve, thirty-four' is six digits."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from peergroups.talk.phrases import KNOWN_MAX, NUMBERS, spelled

DIGITS_MIN, WORDS_MIN = 6, 2
CODES = {"numbers": "u", "teens": "e", "tens": "t", "hundreds": "h", "between": "b"}
CODE_OF = dict.fromkeys("0123456789", "d") | {
    word: CODES[part]
    for parts in NUMBERS.values()
    for part, words in parts.items()
    for word in chain.from_iterable(map(spelled, words))
}
PART = re.compile("|".join(sorted(CODE_OF, key=len, reverse=True)))
SAID_IN_A_ROW = re.compile(r"\w{3,}")
SAID = re.compile(r"h(?:b?t)?(?:b?u)?|tb?u|ubt|[tedub]")
"""Three digits, two, one, or a word between that joins nothing."""


@lru_cache(KNOWN_MAX)
def _code(word: str) -> str:
    if word.isdigit():
        return "u" if len(word) == 1 else "d" * len(word)
    parts = PART.findall(word)
    return "".join(map(CODE_OF.__getitem__, parts)) if len("".join(parts)) == len(word) else " "


def has_number_in_words(words: list[str]) -> bool:
    """Are six digits or more said in a row, and at least two of them in words?"""
    return any(map(_is_number, SAID_IN_A_ROW.findall("".join(map(_code, words)))))


def _is_number(codes: str) -> bool:
    digits = in_words = 0
    for said in SAID.findall(codes):
        if said == "b":
            digits = in_words = 0
            continue
        digits += 3 if said[0] == "h" else 2 if said[0] in "te" or said[-1] == "t" else 1
        in_words += said != "d"
        if digits >= DIGITS_MIN and in_words >= WORDS_MIN:
            return True
    return False
