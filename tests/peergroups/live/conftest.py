"""A real server on the database of the tests, one for each worker."""

import time

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connection

from house.asgi import application
from house.door.services.opening import prove_keys
from house.line import hub
from tests.peergroups.live.talker import sign_in
from tests.server import running_server, test_database

PACE = {"LINE_BEAT_S": "1", "TALK_MESSAGES_BURST": "100000", "LINE_FRAMES_BURST": "100000"}


@pytest.fixture(scope="session")
def served(django_db_setup, django_db_blocker):
    """The server that these tests share: it beats every second and counts generously."""
    with django_db_blocker.unblock(), running_server(PACE, database=test_database()) as server:
        yield server


@pytest.fixture
def proven_keys(transactional_db):
    """What a house has since it was opened: a server that starts now finds its key in order."""
    prove_keys()


@pytest.fixture
def server(served, transactional_db):
    if not served.is_running:
        served.start()
    yield served
    wait_until_at_rest()


def wait_until_at_rest():
    """PostgreSQL cleans the tables under locks, in which a query of the server would get caught."""
    if connection.vendor != "postgresql":
        return
    busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
    quiet = 0
    while quiet < 3:
        with connection.cursor() as cursor:
            cursor.execute(f"{busy} AND pid <> pg_backend_pid()")
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        time.sleep(0.02)


@pytest.fixture
def sessions(group, amal, bo, cleo, gina, eva, fay):
    """Name to the key of a session."""
    people = {"amal": amal, "bo": bo, "cleo": cleo, "gina": gina, "eva": eva, "fay": fay}
    return {name: sign_in(person) for name, person in people.items()}


@pytest.fixture
def do():
    """A verb, or anything with the database, from a test that talks: `await do(services.end_seat, actor=...)`."""

    async def do(function, *args, **kwargs):
        return await database_sync_to_async(function)(*args, **kwargs)

    return do


@pytest.fixture
async def knock():
    """Open a connection with this session, as any ASGI server would; all of them end with the test."""
    opened = []

    async def knock(session_key):
        headers = [
            (b"host", b"testserver"),
            (b"origin", b"http://testserver"),
            (b"cookie", f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()),
        ]
        communicator = WebsocketCommunicator(application, "/ws/", headers)
        opened.append(communicator)
        assert await communicator.connect() == (True, None)
        return communicator

    yield knock
    for communicator in opened:
        if not communicator.future.done():
            await communicator.disconnect()
    await hub.part()
