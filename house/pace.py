"""How much and how fast. Counted in this process and kept nowhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from threading import Lock


class Pace:
    """So many at once, and so many a minute after that."""

    KEPT_MAX = 10_000

    def __init__(self, burst: int, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_second, self._clock = burst, per_minute / 60, clock
        self._seen: dict[Hashable, tuple[float, float]] = {}
        self._lock = Lock()

    def wait_s(self, who: Hashable) -> float:
        """Take one and return 0; where none is left, return in how many seconds there will be one."""
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
