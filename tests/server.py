"""A real `manage.py serve` in a process of its own.

    with running_server(demo=True) as server:      # its own data, migrated; the demo house in it
        page.goto(server.url + "/week/")

    with running_server(database=test_database()) as server:      # on the database of this test (transaction=True)
        ...

On the database of a test it does no duties: they would meet the cleaning of the tables after each test.
`env` goes to the process: LINE_BEAT_S, TALK_MESSAGES_BURST and LINE_FRAMES_BURST set the pace of the talk.
"""

import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, nullcontext
from pathlib import Path

from django.db import connection

from tests.built import ROOT, environment, manage, own_house

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

    def __init__(self, env, port, data_dir, options=(), umask=-1):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = environment(data_dir) | env
        self.log_path = Path(data_dir) / f"serve-{self.port}.log"
        self.options = options
        self.umask = umask
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
                preexec_fn=hear_ctrl_c,
                umask=self.umask,
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
        request = urllib.request.Request(self.url + "/ws/", headers={"X-Forwarded-Proto": "https"})
        while time.monotonic() < until and self.is_running:
            try:
                urllib.request.urlopen(request, timeout=5).close()
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
        with own_house(data_dir, demo=demo) if database is None else nullcontext(database) as url:
            server = Server(
                {"DATABASE_URL": url} | env, port, data_dir, () if database is None else ["--without-ticks"]
            )
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


def hear_ctrl_c():
    """A shell lets what runs in its background ignore it, and its children too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
