"""Django's SQLite, in which the threads of one process take turns to write.

SQLite lets one connection write at a time. The others ask again and again, and the one that asks at the right moment is
next, so under load some wait until they give up. Here a writer takes a turn first, and gives it back after the
transaction. Other processes still wait as SQLite does it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from house.lanes import FairSemaphore, lane

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_turns: defaultdict[str, FairSemaphore] = defaultdict(FairSemaphore)
"""By the name of the database file."""


class DatabaseWrapper(base.DatabaseWrapper):
    _has_turn = False
    only_reads = False

    def create_cursor(self, name=None):
        cursor = self.connection.cursor(factory=WritesInTurn)
        cursor.wrapper = self
        return cursor

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The turn for one statement; within a transaction the turn is already taken."""
        had_turn = self._has_turn
        self._take()
        try:
            yield
        finally:
            if not had_turn:
                self._give()

    def _start_transaction_under_autocommit(self):
        if self.only_reads:
            self.cursor().execute("BEGIN")
            return
        self._take()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give()
            raise

    def _commit(self):
        super()._commit()
        self._give()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._give()

    def _close(self):
        try:
            super()._close()
        finally:
            self._give()

    def _take(self) -> None:
        if self._has_turn:
            return
        if not self._turns.acquire(lane.name, self.settings_dict["TURN_WITHIN_S"]):
            raise OperationalError("database is locked")
        self._has_turn = True

    def _give(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._turns.release()

    @property
    def _turns(self) -> FairSemaphore:
        return _turns[str(self.settings_dict["NAME"])]


class WritesInTurn(base.SQLiteCursorWrapper):
    wrapper: DatabaseWrapper

    def execute(self, query, params=None):
        if query.startswith(WRITES):
            with self.wrapper.turn():
                return super().execute(query, params)
        return super().execute(query, params)

    def executemany(self, query, param_list):
        with self.wrapper.turn():
            return super().executemany(query, param_list)
