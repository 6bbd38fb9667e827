"""The language of a message, by its own words, so that a voice reads it as it was meant."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+")
LETTERS_MIN = 20
VOTES_MIN = 2
TIMES_THE_NEXT = 2
"""How many times as often as those of any other language the words of one must stand in a text."""

_LISTS = {
    language: set(words.split())
    for language, words in tomllib.loads((Path(__file__).parent / "languages.toml").read_text()).items()
}
_COUNTS = Counter(word for words in _LISTS.values() for word in words)
_LANGUAGES = {word: language if _COUNTS[word] == 1 else None for language, words in _LISTS.items() for word in words}
"""None where a word stands in two lists."""
_LETTERS = {letter: language for language, letters in {
    "pl": "ąćęłńśźż", "ro": "ășțşţ", "es": "ñ", "fr": "çœèêù"
}.items() for letter in letters}  # fmt: skip
"""In a word that no list knows."""
_SCRIPTS = (
    ("bg", re.compile(r"[\u0430-\u044a\u044c\u044e\u044f]"), re.compile(r"[\u044b\u044d\u0451-\u045f\u0491]")),
    ("ar", re.compile(r"[\u0621-\u064a]"), re.compile(r"[\u0671-\u06d3]")),
)
"""Of each script its letters in our language, and letters that only other languages have."""


def language_of(text: str, own: str) -> str:
    """The language of most words in this text: one of eight, or `own` where the text is short or not plain."""
    words = WORD.findall(text.lower())
    length = sum(map(len, words))
    if length < LETTERS_MIN:
        return own
    if not text.isascii() and (language := _by_script("".join(words), length)):
        return language
    votes = Counter(filter(None, map(_by_word, words)))
    (best, most), (_, second) = [*votes.most_common(2), (own, 0), (own, 0)][:2]
    return best if most >= max(VOTES_MIN, TIMES_THE_NEXT * second) else own


def _by_script(letters: str, length: int) -> str | None:
    for language, its_own, of_others in _SCRIPTS:
        if len(its_own.findall(letters)) > length / 2 and not of_others.search(letters):
            return language
    return None


def _by_word(word: str) -> str | None:
    if word in _LANGUAGES or word.isascii():
        return _LANGUAGES.get(word)
    return next((_LETTERS[letter] for letter in word if letter in _LETTERS), None)
