"""A demo house with a back-up of it, and empty places to put that back."""

import subprocess
import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from django.db import connection
from pyrage import x25519

from tests.built import ROOT, database, environment, manage, own_house
from tests.house.backups.everything import everything


class Place:
    """A house in a folder, or the place for one. `secret` is a file with the secret half of the key of its back-ups."""

    def __init__(self, folder, url, secret):
        self.folder, self.secret = Path(folder), secret
        self.env = environment(folder) | {"DATABASE_URL": url}
        self.env["BACKUP_RECIPIENTS"] = str(x25519.Identity.from_str(secret.read_text()).to_public())
        self.backups = self.folder / "backups"

    def manage(self, *words, **env):
        return manage(*map(str, words), env=self.env | env)

    def refused(self, *words, file_kib=None, **env):
        """The one line of a command that refuses. No file may become larger than `file_kib`."""
        command = [sys.executable, "manage.py", *map(str, words)]
        if file_kib:
            command = ["sh", "-c", f'ulimit -f {file_kib * 2}; exec "$@"', "sh", *command]  # in blocks of 512 bytes
        done = subprocess.run(command, cwd=ROOT, env=self.env | env, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stdout
        (line,) = done.stderr.strip().splitlines()
        return line.removeprefix("CommandError: ")

    def shell(self, code):
        return self.manage("shell", "--no-imports", "-c", code)

    def everything(self):
        return everything(self.env["DATABASE_URL"])

    def back_up(self):
        """Make a back-up; its path."""
        before = set(self.backups.glob("*.age"))
        self.manage("back_up")
        (path,) = set(self.backups.glob("*.age")) - before
        return path

    def restore(self, backup, *words):
        return self.manage("restore", backup, "--key", self.secret, *words)


@pytest.fixture(scope="module")
def reading(django_db_blocker):
    """Tests may read what other houses hold, in databases of their own."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    path = tmp_path_factory.mktemp("paper") / "secret"
    path.write_text(str(x25519.Identity.generate()))
    return path


@pytest.fixture(scope="module")
def demo(tmp_path_factory, secret, reading):
    """The demo house. Tests of a module share it, and leave it as it is."""
    folder = tmp_path_factory.mktemp("demo")
    with own_house(folder, demo=True) as url:
        yield Place(folder, url, secret)


@pytest.fixture
def house_of_today(tmp_path, secret, reading):
    """A demo house that a test may change."""
    with own_house(tmp_path / "today", demo=True) as url:
        yield Place(tmp_path / "today", url, secret)


@pytest.fixture(scope="module")
def backup(demo):
    return demo.back_up()


@pytest.fixture
def empty(tmp_path, secret, reading):
    """A place that was migrated, where nobody lives."""
    with own_house(tmp_path / "empty") as url:
        yield Place(tmp_path / "empty", url, secret)


@pytest.fixture
def bare(tmp_path, secret, reading):
    """A place without a table."""
    folder = tmp_path / "bare"
    folder.mkdir()
    with database(folder) as url:
        yield Place(folder, url, secret)


@contextmanager
def on_sqlite(folder, secret):
    """A place on SQLite, whatever the engine of this run. On PostgreSQL it has no table."""
    is_built = connection.vendor == "sqlite"
    folder.mkdir()
    with own_house(folder) if is_built else nullcontext(f"sqlite:///{folder}/house.sqlite3") as url:
        yield Place(folder, url, secret)
