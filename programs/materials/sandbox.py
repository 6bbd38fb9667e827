"""Reading somebody's file in a process of its own, where it can neither grow nor last.

A file may be made to cost its reader hundreds of megabytes, or to bring it down. So one child reads one file at a time,
with so much memory and so many seconds, without a key or a database of ours; what becomes of it does the house no harm.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from threading import Lock

from house.lanes import aside
from programs.materials import papers

MEMORY_MAX_BYTES = 256 * 1024 * 1024
CPU_MAX_S = 10
WAITS_AT_MOST_S = 60
"""Of the clock, for the machine may be busy."""
REFUSED = 3
ROOT = str(Path(__file__).resolve().parents[2])
CHILD = f"import sys; sys.path.insert(0, {ROOT!r}); from programs.materials.sandbox import be_child; be_child()"
_one_at_a_time = Lock()


def read_apart(data: bytes) -> bytes:
    """What `papers.checked` makes of these bytes. Blocks, so no transaction may be open.

    Raises:
        NotAPaper: for the reason that it gives, or `UNREAD` where the child died or took too long.
    """
    with aside(), _one_at_a_time:
        try:
            child = subprocess.run(  # noqa: S603  our own words
                [sys.executable, "-I", "-B", "-c", CHILD],
                input=data,
                capture_output=True,
                timeout=WAITS_AT_MOST_S,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise papers.PaperProblem(papers.UNREAD) from None
    if child.returncode == REFUSED:
        raise papers.PaperProblem(child.stderr.decode())
    if child.returncode or not child.stdout:
        raise papers.PaperProblem(papers.UNREAD)
    return child.stdout


def be_child() -> None:
    """Bind this process, read what comes in, and give what becomes of it or why not."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX_BYTES, MEMORY_MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_MAX_S, CPU_MAX_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        kept = papers.checked(sys.stdin.buffer.read())
    except papers.PaperProblem as refused:
        sys.stderr.write(str(refused))
        sys.exit(REFUSED)
    sys.stdout.buffer.write(kept)
