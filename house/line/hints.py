"""Send news to the other processes. A hint may be lost, doubled or late: that costs one beat, and nothing else."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any
from uuid import uuid4

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

from house.line import limits
from house.line.news import LineNews

logger = logging.getLogger(__name__)

EVERYONE = "line"
RENEW_AFTER_S = 60
WAITING_MAX = 1000


def is_shared() -> bool:
    """Does a channel layer reach other processes?"""
    layer = get_channel_layer()
    return layer is not None and not isinstance(layer, InMemoryChannelLayer)


Kinds = Mapping[str, type[LineNews]]


def pack(news: LineNews) -> dict[str, Any]:
    return {"kind": news.kind, **news.packed()}


def unpack(hint: dict[str, Any], kinds: Kinds) -> LineNews:
    """The news in a hint. Raises KeyError, TypeError or ValueError for one from another version of the code."""
    return kinds[hint["kind"]].unpacked(hint)


async def _send(origin: str, happened: Iterable[LineNews]) -> None:
    """Send one hint for all of it: sealing and sending cost more than its content."""
    hint = {"type": "hint", "origin": origin, "news": [pack(news) for news in happened]}
    async with asyncio.timeout(limits.HINT_WITHIN_S):  # `wait_for` of Python 3.11 may pass over that it was cancelled
        await get_channel_layer().group_send(EVERYONE, hint)


def send_from_a_thread(happened: Iterable[LineNews]) -> None:
    """Send news from a process without live connections, such as a command."""
    try:
        async_to_sync(_send)("", happened)
    except Exception as problem:
        logger.warning("A hint was not sent: %s.", type(problem).__name__)


class Hints:
    """Sends and hears hints for the whole process over one channel.

    Sending and hearing fail apart, and restart themselves.
    """

    def __init__(self, hear: Callable[[Iterable[LineNews]], None], kinds: Kinds) -> None:
        self._hear = hear
        self._kinds = kinds
        self._origin = uuid4().hex
        self._waiting: asyncio.Queue[Sequence[LineNews]] = asyncio.Queue(WAITING_MAX)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        if is_shared():
            self._tasks = [asyncio.create_task(self._keep_sending()), asyncio.create_task(self._keep_listening())]

    async def stop(self) -> None:
        """Send what is waiting, then stop."""
        if self._tasks and not self._waiting.empty():
            await asyncio.wait([asyncio.ensure_future(self._waiting.join())], timeout=limits.HINT_WITHIN_S)
        pending = set(self._tasks)
        while pending:  # a layer that is just busy may swallow that it was cancelled
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=limits.HINT_WITHIN_S)

    def pass_on(self, happened: Sequence[LineNews]) -> None:
        if self._tasks and not self._waiting.full():
            self._waiting.put_nowait(happened)

    async def _keep_sending(self) -> None:
        while True:
            happened = [await self._waiting.get()]
            while not self._waiting.empty():  # what came while the hint before was sent
                happened.append(self._waiting.get_nowait())
            try:
                await _send(self._origin, chain(*happened))
            except Exception as problem:
                logger.warning("A hint was not sent: %s.", type(problem).__name__)
            finally:
                for _ in happened:
                    self._waiting.task_done()

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except TimeoutError:
                continue  # a quiet minute, or a layer that went deaf: take a new channel
            except Exception as problem:
                logger.warning("Hints cannot be heard: %s.", type(problem).__name__)
                await asyncio.sleep(random.uniform(0.5, 2))  # noqa: S311  jitter, no secret

    async def _listen(self) -> None:
        layer = get_channel_layer()
        async with asyncio.timeout(limits.HINT_WITHIN_S):
            channel = await layer.new_channel()
            await layer.group_add(EVERYONE, channel)
        try:
            while True:
                async with asyncio.timeout(RENEW_AFTER_S):
                    hint = await layer.receive(channel)
                self._take(hint)
        finally:
            async with asyncio.timeout(limits.HINT_WITHIN_S):
                await layer.group_discard(EVERYONE, channel)

    def _take(self, hint: dict[str, Any]) -> None:
        if hint.get("origin") == self._origin:
            return
        try:
            self._hear([unpack(packed, self._kinds) for packed in hint["news"]])
        except (KeyError, TypeError, ValueError):
            logger.warning("A hint of another kind was left alone.")
