"""Take parcels to push services: at once, in time, and nowhere else."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from house.push.addresses import is_allowed, is_public
from house.push.parcels import WAIT_MAX_S, Parcel

if TYPE_CHECKING:  # else each command of manage.py would read aiohttp, and few of them call anybody
    import aiohttp

logger = logging.getLogger(__name__)

ANSWERS_WITHIN_S = 5
AT_ONCE = 8
"""The most requests at once to one push service."""
ROUND_LASTS_S = 20
"""What was not sent by then waits. A claim lasts longer: `house.push.models.CLAIM_LASTS`."""
FAILURES_MAX = 3
"""After this many failures without a success between, the rest for this push service waits."""
WAIT_S = 60


class Fate(Enum):
    """What became of a parcel. GONE is a subscription that its push service has no more; HELD was not tried."""

    TAKEN = "taken"
    GONE = "gone"
    LATER = "later"
    HELD = "held"


class Outcome(NamedTuple):
    """`wait_s` are the seconds that the push service asked to wait; None where it did not say."""

    fate: Fate
    wait_s: int | None = None


LATER, HELD = Outcome(Fate.LATER), Outcome(Fate.HELD)


class NotPublic(OSError):
    """The name of a push service leads to an address that is not of the internet."""


class PublicSockets:
    """Opens sockets to addresses of the internet alone: what is looked at here is what is connected to."""

    def __init__(self) -> None:
        self._open: list[socket.socket] = []

    def __call__(self, found: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = found
        if not settings.PUSH_MAY_STAY_INSIDE and not is_public(str(address[0])):
            raise NotPublic("not on the internet")
        self._open.append(socket.socket(family, kind, protocol))
        self._open[-1].setblocking(False)
        return self._open[-1]

    async def close(self) -> None:
        """End what a push service that did not answer still holds: TLS would wait for its word to close."""
        if left := [each for each in self._open if each.fileno() != -1]:
            for each in left:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            await asyncio.sleep(0.05)


def deliver(parcels: Sequence[Parcel]) -> list[Outcome]:
    """Send all of these. Blocks until each was answered or had its time.

    No redirect is followed: it would carry the parcel where nobody looked.
    """
    if not parcels:
        return []
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_deliver(parcels))
    finally:
        loop.close()  # `asyncio.run` waits for a name server that does not answer


async def _deliver(parcels: Sequence[Parcel]) -> list[Outcome]:
    import aiohttp

    sockets = PublicSockets()
    connector = aiohttp.TCPConnector(socket_factory=sockets, ssl=_trust(), limit=0)
    timeout = aiohttp.ClientTimeout(total=ANSWERS_WITHIN_S)
    jar = aiohttp.DummyCookieJar()
    try:
        async with aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=jar) as session:
            round_ = _Round(session, (aiohttp.ClientError, OSError, ValueError))
            return await asyncio.gather(*map(round_.send, parcels))
    finally:
        await sockets.close()


@cache
def _trust() -> ssl.SSLContext:
    """Reading the certificates of a machine takes longer than a hundred pushes."""
    return ssl.create_default_context()


class _Round:
    """Parcels that are sent together. `problems` are what fails one; a ValueError is a name that no name can be."""

    def __init__(self, session: aiohttp.ClientSession, problems: tuple[type[Exception], ...]) -> None:
        self._session, self._problems = session, problems
        self._ends_at = time.monotonic() + ROUND_LASTS_S
        self._failures = Counter[str]()
        self._doors = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(AT_ONCE))

    async def send(self, parcel: Parcel) -> Outcome:
        if not is_allowed(parcel.endpoint):
            return Outcome(Fate.GONE)  # the keeper took this service off the list
        async with self._doors[parcel.service]:
            if self._failures[parcel.service] >= FAILURES_MAX or time.monotonic() > self._ends_at:
                return HELD
            try:
                outcome = await self._asked(parcel)
            except self._problems as problem:
                logger.warning("A push to %s failed: %s", parcel.service, type(problem).__name__)
                self._failures[parcel.service] += 1
                return LATER
            self._failures[parcel.service] = 0
            return outcome

    async def _asked(self, parcel: Parcel) -> Outcome:
        async with self._session.post(
            parcel.endpoint, data=parcel.body, headers=parcel.headers, allow_redirects=False
        ) as answer:
            if answer.status in (200, 201, 202, 204):
                return Outcome(Fate.TAKEN)
            if answer.status in (404, 410):
                return Outcome(Fate.GONE)
            logger.warning("%s answered a push with %d.", parcel.service, answer.status)
            return Outcome(Fate.LATER, _wait_in(answer.headers.get("Retry-After", "")))


def _wait_in(text: str) -> int | None:
    """The seconds of a Retry-After header (RFC 9110, 10.2.3): a number, or a moment."""
    try:
        seconds = int(text) if text.isdecimal() else _seconds_until(parsedate_to_datetime(text))
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, WAIT_S), WAIT_MAX_S)


def _seconds_until(moment: datetime) -> int:
    return int((moment - datetime.now(UTC)).total_seconds())
