"""Starting what is measured: servers on one core, the load on another."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SERVER_CORE, LOAD_CORE = 0, 1
STARTS_WITHIN_S = 60
STOPS_WITHIN_S = 20


def stay_on(core: int) -> None:
    """This process and what it starts. On a machine with one core nothing changes."""
    if core in os.sched_getaffinity(0) | {SERVER_CORE, LOAD_CORE} and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {core})


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(
    words: Sequence[object], log: Path, *, port: int, env: dict[str, str] | None = None, user: str | None = None
) -> subprocess.Popen[bytes]:
    """Start it on the core of the servers, and wait until it listens. `user` counts only for root."""
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603
            [str(word) for word in words],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=log.parent if user else None,
            **as_user(user),
            env=os.environ | (env or {}),
            preexec_fn=lambda: stay_on(SERVER_CORE),
        )
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return process
    stop(process)
    raise RuntimeError(f"{words[0]} did not start:\n{log.read_text()[-2000:]}")


def as_user(name: str | None) -> dict[str, Any]:
    """Options of a process. Only root can be somebody else."""
    return {"user": name, "group": name, "extra_groups": []} if name and os.getuid() == 0 else {}


def give(folder: Path, user: str) -> None:
    """To the user that a server runs as."""
    if os.getuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user, user)


def stop(process: subprocess.Popen[bytes] | None, how: int = signal.SIGTERM) -> None:
    if process is not None and process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run(words: Sequence[object], **options) -> str:
    """Run to the end; returns what it said."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{words} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
