"""Close codes and limits, as docs/protocol.md promises them."""

import json
import random
import string
from contextlib import suppress
from uuid import uuid4

import pytest
import websockets

from house.models import Person
from tests.house.test_wild_requests import GROWTH_MAX_KIB, memory_of
from tests.peergroups.live.talker import connected, sign_in, talking
from tests.peergroups.soak.scale import scaled
from tests.server import running_server, test_database

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

SECRET = "onder de wilg bij de brug"
GROUP = "6f0a6a52-3a0e-4c7e-9a54-0d2b3b9f6c11"
HAVE = {"t": "ping", "have": {}}


async def test_a_visitor_is_let_in_and_shown_out(server):
    async with connected(server) as visitor:
        assert await visitor.hear_close() == 4401


async def test_a_false_session_is_shown_out(server, db):
    async with connected(server, "a" * 32) as visitor:
        assert await visitor.hear_close() == 4401


async def test_who_left_quickly_is_signed_out(server, sessions):
    async with connected(server, sessions["amal"], cookies="left=1") as amal:
        assert await amal.hear_close() == 4401

    async with connected(server, sessions["amal"]) as amal:
        assert await amal.hear_close() == 4401


async def test_the_line_of_who_has_no_seat_stays_open_and_has_no_group(server, sessions):
    async with talking(server, sessions["bo"]) as bo:
        await bo.tell(**HAVE)
        await bo.hear("pong")

    assert bo.welcome["groups"] == {}


@pytest.mark.parametrize("origin", ["http://elders.example", "null", "http://127.0.0.1:1"])
async def test_another_site_cannot_open_a_connection(server, sessions, origin):
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with connected(server, sessions["amal"], origin=origin):
            pass

    assert refused.value.response.status_code in (400, 403)


async def test_a_connection_on_another_path_is_refused(server, sessions):
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with connected(server, sessions["amal"], path="/ws/elders/"):
            pass

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        *("", "hoi", "[]", "1", "null", '"hello"', "{", "[" * 9000),
        '{"t":"hello","t":"hello"}',
        '{"t":"hello","v":NaN,"have":{}}',
        '{"t":"hello","v":1.0,"have":{}}',
        '{"t":"hello","v":' + "9" * 5000 + "}",
    ],
)
async def test_what_is_no_frame_closes_with_4400(server, sessions, text):
    async with connected(server, sessions["amal"]) as amal:
        await amal.tell_raw(text)

        assert await amal.hear_close() == 4400


@pytest.mark.parametrize("frame", [HAVE, {"t": "send", "group": GROUP, "key": GROUP, "text": "Hoi"}])
async def test_nothing_goes_before_hello(server, sessions, frame):
    async with connected(server, sessions["amal"]) as amal:
        await amal.tell(**frame)

        assert await amal.hear_close() == 4400


async def test_another_version_is_refused(server, sessions):
    async with connected(server, sessions["amal"]) as amal:
        await amal.tell(t="hello", v=2, have={})

        assert await amal.hear_close() == 4400


async def test_bytes_are_no_frame(server, sessions):
    async with talking(server, sessions["amal"]) as amal:
        await amal.tell_raw(b'{"t":"ping","have":{}}')

        assert await amal.hear_close() == 4400


async def test_a_frame_that_is_too_large_closes_with_4413(server, sessions):
    async with talking(server, sessions["amal"]) as amal:
        await amal.tell_raw(json.dumps(HAVE | {"filler": "é" * 10_500}, ensure_ascii=False))

        assert await amal.hear_close() == 4413


async def test_a_frame_far_too_large_is_not_even_read(server, sessions):
    async with talking(server, sessions["amal"]) as amal:
        await amal.tell_raw("x" * 200_000)

        assert await amal.hear_close() in (1006, 1009)


@pytest.mark.parametrize(
    "frame",
    [
        {"t": "hello", "v": 1, "have": {}},
        {"t": "dance"},
        {"t": 7},
        {},
        {"t": "ping"},
        {"t": "ping", "have": []},
        {"t": "ping", "have": {"niet": 1}},
        {"t": "ping", "have": {GROUP: -1}},
        {"t": "ping", "have": {GROUP: True}},
        {"t": "ping", "have": {GROUP: 2**53}},
        {"t": "ping", "have": {GROUP.upper(): 1}},
        {"t": "ping", "have": {str(uuid4()): 1 for _ in range(101)}},
        {"t": "ping", "have": {}, "more": 1},
        {"t": "read", "group": GROUP, "number": 0},
        {"t": "read", "group": GROUP, "number": "1"},
        {"t": "need", "group": GROUP},
        {"t": "send", "group": GROUP, "key": "1", "text": "Hoi"},
        {"t": "send", "group": GROUP, "key": GROUP, "text": 1},
        {"t": "send", "group": GROUP, "key": GROUP, "text": "\ud83d"},
        {"t": "send", "group": GROUP, "key": GROUP, "text": "Hoi", "reply_to": 0},
        {"t": "change", "group": GROUP, "number": 1, "op": "delete"},
    ],
)
async def test_a_frame_with_a_wrong_member_is_refused(server, sessions, frame):
    async with talking(server, sessions["amal"]) as amal:
        await amal.tell(**frame)
        refused = await amal.hear("refused")
        await amal.tell(**HAVE)
        await amal.hear("pong")

    assert refused["code"] == "bad_frame"


