"""What is sent to a push service: words of one length, sealed for one browser, and who sends them.

RFC 8030 (the request), RFC 8291 (how its content is encrypted) and RFC 8292 (VAPID: who sends it).
"""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid

CONTENT_BYTES = 96
"""Each content has this length, whatever it says; so each request has one length too."""
LASTS_S = 12 * 3600
"""How long a push service keeps it for a phone that is off."""
WAIT_MAX_S = 6 * 3600
"""The longest that a push service may make somebody wait."""
SIGNED_FOR_S = 12 * 3600
HEADERS = {
    "Content-Encoding": "aes128gcm",
    "Content-Type": "application/octet-stream",
    "TTL": str(LASTS_S),
    "Topic": "new",  # one that still waits is replaced, so several become one
    "Urgency": "high",  # a phone in its pocket sleeps through any other
    "User-Agent": "push",
}
"""The same for everything: no header may tell a message from a reminder."""


@dataclass(frozen=True)
class Keys:
    """The keys of one browser, as url-safe base64: a point of P-256 (65 bytes) and a secret (16 bytes)."""

    point: str
    secret: str

    @classmethod
    def read(cls, text: str) -> Keys:
        """The keys of `as_text`. Raises ValueError when they are none."""
        point, _, secret = text.partition(" ")
        keys = cls(point, secret)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(keys.point))
        if len(_bytes(keys.point)) != 65 or len(_bytes(keys.secret)) != 16:
            raise ValueError("not the keys of a subscription")
        return keys

    @property
    def as_text(self) -> str:
        return f"{self.point} {self.secret}"


@dataclass(frozen=True)
class Parcel:
    """One request to a push service."""

    endpoint: str
    headers: dict[str, str]
    body: bytes

    @property
    def service(self) -> str:
        return urlsplit(self.endpoint).netloc


def pack(*, endpoint: str, keys: Keys, words: str) -> Parcel:
    """Encrypt these words for one browser."""
    body = http_ece.encrypt(
        words.encode().ljust(CONTENT_BYTES),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes(keys.point),
        auth_secret=_bytes(keys.secret),
        version="aes128gcm",
    )
    return Parcel(endpoint, HEADERS | {"Authorization": _signed(endpoint)}, body)


def public_key() -> str:
    """The key by which push services know the house, as a browser wants it; empty while the house has none.

    Raises ValueError for one that is none.
    """
    if not settings.PUSH_KEY:
        return ""
    point = _vapid(settings.PUSH_KEY).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _text(point)


def new_key() -> str:
    """A key for `settings.PUSH_KEY`: 32 bytes as url-safe base64."""
    return _text(ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32, "big"))


def _signed(endpoint: str) -> str:
    """The Authorization header for this push service. One serves all pushes to it for half its time."""
    parts = urlsplit(endpoint)
    half = int(time.time()) // (SIGNED_FOR_S // 2)
    return _signature(settings.PUSH_KEY, f"{parts.scheme}://{parts.netloc}", half)


@lru_cache(maxsize=64)
def _signature(key: str, service: str, half: int) -> str:
    expires = (half + 2) * (SIGNED_FOR_S // 2)
    return _vapid(key).sign({"sub": settings.PUSH_CONTACT, "aud": service, "exp": expires})["Authorization"]


@lru_cache(maxsize=2)
def _vapid(key: str) -> Vapid:
    if len(_bytes(key)) != 32:
        raise ValueError("no key of P-256")
    vapid = Vapid.from_raw(key.encode())
    vapid.conf["no-strict"] = True  # else it refuses an address with a port as missing; see `house.checks`
    return vapid


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
