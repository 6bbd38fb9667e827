"""Boxes that only one person's key opens, and the chain that keeps them in order."""

from __future__ import annotations

import base64
import hmac
import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from house.sealing import KEY_BYTES, NONCE_BYTES, SealBroken

MARK_BYTES = 16
BEGINNING = bytes(32)
"""The link before the first line."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BoxKey:
    """The key of one person: it makes her marks and closes and opens her boxes.

    Without it her marks cannot be told from chance, nor one person's marks from another's.
    """

    def __init__(self, text: str) -> None:
        """`text` is url-safe base64 of 32 random bytes, as `house.sealing.new_key` gives it."""
        raw = base64.urlsafe_b64decode(text)
        if len(raw) != KEY_BYTES:
            raise SealBroken("A key of the log is not 32 bytes long.")
        self._marks = _mac(raw, b"mark")
        self._cipher = AESGCM(_mac(raw, b"box"))

    def mark(self, turn: int) -> bytes:
        """The mark of her line with this turn: each person's lines are counted separately."""
        return _mac(self._marks, _counted(turn))[:MARK_BYTES]

    def close(self, content: dict[str, Any], house_id: UUID, number: int) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        return nonce + self._cipher.encrypt(nonce, text, _place(house_id, number))

    def open(self, box: bytes, house_id: UUID, number: int) -> dict[str, Any]:
        """The content of a closed box. Raises SealBroken: it was closed with another key, or changed."""
        try:
            text = self._cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], _place(house_id, number))
        except (InvalidTag, ValueError):
            raise SealBroken(f"Line {number} of a log was changed outside the house.") from None
        return json.loads(text)


class ChainKey:
    """The key of one house: it links each line to the line before."""

    def __init__(self, text: str) -> None:
        self._key = base64.urlsafe_b64decode(text)

    def link(self, before: bytes, house_id: UUID, number: int, at: datetime, mark: bytes, box: bytes) -> bytes:
        """Every part but the last has a fixed length, so no two lines are linked alike."""
        moment = _counted((at - EPOCH) // timedelta(microseconds=1))
        return _mac(self._key, before + _place(house_id, number) + moment + mark + box)


def _mac(key: bytes, words: bytes) -> bytes:
    return hmac.digest(key, words, "sha256")


def _place(house_id: UUID, number: int) -> bytes:
    return house_id.bytes + _counted(number)


def _counted(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)
