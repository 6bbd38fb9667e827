"""Compare names, whatever capitals, accents and spaces they are written with."""

from __future__ import annotations

import unicodedata


def fold(name: str) -> str:
    """A name in the form for comparing: without capitals, accents and hidden spaces.

    Each character is taken apart by itself: a pile of accents as a whole costs the square of its height.
    """
    plain = "".join(unicodedata.normalize("NFKD", character) for character in name).casefold()
    return " ".join("".join(character for character in plain if not unicodedata.combining(character)).split())
