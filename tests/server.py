"""A real `manage.py serve` in a process of its own.

    with running_server(demo=True) as server:      # its own data, migrated; the demo house in it
        page.goto(server.url + "/week/")

    with running_server(database=test_database()) as server:      # on the database of this test (transaction=True)
        ...

On the database of a test it does no duties: they would meet the cleaning of the tables after each test.
`env` goes to the process: TALK_BEAT_S, TALK_MESSAGES_BURST and TALK_FRAMES_BURST set the pace of the talk.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN_S = 120
STOPS_WITHIN_S = 20


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_database():
    """The URL of the database that this test uses."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


test_database.__test__ = False


class Server:
    """One process. `url` is where it is; `log` is what it said."""

    def __init__(self, env, port, data_dir, options=()):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = _environment(data_dir) | env
        self.log_path = Path(data_dir) / f"serve-{self.port}.log"
        self.options = options
        self.process = None

    def start(self):
        """Start and wait until it answers."""
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port), *self.options],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                preexec_fn=_hear_ctrl_c,
            )
        self._wait_until_open()

    def stop(self):
        """Ask politely; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOPS_WITHIN_S)

    def kill(self):
        """As when the power goes."""
        self.process.kill()
        self.process.wait()

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    @property
    def log(self):
        return self.log_path.read_text()

    def _wait_until_open(self):
        until = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until and self.is_running:
            try:
                urllib.request.urlopen(self.url + "/ws/", timeout=5).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"The server did not open:\n{self.log}")


@contextmanager
def running_server(env=None, port=None, *, demo=False, database=None, is_real=False):
    """A served house. Without `database` it has its own, empty or with the demo house in it.

    With `is_real` it runs as a real house does: without DEBUG, its static files collected.
    """
    data_dir = tempfile.mkdtemp(prefix="served-house-")
    env = dict(env or {})
    try:
        with _own_database(data_dir) if database is None else _given(database) as url:
            server = Server(
                {"DATABASE_URL": url} | env, port, data_dir, () if database is None else ["--without-ticks"]
            )
            if demo:
                manage("fill_demo", env=server.env)
            if is_real:
                server.env |= {"DEBUG": "0"}
                manage("collectstatic", "--noinput", env=server.env)
            server.start()
            try:
                yield server
            finally:
                if server.is_running:
                    server.kill()
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)


def manage(*words, env):
    """Run one command of manage.py; returns what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _hear_ctrl_c():
    """A shell lets what runs in its background ignore it, and its children too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _environment(data_dir):
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
        "DATA_DIR": str(data_dir),
        "DEBUG": "1",
        "IS_BEHIND_TLS": "0",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def _given(database):
    yield database


@contextmanager
def _own_database(data_dir):
    if connection.vendor == "sqlite":
        shutil.copy(_migrated_file(), Path(data_dir) / "house.sqlite3")
        yield f"sqlite:///{data_dir}/house.sqlite3"
        return
    name = f"served_{uuid4().hex}"
    facts = connection.settings_dict
    address = f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as keeper:
        keeper.execute(f"CREATE DATABASE {name}")
        try:
            _migrate({"DATABASE_URL": f"{address}/{name}"}, data_dir)
            yield f"{address}/{name}"
        finally:
            keeper.execute(f"DROP DATABASE {name} WITH (FORCE)")


@lru_cache(maxsize=1)
def _migrated_file():
    """An empty house, made once and copied."""
    folder = tempfile.mkdtemp(prefix="empty-house-", dir=os.environ["DATA_DIR"])
    _migrate({"DATABASE_URL": f"sqlite:///{folder}/empty.sqlite3"}, folder)
    return f"{folder}/empty.sqlite3"


def _migrate(env, data_dir):
    env = _environment(data_dir) | env
    manage("migrate", "--verbosity", "0", env=env)
    manage("createcachetable", env=env)
