"""The cast: Amal lives here, Bo is her peer, Cleo has moved out and kept her seat, Dewi gives trainings, Eva runs the
house, Fay lives in another house, Gina holds the group, Hanne coaches Amal; a visitor has no account."""

import gc
import os
from collections import Counter
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from hypothesis import settings
from playwright.sync_api import sync_playwright

from house.models import Role
from tests import browser as browsers, cast
from tests.built import begin_as_copy, forget_built

settings.register_profile("unhurried", deadline=None)  # how long an example takes tells of the machine
settings.load_profile("unhurried")
SERVED_WEIGHT = 50
"""A test with a server or a browser takes as long as so many others."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what belongs to the other database engine, and begin with the longest files.

    Else a worker that comes to one of these at the end keeps all others waiting. What is small fills the gaps.
    The order of files is given last, for pytest-django would put all journeys at the end.
    """
    for item in items:
        asks = {"db", "transactional_db", "django_db_setup"} & set(item.fixturenames)
        if not asks and not any(map(item.get_closest_marker, ("django_db", "process"))):
            item.add_marker("apart")
    others = [item for item in items if any(connection.vendor not in mark.args for mark in item.iter_markers("only"))]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]
    yield
    weights = Counter()
    for item in items:
        is_served = item.get_closest_marker("browser") or item.get_closest_marker("process")
        weights[item.path] += SERVED_WEIGHT if is_served else 1
    long = {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: (item.path not in long, -weights[item.path], item.path))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    """What was imported and collected stays to the end, and need not be looked through for what nobody holds."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """With REQUIRE_ALL set, a skipped test is a failure."""
    if not hasattr(session.config, "workerinput"):
        forget_built()
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("REQUIRE_ALL") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The database of a worker begins as a copy of one that was migrated once in this run."""
    begin_as_copy()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    """SQLite's file is there already; it goes with its folder."""
    return django_db_keepdb or connection.vendor == "sqlite"


def emptied(style, tables, **options):
    """After a test the tables hold a few rows: to truncate them makes new files for each, and takes seconds.

    The triggers that let nobody delete a line of the log are passed over, as they are when a table is truncated.
    """
    return ["SET LOCAL session_replication_role = replica", *(f'DELETE FROM "{table}"' for table in tables)]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database goes at the end, also when an idle thread of some pool still holds on to it."""
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = emptied
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def db(request, db):
    """A test that fetches this through `request` alone would be taken for one that needs no database."""
    assert not request.node.get_closest_marker("apart"), "name the fixture `db` in the test too"


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch):
    """Each test has a cache of its own, for all its threads: no failed try of another test or run is in it."""
    prefix = uuid4().hex
    monkeypatch.setitem(caches.settings["default"], "KEY_PREFIX", prefix)
    monkeypatch.setattr(caches["default"], "key_prefix", prefix)


@pytest.fixture(autouse=True)
def _proved_a_moment_ago(monkeypatch):
    """Whoever a test signs in without the door gave her passphrase and her second step just now."""
    force_login = Client.force_login

    def sign_in(client, person, *args, **kwargs):
        force_login(client, person, *args, **kwargs)
        cast.prove(client)

    monkeypatch.setattr(Client, "force_login", sign_in)


@pytest.fixture(scope="module")
def browser():
    """A real Chromium. Pages come from a real server: see tests/server.py.

    It goes with its module, for its event loop would stand in the way of the asynchronous tests of the next.
    """
    with sync_playwright() as playwright:
        if browsers.chromium_of(playwright) is None:
            pytest.skip("no Chromium on this machine")
        chromium = browsers.launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def house(db):
    return cast.open_house()


@pytest.fixture
def other_house(db):
    return cast.open_house("Het andere huis")


@pytest.fixture
def room(house):
    return cast.make_room(house)


@pytest.fixture
def amal(house):
    return cast.make_resident("Amal", house)


@pytest.fixture
def bo(house):
    return cast.make_resident("Bo", house)


@pytest.fixture
def cleo(house):
    return cast.make_alumna("Cleo", house)


@pytest.fixture
def dewi(house):
    return cast.make_worker("Dewi", house, Role.TRAINER)


@pytest.fixture
def eva(house):
    return cast.make_worker("Eva", house, Role.COORDINATOR)


@pytest.fixture
def fay(other_house):
    return cast.make_resident("Fay", other_house)


@pytest.fixture
def gina(house):
    return cast.make_worker("Gina", house, Role.FACILITATOR)


@pytest.fixture
def hanne(house):
    return cast.make_worker("Hanne", house, Role.COACH)


@pytest.fixture
def as_(db):
    """A browser in which this person is signed in: `as_(amal).get("/week/")`."""

    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    return sign_in
