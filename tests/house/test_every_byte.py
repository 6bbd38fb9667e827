"""Somebody holds a copy of the disk and looks at every byte: nobody is named, and nothing that was said is there."""

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Timer
from types import SimpleNamespace

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from house.sealing import SealedTextField, new_key
from tests.built import ROOT, database, environment, manage
from tests.house import old_house
from tests.house.readable import NEEDLE_MIN, database_files, files_of, redis_values, spellings, text_columns, words_in
from tests.server import running_server, test_database
from tests.visitor import Visitor

pytestmark = pytest.mark.long

migration = import_module("peergroups.migrations.0004_clear_text_leaves_the_disk")
LIST = "### What stays readable on purpose"


def of_old_house(verb, env):
    """Run one of the verbs of tests.house.old_house; returns what it said."""
    command = [sys.executable, "-m", "tests.house.old_house", verb]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def every_byte(env):
    """All that lies on the disk for this house: its folder, with the log of the server, its database, its Redis."""
    url = env["DATABASE_URL"]
    parts = files_of(env["DATA_DIR"]), database_files(url), redis_values(settings.REDIS_URL, settings.REDIS_PREFIX)
    return b"\0".join(data for part in parts for data in part.values())


@pytest.mark.parametrize("number", range(len(list(spellings("Amal")))))
def test_a_word_is_found_however_it_is_written(number):
    written = list(spellings("Zzamalzz"))[number]

    assert words_in(os.urandom(1000) + written + os.urandom(1000), {"Zzamalzz", "Zzbozz"}) == {"Zzamalzz"}


@contextmanager
def another_house_that_writes(folder):
    """One on the same server, all the while. SQLite has no such thing."""
    with database(folder) as url:
        if url.startswith("sqlite"):
            yield
            return
        with psycopg.connect(url) as line:
            line.execute("SELECT pg_current_xact_id()")
            yield


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """An old house that was migrated, first with another key than its own: what could be read before, then and now."""
    folder = tmp_path_factory.mktemp("old-house")
    with database(folder) as url:
        env = environment(folder) | {"DATABASE_URL": url}
        of_old_house("fill", env)
        before = words_in(every_byte(env), old_house.WORDS)
        with pytest.raises(RuntimeError) as refused:
            manage("migrate", "--verbosity", "0", env=env | {"SEALING_KEYS": new_key()})
        then = words_in(every_byte(env), old_house.WORDS)
        with another_house_that_writes(folder):
            manage("migrate", "--verbosity", "0", env=env)
        now = words_in(every_byte(env), old_house.WORDS)
        opened = json.loads(of_old_house("read", env))
    return SimpleNamespace(before=before, refused=str(refused.value), then=then, now=now, opened=" ".join(opened))


@pytest.mark.process
def test_what_lay_there_to_be_read_is_gone_after_the_migration(moved):
    assert (moved.before, moved.now) == (old_house.WORDS, set())


@pytest.mark.process
def test_sealed_words_open_for_the_house_after_the_migration(moved):
    assert [word for word in old_house.WORDS if word not in moved.opened] == []


@pytest.mark.process
def test_a_migration_with_another_key_than_that_of_the_house_changes_nothing(moved):
    assert "SealBroken" in moved.refused
    assert moved.then == old_house.WORDS


@pytest.fixture
def reader(transactional_db):
    """Somebody who reads in this database what was there when she began."""
    with psycopg.connect(test_database()) as line:
        line.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        line.execute("SELECT 1")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")  # so she began before the migration
        yield line


@pytest.mark.only("postgresql")
def test_who_reads_the_database_as_it_was_is_named(reader, monkeypatch):
    monkeypatch.setattr(migration, "WAITS_AT_MOST_S", 0)

    with connection.cursor() as cursor, pytest.raises(RuntimeError, match=rf"\({reader.info.backend_pid}\)"):
        migration.free_what_is_dead(cursor)


@pytest.mark.only("postgresql")
def test_what_she_could_read_is_freed_when_she_is_done(reader):
    is_done = []

    def be_done():
        is_done.append(True)
        reader.rollback()

    Timer(0.5, be_done).start()
    with connection.cursor() as cursor:
        migration.free_what_is_dead(cursor)

    assert is_done


@pytest.mark.process
def test_a_house_that_is_lived_in_can_be_read_nowhere(db):
    with running_server(demo=True) as server:
        _live_a_little(server)
        sealed = json.loads(of_old_house("read", server.env))
        lines = {line.strip() for text in sealed for line in text.splitlines()}
        words = {line for line in lines if len(line) >= NEEDLE_MIN}
        running = words_in(every_byte(server.env), words)
        server.stop()
        stopped = words_in(every_byte(server.env), words)

    assert len(words) > 200
    assert (running, stopped) == (set(), set())


def _live_a_little(server):
    """Somebody mistypes her name, comes in and talks; a coordinator looks around and looks something up."""
    visitor, her, eva = (Visitor(server.url) for _ in range(3))
    visitor.sign_in("Zzmerelzz", "dit is het niet")
    her.sign_in("amal", settings.DEMO_PASSPHRASE)
    _, groups = her.get("/groups/")
    group = re.search(r'href="(/groups/[0-9a-f-]{36}/)"', groups)[1]
    status, _ = her.post(group, {"text": "Zz dit zei ik net zz", "key": "4c7a6b62-5a40-4a36-8d5e-6f3c0c5a9b11"})
    eva.sign_in("eva", settings.DEMO_PASSPHRASE)
    pages = [eva.get(path)[0] for path in ("/desk/rooms/", "/desk/people/", "/sessions/series/trainings/")]
    assert (status, pages) == (302, [200] * 3)


def test_each_column_that_can_hold_a_word_is_sealed_or_readable_on_purpose(db):
    listed = re.findall(r"`(\w+\.\w+)`", Path("docs/security.md").read_text().partition(LIST)[2].partition("\n### ")[0])
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    sealed = {f"{one.model._meta.db_table}.{one.column}" for one in fields if isinstance(one, SealedTextField)}

    there = text_columns()
    in_redis = {one for one in listed if one.startswith("house_cache.") and one not in there}
    assert sealed <= there
    assert sorted(there - sealed) == sorted(set(listed) - in_redis)
