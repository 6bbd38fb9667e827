"""Codes that are read from paper, from a screen or aloud. Only their hash is stored."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are heard and read wrong. https://www.crockford.com/base32.html"""


def new_code(length: int) -> str:
    """A random code of this many characters of 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def in_fours(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def hash_of(code: str) -> str:
    """A keyed hash of a code, however it was typed: small letters, spaces, O for 0.

    A slow hash would add nothing, because the codes are random.
    """
    return salted_hmac("house.card", _normalized(code), algorithm="sha256").hexdigest()


def _normalized(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum()).translate(
        str.maketrans("OIL", "011")
    )
