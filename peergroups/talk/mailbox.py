"""Collect drafts that arrive while a commit runs, and store them together in the next."""

from __future__ import annotations

import asyncio
from collections import deque
from uuid import UUID

from house.line.threads import DatabaseThreads, drop_broken
from peergroups import limits
from peergroups.talk.services.store import NewMessage, Outcome, is_failure, post_messages


def _store(drafts: list[NewMessage]) -> list[Outcome]:
    return drop_broken(post_messages(drafts))


class Mailbox:
    """A queue of drafts. One thread stores them batch by batch; the order of arrival is the order of the talk."""

    def __init__(self, clerk: DatabaseThreads) -> None:
        self._clerk = clerk
        self._waiting: deque[tuple[NewMessage, asyncio.Future[Outcome]]] = deque()
        self._work: asyncio.Task[None] | None = None
        self._is_closed = False

    def post(self, draft: NewMessage) -> asyncio.Future[Outcome]:
        """A future of the outcome.

        It is cancelled when the server is leaving: the client then sends the draft again later.
        """
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        if self._is_closed:
            outcome.cancel()
            return outcome
        self._waiting.append((draft, outcome))
        if self._work is None:
            self._work = asyncio.create_task(self._empty())
        return outcome

    async def finish(self) -> None:
        """Refuse new drafts, and store those that wait."""
        self._is_closed = True
        if self._work is not None:
            await self._work

    async def _empty(self) -> None:
        try:
            while self._waiting:
                await self._store_some()
        finally:
            self._work = None

    async def _store_some(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), limits.DRAFTS_AT_ONCE))]
        try:
            outcomes = await self._clerk.run(_store, [draft for draft, _ in batch])
        except Exception as problem:
            outcomes = [problem] * len(batch)
        failed: dict[UUID, Outcome] = {}
        for (draft, future), outcome in zip(batch, outcomes, strict=True):
            if is_failure(outcome):
                failed[draft.actor.pk] = outcome
            if not future.done():
                future.set_result(outcome)
        self._give_back(failed)

    def _give_back(self, failed: dict[UUID, Outcome]) -> None:
        """Let waiting drafts fail when an earlier draft of the same author failed.

        Stored now, they would stand before it.
        """
        if not failed:
            return
        for _ in range(len(self._waiting)):
            draft, future = self._waiting.popleft()
            if draft.actor.pk not in failed:
                self._waiting.append((draft, future))
            elif not future.done():
                future.set_result(failed[draft.actor.pk])
