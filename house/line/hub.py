"""The open tabs of one event loop, and the news for them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from house.line import frames, hints, limits
from house.line.limits import SharedRateLimit
from house.line.news import DeviceWasLocked, Due, LimitsTaken, LineNews, RightsChanged, SessionEnded
from house.line.parts import Handler, Part
from house.line.rights import OpenRights, open_rights_of
from house.line.threads import DatabaseThreads
from house.line.tickets import State, Ticket, states_of
from house.registry import registry
from house.sign_in.services.devices import note_looking

if TYPE_CHECKING:
    from house.line.consumer import LineConsumer as Tab

logger = logging.getLogger(__name__)

WATCH_EVERY_S = 5
LOOKS_FOR = timedelta(seconds=limits.BEAT_S + 2 * WATCH_EVERY_S)
"""The time after which a tab in sight of which nothing was heard, because its process was killed, counts no more."""
READERS = 2


class Hub:
    """All open tabs of one process and event loop. It belongs to its loop; only `hear` may be called from elsewhere."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._clerk = DatabaseThreads("clerk", 1)
        self._readers = DatabaseThreads("reader", READERS)
        self.read = self._readers.run
        self.write = self._clerk.run
        self.clerk = self._clerk
        self.parts = [make(self) for make in registry.line]
        self.shapes = dict(frames.SHAPES)
        self.handlers: dict[str, Handler] = {}
        self._hearers: dict[type[LineNews], Callable[[Any], None]] = {
            SessionEnded: self._end_session,
            DeviceWasLocked: self._lock,
            RightsChanged: self._change_rights,
            Due: self._remind,
            LimitsTaken: self._charge,
        }
        for part in self.parts:
            self.shapes |= part.shapes
            self.handlers |= part.handlers
            self._hearers |= dict.fromkeys(part.news, part.tell)
        self._tabs: dict[Tab, None] = {}
        self._new_at: set[UUID] = set()
        self._in_sight: set[str] = set()
        self._chores: set[asyncio.Task[None]] = set()
        self._watch = asyncio.create_task(self._keep_watch())
        self._hints = hints.Hints(self._tell_all, {news.kind: news for news in self._hearers})
        self._hints.start()
        self.is_parting = False

    def hear(self, happened: Sequence[LineNews]) -> None:
        """Take in news of this process, from any thread."""
        self._loop.call_soon_threadsafe(self._spread, happened)

    def _spread(self, happened: Sequence[LineNews]) -> None:
        self._hints.pass_on(happened)
        self._tell_all(happened)

    def _tell_all(self, happened: Iterable[LineNews]) -> None:
        for news in happened:
            self.tell(news)

    def tell(self, news: LineNews) -> None:
        """Pass news on to the tabs here."""
        self._hearers[type(news)](news)

    def _end_session(self, news: SessionEnded) -> None:
        for tab in self._with_mark(news.mark):
            tab.show_out(State.OUT)

    def _lock(self, news: DeviceWasLocked) -> None:
        self.do(self._recheck(self._with_mark(news.mark)))

    def _change_rights(self, news: RightsChanged) -> None:
        self.do(self._recheck(self._of_person(news.person_id)))

    def _remind(self, news: Due) -> None:
        for tab in self._of_person(news.person_id):
            tab.tell_due()

    def _charge(self, news: LimitsTaken) -> None:
        if limit := self._paces().get(news.pace):
            for who, count in news.counts.items():
                limit.charge(who, count)

    def _with_mark(self, mark: str) -> list[Tab]:
        return [tab for tab in self._tabs if tab.mark == mark]

    def _of_person(self, person_id: UUID) -> list[Tab]:
        return [tab for tab in self._tabs if tab.has_entered and tab.person.pk == person_id]

    def listen(self, tab: Tab) -> None:
        """Add a tab: from now on it hears when its session ends."""
        self._tabs[tab] = None

    def greet(self, tab: Tab) -> None:
        """Note that she came in; her hello is next. The oldest of too many tabs is closed."""
        for oldest in self._of_person(tab.person.pk)[: -limits.SOCKETS_PER_PERSON]:
            oldest.outbox.close(4409)
            self.leave(oldest)

    def leave(self, tab: Tab) -> None:
        """Forget this tab. Doing it twice has no effect."""
        if self._tabs.pop(tab, self) is None:
            self.note_sight(tab)
        for part in self.parts:
            part.leave(tab)

    def note_sight(self, tab: Tab) -> None:
        """A tab went out of sight, or came back. While one is in sight, no device of hers calls her (`house.push`)."""
        if self.is_parting or not tab.has_entered:
            return
        if tab.mark in self._in_sight and tab.mark not in self._marks_in_sight():
            self._in_sight.discard(tab.mark)
            self.do(self.write(note_looking, [tab.mark], tab.heard_at()))

    def _marks_in_sight(self) -> set[str]:
        return {tab.mark for tab in self._tabs if tab.is_welcomed and tab.is_in_sight and tab.state is State.HERE}

    async def _note_looking(self, *, is_beat: bool) -> None:
        """Note the devices with a tab in sight: new ones now, all of them at each beat."""
        marks = self._marks_in_sight()
        gone = self._in_sight - marks
        new, self._in_sight = marks if is_beat else marks - self._in_sight, marks
        if gone:  # they locked, or nobody was there for long
            await self.write(note_looking, list(gone), timezone.now())
        if new:
            await self.write(note_looking, list(new), timezone.now() + LOOKS_FOR)

    def is_here(self, tab: Tab) -> bool:
        return tab in self._tabs

    def count_anew(self, rights: Collection[UUID]) -> None:
        """Something is new at these rights. People with one of them get a new count within seconds."""
        self._new_at.update(rights)

    async def finish(self) -> None:
        """Store what was sent, hand over every answer, and stop. The server closes the connections."""
        self.is_parting = True
        for part in self.parts:
            await part.finish()
        await asyncio.sleep(0)  # answers are put in the outboxes by callbacks
        await asyncio.gather(*(asyncio.wait_for(tab.outbox.flushed(), 2) for tab in self._tabs), return_exceptions=True)
        for task in (self._watch, *self._chores):
            task.cancel()
        await self._hints.stop()
        await asyncio.gather(asyncio.to_thread(self._clerk.stop), asyncio.to_thread(self._readers.stop))

    def do(self, chore: Coroutine[None, None, None]) -> None:
        """Run a coroutine in the background; a failure is logged."""
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._chores.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            logger.error("The hub could not do a chore.", exc_info=problem)

    async def _keep_watch(self) -> None:
        beat_at = time.monotonic() + limits.BEAT_S
        while True:
            await asyncio.sleep(min(WATCH_EVERY_S, limits.BEAT_S))
            self._part_from_silent_ones()
            self._tell_what_was_taken()
            is_beat = time.monotonic() >= beat_at
            if is_beat:
                beat_at = time.monotonic() + limits.BEAT_S
            new_at, self._new_at = self._new_at, set()
            tabs = [tab for tab in self._tabs if is_beat or not tab.rights.isdisjoint(new_at)]
            await self._look_around(tabs, is_beat)

    async def _look_around(self, tabs: list[Tab], is_beat: bool) -> None:
        """Check these tabs.

        With a beat it checks all rights and sends all heads, which closes gaps after a lost hint.
        """
        try:
            await self._recheck(tabs, is_beat=is_beat)
            await self._note_looking(is_beat=is_beat)
        except Exception:
            logger.exception("A beat was missed.")

    def _paces(self) -> dict[str, SharedRateLimit]:
        paces = {"frames": limits.frames}
        for part in self.parts:
            paces |= part.paces()
        return paces

    def _tell_what_was_taken(self) -> None:
        news = [LimitsTaken(name, counts) for name, limit in self._paces().items() if (counts := limit.taken())]
        if news:
            self._hints.pass_on(news)

    def _part_from_silent_ones(self) -> None:
        now = time.monotonic()
        for tab in list(self._tabs):
            if tab.is_silent(now):
                tab.outbox.cut(4408)

    async def _recheck(self, tabs: list[Tab], *, is_beat: bool = False) -> None:
        """Read again which people may stay, and their rights. Tabs that have not come in yet are left out."""
        entered = [tab for tab in tabs if tab.has_entered]
        if not entered:
            return
        served = {tab.person.pk for tab in entered if tab.is_served}
        alone = {tab.person.pk for tab in entered if not tab.is_served}
        seen = await self.read(_read_states, [tab.ticket for tab in entered], alone, served, self.parts)
        inside = [tab for tab in entered if tab.stays_in(seen.states[tab.ticket]) and tab.is_welcomed]
        for tab in inside:
            if not tab.is_served:
                tab.stand(seen.open_rights[tab.person.pk])
        for part in self.parts:
            part.settle([tab for tab in inside if tab.is_served], seen.of_parts.get(part), is_beat=is_beat)