@pytest.mark.parametrize(
    "frame",
    [
        {"t": "send", "key": GROUP, "text": "Hoi"},
        {"t": "read", "number": 1},
        {"t": "need", "from": 0},
        {"t": "change", "number": 1, "op": "take_back"},
    ],
)
async def test_a_frame_for_another_group_is_refused(server, sessions, other_group, frame):
    async with talking(server, sessions["amal"]) as amal:
        for group in (other_group.pk, uuid4()):
            await amal.tell(**frame, group=str(group))
            refused = await amal.hear("refused")
            assert (refused["ref"], refused["code"]) == (frame["t"], "not_here")


async def test_a_sixth_tab_closes_the_first(server, sessions):
    async with talking(server, sessions["amal"]) as first:
        tabs = [talking(server, sessions["amal"]) for _ in range(5)]
        for tab in tabs:
            await tab.__aenter__()
        try:
            assert await first.hear_close() == 4409
        finally:
            for tab in tabs:
                await tab.__aexit__(None, None, None)


@pytest.fixture
def strict_server(transactional_db, proven_keys):
    """A server with the limits of a real house."""
    with running_server({"LINE_FRAMES_BURST": "40"}, database=test_database()) as server:
        yield server


async def test_too_fast_is_refused_and_far_too_fast_is_closed(strict_server, sessions, group):
    async with talking(strict_server, sessions["amal"]) as amal:
        for _ in range(11):
            await amal.say(group.pk, "Hoi")
        refused = await amal.hear("refused")
        for _ in range(40):
            await amal.tell(**HAVE)
        code = await amal.hear_close()

    assert (refused["ref"], refused["code"], refused["retry_after_s"]) == ("send", "too_fast", 2)
    assert code == 4429


async def test_who_confirms_nothing_is_let_go_and_others_are_not(server, sessions, group):
    async with talking(server, sessions["amal"]) as amal, talking(server, sessions["cleo"]) as cleo:
        have = 0
        for _ in range(80):
            await cleo.say(group.pk, "x" * 4000)
            have = (await cleo.hear("page"))["to"]
            await cleo.tell(t="ping", have={str(group.pk): have})

        assert await amal.hear_close() == 4408
        assert have == 80


async def test_who_never_reads_costs_little_and_is_let_go(server, sessions, group, amal, cleo):
    """Her socket is open and full; what is said goes to the others, and to her when she comes back."""
    async with connected(server, sessions["amal"]) as deaf, talking(server, sessions["cleo"]) as cleos:
        await deaf.hello()
        deaf.socket.transport.pause_reading()
        have = 0
        for _ in range(150):
            await cleos.say(group.pk, "x" * 4000)
            have = (await cleos.hear("page"))["to"]
            await cleos.tell(t="ping", have={str(group.pk): have})
        deaf.socket.transport.resume_reading()
        assert await deaf.hear_close() in (4408, 1006)

    async with talking(server, sessions["amal"], {str(group.pk): 140}) as back:
        page = await back.hear("page")
    assert (have, page["to"]) == (150, 150)


async def test_wild_frames_never_trouble_the_neighbours(server, sessions, group, other_group, say, amal, gina, do):
    """Three thousand, and a hundred thousand with `make soak`. Fay of the other house hears nothing."""
    wild, told, sent, grew = random.Random(20261122), [], 0, []
    await do(say, gina, SECRET)
    async with talking(server, sessions["cleo"]) as cleo:
        while sent < scaled(3_000, 100_000):
            for who, key in (("amal", await do(_sign_in_anew, amal)), ("fay", sessions["fay"])):
                async with connected(server, key) as noise:
                    sent += await _be_wild(noise, wild, str(group.pk))
                    told += [frame for frame in noise.frames if who == "fay"]
            grew.append(memory_of(server))
        await cleo.tell(**HAVE)
        await cleo.hear("pong")
        await cleo.say(group.pk, "Ik ben er nog")
        await cleo.hear("ack")

    assert "Traceback" not in server.log
    assert [frame for frame in told if SECRET in json.dumps(frame) or frame["t"] == "page"] == []
    assert grew[-1] - grew[len(grew) // 4] < GROWTH_MAX_KIB


def _sign_in_anew(person):
    return sign_in(Person.objects.get(pk=person.pk))


async def _be_wild(noise, wild, group):
    """Until the server has enough of it. Returns how many frames were sent."""
    sent = 0
    with suppress(websockets.ConnectionClosed):
        await noise.tell(t="hello", v=1, have={group: 0})
        for _ in range(250):
            await noise.tell_raw(_wild_frame(wild, group))
            sent += 1
        await noise.tell_raw("}")
    await noise.hear_close()
    return sent


def _wild_frame(wild, group):
    kinds = ["hello", "send", "change", "read", "need", "ping", "dance", "", None, 3]
    values = [group, GROUP, "", "x" * 50, 0, -1, 1, 2**53, 2**70, 1.5, True, None, [], {}, {group: 1}, "\ud800", "edit"]
    names = ["v", "have", "group", "key", "text", "reply_to", "note", "number", "op", "value", "from", "x"]
    frame = {name: wild.choice(values) for name in wild.sample(names, wild.randrange(6))}
    text = json.dumps({"t": wild.choice(kinds)} | frame)
    if wild.random() < 0.002:
        place = wild.randrange(len(text))
        text = text[:place] + wild.choice(string.printable) + text[place + 1 :]
    return text
