"""Codes that are read from paper, from a screen or aloud, and kept as a hash alone."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are heard and read wrong. https://www.crockford.com/base32.html"""


def new_code(length: int) -> str:
    """So many signs of 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def in_fours(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def hash_of(code: str) -> str:
    """A keyed hash of a code, however it was typed: small letters, spaces, O for 0.

    A slow hash would add nothing: the codes are random.
    """
    return salted_hmac("house.card", _as_made(code), algorithm="sha256").hexdigest()


def _as_made(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum()).translate(str.maketrans("OIL", "011"))