@dataclass
class _Seen:
    states: dict[Ticket, State]
    open_rights: defaultdict[UUID, OpenRights]
    of_parts: dict[Part, Any]


def _read_states(tickets: list[Ticket], alone: set[UUID], served: set[UUID], parts: list[Part]) -> _Seen:
    """The states of these tickets, the rights of people `alone` and what the parts read of those `served`.

    Runs in a database thread. The number of queries does not grow with tabs.
    """
    open_rights = defaultdict(OpenRights, open_rights_of(alone) if alone else {})
    return _Seen(states_of(tickets), open_rights, {part: part.look(served) for part in parts} if served else {})


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running loop, made on first use."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        for closed in [other for other in _hubs if other.is_closed()]:
            del _hubs[closed]
        _hubs[loop] = Hub()
    return _hubs[loop]


async def part() -> None:
    """Finish the hub of the running loop, if there is one."""
    if (here := _hubs.pop(asyncio.get_running_loop(), None)) is not None:
        await here.finish()


def hear(happened: Sequence[LineNews]) -> None:
    """A listener of `news`: pass news from any thread to all hubs, or to other processes."""
    open_hubs = [hub for loop, hub in list(_hubs.items()) if loop.is_running()]
    for hub in open_hubs:
        hub.hear(happened)
    if not open_hubs and hints.is_shared():
        hints.send_from_a_thread(happened)
