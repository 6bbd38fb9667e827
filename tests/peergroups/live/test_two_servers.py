"""Two servers for one house: both write, and they tell each other through Redis."""

import asyncio
import os
from contextlib import contextmanager

import pytest
from django.test import override_settings

from peergroups.models import Message
from peergroups.seats.services.lifecycle import freeze_seat
from tests.peergroups.live.conftest import PACE, wait_until_at_rest
from tests.peergroups.live.talker import talking
from tests.server import running_server, test_database

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/5"


def _redis_answers():
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        return Redis.from_url(REDIS, socket_connect_timeout=1).ping()
    except RedisError:
        return False


needs_redis = pytest.mark.skipif(not _redis_answers(), reason="no Redis on this machine")


@pytest.fixture(scope="module")
def _quiet_pair(django_db_setup, django_db_blocker):
    env = PACE | {"REDIS_URL": ""}
    with django_db_blocker.unblock(), _two_servers(env) as pair:
        yield pair


@pytest.fixture(scope="module")
def _telling_pair(django_db_setup, django_db_blocker):
    env = PACE | {"REDIS_URL": REDIS, "LINE_BEAT_S": "60"}
    with django_db_blocker.unblock(), _two_servers(env) as pair:
        yield pair


@contextmanager
def _two_servers(env):
    with running_server(env, database=test_database()) as one, running_server(env, database=test_database()) as two:
        yield one, two


@pytest.fixture
def pair(_quiet_pair, transactional_db):
    """Two servers on one database, without a way to tell each other."""
    yield _quiet_pair
    wait_until_at_rest()


@pytest.fixture
def telling_pair(_telling_pair, transactional_db):
    """The same with Redis, and a beat so slow that nothing is healed by it."""
    yield _telling_pair
    wait_until_at_rest()


async def test_two_processes_number_one_talk(pair, group, sessions, do):
    async def burst(server, name):
        async with talking(server, sessions[name]) as talker:
            for number in range(60):
                await talker.say(group.pk, f"{name} {number}")
            return [(await talker.hear("ack", within_s=30))["number"] for _ in range(60)]

    numbers = await asyncio.gather(burst(pair[0], "amal"), burst(pair[1], "cleo"))

    assert sorted(numbers[0] + numbers[1]) == list(range(1, 121))
    assert numbers == [sorted(numbers[0]), sorted(numbers[1])]
    assert await do(Message.objects.count) == 120


async def test_without_hints_the_other_server_is_a_beat_behind(pair, group, sessions):
    async with talking(pair[0], sessions["amal"]) as amal, talking(pair[1], sessions["cleo"]) as cleo:
        await amal.say(group.pk, "Ben je daar?")
        while (await cleo.hear("heads"))["groups"][str(group.pk)] == 0:
            pass
        await cleo.tell(t="need", group=str(group.pk), **{"from": 0})

        assert (await cleo.hear("page"))["messages"][0]["text"] == "Ben je daar?"


@needs_redis
async def test_a_hint_brings_the_page_to_the_other_server(telling_pair, group, sessions):
    async with talking(telling_pair[0], sessions["amal"]) as amal, talking(telling_pair[1], sessions["cleo"]) as cleo:
        await amal.say(group.pk, "Ben je daar?")
        there = await cleo.hear("page", within_s=3)
        await cleo.say(group.pk, "Ja")
        await amal.hear("page")
        back = await amal.hear("page", within_s=3)

    assert [page["messages"][0]["text"] for page in (there, back)] == ["Ben je daar?", "Ja"]


@needs_redis
async def test_a_right_that_ends_elsewhere_ends_here_at_once(telling_pair, group, sessions, seat_of, amal, gina, do):
    """As from a command or another worker: a process without any open connection."""
    layer = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": _config()}}
    seat = await do(seat_of, amal)
    async with talking(telling_pair[0], sessions["amal"]) as one, talking(telling_pair[1], sessions["amal"]) as two:
        with override_settings(CHANNEL_LAYERS=layer):
            await asyncio.to_thread(_in_a_process_without_tabs, freeze_seat, actor=gina, seat_id=seat.pk)

        assert [(await tab.hear("gone", within_s=3))["reason"] for tab in (one, two)] == ["frozen", "frozen"]


@needs_redis
async def test_what_travels_through_redis_is_sealed(telling_pair, group, sessions):
    from redis.asyncio import Redis

    redis = Redis.from_url(REDIS)
    listener = redis.pubsub()
    await listener.psubscribe("*line*")
    async with talking(telling_pair[0], sessions["amal"]) as amal:
        await amal.say(group.pk, "onder de wilg")
        await amal.hear("ack")
        heard = b""
        async with asyncio.timeout(5):
            while not heard:
                message = await listener.get_message(ignore_subscribe_messages=True, timeout=1)
                heard = message["data"] if message else b""
    await listener.aclose()
    await redis.aclose()

    assert b"wilg" not in heard
    assert str(group.pk).encode() not in heard


def _config():
    from django.conf import settings

    return {
        "hosts": [REDIS],
        "prefix": settings.REDIS_PREFIX,
        "symmetric_encryption_keys": list(settings.SEALING_KEYS),
    }


def _in_a_process_without_tabs(verb, **facts):
    from django.db import connection

    try:
        verb(**facts)
    finally:
        connection.close()


@needs_redis
async def test_what_she_took_of_one_server_she_does_not_get_again_of_the_other(
    transactional_db, proven_keys, group, sessions
):
    """Counted where she is, told to the others within the beat of a second."""
    env = PACE | {"REDIS_URL": REDIS, "TALK_MESSAGES_BURST": "10"}
    with _two_servers(env) as (one, two):
        async with talking(one, sessions["amal"]) as here, talking(two, sessions["amal"]) as there:
            for _ in range(10):
                await here.say(group.pk, "Hoi")
                await here.hear("ack")
            await asyncio.sleep(2)
            for _ in range(9):
                await there.say(group.pk, "En hier?")

            assert (await there.hear("refused"))["code"] == "too_fast"
        async with talking(two, sessions["cleo"]) as cleo:
            await cleo.say(group.pk, "Ik wel")
            await cleo.hear("ack")
