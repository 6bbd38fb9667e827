"""Database threads beside an event loop. Each keeps its connection, and closes it after a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import TypeVar

from django.db import Error, connections

from house.errors import Refusal
from house.lanes import TALK, lane
from house.retry import once_more

T = TypeVar("T")


def _wait_as_talk() -> None:
    lane.name = TALK


class DatabaseThreads:
    """`await threads.run(verb, ...)`. With one thread, calls run in order."""

    def __init__(self, name: str, count: int) -> None:
        self._count = count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name, initializer=_wait_as_talk)

    async def run(self, function: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Run in a thread. Raises what the function raises, and Busy when others were in the way twice."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: self._call(function, args, kwargs))

    def stop(self) -> None:
        """Close every connection, each in its own thread, after the calls that wait. Blocks."""
        together = Barrier(self._count)

        def close() -> None:
            connections.close_all()
            together.wait(timeout=5)

        for _ in range(self._count):
            self._pool.submit(close)
        self._pool.shutdown(wait=True)

    @staticmethod
    def _call(function: Callable[..., T], args: tuple, kwargs: dict) -> T:
        try:
            return once_more(partial(function, *args, **kwargs))
        except Refusal:
            raise
        except Exception:
            connections.close_all()
            raise


def drop_broken(outcomes: list) -> list:
    """Close the connections after a batch with a database error, so that the next one starts on a new connection."""
    if any(isinstance(outcome, Error) for outcome in outcomes):
        connections.close_all()
    return outcomes
