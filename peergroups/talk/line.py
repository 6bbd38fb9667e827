"""The talk on the line: whoever looks at a group hears it, and says something there."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from house.errors import Refusal, SignedOut
from house.line import frames as line
from house.line.limits import SharedRateLimit
from house.line.news import LineNews
from house.line.parts import Part
from house.line.tickets import check
from peergroups import limits
from peergroups.groups.queries import Place, places_of
from peergroups.news import GroupChanges, SeatsChanged
from peergroups.talk import frames
from peergroups.talk.mailbox import Mailbox
from peergroups.talk.queries import page_since, seats_known_from
from peergroups.talk.services.change import change_message
from peergroups.talk.services.store import NewMessage, Said, is_failure
from peergroups.talk.services.unread import read_up_to, unread_in_groups
from peergroups.talk.signs import marked

if TYPE_CHECKING:
    from house.line.consumer import LineConsumer as Tab
    from house.line.hub import Hub


@dataclass
class Sitting:
    """What the talk knows of one tab: where she sits, and the news that waits for her welcome."""

    places: dict[UUID, Place] = field(default_factory=dict)
    held: list[tuple[GroupChanges, str, int]] = field(default_factory=list)


class Talk(Part):
    shapes = frames.SHAPES
    news = (GroupChanges, SeatsChanged)

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub)
        self.handlers = {"send": self.on_send, "change": self.on_change, "read": self.on_read, "need": self.on_need}
        self.mailbox = Mailbox(hub.clerk)
        self.sittings: dict[Tab, Sitting] = {}
        self.tabs_by_group: dict[UUID, dict[Tab, None]] = {}

    def paces(self) -> dict[str, SharedRateLimit]:
        return {"messages": limits.messages}

    async def enter(self, tab: Tab) -> None:
        places = await self.hub.read(places_of, [tab.person.pk])
        self._seat(tab, places.get(tab.person.pk, ()))

    def first_words(self, tab: Tab) -> tuple[dict[str, Any], list[str]]:
        """How she stands in each group, and who sits where."""
        places = self._places(tab)
        counts = [place for place in unread_in_groups(tab.person) if place.group_id in places]
        around = [frames.seats(place.group_id, seats_known_from(place.group_id, place.from_number)) for place in counts]
        return {"groups": frames.unread(counts)}, around

    async def catch_up(self, tab: Tab) -> None:
        """One page of each group in which she is behind, and then what was said while she came in."""
        for group_id in [group_id for group_id in tab.have if group_id in self._places(tab)]:
            since = {"group_id": group_id, "version": tab.have[group_id]}
            page = await self.hub.read(page_since, actor=tab.person, **since)
            if page.to_version > page.from_version:
                _put(tab, page, *frames.sized(frames.page(page)))
        if sitting := self.sittings.get(tab):
            held, sitting.held = sitting.held, []
            for page, text, size in held:
                _put(tab, page, text, size)

    async def on_send(self, tab: Tab, frame: frames.SendFrame) -> None:
        draft = NewMessage(
            tab.person, frame.group, frame.key, frame.text, frame.reply_to, frame.note, ticket=tab.ticket
        )
        self.mailbox.post(draft).add_done_callback(partial(_answer_send, tab, frame))

    async def on_change(self, tab: Tab, frame: frames.ChangeFrame) -> None:
        what = {"group_id": frame.group, "number": frame.number, "op": frame.op, "value": frame.value}
        await self.hub.write(_checked, tab, change_message, **what)

    async def on_read(self, tab: Tab, frame: frames.ReadFrame) -> None:
        await self.hub.write(_checked, tab, read_up_to, group_id=frame.group, number=frame.number)

    async def on_need(self, tab: Tab, frame: frames.NeedFrame) -> None:
        tab.outbox.confirm({frame.group: frame.from_version})
        since = {"group_id": frame.group, "version": frame.from_version}
        page = await self.hub.read(_checked, tab, page_since, **since)
        _put(tab, page, *frames.sized(frames.page(page)))

    def tell(self, news: LineNews) -> None:
        match news:
            case GroupChanges():
                self._show(news)
                self.hub.count_anew(news.audience)
            case SeatsChanged():
                self.hub.do(self._show_seats(news.group_id))

    def leave(self, tab: Tab) -> None:
        self._stand_up(tab)
        self.sittings.pop(tab, None)

    def look(self, people: Collection[UUID]) -> dict[UUID, list[Place]]:
        return places_of(people)

    def settle(self, tabs: Iterable[Tab], looked: dict[UUID, list[Place]], *, is_beat: bool) -> None:
        """With a beat tell all heads: that closes a gap even when the last hint was lost."""
        told: dict[tuple[Place, ...], str] = {}
        for tab in tabs:
            hers = tuple(looked.get(tab.person.pk, ()))
            has_begun = self._reseat(tab, hers)
            if is_beat or has_begun:
                if hers not in told:
                    told[hers] = frames.heads({place.group_id: place.head for place in hers})
                tab.outbox.put(told[hers])

    async def finish(self) -> None:
        await self.mailbox.finish()

    def _places(self, tab: Tab) -> dict[UUID, Place]:
        return self.sittings[tab].places if tab in self.sittings else {}

    def _seat(self, tab: Tab, places: Iterable[Place]) -> None:
        """From now on this tab hears of these groups, and of no other."""
        if not self.hub.is_here(tab):
            return
        self._stand_up(tab)
        self.sittings.setdefault(tab, Sitting()).places = {place.group_id: place for place in places}
        for group_id in self._places(tab):
            self.tabs_by_group.setdefault(group_id, {})[tab] = None

    def _stand_up(self, tab: Tab) -> None:
        for group_id in self._places(tab):
            tabs = self.tabs_by_group.get(group_id, {})
            tabs.pop(tab, None)
            if not tabs:
                self.tabs_by_group.pop(group_id, None)
        if tab in self.sittings:
            self.sittings[tab].places = {}

    def _reseat(self, tab: Tab, hers: tuple[Place, ...]) -> bool:
        """Take away what ended, add what began. True when something began."""
        before = {group_id: place.seat_id for group_id, place in self._places(tab).items()}
        now = {place.group_id: place.seat_id for place in hers}
        for group_id in [group_id for group_id, seat_id in before.items() if now.get(group_id) != seat_id]:
            tab.outbox.put(frames.gone(group_id))  # also where she sits on another seat now: what she read there goes
        self._seat(tab, hers)
        begun = [group_id for group_id, seat_id in now.items() if before.get(group_id) != seat_id]
        for group_id in begun:
            self.hub.do(self._show_seats(group_id))
        return bool(begun)

    def _show(self, page: GroupChanges) -> None:
        """One encoding for all, one more for who holds the group, and for each later beginning that cuts something."""
        lowest = min((told["number"] for told in page.messages), default=0)
        encoded: dict[tuple[int, UUID | None], tuple[str, int]] = {}
        for tab in list(self.tabs_by_group.get(page.group_id, ())):
            place = self._places(tab)[page.group_id]
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
            self._show_one(tab, page, *encoded[cut, holder])

    def _show_one(self, tab: Tab, page: GroupChanges, text: str, size: int) -> None:
        """Live news. What comes before the welcome is kept for after it."""
        if tab.is_welcomed:
            _put(tab, page, text, size)
        else:
            self.sittings[tab].held.append((page, text, size))

    async def _show_seats(self, group_id: UUID) -> None:
        told: dict[int, str] = {}
        for tab in list(self.tabs_by_group.get(group_id, ())):
            place = self._places(tab).get(group_id)
            if place is None:  # she stood up while another's seats were read
                continue
            from_number = place.from_number
            if from_number not in told:
                around = await self.hub.read(seats_known_from, group_id, from_number)
                told[from_number] = frames.seats(group_id, around)
            if group_id in self._places(tab):
                tab.outbox.put(told[from_number])


def _checked(tab: Tab, verb, **what):
    """A verb for whoever is still signed in. In a thread of the database."""
    check(tab.ticket)
    return verb(actor=tab.person, **what)


def _put(tab: Tab, page: GroupChanges, text: str, size: int) -> None:
    tab.outbox.put_page(page.group_id, page.to_version, text, size)


def _answer_send(tab: Tab, frame: frames.SendFrame, future: asyncio.Future) -> None:
    if future.cancelled():
        return
    match future.result():
        case Said() as said:
            tab.outbox.put(frames.ack(said))
        case SignedOut() as out:
            tab.outbox.cut(out.close_code, line.cover(out.code))
        case Refusal() as refusal if not is_failure(refusal):
            tab.refuse(refusal, "send", key=frame.key, group=frame.group)
        case _:
            tab.outbox.close(1011)
