"""Clean what people type: no hidden characters, and no more than a maximum length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, islice
from unicodedata import category, normalize

from house.errors import BadFrame
from peergroups.errors import Empty, TooLong
from peergroups.limits import TEXT_MAX

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
BLANK = re.compile(r"[\s\u00ad\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]")
"""Characters that leave nothing to see: white space, joiners, direction marks and letters without ink."""

JOINERS = "\u200c\u200d"
STRAY_JOINER = re.compile(
    r"(?<![\u0600-\u06ff\u0900-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u06ff\u0900-\u0dff])"
)
"""A joiner that is not between two letters of Arabic or an Indic script, where it changes how they look."""
MARKS_MAX = 2
"""Accents in a row that a name may have, beside those that are one character with their letter."""


def clean(text: str, at_most: int) -> str:
    """Remove hidden characters and outer white space, and write line ends as \\n. Raises TooLong or BadFrame."""
    text = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > at_most:
        raise TooLong
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair cannot be sealed
        raise BadFrame from None
    return text


def clean_words(text: str, at_most: int = TEXT_MAX) -> str:
    """Clean the text of one message; it must show something. Raises Empty, TooLong or BadFrame."""
    words = clean(text, at_most)
    if not BLANK.sub("", words):
        raise Empty
    return words


def clean_name(text: str, at_most: int) -> str:
    """Clean a name: one line, nothing that hides or turns letters, no heap of accents. Raises TooLong or BadFrame."""
    name = STRAY_JOINER.sub("", " ".join(clean(normalize("NFC", text), at_most).split()))
    name = "".join(letter for letter in name if letter in JOINERS or category(letter) not in {"Cc", "Cf"})
    return "".join(_without_heaps(name)).strip()


def _without_heaps(name: str) -> Iterator[str]:
    for is_mark, run in groupby(name, key=lambda letter: category(letter) in {"Mn", "Me"}):
        yield from islice(run, MARKS_MAX if is_mark else None)
