"""Take turns where only a few can be served at once. Pure: threads and clocks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, local

PAGES, TALK = "pages", "talk"


class Lane(local):
    """The lane on which this thread waits: the lane of pages, unless the thread sets another."""

    name = PAGES


lane = Lane()


class FairSemaphore:
    """A semaphore with lanes. Lanes take turns, and within a lane the first comes first.

    So the talk waits for one form, however many there are, and no form waits for all of the talk.
    """

    def __init__(self, count: int = 1) -> None:
        self._mutex = Lock()
        self._free = count
        self._waiting: dict[str, deque[Event]] = {}

    def acquire(self, of_lane: str, within_s: float) -> bool:
        """Wait for a turn; False when none came in time. Blocks."""
        with self._mutex:
            if self._free:
                self._free -= 1
                return True
            turn = Event()
            self._waiting.setdefault(of_lane, deque()).append(turn)
        if turn.wait(within_s):
            return True
        with self._mutex:
            if turn.is_set():
                return True
            self._waiting[of_lane].remove(turn)
            if not self._waiting[of_lane]:
                del self._waiting[of_lane]
            return False

    def release(self) -> None:
        """Give the turn to the first of the lane that waited longest."""
        with self._mutex:
            if not self._waiting:
                self._free += 1
                return
            first = next(iter(self._waiting))
            waiting = self._waiting.pop(first)
            waiting.popleft().set()
            if waiting:
                self._waiting[first] = waiting  # behind the others


class HeldLane(local):
    """The lane of this thread while it makes a page."""

    lane: str | None = None


PAGES_AT_ONCE, PAGE_WITHIN_S = 4, 20
_pages, _seat = FairSemaphore(PAGES_AT_ONCE), HeldLane()
"""Python runs one thread at a time: forty that make pages are no sooner done, and the talk stands among them."""


@contextmanager
def seat(of_lane: str) -> Iterator[bool]:
    """Make a page in turn; False when the turn took too long."""
    has_come = _pages.acquire(of_lane, PAGE_WITHIN_S)
    _seat.lane = of_lane if has_come else None
    try:
        yield has_come
    finally:
        if _seat.lane is not None:
            _seat.lane = None
            _pages.release()


@contextmanager
def aside() -> Iterator[None]:
    """Let others go on while this thread waits for something else, such as a clock."""
    of_lane = _seat.lane
    if of_lane is None:
        yield
        return
    _seat.lane = None
    _pages.release()
    try:
        yield
    finally:
        if _pages.acquire(of_lane, PAGE_WITHIN_S):
            _seat.lane = of_lane
