"""Slow down people who guess, and limit how often one person may do a thing."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address, ip_network
from threading import BoundedSemaphore, Lock

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from house.errors import Refusal, TooManyTries
from house.lanes import aside

PROOF_COOKIE = f"{settings.COOKIE_PREFIX}b"
PROOF_DAYS = 365
SHARED_COOKIE = f"{settings.COOKIE_PREFIX}m"
SHARED_DAYS = 30
KNOWN = "known:"
WINDOW_S = 15 * 60
FREE_TRIES = 4
LONGEST_WAIT_S = 8
TRIES_PER_NAME_AND_ADDRESS = 12
TRIES_PER_ADDRESS = 60
WRONG_CODES_PER_ADDRESS = 12
NAMES, SECOND_STEPS, CARDS, COLLEAGUES_CODES = "names", "second steps", "cards", "colleagues' codes"
"""The kinds of guesses. Each is counted separately: guesses of names do not block anybody's card."""

_hashing = BoundedSemaphore(2)


@contextmanager
def in_turn() -> Iterator[None]:
    """While a passphrase is tried: one try takes 100 MB of memory, and many at once would pass the counts."""
    with aside(), _hashing:
        yield


def before_try(*, address: str, name: str, kind: str = NAMES) -> None:
    """Wait as long as recent failures for this name require, at most 8 seconds. Blocks the calling thread.

    A known browser waits for its own failures alone. Each kind of guess is counted separately.

    Raises:
        TooManyTries: this address failed too often, for this name or at all. Other addresses are not touched.
    """
    refuse_too_many(address=address, name=name, kind=kind)
    rest_after(_count(kind, address if address.startswith(KNOWN) else "", name))


def rest_after(failures: int) -> None:
    """Wait: the first four failures are free; then 1, 2, 4 and at last 8 seconds. Blocks the calling thread."""
    over = failures - FREE_TRIES
    if over >= 0:
        _rest(min(2**over, LONGEST_WAIT_S))


def refuse_too_many(*, address: str, name: str, kind: str = NAMES) -> None:
    """Raises TooManyTries."""
    if _count(kind, address, name) >= TRIES_PER_NAME_AND_ADDRESS or _count(kind, address) >= TRIES_PER_ADDRESS:
        raise TooManyTries


def after_failure(*, address: str, name: str, kind: str = NAMES) -> None:
    for parts in ((address,), (address, name), ("", name)):
        _add(kind, *parts)


def after_success(*, address: str, name: str, kind: str = NAMES) -> None:
    """Delete the failures of this name from this address; a guesser elsewhere stays slow."""
    cache.delete(_key(kind, address, name))


@contextmanager
def counting(kind: str, *, address: str, wrong: tuple[type[Refusal], ...]) -> Iterator[None]:
    """Count each wrong code of one kind from one address. A right one always works, whatever others tried there.

    A code has 80 bits, so nobody finds one by trying; the count only stops endless work for the house.

    Raises:
        TooManyTries: in place of a refusal that is `wrong`, after twelve of them.
    """
    try:
        yield
    except wrong:
        if _count(kind, address) >= WRONG_CODES_PER_ADDRESS:
            raise TooManyTries from None
        _add(kind, address)
        raise


def _rest(seconds: int) -> None:
    """Sleep without keeping a connection of the pool, or a turn to make pages, from others."""
    if not connection.in_atomic_block:
        connection.close()
    with aside():
        time.sleep(seconds)


def place_of(request, name: str) -> str:
    """The origin of a try for this name: a browser in which she signed in before, or else an address."""
    proof = request.COOKIES.get(PROOF_COOKIE, "")
    return KNOWN + proof if is_known(request, name) else address_of(request)


def is_known(request, name: str) -> bool:
    """Did somebody sign in with this name in this browser before?"""
    mark, _, seal = request.COOKIES.get(PROOF_COOKIE, "").partition(".")
    return bool(seal) and constant_time_compare(seal, _sealed(mark, name))


def prove(request, response, name: str) -> None:
    """Give this browser the cookie that proves it. The cookie tells nobody which name it is.

    One that proved another name is used by more than one person. That is noted in it for some time, without a name.
    """
    if not is_known(request, name):
        mark = secrets.token_urlsafe(12)
        _set_cookie(response, PROOF_COOKIE, f"{mark}.{_sealed(mark, name)}", PROOF_DAYS)
        if PROOF_COOKIE in request.COOKIES:
            _set_cookie(response, SHARED_COOKIE, "1", SHARED_DAYS)


def is_shared(request) -> bool:
    """Did another person sign in in this browser in the last 30 days, after somebody else?"""
    return SHARED_COOKIE in request.COOKIES


def _set_cookie(response, name: str, value: str, days: int) -> None:
    secure = settings.IS_BEHIND_TLS
    response.set_cookie(name, value, max_age=days * 24 * 3600, secure=secure, httponly=True, samesite="Lax")


def _sealed(mark: str, name: str) -> str:
    return salted_hmac("house.known browser", f"{mark} {name}", algorithm="sha256").hexdigest()[:32]


def address_of(request) -> str:
    """The address of a request.

    IPv6 addresses with the same first 64 bits belong to one subscriber, and count as one.
    """
    text = request.META.get(settings.ADDRESS_HEADER, "").strip()
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return text


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


class RateLimit:
    """A burst of this many at once, and this many a minute after that."""

    KEPT_MAX = 10_000

    def __init__(self, burst: int, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_second, self._clock = burst, per_minute / 60, clock
        self._seen: dict[Hashable, tuple[float, float]] = {}
        self._lock = Lock()

    def wait_s(self, who: Hashable) -> float:
        """Take one and return 0; if none is left, the seconds until there is one."""
        with self._lock:
            left = self._left(who)
            if left < 1:
                return (1 - left) / self._per_second
            self._seen[who] = (left - 1, self._clock())
            if len(self._seen) > self.KEPT_MAX:
                self._forget_the_rested()
            return 0

    def _left(self, who: Hashable) -> float:
        left, at = self._seen.get(who, (self._burst, self._clock()))
        return min(self._burst, left + (self._clock() - at) * self._per_second)

    def _forget_the_rested(self) -> None:
        self._seen = {who: seen for who, seen in self._seen.items() if self._left(who) < self._burst}
