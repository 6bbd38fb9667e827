"""The frames that wait to be sent to one tab."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from house.line import limits

Message = dict[str, Any]


class Outbox:
    """Keeps the order and never waits. A reader who falls too far behind is cut off, so that memory stays bounded.

    Pages count as owed until the client confirms that it applied them; waiting frames count in any case.

    Args:
        send_at_once: `house.extensions.SEND_AT_ONCE` of the server, if it has it.
    """

    def __init__(
        self, send: Callable[[Message], Awaitable[None]], send_at_once: Callable[[str], bool] | None = None
    ) -> None:
        self._send = send
        self._send_at_once = send_at_once or (lambda text: False)
        self._waiting: deque[Message] = deque()
        self._waiting_characters = 0
        self._sender: asyncio.Task[None] | None = None
        self._owed: dict[UUID, deque[tuple[int, int]]] = {}
        self._owed_bytes = 0
        self.is_closing = False

    def put(self, text: str) -> None:
        if self.is_closing or (self._sender is None and self._send_at_once(text)):
            return
        self._waiting.append({"type": "websocket.send", "text": text})
        self._waiting_characters += len(text)
        if len(self._waiting) > limits.WAITING_MAX_FRAMES or self._waiting_characters > limits.UNCONFIRMED_MAX_BYTES:
            self.cut(4408)
        self._wake()

    def put_page(self, thing_id: UUID, to_version: int, text: str, size: int) -> None:
        """Send a page of this size in bytes, of a thing whose versions the client confirms."""
        self._owed.setdefault(thing_id, deque()).append((to_version, size))
        self._owed_bytes += size
        if self._owed_bytes > limits.UNCONFIRMED_MAX_BYTES:
            self.cut(4408)
        else:
            self.put(text)

    def confirm(self, have: dict[UUID, int]) -> None:
        """Note that the client applied everything up to these versions."""
        for thing_id, version in have.items():
            pages = self._owed.get(thing_id)
            while pages and pages[0][0] <= version:
                self._owed_bytes -= pages.popleft()[1]

    def close(self, code: int) -> None:
        """Close after the waiting frames."""
        if not self.is_closing:
            self.is_closing = True
            self._waiting.append({"type": "websocket.close", "code": code})
            self._wake()

    def cut(self, code: int, last: str = "") -> None:
        """Close now, after this last frame. Waiting frames are dropped."""
        if not self.is_closing:
            self._waiting.clear()
            if self._sender is not None:
                self._sender.cancel()
                self._sender = None
            if last:
                self._waiting.append({"type": "websocket.send", "text": last})
            self.close(code)

    async def flushed(self) -> None:
        """Wait until everything was handed to the server."""
        if self._sender is not None:
            await asyncio.wait([self._sender])

    def _wake(self) -> None:
        if self._sender is None:
            self._sender = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                message = self._waiting.popleft()
                self._waiting_characters -= len(message.get("text", ""))
                await self._send(message)
        except Exception:  # the connection is gone; each server says so in its own way
            self.is_closing = True
            self._waiting.clear()
        self._sender = None
