"""Guessing is slowed, never locked: whoever knows her name cannot keep her out.

Failures are counted in the shared cache until a quarter of an hour after the last, under keyed hashes that change every
day; no address or name is kept. Counts may lag a little when tries come at once, which gains a guesser nothing worth
having.
"""

import time
from ipaddress import IPv6Address, ip_address, ip_network
from threading import BoundedSemaphore

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from house.errors import TooManyTries

WINDOW_S = 15 * 60
FREE_TRIES = 4
LONGEST_WAIT_S = 8
TRIES_PER_NAME_AND_ADDRESS = 12
TRIES_PER_ADDRESS = 60

in_turn = BoundedSemaphore(2)
"""Held while a passphrase is tried: one try takes 100 MB of memory, and many at once would outrun the counts."""


def before_try(*, address: str, name: str = "") -> None:
    """Wait as long as recent failures for this name ask, at most 8 seconds. Blocks the calling thread.

    Without a name, as for the code on a card, only the address counts.

    Raises:
        TooManyTries: this address failed too often, for this name or at all. Other addresses are not touched.
    """
    refuse_too_many(address=address, name=name)
    over = _count("", name) - FREE_TRIES if name else -1
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
