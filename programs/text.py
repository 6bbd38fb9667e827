"""Names as they are compared: whatever letters, accents and spaces they are written with."""

from __future__ import annotations

import unicodedata


def fold(name: str) -> str:
    """A name as names are compared: no capitals, accents, nor spaces that nobody sees.

    Each sign is taken apart by itself: a pile of accents as a whole costs the square of its height.
    """
    plain = "".join(unicodedata.normalize("NFKD", sign) for sign in name).casefold()
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())
