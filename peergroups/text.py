"""Clean what people type: no hidden characters, and no more than a maximum length."""

from __future__ import annotations

import re

from house.errors import BadFrame
from peergroups.errors import Empty, TooLong
from peergroups.limits import TEXT_MAX

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
BLANK = re.compile(r"[\s\u00ad\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]")
"""Characters that leave nothing to see: white space, joiners, direction marks and letters without ink."""


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
