"""Telling the other processes. A hint may be lost, doubled or late: that costs a beat, never a message."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

from peergroups import limits
from peergroups.news import DeviceLocked, News, Page, RightsChanged, SeatsChanged, SessionEnded, Taken

logger = logging.getLogger(__name__)

EVERYONE = "talk"
RENEW_AFTER_S = 60
WAITING_MAX = 1000


def is_shared() -> bool:
    """Is there a layer that reaches other processes?"""
    layer = get_channel_layer()
    return layer is not None and not isinstance(layer, InMemoryChannelLayer)


def pack(news: News) -> dict[str, Any]:
    match news:
        case Page():
            return {
                "kind": "page",
                "group": str(news.group_id),
                "from": news.from_version,
                "to": news.to_version,
                "floor": news.floor,
                "messages": news.messages,
                "audience": b"".join(seat.bytes for seat in news.audience),
            }
        case SeatsChanged():
            return {"kind": "seats", "group": str(news.group_id)}
        case RightsChanged():
            return {"kind": "rights", "person": str(news.person_id)}
        case Taken():
            return {"kind": "taken", "pace": news.pace, "counts": {str(who): n for who, n in news.counts.items()}}
        case DeviceLocked():
            return {"kind": "locked", "mark": news.mark}
        case SessionEnded():
            return {"kind": "session", "mark": news.mark}


def unpack(hint: dict[str, Any]) -> News:
    """Raises KeyError or ValueError for what another version of the house sent."""
    match hint["kind"]:
        case "page":
            told = hint["audience"]
            return Page(
                UUID(hint["group"]),
                hint["from"],
                hint["to"],
                hint["floor"],
                hint["messages"],
                audience=frozenset(UUID(bytes=told[place : place + 16]) for place in range(0, len(told), 16)),
            )
        case "seats":
            return SeatsChanged(UUID(hint["group"]))
        case "rights":
            return RightsChanged(UUID(hint["person"]))
        case "session":
            return SessionEnded(hint["mark"])
        case "locked":
            return DeviceLocked(hint["mark"])
        case "taken":
            return Taken(hint["pace"], {UUID(who): int(count) for who, count in hint["counts"].items()})
    raise ValueError(hint["kind"])


async def _send(origin: str, happened: Iterable[News]) -> None:
    """One hint for all of it: sealing and sending cost more than what is in it."""
    hint = {"type": "hint", "origin": origin, "news": [pack(news) for news in happened]}
    await asyncio.wait_for(get_channel_layer().group_send(EVERYONE, hint), limits.HINT_WITHIN_S)


def send_from_a_thread(happened: Iterable[News]) -> None:
    """For a process without live connections, such as a command."""
    try:
        async_to_sync(_send)("", happened)
    except Exception as problem:
        logger.warning("A hint was not sent: %s.", type(problem).__name__)


class Hints:
    """One channel for the whole process. Sending and listening fail apart, and start again by themselves."""

    def __init__(self, hear: Callable[[Iterable[News]], None]) -> None:
        self._hear = hear
        self._origin = uuid4().hex
        self._waiting: asyncio.Queue[Sequence[News]] = asyncio.Queue(WAITING_MAX)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        if is_shared():
            self._tasks = [asyncio.create_task(self._keep_sending()), asyncio.create_task(self._keep_listening())]

    async def stop(self) -> None:
        """Hand over what is waiting, then leave."""
        if self._tasks and not self._waiting.empty():
            await asyncio.wait([asyncio.ensure_future(self._waiting.join())], timeout=limits.HINT_WITHIN_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def pass_on(self, happened: Sequence[News]) -> None:
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
        channel = await asyncio.wait_for(layer.new_channel(), limits.HINT_WITHIN_S)
        await asyncio.wait_for(layer.group_add(EVERYONE, channel), limits.HINT_WITHIN_S)
        try:
            while True:
                hint = await asyncio.wait_for(layer.receive(channel), RENEW_AFTER_S)
                self._take(hint)
        finally:
            await asyncio.wait_for(layer.group_discard(EVERYONE, channel), limits.HINT_WITHIN_S)

    def _take(self, hint: dict[str, Any]) -> None:
        if hint.get("origin") == self._origin:
            return
        try:
            self._hear([unpack(told) for told in hint["news"]])
        except (KeyError, TypeError, ValueError):
            logger.warning("A hint of another kind was left alone.")
