"""The talk on the live line: send news of the groups to open tabs, and take in what they send."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import translation

from house.errors import Refusal, SignedOut
from house.line import frames as line
from house.line.limits import SharedRateLimit
from house.line.news import LineNews
from house.line.parts import Part
from house.line.tickets import check
from peergroups import limits
from peergroups.groups.queries import Place, places_of, whys_out
from peergroups.groups.standing import GroupStanding, Out
from peergroups.news import CareChanged, GroupChanges, GroupTurned, HidingChanged, SeatsChanged
from peergroups.talk import frames
from peergroups.talk.mailbox import Mailbox
from peergroups.talk.models import NOBODY
from peergroups.talk.queries import page_since, seats_known_from, seats_that_hide
from peergroups.talk.services.change import change_message
from peergroups.talk.services.store import NewMessage, Said, is_failure
from peergroups.talk.services.unread import read_up_to, unread_in_groups
from peergroups.talk.signs import marked

if TYPE_CHECKING:
    from house.line.consumer import LineConsumer as Tab
    from house.line.hub import Hub


@dataclass
class Sitting:
    """The state of the talk for one tab: her places, how she stands there as she was told, and pages that wait.

    Pages wait until she is welcomed.
    """

    places: dict[UUID, Place] = field(default_factory=dict)
    standings_told: dict[UUID, GroupStanding] = field(default_factory=dict)
    waiting_pages: list[tuple[GroupChanges, str, int]] = field(default_factory=list)


class Talk(Part):
    shapes = frames.SHAPES
    news = (GroupChanges, SeatsChanged, GroupTurned, CareChanged, HidingChanged)

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub)
        self.handlers = {"send": self.on_send, "change": self.on_change, "read": self.on_read, "need": self.on_need}
        self.mailbox = Mailbox(hub.clerk)
        self.sittings: dict[Tab, Sitting] = {}
        self.tabs_by_group: dict[UUID, dict[Tab, Place]] = {}

    def paces(self) -> dict[str, SharedRateLimit]:
        return {"messages": limits.messages}

    async def enter(self, tab: Tab) -> None:
        places = await self.hub.read(places_of, [tab.person.pk])
        self._seat(tab, [place for place in places.get(tab.person.pk, ()) if not place.out])

    def first_words(self, tab: Tab) -> tuple[dict[str, Any], list[str]]:
        """The members of her welcome frame with versions and counts, and what she is told of each group.

        That are its seats and how she stands there; `gone` for a group on her page that is not hers, or not any more.
        """
        places = self._places(tab)
        counts = [place for place in unread_in_groups(tab.person) if place.group_id in places]
        around = [
            frames.seats(place.group_id, seats_known_from(place.group_id, place.from_number, reader=place.seat_id))
            for place in counts
        ]
        standings = {place.group_id: place.standing for place in counts}
        if sitting := self.sittings.get(tab):
            sitting.standings_told = standings
        lost = [group_id for group_id in tab.have if group_id not in standings]
        outs = whys_out(tab.person, lost) if lost else {}
        with translation.override(tab.person.language):
            hers = [frames.standing(group_id, standing) for group_id, standing in standings.items()]
            gone = [frames.gone(group_id, out) for group_id, out in outs.items()]
        return {"groups": frames.unread(counts)}, [*around, *hers, *gone]

    async def catch_up(self, tab: Tab) -> None:
        """Send one page of each group in which the tab is behind, and then the pages that waited for the welcome."""
        for group_id in [group_id for group_id in tab.have if group_id in self._places(tab)]:
            since = {"group_id": group_id, "version": tab.have[group_id]}
            page = await self.hub.read(page_since, actor=tab.person, **since)
            if page.to_version > page.from_version:
                _put(tab, page, *frames.sized(frames.page(page)))
        if sitting := self.sittings.get(tab):
            waiting, sitting.waiting_pages = sitting.waiting_pages, []
            for page, text, size in waiting:
                _put(tab, page, text, size)

    async def on_send(self, tab: Tab, frame: frames.SendFrame) -> None:
        draft = NewMessage(
            tab.person, frame.group, frame.key, frame.text, frame.reply_to, frame.note, ticket=tab.ticket
        )
        self.mailbox.post(draft).add_done_callback(partial(_answer_send, tab, frame))

    async def on_change(self, tab: Tab, frame: frames.ChangeFrame) -> None:
        arguments = {"group_id": frame.group, "number": frame.number, "op": frame.op, "value": frame.value}
        await self.hub.write(_checked, tab, change_message, **arguments)

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
            case GroupTurned():
                self.hub.do(self._look_again(news.group_id))
            case HidingChanged():
                self.hub.do(self._show_seats(news.group_id, person_id=news.person_id))
            case CareChanged():
                for tab in self.tabs_by_group.get(news.group_id, ()):
                    if tab.person.pk == news.person_id and tab.is_welcomed:  # else it asks when it is welcomed
                        tab.outbox.put(frames.care(news.group_id))

    def leave(self, tab: Tab) -> None:
        self._stand_up(tab)
        self.sittings.pop(tab, None)

    def look(self, people: Collection[UUID]) -> dict[UUID, list[Place]]:
        return places_of(people)

    def settle(self, tabs: Iterable[Tab], places_by_person: dict[UUID, list[Place]], *, is_beat: bool) -> None:
        """Give each tab its present places.

        With a beat, also send all heads: that closes a gap when the last hint was lost.
        """
        heads_by_places: dict[tuple[Place, ...], str] = {}
        for tab in tabs:
            all_places = places_by_person.get(tab.person.pk, ())
            places = tuple(place for place in all_places if not place.out)
            with translation.override(tab.person.language):
                has_begun = self._reseat(tab, places, {place.seat_id: place.out for place in all_places})
                self._tell_standings(tab)
            if is_beat or has_begun:
                if places not in heads_by_places:
                    heads_by_places[places] = frames.heads({place.group_id: place.head for place in places})
                tab.outbox.put(heads_by_places[places])

    async def finish(self) -> None:
        await self.mailbox.finish()

    def _places(self, tab: Tab) -> dict[UUID, Place]:
        return self.sittings[tab].places if tab in self.sittings else {}

    def _seat(self, tab: Tab, places: Iterable[Place]) -> None:
        """Replace the groups that this tab hears of."""
        if not self.hub.is_here(tab):
            return
        self._stand_up(tab)
        self.sittings.setdefault(tab, Sitting()).places = {place.group_id: place for place in places}
        for group_id, place in self._places(tab).items():
            self.tabs_by_group.setdefault(group_id, {})[tab] = place

    def _stand_up(self, tab: Tab) -> None:
        for group_id in self._places(tab):
            tabs = self.tabs_by_group.get(group_id, {})
            tabs.pop(tab, None)
            if not tabs:
                self.tabs_by_group.pop(group_id, None)
        if tab in self.sittings:
            self.sittings[tab].places = {}

    def _reseat(self, tab: Tab, places: tuple[Place, ...], outs: dict[UUID, Out | None]) -> bool:
        """Tell the tab which seats let her in no more, and which do now. True when one began. `outs` are by seat."""
        before = {group_id: place.seat_id for group_id, place in self._places(tab).items()}
        now = {place.group_id: place.seat_id for place in places}
        for group_id, seat_id in before.items():
            if now.get(group_id) != seat_id:  # also where she sits on another seat now: what she read there goes
                tab.outbox.put(frames.gone(group_id, outs.get(seat_id) or Out.NOT_HERE))
        self._seat(tab, places)
        begun = [group_id for group_id, seat_id in now.items() if before.get(group_id) != seat_id]
        for group_id in begun:
            self.hub.do(self._show_seats(group_id))
        return bool(begun)

    def _tell_standings(self, tab: Tab) -> None:
        """Tell the tab how she stands in each of its groups, where she did not hear it yet."""
        told = self.sittings[tab].standings_told if tab in self.sittings else {}
        for group_id in told.keys() - self._places(tab).keys():
            del told[group_id]
        for group_id, place in self._places(tab).items():
            if told.get(group_id) != place.standing:
                told[group_id] = place.standing
                tab.outbox.put(frames.standing(group_id, place.standing))

    async def _look_again(self, group_id: UUID) -> None:
        """Look at the places of everybody in this group before the next beat."""
        people = {tab.person.pk for tab in self.tabs_by_group.get(group_id, ())}
        places = await self.hub.read(self.look, people)
        tabs = [tab for tab in self.tabs_by_group.get(group_id, ()) if tab.is_welcomed and tab.person.pk in places]
        self.settle(tabs, places, is_beat=False)

    def _show(self, page: GroupChanges) -> None:
        """Send a page to the tabs of its group: encoded once for all, once per later start, and for who gets signs.

        A later start is a `from_number` that leaves messages of this page out.
        """
        lowest = min((message["number"] for message in page.messages), default=0)
        seen_from = {0: page}
        encoded: dict[tuple[int, UUID | None], tuple[str, int]] = {}
        for tab, place in list(self.tabs_by_group.get(page.group_id, {}).items()):
            if place.seat_id not in page.audience:
                continue
            cut = place.from_number if place.from_number > lowest else 0
            if cut not in seen_from:
                seen_from[cut] = page.cut_for(cut)
            seen, facilitator = seen_from[cut], None
            if place.is_facilitator:
                messages = marked(seen.messages, seat=place.seat_id, language=tab.person.language)
                if messages != seen.messages:
                    seen, facilitator = replace(seen, messages=messages), place.seat_id
            if (cut, facilitator) not in encoded:
                encoded[cut, facilitator] = frames.sized(frames.page(seen))
            self._show_one(tab, page, *encoded[cut, facilitator])

    def _show_one(self, tab: Tab, page: GroupChanges, text: str, size: int) -> None:
        """Send live news to one tab; before the welcome it waits."""
        if tab.is_welcomed:
            _put(tab, page, text, size)
        else:
            self.sittings[tab].waiting_pages.append((page, text, size))

    async def _show_seats(self, group_id: UUID, *, person_id: UUID | None = None) -> None:
        """Send the seats of a group to its tabs, or to those of one person.

        They are encoded once for each beginning, and once for each seat that hides somebody.
        """
        encoded: dict[tuple[int, UUID], str] = {}
        tabs = [tab for tab in self.tabs_by_group.get(group_id, ()) if person_id in (None, tab.person.pk)]
        hiding = await self.hub.read(seats_that_hide, {self._places(tab)[group_id].seat_id for tab in tabs})
        for tab in tabs:
            place = self._places(tab).get(group_id)
            if place is None:  # she stood up while another's seats were read
                continue
            reader = place.seat_id if place.seat_id in hiding else NOBODY
            key = place.from_number, reader
            if key not in encoded:
                around = await self.hub.read(seats_known_from, group_id, place.from_number, reader=reader)
                encoded[key] = frames.seats(group_id, around)
            if group_id in self._places(tab):
                tab.outbox.put(encoded[key])


def _checked(tab: Tab, verb, **arguments):
    """Carry out a verb after checking that she is still signed in. Runs in a database thread."""
    check(tab.ticket)
    return verb(actor=tab.person, **arguments)


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
