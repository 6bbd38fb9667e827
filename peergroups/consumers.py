"""One open tab of one person. It translates; it decides nothing."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from uuid import UUID

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils import translation

from house.errors import Refusal
from house.extensions import SEND_AT_ONCE
from house.middleware import LEFT_COOKIE
from house.models import Person
from peergroups import frames, limits, services
from peergroups.errors import BadFrame, SignedOut, TooFast
from peergroups.live.hub import Hub, hub
from peergroups.live.outbox import Outbox
from peergroups.news import Page, SessionEnded
from peergroups.services.entering import Place, Ticket, enter, is_locked, leave, places_of, shown_out, still_valid
from peergroups.services.pages import seats_known_from

logger = logging.getLogger(__name__)


class TalkConsumer(AsyncWebsocketConsumer):
    channel_layer_alias = ""  # no layer of its own: the hub listens once for all
    person: Person
    ticket: Ticket
    session_mark: str
    hub: Hub
    outbox: Outbox

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.places: dict[UUID, Place] = {}
        self.is_welcomed = False
        self._held: list[tuple[Page, str, int]] = []
        self._opened_at = self._heard_at = time.monotonic()

    async def __call__(self, scope, receive, send):
        self.hub, self.outbox = hub(), Outbox(send, scope.get("extensions", {}).get(SEND_AT_ONCE))
        try:
            await super().__call__(scope, receive, send)
        finally:  # a cancelled consumer hears of no disconnect
            self.hub.leave(self)

    async def dispatch(self, message):
        """Without the hop to a thread that Channels makes at each event."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message):
        raise StopConsumer

    async def connect(self):
        await self.accept()
        session_key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        if LEFT_COOKIE in self.scope["cookies"]:
            await self.hub.write(leave, session_key)
            return self.outbox.close(4401)
        entered = await self.hub.read(enter, session_key)
        if entered is None:
            return self.outbox.close(4401)
        self.person, self.ticket = entered
        if await self.hub.read(is_locked, self.ticket):
            return self.outbox.close(4423)
        self.session_mark = SessionEnded.of(session_key).mark
        return self.hub.greet(self)

    async def receive(self, text_data=None, bytes_data=None):
        if self.outbox.is_closing or self.hub.is_parting:
            return
        self._heard_at = time.monotonic()
        try:
            limits.frames.take(self.person.pk)
            await self._handle(text_data)
        except TooFast:
            self.outbox.close(4429)
        except frames.Unreadable as unreadable:
            self.outbox.close(unreadable.close_code)
        except Exception:
            logger.exception("A frame could not be handled.")
            self.outbox.close(1011)

    async def _handle(self, text):
        if text is None:
            raise frames.Unreadable(4400)
        try:
            frame = frames.parse(text)
        except frames.BadMember as bad:
            return self._refuse(bad, bad.ref, key=bad.key)
        ref = type(frame).__name__.lower()
        if not self.is_welcomed and ref != "hello":
            raise frames.Unreadable(4400)
        try:
            await getattr(self, f"on_{ref}")(frame)
        except SignedOut as out:
            self.outbox.cut(out.close_code)
        except Refusal as refusal:
            self._refuse(refusal, ref, key=getattr(frame, "key", None), **_where(frame))
        return None

    async def on_hello(self, frame: frames.Hello):
        if self.is_welcomed:
            raise BadFrame
        if frame.v != frames.VERSION:
            raise frames.Unreadable(4400)
        places = await self.hub.read(self._checked, places_of, [self.person.pk])
        self.hub.seat(self, places.get(self.person.pk, ()))  # listen first, then read heads, then fetch
        first = await self.hub.read(self._first_words, frame.have)
        if not first:
            return self.outbox.close(4403)
        for text in first:
            self.outbox.put(text)
        self.is_welcomed = True
        await self._catch_up(frame.have)
        return None

    def _first_words(self, have):
        """Welcome, and who sits where. In a thread of the database."""
        standing = [place for place in services.standing(self.person) if place.group_id in self.places]
        if not standing:
            return []
        around = [
            frames.seats(place.group_id, seats_known_from(place.group_id, place.from_number)) for place in standing
        ]
        return [frames.welcome(standing), *around]

    async def _catch_up(self, have: dict[UUID, int]):
        """One page of each group in which she is behind, and then what was said while she came in."""
        for group_id in [group_id for group_id in have if group_id in self.places]:
            page = await self.hub.read(
                services.page_since, actor=self.person, group_id=group_id, version=have[group_id]
            )
            if page.to_version > page.from_version:
                self._put(page, *frames.sized(frames.page(page)))
        held, self._held = self._held, []
        for page, text, size in held:
            self._put(page, text, size)

    async def on_send(self, frame: frames.Send):
        draft = services.Draft(
            self.person, frame.group, frame.key, frame.text, frame.reply_to, frame.note, ticket=self.ticket
        )
        self.hub.mailbox.post(draft).add_done_callback(partial(self._answer_send, frame))

    def _answer_send(self, frame: frames.Send, future: asyncio.Future):
        if future.cancelled():
            return
        match future.result():
            case services.Said() as said:
                self.outbox.put(frames.ack(said))
            case SignedOut() as out:
                self.outbox.cut(out.close_code)
            case Refusal() as refusal:
                self._refuse(refusal, "send", key=frame.key, group=frame.group)
            case _:
                self.outbox.close(1011)

    async def on_change(self, frame: frames.Change):
        what = {"group_id": frame.group, "number": frame.number, "op": frame.op, "value": frame.value}
        await self.hub.write(self._checked, services.change_message, actor=self.person, **what)

    async def on_read(self, frame: frames.Read):
        await self.hub.write(
            self._checked, services.read_up_to, actor=self.person, group_id=frame.group, number=frame.number
        )

    async def on_need(self, frame: frames.Need):
        self.outbox.confirm({frame.group: frame.from_version})
        page = await self.hub.read(
            self._checked, services.page_since, actor=self.person, group_id=frame.group, version=frame.from_version
        )
        self._put(page, *frames.sized(frames.page(page)))

    async def on_ping(self, frame: frames.Ping):
        self.outbox.confirm(frame.have)
        self.outbox.put(frames.pong())

    def show(self, page: Page, text: str, size: int) -> None:
        """Live news. What comes before the welcome is kept for after it."""
        if self.is_welcomed:
            self._put(page, text, size)
        else:
            self._held.append((page, text, size))

    def is_silent(self, now: float) -> bool:
        """She did not say hello in time, or nothing for too long."""
        if not self.is_welcomed:
            return now - self._opened_at > limits.HELLO_WITHIN_S
        return now - self._heard_at > limits.SILENT_AFTER_S

    def _checked(self, verb, *args, **kwargs):
        """A verb for whoever is still signed in. In a thread of the database."""
        if not still_valid([self.ticket]):
            raise shown_out(self.ticket)
        return verb(*args, **kwargs)

    def _put(self, page: Page, text: str, size: int) -> None:
        self.outbox.put_page(page.group_id, page.to_version, text, size)

    def _refuse(self, refusal: Refusal, ref: str, **which) -> None:
        with translation.override(self.person.language):
            self.outbox.put(frames.refused(refusal, ref, **which))


def _where(frame: frames.Up) -> dict:
    return {name: getattr(frame, name) for name in ("group", "number") if hasattr(frame, name)}
