"""How much and how fast. Counted in this process, per person."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from threading import Lock

from django.conf import settings

from peergroups.errors import TooFast

FRAME_MAX_BYTES = 20 * 1024
PAGE_MAX_BYTES = 64 * 1024
PAGE_MAX_MESSAGES = 50
UNREAD_MAX = 999
NUMBER_MAX = 2**53 - 1
GROUPS_MAX = 100
EDIT_MINUTES = 15
HELLO_WITHIN_S = 10
BEAT_S: int = getattr(settings, "TALK_BEAT_S", 25)
SILENT_AFTER_S = 60
SOCKETS_PER_PERSON = 5
UNCONFIRMED_MAX_BYTES = 256 * 1024
WAITING_MAX_FRAMES = 1000
DRAFTS_AT_ONCE = 64
HINT_WITHIN_S = 2
MESSAGES_BURST: int = getattr(settings, "TALK_MESSAGES_BURST", 10)
MESSAGES_PER_MINUTE: int = getattr(settings, "TALK_MESSAGES_PER_MINUTE", 30)
FRAMES_BURST: int = getattr(settings, "TALK_FRAMES_BURST", 120)
FRAMES_PER_MINUTE: int = getattr(settings, "TALK_FRAMES_PER_MINUTE", 600)


class Pace:
    """So many at once, and so many a minute after that."""

    KEPT_MAX = 10_000

    def __init__(self, burst: int, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_second, self._clock = burst, per_minute / 60, clock
        self._seen: dict[Hashable, tuple[float, float]] = {}
        self._lock = Lock()

    def take(self, who: Hashable) -> None:
        """Raises TooFast, which says how long to wait."""
        with self._lock:
            left = self._left(who)
            if left < 1:
                raise TooFast((1 - left) / self._per_second)
            self._seen[who] = (left - 1, self._clock())
            if len(self._seen) > self.KEPT_MAX:
                self._forget_the_rested()

    def _left(self, who: Hashable) -> float:
        left, at = self._seen.get(who, (self._burst, self._clock()))
        return min(self._burst, left + (self._clock() - at) * self._per_second)

    def _forget_the_rested(self) -> None:
        self._seen = {who: seen for who, seen in self._seen.items() if self._left(who) < self._burst}


messages = Pace(MESSAGES_BURST, MESSAGES_PER_MINUTE)
frames = Pace(FRAMES_BURST, FRAMES_PER_MINUTE)
