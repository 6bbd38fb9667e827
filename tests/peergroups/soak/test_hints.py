"""Two servers, and hints between them that get lost, double, late or nowhere. The talk does not depend on them."""

import asyncio
from contextlib import contextmanager

import pytest
from django.urls import reverse

from tests.peergroups.live.talker import post, talking
from tests.peergroups.soak.own_redis import PROGRAM, OwnRedis
from tests.peergroups.soak.scale import scaled
from tests.peergroups.soak.tab import chattering, living, until
from tests.peergroups.soak.tally import settle
from tests.server import running_server, test_database

pytestmark = [
    pytest.mark.process,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(PROGRAM is None, reason="no Redis on this machine"),
]

PACE = {"LINE_BEAT_S": "1", "TALK_MESSAGES_BURST": "1000000", "LINE_FRAMES_BURST": "1000000"}
LIES_S = scaled(4, 120)
SILENT_S = scaled(3, 60)
FROZEN_S = scaled(3, 60)
ROUNDS = scaled(1, 10)
ANSWERED_WITHIN_S = 15  # on a machine that does other things as well; a server that waits for Redis needs for ever


@pytest.fixture
def redis(tmp_path):
    redis = OwnRedis(tmp_path)
    redis.start()
    yield redis
    redis.kill()


@contextmanager
def two_servers(env):
    with running_server(env, database=test_database()) as one, running_server(env, database=test_database()) as two:
        yield one, two


@pytest.fixture
def silence(tmp_path):
    """While this file exists no hint passes."""
    return tmp_path / "silence"


@pytest.fixture
def lied_to(transactional_db, proven_keys, redis, silence):
    """Two servers that tell each other through a layer that lies."""
    lies = {"HINTS_BACKEND": "tests.peergroups.soak.lying.LyingLayer", "HINTS_SILENCE": str(silence)}
    with two_servers(PACE | lies | {"REDIS_URL": redis.url}) as pair:
        yield pair


@pytest.fixture
def pair(transactional_db, proven_keys, redis):
    with two_servers(PACE | {"REDIS_URL": redis.url}) as pair:
        yield pair


@pytest.fixture
def tabs_of(tab_of):
    """Two people on each server; one of them came later."""

    def tabs_of(pair):
        return [tab_of("amal", pair[0]), tab_of("bo", pair[1]), tab_of("cleo", pair[1]), tab_of("gina", pair[0])]

    return tabs_of


async def test_hints_that_get_lost_doubled_and_late(lied_to, silence, group, tabs_of, tally, do):
    tabs = tabs_of(lied_to)
    async with living(*tabs):
        async with chattering(*tabs, pause_s=0.01):
            await asyncio.sleep(LIES_S)
            silence.touch()
            await asyncio.sleep(SILENT_S)
            silence.unlink()
        await settle(group, tabs, tally, do)

    tally.did(f"{LIES_S} s of 5% lost, 5% doubled, 5% late, then {SILENT_S} s of none")


async def test_redis_killed_frozen_and_started_empty(pair, redis, group, tabs_of, tally, do):
    tabs = tabs_of(pair)
    async with living(*tabs):
        async with chattering(*tabs, pause_s=0.01):
            for _ in range(ROUNDS):
                await everyone_is_answered(tabs)
                redis.kill()
                await everyone_is_answered(tabs)
                await do(redis.start)
                await everyone_is_answered(tabs)
                redis.freeze()
                try:
                    await everyone_is_answered(tabs)
                    await asyncio.sleep(FROZEN_S)
                    await everyone_is_answered(tabs)
                finally:
                    redis.thaw()
        await settle(group, tabs, tally, do)

    tally.did(f"{ROUNDS} times killed, started empty, and frozen for {FROZEN_S} s")
    assert "Traceback" not in pair[0].log + pair[1].log


async def everyone_is_answered(tabs):
    """New messages are acknowledged while Redis is as it is."""
    acked = [len(tab.acked) for tab in tabs]
    for tab, before in zip(tabs, acked, strict=True):
        await until(lambda tab=tab, before=before: len(tab.acked) > before + 2, within_s=ANSWERED_WITHIN_S)


async def test_hints_are_heard_again_when_redis_is_back(transactional_db, proven_keys, redis, group, sessions, do):
    """The beat is so slow that nothing is healed by it: what arrives at the other server came by a hint."""
    with two_servers(PACE | {"REDIS_URL": redis.url, "LINE_BEAT_S": "600"}) as pair:
        async with talking(pair[0], sessions["amal"]) as amal, talking(pair[1], sessions["cleo"]) as cleo:
            await heard_there(amal, cleo, group)
            redis.kill()
            await amal.say(group.pk, "in de stilte")
            await amal.hear("ack")
            await do(redis.start)
            await heard_there(amal, cleo, group)
            redis.freeze()
            await amal.say(group.pk, "in de stilte")
            await amal.hear("ack", within_s=ANSWERED_WITHIN_S)
            redis.thaw()
            await heard_there(amal, cleo, group)
            heard = {frame["t"] for frame in cleo.frames}

    assert "heads" not in heard


async def heard_there(one, other, group):
    """Say something until the other server heard of it."""
    async with asyncio.timeout(60):
        while True:
            text = f"hoor je mij {asyncio.get_running_loop().time()}"
            await one.say(group.pk, text)
            try:
                while (await other.hear("page", within_s=1))["messages"][0]["text"] != text:
                    pass
            except TimeoutError:
                continue
            return


@pytest.mark.parametrize("trouble", ["kill", "freeze"])
async def test_signing_out_closes_the_tab_at_the_other_server_within_a_beat(pair, redis, sessions, trouble, do):
    """No hint can tell of it."""
    async with talking(pair[1], sessions["amal"]) as other_tab:
        getattr(redis, trouble)()
        try:
            await do(post, pair[0], sessions["amal"], reverse("house:sign_out"))

            assert await other_tab.hear_close() == 4401
        finally:
            if trouble == "freeze":
                redis.thaw()
