"""Read an uploaded file in a process of its own, with limited memory and time.

A file may be made to cost its reader hundreds of megabytes, or to crash it. So one child process reads one file at a
time, without any key or database of ours; if it dies, the house is not harmed.
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
"""Wall-clock seconds, because the machine may be busy."""
REFUSED = 3
ROOT = str(Path(__file__).resolve().parents[2])
CHILD = f"import sys; sys.path.insert(0, {ROOT!r}); from programs.materials.sandbox import be_child; be_child()"
_one_at_a_time = Lock()


def read_apart(data: bytes) -> bytes:
    """The result of `papers.checked` for these bytes. Blocks, so no transaction may be open.

    Raises:
        PaperProblem: with the reason of `checked`, or `UNREAD` when the child died or took too long.
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
    """Limit this process, read stdin, and write the result to stdout or the reason to stderr."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX_BYTES, MEMORY_MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_MAX_S, CPU_MAX_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        result = papers.checked(sys.stdin.buffer.read())
    except papers.PaperProblem as refused:
        sys.stderr.write(str(refused))
        sys.exit(REFUSED)
    sys.stdout.buffer.write(result)
