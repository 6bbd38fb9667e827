"""Houses that many tests start from: built once in a run, by the worker that comes first, and copied for each.

    with own_house(data_dir, demo=True) as url:      # migrated, the demo house in it; the files lie in data_dir

Building costs as much as twenty tests. All workers of a run seal with one key, so what one built opens for another.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
RUN = Path(settings.TESTS_RUN)
"""A folder of this run, for all its workers."""
DATABASE = "built_" + RUN.name.replace("-", "_").lower()
AWAKE = "from house.models import House; House.objects.update(quiet_from=0, quiet_until=0)"
"""Without quiet hours no test depends on the hour at which it runs."""
COMMANDS = {
    "empty": [["migrate", "--verbosity", "0"], ["createcachetable"]],
    "demo": [["fill_demo"], ["shell", "-c", AWAKE], ["tend", "--once"]],
}


@contextmanager
def own_house(data_dir, *, demo=False):
    """The URL of a database of its own, which goes again."""
    name = _built("demo" if demo else "empty")
    shutil.copytree(RUN / name, data_dir, dirs_exist_ok=True)
    with database(data_dir, of=name) as url:
        yield url


@contextmanager
def database(data_dir, *, of=None):
    """The URL of a database without a table, or a copy of a built one, which goes again."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{data_dir}/house.sqlite3"
        return
    name = f"served_{uuid4().hex}"
    with _keeper() as keeper:
        keeper.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {DATABASE}_{of}" if of else ""))
        try:
            yield f"{_address()}/{name}"
        finally:
            keeper.execute(f"DROP DATABASE {name} WITH (FORCE)")


def begin_as_copy():
    """Let Django make its test database of a migrated one: `migrate` finds nothing to do."""
    name = _built("empty")
    if connection.vendor == "sqlite":
        shutil.copy(RUN / name / "house.sqlite3", connection.settings_dict["TEST"]["NAME"])
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = f"{DATABASE}_{name}"


def built_file():
    """The file of the migrated house, on SQLite."""
    return RUN / _built("empty") / "house.sqlite3"


def environment(data_dir):
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
        "DATA_DIR": str(data_dir),
        "BACKUPS_DIR": f"{data_dir}/backups",
        "DEBUG": "1",
        "IS_BEHIND_TLS": "0",
        "PYTHONUNBUFFERED": "1",
    }


def manage(*words, env):
    """Run one command of manage.py; returns what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def forget_built():
    """At the end of a run. The folder goes by itself."""
    if connection.vendor == "postgresql":
        with _keeper() as keeper:
            for name in COMMANDS:
                keeper.execute(f"DROP DATABASE IF EXISTS {DATABASE}_{name} WITH (FORCE)")


def _built(name):
    """The name again, once that house is there: its files in a folder of the run, and its database."""
    with (RUN / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (RUN / name).exists():
            _build(name)
    return name


def _build(name):
    begun, new = None if name == "empty" else _built("empty"), RUN / f"{name}.new"
    shutil.rmtree(new, ignore_errors=True)  # of a worker that was stopped halfway
    shutil.copytree(RUN / begun, new) if begun else new.mkdir()
    for words in COMMANDS[name]:
        manage(*words, env=environment(new) | {"DATABASE_URL": _begin(name, begun, new)})
    new.rename(RUN / name)


def _begin(name, begun, folder):
    if connection.vendor == "sqlite":
        return f"sqlite:///{folder}/house.sqlite3"
    with _keeper() as keeper:
        is_there = keeper.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"{DATABASE}_{name}"]).fetchone()
        if not is_there:
            keeper.execute(f"CREATE DATABASE {DATABASE}_{name}" + (f" TEMPLATE {DATABASE}_{begun}" if begun else ""))
    return f"{_address()}/{DATABASE}_{name}"


def _keeper():
    return psycopg.connect(f"{_address()}/postgres", autocommit=True)


def _address():
    facts = connection.settings_dict
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}"
