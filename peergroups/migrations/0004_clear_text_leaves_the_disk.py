"""What was sealed by the migrations before still lies in free pages, and in the log of the database: it goes.

It takes the database for itself while it runs, and can be stopped and run again. docs/security.md says what nobody can
reach from here: back-ups, and free blocks of the disk.
"""

import time
from contextlib import suppress

from django.db import ProgrammingError, migrations

WAITS_AT_MOST_S, PAUSE_S = 60, 0.2
IN_THE_WAY = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND greatest(age(backend_xid), age(backend_xmin)) > age(%s::xid8::xid)
    ORDER BY backend_start
"""


def leave(apps, schema_editor):
    if not apps.get_model("house", "House").objects.exists():
        return  # a new house wrote nothing yet
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            is_busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if is_busy:
                raise RuntimeError("Something else has the database open. Stop it, and run `manage.py migrate` again.")
            return
        free_what_is_dead(cursor)
        cursor.execute("VACUUM FULL")
        with suppress(ProgrammingError):  # who may not ask for it waits for the next, at most five minutes
            cursor.execute("CHECKPOINT")


def free_what_is_dead(cursor):
    """Without this VACUUM FULL takes along what somebody might still read who began before, in any database of this
    server. Plain VACUUM heeds only who is in this one, so for them it waits.

    Raises:
        RuntimeError: somebody is in the way all the time.
    """
    cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
    (start,), until = cursor.fetchone(), time.monotonic() + WAITS_AT_MOST_S
    while True:
        if not (others := in_the_way(cursor, start)):
            cursor.execute("VACUUM (FREEZE)")
            if not (others := in_the_way(cursor, start)):
                return
        if time.monotonic() > until:
            raise RuntimeError(
                f"Something else still reads the database as it was: process {', '.join(map(str, others))} of"
                f" PostgreSQL. Stop it, with `SELECT pg_terminate_backend({others[0]});` if need be, and run"
                " `manage.py migrate` again."
            )
        time.sleep(PAUSE_S)


def in_the_way(cursor, start):
    """The processes in this database that may read what was dead at the start."""
    cursor.execute(IN_THE_WAY, [start])
    return [pid for (pid,) in cursor.fetchall()]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("house", "0015_sessions_that_open_nothing"),
        ("peergroups", "0003_answer_times_are_sealed"),
        ("programs", "0021_words_of_trainings_are_sealed"),
    ]

    operations = [migrations.RunPython(leave, migrations.RunPython.noop)]
