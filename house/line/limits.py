"""Limits of one line, per person. Each process counts, and tells the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

from django.conf import settings

from house import throttle
from house.errors import TooFast

FRAME_MAX_BYTES = 20 * 1024
NUMBER_MAX = 2**53 - 1
THINGS_MAX = 100
RIGHTS_MAX = 100
HELLO_WITHIN_S = 10
BEAT_S: int = getattr(settings, "LINE_BEAT_S", 25)
SILENT_AFTER_S = 60
SOCKETS_PER_PERSON = 5
UNCONFIRMED_MAX_BYTES = 256 * 1024
WAITING_MAX_FRAMES = 1000
HINT_WITHIN_S = 2
FRAMES_BURST: int = getattr(settings, "LINE_FRAMES_BURST", 120)
FRAMES_PER_MINUTE: int = getattr(settings, "LINE_FRAMES_PER_MINUTE", 600)


class SharedRateLimit(throttle.RateLimit):
    """A rate limit that costs next to nothing, because each process counts alone.

    Each process sends its counts to the others now and then, and they charge them. Somebody who uses two processes at
    once gains one more burst, for some seconds.
    """

    def __init__(self, burst: int, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(burst, per_minute, clock)
        self._taken: dict[Hashable, int] = {}

    def take(self, who: Hashable) -> None:
        """Take one. Raises TooFast, which says how long to wait."""
        if wait_s := self.wait_s(who):
            raise TooFast(wait_s)
        self._taken[who] = self._taken.get(who, 0) + 1

    def taken(self) -> dict[Hashable, int]:
        """The counts by person since the last call; small ones are left out."""
        taken, self._taken = self._taken, {}
        return {who: count for who, count in taken.items() if count * 8 > self._burst}

    def charge(self, who: Hashable, count: int) -> None:
        """Count what she took in another process. At most one burst is owed."""
        with self._lock:
            self._seen[who] = (max(-self._burst, self._left(who) - count), self._clock())


frames = SharedRateLimit(FRAMES_BURST, FRAMES_PER_MINUTE)
