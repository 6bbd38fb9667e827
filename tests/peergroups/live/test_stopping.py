"""The power goes, or the server is asked to stop: what was acknowledged is there, once, in order."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import pytest
import websockets

from peergroups.models import Message
from tests.peergroups.live.conftest import PACE
from tests.peergroups.live.talker import talking
from tests.server import running_server, test_database

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def own_server(transactional_db, proven_keys):
    """A server that may be ended."""
    with running_server(PACE, database=test_database()) as server:
        yield server


class Sender:
    """A client's outbox: keeps each message until its ack, and sends it again with the same key after a loss."""

    def __init__(self, group, name):
        self.group, self.name = group, name
        self.outbox = {}
        self.acked = {}
        self.written = 0

    async def burst(self, server, session_key, count):
        """Send what is left and as many new ones, and take the acks, until all is acknowledged or the line is lost."""
        with suppress(OSError, websockets.WebSocketException):
            async with talking(server, session_key) as talker:
                acks = asyncio.create_task(self._take_acks(talker, len(self.outbox) + count))
                for key, text in list(self.outbox.items()):
                    await talker.say(self.group, text, key)
                for _ in range(count):
                    await self._say_new(talker)
                await acks

    async def _say_new(self, talker):
        self.written += 1
        key, text = str(uuid4()), f"{self.name} {self.written}"
        self.outbox[key] = text
        await talker.say(self.group, text, key)
        await asyncio.sleep(0.001)

    async def _take_acks(self, talker, count):
        for _ in range(count):
            ack = await talker.hear("ack", within_s=60)
            self.acked[ack["key"]] = ack["number"]
            self.outbox.pop(ack["key"], None)


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.005)


async def test_kill_9_during_a_burst_loses_and_doubles_nothing(own_server, group, sessions, do):
    senders = {name: Sender(group.pk, name) for name in ("amal", "cleo", "gina")}

    def acked():
        return sum(len(sender.acked) for sender in senders.values())

    for enough in (40, 150):
        bursts = [asyncio.create_task(senders[name].burst(own_server, sessions[name], 300)) for name in senders]
        await until(lambda enough=enough: acked() > enough)
        own_server.kill()
        await asyncio.gather(*bursts, return_exceptions=True)
        await do(own_server.start)
    cut_off = sum(len(sender.outbox) for sender in senders.values())
    for name, sender in senders.items():
        await sender.burst(own_server, sessions[name], 5)

    stored = await do(lambda: list(Message.objects.order_by("number")))
    written = sum(sender.written for sender in senders.values())
    assert cut_off > 0
    assert [message.number for message in stored] == list(range(1, written + 1))
    for sender in senders.values():
        assert sender.outbox == {}
        hers = {str(message.key): message for message in stored if message.text.startswith(sender.name)}
        assert {key: message.number for key, message in hers.items()} == sender.acked
        assert len({message.text for message in hers.values()}) == sender.written


async def test_who_was_cut_off_resumes_with_each_message_once_in_order(own_server, group, sessions, do):
    cleo = Sender(group.pk, "cleo")
    heard, have = [], 0
    async with talking(own_server, sessions["amal"], {str(group.pk): 0}) as amal:
        burst = asyncio.create_task(cleo.burst(own_server, sessions["cleo"], 200))
        with suppress(websockets.ConnectionClosed):
            while len(heard) < 30:
                heard, have = _applied(heard, have, await amal.hear("page", within_s=60))
            own_server.kill()
            while True:
                heard, have = _applied(heard, have, await amal.hear("page", within_s=60))
    await asyncio.gather(burst, return_exceptions=True)
    await do(own_server.start)
    await cleo.burst(own_server, sessions["cleo"], 1)

    async with talking(own_server, sessions["amal"], {str(group.pk): have}) as amal:
        while len(heard) < cleo.written:
            page = await amal.hear("page")
            heard, have = _applied(heard, have, page)
            if page["more"]:
                await amal.tell(t="need", group=str(group.pk), **{"from": have})

    assert [message["number"] for message in heard] == list(range(1, cleo.written + 1))
    assert len({message["text"] for message in heard}) == cleo.written


def _applied(heard, have, page):
    """The client's rule: ignore what is known, apply what joins on."""
    assert page["from"] <= have
    if page["to"] <= have:
        return heard, have
    return heard + [message for message in page["messages"] if message["version"] > have], page["to"]


async def test_a_polite_stop_answers_what_it_stored_and_says_1012(own_server, group, sessions, do):
    amal = Sender(group.pk, "amal")
    burst = asyncio.create_task(amal.burst(own_server, sessions["amal"], 300))
    async with talking(own_server, sessions["cleo"]) as cleo:
        closed = asyncio.create_task(cleo.hear_close(within_s=30))
        await until(lambda: len(amal.acked) > 20)
        code = await do(own_server.stop)

        assert await closed == 1012
    await asyncio.gather(burst, return_exceptions=True)

    assert code == 0
    stored = await do(lambda: {str(key) for key in Message.objects.values_list("key", flat=True)})
    assert stored
    assert stored == set(amal.acked)
    assert "Traceback" not in own_server.log
