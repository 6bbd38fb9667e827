"""A client that keeps to docs/protocol.md, whatever happens to it, and writes down every breach of the promise."""

import asyncio
import json
import random
from collections import Counter
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import websockets

from tests.peergroups.live.talker import connected

AT_ONCE = 20
CONFIRM_EVERY_BYTES = 32 * 1024
PAGE_MAX_BYTES = 64 * 1024
PAGE_MAX_MESSAGES = 50
SHOWN_OUT = (4401,)
WITHIN_S = 180


async def until(condition, within_s=WITHIN_S):
    """Wait for something to become true; looks often, and hurries nobody."""
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.02)


class Tab:
    """One tab of one person, in one group.

    It comes back when its line breaks, asks for what it lacks, and keeps what it wrote until the ack. `shown` is the
    talk as it stands on its screen, by number. `faults` names what no client should ever have been told.
    """

    def __init__(self, servers, session_key, group_id, *, name="", from_number=1, pause_s=0):
        """`servers`: it goes to any of them each time. `pause_s`: how long it takes over each frame."""
        self.servers, self.session_key, self.group = servers, session_key, str(group_id)
        self.name, self.from_number, self.pause_s = name, from_number, pause_s
        self.have, self.floor, self.shown = 0, 1, {}
        self.written, self.outbox, self.acked, self.refused = [], {}, {}, {}
        self.heard, self.closed, self.faults = Counter(), Counter(), []
        self.is_leaving = self.is_shown_out = self.is_gone = False
        self._to_send = asyncio.Queue()
        self._keys, self._numbers = {}, {}
        self._asked, self._highest, self._unconfirmed = -1, 0, 0
        self._talker, self._is_welcomed = None, False

    # What a person does

    def say(self, text, **more):
        """Put it in the outbox; returns its key."""
        frame = {"t": "send", "group": self.group, "key": str(uuid4()), "text": text, **more}
        self.written.append(frame["key"])
        self.outbox[frame["key"]] = frame
        self._to_send.put_nowait(frame)
        return frame["key"]

    async def chatter(self, count=None, pause_s=0.002):
        """Say one thing after another, each with a number, until all is said or the task is cancelled."""
        while count is None or len(self.written) < count:
            if len(self.outbox) < AT_ONCE:
                self.say(f"{self.name} {len(self.written) + 1}")
            await asyncio.sleep(pause_s)

    async def change(self, number, op, value=""):
        """Once, if the line is there: what comes of it shows in a page."""
        with suppress(AttributeError, OSError, websockets.WebSocketException):
            await self._talker.tell(t="change", group=self.group, number=number, op=op, value=value)

    @property
    def is_in(self):
        """Welcomed, on the line that it has now."""
        return self._talker is not None and self._is_welcomed

    def cut(self):
        """The line breaks, without a word."""
        if self._talker is not None:
            self._talker.socket.transport.abort()

    # What its script does

    async def live(self):
        """Come in, and come back, until it leaves or is shown out."""
        while not (self.is_leaving or self.is_shown_out):
            with suppress(OSError, EOFError, TimeoutError, websockets.WebSocketException):
                async with connected(random.choice(self.servers), self.session_key) as talker:
                    await self._talk(talker)
            await asyncio.sleep(random.uniform(0.02, 0.2))

    async def leave(self):
        self.is_leaving = True
        if self._talker is not None:
            await self._talker.socket.close()

    async def caught_up(self, head):
        """Everything up to this version is on the screen, and everything written is answered."""
        try:
            await until(lambda: self.have >= head and not self.outbox)
        except TimeoutError:
            raise AssertionError(
                f"{self.name} has {self.have} of {head}, {len(self.outbox)} unanswered, closed {dict(self.closed)}"
            ) from None

    async def _talk(self, talker):
        self._asked, self._highest, self._unconfirmed = -1, 0, 0
        self._to_send = asyncio.Queue()
        for frame in self.outbox.values():
            self._to_send.put_nowait(frame)
        await talker.tell(t="hello", v=1, have={self.group: self.have})
        self._talker = talker
        sending = asyncio.create_task(self._send_all(talker))
        try:
            async for text in talker.socket:
                await self._take(talker, json.loads(text), len(text.encode()))
                await asyncio.sleep(self.pause_s)
        finally:
            self._talker, self._is_welcomed = None, False
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            self.closed[talker.socket.close_code] += 1
            self.is_shown_out = talker.socket.close_code in SHOWN_OUT

    async def _send_all(self, talker):
        while True:
            frame = await self._to_send.get()
            await talker.tell(**frame)

    async def _take(self, talker, frame, size):
        self.heard[frame["t"]] += 1
        take = getattr(self, f"_take_{frame['t']}", None)
        if take is not None:
            await take(talker, frame)
        self._unconfirmed += size
        if self._unconfirmed > CONFIRM_EVERY_BYTES or frame["t"] == "heads":
            self._unconfirmed = 0
            await talker.tell(t="ping", have={self.group: self.have})

    async def _take_welcome(self, talker, frame):
        self._is_welcomed = True
        head = frame["groups"].get(self.group, {}).get("head", 0)
        if head < self.have:
            self._fault("lost", f"a head of {head} after {self.have}")

    async def _take_heads(self, talker, frame):
        if frame["groups"].get(self.group, 0) > self.have:
            await self._need(talker)

    async def _take_gone(self, talker, frame):
        self.is_gone = True

    async def _take_ack(self, talker, frame):
        key, number = frame["key"], frame["number"]
        if self.acked.setdefault(key, number) != number:
            self._fault("doubled", f"{key} acknowledged as {self.acked[key]} and as {number}")
        self._know(key, number)
        self.outbox.pop(key, None)

    async def _take_refused(self, talker, frame):
        key = frame.get("key")
        if frame["code"] == "too_fast":
            await asyncio.sleep(frame["retry_after_s"])
            self._to_send.put_nowait(self.outbox[key])
        elif key:
            self.refused[key] = frame["code"]
            self.outbox.pop(key, None)

    async def _take_page(self, talker, page):
        """Ignore what is known, apply what joins on, ask for what lies between."""
        self._judge(page)
        self._highest = max(self._highest, page["to"])
        if page["to"] <= self.have:
            return
        if page["from"] > self.have:
            if self._asked != self.have:
                await self._need(talker)
            return
        for message in page["messages"]:
            known = self.shown.get(message["number"])
            if known is None or known["version"] < message["version"]:
                self.shown[message["number"]] = message
        self.have, self.floor = page["to"], max(self.floor, page["floor"])
        self.shown = {number: message for number, message in self.shown.items() if number >= self.floor}
        if page["more"] or self.have < self._highest:
            await self._need(talker)

    async def _need(self, talker):
        self._asked = self.have
        await talker.tell(t="need", group=self.group, **{"from": self.have})

    # What it holds the house to

    def _judge(self, page):
        messages = page["messages"]
        versions = [message["version"] for message in messages]
        if versions != sorted(set(versions)) or any(not page["from"] < v <= page["to"] for v in versions):
            self._fault("disordered", f"versions {versions} in a page from {page['from']} to {page['to']}")
        if len(messages) > PAGE_MAX_MESSAGES or len(json.dumps(page, ensure_ascii=False)) > PAGE_MAX_BYTES:
            self._fault("oversized", f"a page of {len(messages)} messages")
        for message in messages:
            self._know(message["key"], message["number"])
            if message["number"] < self.from_number:
                self._fault("leaked", f"number {message['number']}, seated from {self.from_number}")
            if message["state"] != "said" and (message["text"] or message["reactions"] or "note" in message):
                self._fault("leaked", f"words of {message['number']}, which was {message['state']}")

    def _know(self, key, number):
        """One key, one number, for ever."""
        if self._numbers.setdefault(key, number) != number or self._keys.setdefault(number, key) != key:
            self._fault("doubled", f"{key} as {number}, {self._numbers[key]}; {number} is {self._keys.get(number)}")

    def _fault(self, kind, what):
        self.faults.append((kind, what))


@asynccontextmanager
async def living(*tabs):
    """All of them open until the end of the block. A tab whose script broke ends it with its error."""
    lives = [asyncio.create_task(tab.live()) for tab in tabs]
    try:
        yield
        for life in lives:
            if life.done():
                life.result()
    finally:
        for tab in tabs:
            await tab.leave()
        _, late = await asyncio.wait(lives, timeout=30)
        for life in late:
            life.cancel()
        for tab in tabs:
            tab.is_leaving = False


@asynccontextmanager
async def chattering(*tabs, pause_s=0.002):
    """All of them talk until the end of the block."""
    chats = [asyncio.create_task(tab.chatter(pause_s=pause_s)) for tab in tabs]
    try:
        yield
    finally:
        for chat in chats:
            chat.cancel()
        await asyncio.gather(*chats, return_exceptions=True)
