"""Compare what people typed, and begin a sentence with it."""

from __future__ import annotations

import unicodedata

from django.utils.text import capfirst
from django.utils.translation import get_language


def fold(name: str) -> str:
    """A name in the form for comparing: without capitals, accents and hidden spaces.

    Each character is taken apart by itself: a pile of accents as a whole costs the square of its height.
    """
    plain = "".join(unicodedata.normalize("NFKD", character) for character in name).casefold()
    return " ".join("".join(character for character in plain if not unicodedata.combining(character)).split())


def capital(text: str) -> str:
    """The text as the beginning of a sentence. In Dutch the letter ij is one: 'IJskast', not 'Ijskast'."""
    is_dutch = (get_language() or "").startswith("nl")
    return f"IJ{text[2:]}" if is_dutch and text.startswith("ij") else capfirst(text)
