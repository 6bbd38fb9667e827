"""Another process with a file of SQLite open."""

import subprocess
import sys
from contextlib import contextmanager

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute(sys.argv[2])
print(held.execute("SELECT count(*) FROM house_person").fetchone()[0], flush=True)
sys.stdin.read()
"""


@contextmanager
def connected(path, *, first="SELECT 1", umask=-1):
    """With BEGIN as its `first` words it goes on reading what it read, which is in everybody's way."""
    command = [sys.executable, "-c", HOLD, str(path), first]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, umask=umask) as other:
        assert other.stdout.readline()
        yield
        other.stdin.close()
