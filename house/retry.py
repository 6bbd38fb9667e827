"""Doing again what the database took back because another was in its way.

Of two who wait for each other's rows PostgreSQL lets one go on, and takes the other's transaction back whole. On SQLite
who waited too long to write gives up. Neither did anything wrong, so what was taken back is done once more; who meets
others again reads that it is busy.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.signals import got_request_exception
from django.db import DatabaseError, connection, transaction
from psycopg import errors as postgres

from house.errors import Busy

T = TypeVar("T")
PAUSE_S = (0.01, 0.1)
"""So that two who stood in each other's way do not meet again."""
IN_THE_WAY = (
    postgres.DeadlockDetected,
    postgres.SerializationFailure,
    postgres.LockNotAvailable,
    postgres.ForeignKeyViolation,
)
"""The last says that a row which this one points to was deleted meanwhile."""
IN_THE_WAY_OF_SQLITE = ("database is locked", "FOREIGN KEY constraint failed")
WRITES = ("INSERT", "UPDATE", "DELETE")


class WriteWatch:
    """Watches whether anything was written for good."""

    def __init__(self) -> None:
        self.is_kept = False

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        outcome = execute(sql, params, many, context)
        if sql.startswith(WRITES):
            transaction.on_commit(self._note)  # at once where there is no transaction, never where it is taken back
        return outcome

    def _note(self) -> None:
        self.is_kept = True


@contextmanager
def watching() -> Iterator[WriteWatch]:
    kept = WriteWatch()
    with connection.execute_wrapper(kept):
        yield kept


def was_in_the_way(problem: BaseException | None) -> bool:
    """Did somebody else's change, and nothing of hers, make this fail?"""
    if not isinstance(problem, DatabaseError):
        return False
    return isinstance(problem.__cause__, IN_THE_WAY) or str(problem) in IN_THE_WAY_OF_SQLITE


def once_more(deed: Callable[[], T]) -> T:
    """What the deed gives. A deed that another was in the way of is done again, once, where nothing of it was kept.

    Raises:
        Busy: somebody was in the way again, or a part was kept already.
    """
    with watching() as kept:
        try:
            return deed()
        except DatabaseError as problem:
            return again(deed, problem, kept)


def again(deed: Callable[[], T], problem: Exception, kept: WriteWatch) -> T:
    """Do again what failed with this problem. Raises the problem where nobody was in the way, else as `once_more`."""
    if not was_in_the_way(problem):
        raise problem
    if kept.is_kept:
        raise Busy from problem
    time.sleep(random.uniform(*PAUSE_S))  # noqa: S311  no secret
    try:
        return deed()
    except DatabaseError as second:
        if was_in_the_way(second):
            raise Busy from second
        raise


def note_problem(*, request: Any, **of_signal: Any) -> None:
    """Django makes a 500 of what went wrong, and tells why to this signal alone."""
    request.problem = sys.exc_info()[1]


got_request_exception.connect(note_problem, dispatch_uid="house.retry")
