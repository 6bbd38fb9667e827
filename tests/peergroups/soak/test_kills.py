"""The server is killed, or asked to stop, over and over, at any moment, while everyone talks."""

import asyncio
import random

import pytest

from tests.peergroups.soak.scale import scaled
from tests.peergroups.soak.tab import chattering, living, until
from tests.peergroups.soak.tally import settle, talk_of

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

KILLS = scaled(4, 200)
STOPS = scaled(2, 40)


@pytest.fixture
def tabs(own_server, tab_of):
    """Four people; one of them has two tabs, one came later."""
    names = ("amal", "amal", "bo", "cleo", "gina")
    return [tab_of(name, own_server, name=f"{name}-{number}") for number, name in enumerate(names)]


async def test_kill_9_at_random_moments(own_server, group, tabs, tally, do):
    cut_off = 0
    async with living(*tabs):
        async with chattering(*tabs):
            for _ in range(KILLS):
                await asyncio.sleep(random.uniform(0.1, 1.2))
                cut_off += sum(len(tab.outbox) for tab in tabs)
                own_server.kill()
                await do(own_server.start)
        await settle(group, tabs, tally, do)

    tally.did(f"{KILLS} kills with {cut_off} messages under way")
    assert cut_off > 0


async def test_polite_stops_under_load(own_server, group, tabs, tally, do):
    """What a stop stored is answered before it, or, where a line was too slow for that, under the same key after it."""
    late = 0
    async with living(*tabs):
        async with chattering(*tabs):
            for _ in range(STOPS):
                said = sum(len(tab.acked) for tab in tabs)
                await until(lambda said=said: sum(len(tab.acked) for tab in tabs) > said + 40)
                code = await do(own_server.stop)
                await until(lambda: not any(tab.is_in for tab in tabs))
                stored = {told[0] for told in (await do(talk_of, group.pk)).values()}
                late += sum(key in stored for tab in tabs for key in tab.outbox)
                assert code == 0
                assert all(key in stored for tab in tabs for key in tab.acked)
                await do(own_server.start)
        await settle(group, tabs, tally, do)

    tally.did(f"{STOPS} stops, {late} of what they stored was answered later")
    assert sum(tab.closed[1012] for tab in tabs) >= STOPS
    assert "Traceback" not in own_server.log
