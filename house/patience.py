"""Guessing is slowed, never locked: whoever knows her name cannot keep her out.

A browser in which she signed in before carries a proof of that, and counts by itself: neither a guesser elsewhere nor
one on the same Wi-Fi is in its way. Every other one counts by its address.

Failures are counted in the shared cache until a quarter of an hour after the last, under keyed hashes that change every
day; no address or name is kept. Counts may lag a little when tries come at once, which gains a guesser nothing worth
having.
"""

import secrets
import time
from ipaddress import IPv6Address, ip_address, ip_network
from threading import BoundedSemaphore

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from house.errors import TooManyTries

PROOF_COOKIE = "b"
PROOF_DAYS = 365
KNOWN = "known:"
WINDOW_S = 15 * 60
FREE_TRIES = 4
LONGEST_WAIT_S = 8
TRIES_PER_NAME_AND_ADDRESS = 12
TRIES_PER_ADDRESS = 60

in_turn = BoundedSemaphore(2)
"""Held while a passphrase is tried: one try takes 100 MB of memory, and many at once would outrun the counts."""


def before_try(*, address: str, name: str = "") -> None:
    """Wait as long as recent failures for this name ask, at most 8 seconds. Blocks the calling thread.

    A known browser waits for its own failures alone. Without a name, as for the code on a card, only the address
    counts, and nobody waits.

    Raises:
        TooManyTries: this address failed too often, for this name or at all. Other addresses are not touched.
    """
    refuse_too_many(address=address, name=name)
    if name:
        rest_after(_count(address if address.startswith(KNOWN) else "", name))


def rest_after(failures: int) -> None:
    """The first four are free; then 1, 2, 4 and at last 8 seconds. Blocks the calling thread."""
    over = failures - FREE_TRIES
    if over >= 0:
        _rest(min(2**over, LONGEST_WAIT_S))


def refuse_too_many(*, address: str, name: str = "") -> None:
    """Raises TooManyTries."""
    if _count(address, name) >= TRIES_PER_NAME_AND_ADDRESS or _count(address) >= TRIES_PER_ADDRESS:
        raise TooManyTries


def after_failure(*, address: str, name: str = "") -> None:
    _add(address)
    _add(address, name)
    if name:
        _add("", name)


def after_success(*, address: str, name: str) -> None:
    """Forget the failures of this name from this address; a guesser elsewhere stays slow."""
    cache.delete(_key(address, name))


def _rest(seconds: int) -> None:
    """Sleep without keeping a connection of the pool from others."""
    if not connection.in_atomic_block:
        connection.close()
    time.sleep(seconds)


def place_of(request, name: str) -> str:
    """Where a try for this name comes from: a browser in which she signed in before, else an address."""
    proof = request.COOKIES.get(PROOF_COOKIE, "")
    return KNOWN + proof if is_known(request, name) else address_of(request)


def is_known(request, name: str) -> bool:
    """Did somebody sign in with this name in this browser before?"""
    mark, _, seal = request.COOKIES.get(PROOF_COOKIE, "").partition(".")
    return bool(seal) and constant_time_compare(seal, _sealed(mark, name))


def prove(request, response, name: str) -> None:
    """Let this browser carry the proof. It tells nobody which name that was."""
    if not is_known(request, name):
        mark = secrets.token_urlsafe(12)
        response.set_cookie(
            PROOF_COOKIE,
            f"{mark}.{_sealed(mark, name)}",
            max_age=PROOF_DAYS * 24 * 3600,
            secure=settings.IS_BEHIND_TLS,
            httponly=True,
            samesite="Lax",
        )


def _sealed(mark: str, name: str) -> str:
    return salted_hmac("house.known browser", f"{mark} {name}", algorithm="sha256").hexdigest()[:32]


def address_of(request) -> str:
    """Where a try comes from. Who has one IPv6 address has all that share its first 64 bits, so they count as one."""
    told = request.META.get(settings.ADDRESS_HEADER, "").strip()
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return told


def _key(*parts: str) -> str:
    day = timezone.localdate().isoformat()
    return "tries:" + salted_hmac(f"patience {day}", "\0".join(parts), algorithm="sha256").hexdigest()


def _count(*parts: str) -> int:
    return cache.get(_key(*parts), 0)


def _add(*parts: str) -> None:
    key = _key(*parts)
    if not cache.add(key, 1, WINDOW_S):
        try:
            cache.incr(key)
        except ValueError:
            cache.set(key, 1, WINDOW_S)
        cache.touch(key, WINDOW_S)  # the database's incr falls back to the default of five minutes
