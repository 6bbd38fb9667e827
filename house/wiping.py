"""What was taken away leaves the file of SQLite as well, soon after the commit.

SQLite writes each change into a log beside its file, and carries that log over when it is long or when the last
connection closes. Until then the file holds its pages of before: with a page of the talk open for days, so long stood
there what somebody took back. So verbs that take something away ask for the log to be carried over and emptied, and a
tick does so each minute, also for what a process did just before it fell.

PostgreSQL keeps its files itself; docs/security.md says what that means.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import connection, transaction

TRIES = 10
PAUSE_S = 0.2
WAITS_MS = 20
"""How long one try waits for who reads or writes just then. Writers wait as long for it, so it is short."""

_hands = ThreadPoolExecutor(1, thread_name_prefix="wiper")
"""A thread of its own: neither the clerk of the talk nor a page waits for the disk. It finishes before the process."""


def wipe_after_commit() -> None:
    """Call it where something was taken away."""
    if connection.vendor == "sqlite":
        transaction.on_commit(lambda: _hands.submit(_wipe_patiently))


def wipe() -> bool:
    """Carry the log over and empty it now. False when somebody was in the way, and it comes round again."""
    return connection.vendor != "sqlite" or _hands.submit(_wipe).result()


def _wipe_patiently() -> None:
    for _ in range(TRIES):
        if _wipe():
            return
        time.sleep(PAUSE_S)


def _wipe() -> bool:
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    if not log.exists() or log.stat().st_size == 0:
        return True
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {WAITS_MS}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy, *_ = cursor.fetchone()
        return not is_busy
    finally:
        connection.close()
