"""A server that stands still, a database that is held by somebody else, and two servers that write one talk."""

import asyncio
import random
import signal
import sqlite3
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from tests.peergroups.live.conftest import PACE
from tests.peergroups.soak.scale import scaled
from tests.peergroups.soak.tab import chattering, living, until
from tests.peergroups.soak.tally import settle
from tests.server import running_server, test_database

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

STILL_S = scaled(3, 120)
HELD_S = scaled(3, 120 if connection.vendor == "postgresql" else 15)  # SQLite waits for 20 s, and then it is 1011
ROUNDS = scaled(2, 30)


@pytest.fixture
def pair(transactional_db, proven_keys):
    """Two servers on one database that cannot tell each other anything."""
    env = PACE | {"REDIS_URL": ""}
    with running_server(env, database=test_database()) as one, running_server(env, database=test_database()) as two:
        yield one, two


@pytest.fixture
def tabs(pair, tab_of):
    return [tab_of("amal", pair[0]), tab_of("bo", pair[1]), tab_of("cleo", pair[1]), tab_of("gina", pair[0])]


@contextmanager
def held_database(group_id):
    """Somebody else writes, and does not come to an end."""
    if connection.vendor == "sqlite":
        holder = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=60)
        holder.execute("BEGIN IMMEDIATE")
    else:
        holder = psycopg.connect(test_database())
        holder.execute("SELECT 1 FROM peergroups_peergroup WHERE id = %s FOR UPDATE", [group_id])
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


async def test_a_server_that_stands_still(pair, group, tabs, tally, do):
    """It may stand still in the midst of writing, so that the other one waits too; then all is as it was."""
    async with living(*tabs):
        async with chattering(*tabs, pause_s=0.01):
            await until(lambda: all(tab.acked for tab in tabs))
            pair[0].process.send_signal(signal.SIGSTOP)
            try:
                await asyncio.sleep(STILL_S)
            finally:
                pair[0].process.send_signal(signal.SIGCONT)
            said = [len(tab.acked) for tab in tabs]
            await until(lambda: all(len(tab.acked) > before + 5 for tab, before in zip(tabs, said, strict=True)))
        await settle(group, tabs, tally, do)

    tally.did(f"stood still for {STILL_S} s")


async def test_a_database_that_somebody_else_holds(pair, group, tabs, tally, do):
    """Nobody is answered meanwhile, and nobody twice after it."""
    async with living(*tabs):
        async with chattering(*tabs, pause_s=0.01):
            await until(lambda: all(tab.acked for tab in tabs))
            with held_database(group.pk):
                await asyncio.sleep(1)
                said = sum(len(tab.acked) for tab in tabs)
                await asyncio.sleep(HELD_S)
                meanwhile = sum(len(tab.acked) for tab in tabs) - said
            said = [len(tab.acked) for tab in tabs]
            await until(lambda: all(len(tab.acked) > before for tab, before in zip(tabs, said, strict=True)))
        await settle(group, tabs, tally, do)

    tally.did(f"held for {HELD_S} s, {sum(tab.closed[1011] for tab in tabs)} times closed with 1011")
    assert meanwhile == 0


async def test_two_servers_write_one_talk_and_die_in_turn(pair, group, tab_of, tally, do):
    """Every tab goes to either of them, each time that it comes back."""
    tabs = [tab_of(name, *pair) for name in ("amal", "bo", "cleo", "gina")]
    async with living(*tabs):
        async with chattering(*tabs):
            for _ in range(ROUNDS):
                await asyncio.sleep(random.uniform(0.2, 1))
                server = random.choice(pair)
                server.kill()
                await do(server.start)
        await settle(group, tabs, tally, do)

    tally.did(f"{ROUNDS} kills of one of two")
