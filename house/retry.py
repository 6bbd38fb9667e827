"""Do something again that the database rolled back because another was in its way.

Of two that wait for each other's rows PostgreSQL lets one go on and rolls the other back. On SQLite a writer that
waited too long gives up. Neither did anything wrong, so the work is done once more; when others are in the way again,
she reads that it is busy.
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

from house.errors import Busy

T = TypeVar("T")
PAUSE_S = (0.01, 0.1)
"""A random pause, so that two that were in each other's way do not meet again."""
DEADLOCK_DETECTED, SERIALIZATION_FAILURE, LOCK_NOT_AVAILABLE, FOREIGN_KEY_VIOLATION = "40P01", "40001", "55P03", "23503"
IN_THE_WAY = {DEADLOCK_DETECTED, SERIALIZATION_FAILURE, LOCK_NOT_AVAILABLE, FOREIGN_KEY_VIOLATION}
"""As PostgreSQL names them. The last means that a row which this one points to was deleted meanwhile."""
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
    watch = WriteWatch()
    with connection.execute_wrapper(watch):
        yield watch


def was_in_the_way(problem: BaseException | None) -> bool:
    """Did only somebody else's change make this fail?"""
    if not isinstance(problem, DatabaseError):
        return False
    return getattr(problem.__cause__, "sqlstate", None) in IN_THE_WAY or str(problem) in IN_THE_WAY_OF_SQLITE


def once_more(deed: Callable[[], T]) -> T:
    """The result of the deed. When another was in its way it is done once more, unless some of it was written for good.

    Raises:
        Busy: somebody was in the way again, or a part was written for good.
    """
    with watching() as watch:
        try:
            return deed()
        except DatabaseError as problem:
            return again(deed, problem, watch)


def again(deed: Callable[[], T], problem: Exception, watch: WriteWatch) -> T:
    """Do again what failed with this problem. Raises the problem when nobody was in the way; else as `once_more`."""
    if not was_in_the_way(problem):
        raise problem
    if watch.is_kept:
        raise Busy from problem
    time.sleep(random.uniform(*PAUSE_S))  # noqa: S311  no secret
    try:
        return deed()
    except DatabaseError as second:
        if was_in_the_way(second):
            raise Busy from second
        raise


def note_problem(*, request: Any, **of_signal: Any) -> None:
    """Keep the exception of a 500: Django passes it to this signal alone."""
    request.problem = sys.exc_info()[1]


got_request_exception.connect(note_problem, dispatch_uid="house.retry")
