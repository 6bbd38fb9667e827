"""The open tabs of one event loop, and what is told to them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from peergroups import frames, limits
from peergroups.errors import SignedOut
from peergroups.live import hints
from peergroups.live.mailbox import Mailbox
from peergroups.live.threads import DatabaseThreads
from peergroups.news import News, Page, RightsChanged, SeatsChanged, SessionEnded, Taken
from peergroups.services.entering import Place, Ticket, places_of, shown_out, still_valid
from peergroups.services.pages import seats_known_from
from peergroups.signs import marked

if TYPE_CHECKING:
    from peergroups.consumers import TalkConsumer as Tab

logger = logging.getLogger(__name__)

WATCH_EVERY_S = 5
READERS = 2


class Hub:
    """One per process and event loop. It belongs to its loop; only `hear` may be called from elsewhere."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._clerk = DatabaseThreads("clerk", 1)
        self._readers = DatabaseThreads("reader", READERS)
        self._hints = hints.Hints(self._tell_all)
        self._tabs: dict[Tab, None] = {}
        self._tabs_by_group: dict[UUID, dict[Tab, None]] = {}
        self._chores: set[asyncio.Task[None]] = set()
        self._watch = asyncio.create_task(self._keep_watch())
        self.is_parting = False
        self.mailbox = Mailbox(self._clerk)
        self.read = self._readers.run
        self.write = self._clerk.run
        self._hints.start()

    def hear(self, happened: Sequence[News]) -> None:
        """Something happened in this process. From any thread."""
        self._loop.call_soon_threadsafe(self._spread, happened)

    def _spread(self, happened: Sequence[News]) -> None:
        self._hints.pass_on(happened)
        self._tell_all(happened)

    def _tell_all(self, happened: Iterable[News]) -> None:
        for news in happened:
            self.tell(news)

    def tell(self, news: News) -> None:
        """Tell the tabs here."""
        match news:
            case Page():
                self._show(news)
            case SeatsChanged():
                self._do(self._show_seats(news.group_id))
            case RightsChanged():
                self._do(self._recheck([tab for tab in self._tabs if tab.person.pk == news.person_id]))
            case SessionEnded():
                for tab in [tab for tab in self._tabs if tab.session_mark == news.mark]:
                    tab.outbox.cut(news.close_code)
            case Taken() if news.pace in limits.shared():
                for who, count in news.counts.items():
                    limits.shared()[news.pace].charge(who, count)

    def greet(self, tab: Tab) -> None:
        """She came in; her hello is awaited. The oldest of too many tabs is closed."""
        self._tabs[tab] = None
        hers = [other for other in self._tabs if other.person.pk == tab.person.pk]
        for oldest in hers[: -limits.SOCKETS_PER_PERSON]:
            oldest.outbox.close(4409)
            self.leave(oldest)

    def seat(self, tab: Tab, places: Iterable[Place]) -> None:
        """From now on this tab hears of these groups, and of no other."""
        if tab not in self._tabs:
            return
        self._stand_up(tab)
        tab.places = {place.group_id: place for place in places}
        for group_id in tab.places:
            self._tabs_by_group.setdefault(group_id, {})[tab] = None

    def leave(self, tab: Tab) -> None:
        """Forget this tab. Twice is once."""
        self._stand_up(tab)
        self._tabs.pop(tab, None)

    def _stand_up(self, tab: Tab) -> None:
        for group_id in tab.places:
            tabs = self._tabs_by_group.get(group_id, {})
            tabs.pop(tab, None)
            if not tabs:
                self._tabs_by_group.pop(group_id, None)
        tab.places = {}

    async def finish(self) -> None:
        """Store what was sent, hand over every answer, and stop. The server closes the connections."""
        self.is_parting = True
        await self.mailbox.finish()
        await asyncio.sleep(0)  # answers are put in the outboxes by callbacks
        await asyncio.gather(*(asyncio.wait_for(tab.outbox.flushed(), 2) for tab in self._tabs), return_exceptions=True)
        for task in (self._watch, *self._chores):
            task.cancel()
        await self._hints.stop()
        await asyncio.gather(asyncio.to_thread(self._clerk.stop), asyncio.to_thread(self._readers.stop))

    def _do(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._chores.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            logger.error("The hub could not do a chore.", exc_info=problem)

    def _show(self, page: Page) -> None:
        """One encoding for all, one more for who holds the group, and for each later beginning that cuts something."""
        lowest = min((told["number"] for told in page.messages), default=0)
        encoded: dict[tuple[int, UUID | None], tuple[str, int]] = {}
        for tab in list(self._tabs_by_group.get(page.group_id, ())):
            place = tab.places[page.group_id]
            if place.seat_id not in page.audience:
                continue
            cut = place.from_number if place.from_number > lowest else 0
            holder = place.seat_id if place.is_facilitator else None
            if (cut, holder) not in encoded:
                seen = page.cut_for(cut) if cut else page
                if holder:
                    told = marked(seen.messages, seat=holder, language=tab.person.language)
                    seen = replace(seen, messages=told)
                encoded[cut, holder] = frames.sized(frames.page(seen))
            tab.show(page, *encoded[cut, holder])

    async def _show_seats(self, group_id: UUID) -> None:
        told: dict[int, str] = {}
        for tab in list(self._tabs_by_group.get(group_id, ())):
            place = tab.places.get(group_id)
            if place is None:  # she stood up while another's seats were read
                continue
            from_number = place.from_number
            if from_number not in told:
                told[from_number] = frames.seats(group_id, await self.read(seats_known_from, group_id, from_number))
            if group_id in tab.places:
                tab.outbox.put(told[from_number])

    async def _keep_watch(self) -> None:
        beat_at = time.monotonic() + limits.BEAT_S
        while True:
            await asyncio.sleep(min(WATCH_EVERY_S, limits.BEAT_S))
            self._part_from_silent_ones()
            self._tell_what_was_taken()
            if time.monotonic() >= beat_at:
                beat_at = time.monotonic() + limits.BEAT_S
                await self._beat()

    def _tell_what_was_taken(self) -> None:
        told = [Taken(name, counts) for name, pace in limits.shared().items() if (counts := pace.taken())]
        if told:
            self._hints.pass_on(told)

    def _part_from_silent_ones(self) -> None:
        now = time.monotonic()
        for tab in list(self._tabs):
            if tab.is_silent(now):
                tab.outbox.cut(4408)

    async def _beat(self) -> None:
        """Check all rights and tell all heads: closes a gap even when the last hint was lost."""
        try:
            await self._recheck(list(self._tabs), with_heads=True)
        except Exception:
            logger.exception("A beat was missed.")

    async def _recheck(self, tabs: list[Tab], *, with_heads: bool = False) -> None:
        if not tabs:
            return
        outs, places = await self.read(_look, [tab.ticket for tab in tabs])
        told: dict[tuple[Place, ...], str] = {}
        for tab in tabs:
            if out := outs.get(tab.ticket):
                tab.outbox.cut(out.close_code)
                continue
            if not tab.is_welcomed:
                continue
            hers = tuple(places.get(tab.person.pk, ()))
            has_changed = self._reseat(tab, hers)
            if hers and (with_heads or has_changed):
                if hers not in told:
                    told[hers] = frames.heads({place.group_id: place.head for place in hers})
                tab.outbox.put(told[hers])

    def _reseat(self, tab: Tab, hers: tuple[Place, ...]) -> bool:
        """Take away what ended, add what began. True when something began."""
        before = {group_id: place.seat_id for group_id, place in tab.places.items()}
        now = {place.group_id: place.seat_id for place in hers}
        for group_id in [group_id for group_id, seat_id in before.items() if now.get(group_id) != seat_id]:
            tab.outbox.put(frames.gone(group_id))  # also where she sits on another seat now: what she read there goes
        if not now:
            self._stand_up(tab)
            tab.outbox.close(4403)
            return False
        self.seat(tab, hers)
        begun = [group_id for group_id, seat_id in now.items() if before.get(group_id) != seat_id]
        for group_id in begun:
            self._do(self._show_seats(group_id))
        return bool(begun)


def _look(tickets: list[Ticket]) -> tuple[dict[Ticket, SignedOut], dict[UUID, list[Place]]]:
    """Who is shown out and why, and the places of the rest."""
    outs = {ticket: shown_out(ticket) for ticket in set(tickets) - still_valid(tickets)}
    return outs, places_of(ticket.person_id for ticket in tickets)


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running loop, made when it is first asked for."""
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


def hear(happened: Sequence[News]) -> None:
    """Listens to what the verbs tell, in any thread."""
    open_hubs = [hub for loop, hub in list(_hubs.items()) if loop.is_running()]
    for hub in open_hubs:
        hub.hear(happened)
    if not open_hubs and hints.is_shared():
        hints.send_from_a_thread(happened)
