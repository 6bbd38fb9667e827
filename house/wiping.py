"""Remove deleted data from the file of SQLite too, soon after the commit.

SQLite writes each change into a log beside its file, and copies the log to the file when it is long or when the last
connection closes. Until then the file holds its old pages: with a page of the talk open for days, text that was taken
back would stay there for days. So verbs that delete something ask to copy and empty the log, and a tick does so each
minute, also for a process that crashed.

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
"""The wait of one try for present readers and writers. Writers wait as long for it, so it is short."""

_hands = ThreadPoolExecutor(1, thread_name_prefix="wiper")
"""Its own thread: neither the clerk of the talk nor a page waits for the disk. It finishes before the process ends."""


def wipe_after_commit() -> None:
    """Call it after deleting something."""
    if connection.vendor == "sqlite":
        transaction.on_commit(lambda: _hands.submit(_wipe_patiently))


def wipe() -> bool:
    """Copy and empty the log now. False when somebody was in the way; the tick tries again."""
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
