"""PostgreSQL and Redis of our own, so that what they use is counted and nothing else."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path
from subprocess import Popen

import psycopg

from benchmarks import processes

POSTGRES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/nowhere"), key=lambda path: path.parent.name)


class Postgres:
    """With its own defaults: it waits for the disk at each commit."""

    process: Popen[bytes] | None = None
    missing = "" if POSTGRES.exists() else "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "postgres", processes.free_port()
        self.url = f"postgres://postgres:x@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        self.folder.mkdir()
        processes.give(self.folder, "postgres")
        data = self.folder / "data"
        make = [POSTGRES / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"]
        processes.run(make, cwd=self.folder, **processes.as_user("postgres"))
        words = [POSTGRES / "postgres", "-D", data, "-p", self.port, "-h", "127.0.0.1", "-k", self.folder]
        self.process = processes.start(words, self.folder / "log", port=self.port, user="postgres")
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        while True:
            try:
                return psycopg.connect(self.url).close()
            except psycopg.OperationalError:  # it listens a moment before it answers
                continue

    def stop(self) -> None:
        processes.stop(self.process, signal.SIGINT)


class Redis:
    """Nothing is kept: it carries hints."""

    process: Popen[bytes] | None = None
    missing = "" if shutil.which("redis-server") else "Redis"

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, processes.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        words = ["redis-server", "--port", self.port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = processes.start(words, self.folder / "redis.log", port=self.port)

    def stop(self) -> None:
        processes.stop(self.process)
