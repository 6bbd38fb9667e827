"""One open tab of one person. It only translates between frames and calls."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from uuid import UUID

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils import timezone, translation

from house.errors import BadFrame, Refusal, SignedOut, TooFast
from house.extensions import SEND_AT_ONCE
from house.line import frames, limits
from house.line.hub import Hub, hub
from house.line.outbox import Outbox
from house.line.rights import OpenRights, open_rights_of
from house.line.tickets import State, Ticket, check, enter, leave, shown_out
from house.people.models.people import Person
from house.sign_in.sessions import mark_of
from house.sign_in.views.sign_out import LEFT_COOKIE

logger = logging.getLogger(__name__)


class LineConsumer(AsyncWebsocketConsumer):
    """One open tab. `is_served` by the parts is a tab whose hello says what it has of them.

    Other tabs hear only of their person: `rights` are her rights here, and `count` how much in them is new.
    """

    channel_layer_alias = ""  # no layer of its own: the hub listens once for all
    person: Person
    ticket: Ticket
    hub: Hub
    outbox: Outbox
    mark: str

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_entered = False
        self.have: dict[UUID, int] | None = None
        self.rights: frozenset[UUID] = frozenset()
        self.count = 0
        self.state = State.HERE
        self.is_kept_out = False
        self.is_welcomed = False
        self.is_in_sight = True
        self._signs: frozenset[str] = frozenset()
        self._opened_at = self._heard_at = time.monotonic()

    async def __call__(self, scope, receive, send):
        self.hub, self.outbox = hub(), Outbox(send, scope.get("extensions", {}).get(SEND_AT_ONCE))
        try:
            await super().__call__(scope, receive, send)
        finally:  # a cancelled consumer hears of no disconnect
            self.hub.leave(self)

    async def dispatch(self, message):
        """Call the handler at once: Channels makes a hop to a thread at each event."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message):
        raise StopConsumer

    async def connect(self):
        await self.accept()
        session_key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        if LEFT_COOKIE in self.scope["cookies"]:
            await self.hub.write(leave, session_key)
            return self.show_out(State.OUT)
        self.mark = mark_of(session_key)
        self.hub.listen(self)  # first, so that what ends while she comes in is heard
        entered = await self.hub.read(enter, session_key)
        if entered is None:
            return self.show_out(State.OUT)
        self.person, self.ticket, self.is_kept_out = entered.person, entered.ticket, entered.is_kept_out
        self.has_entered = True
        if self.stays_in(entered.state):
            self.hub.greet(self)
        return None

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
            frame = frames.parse(text, self.hub.shapes)
        except frames.BadMember as bad:
            return self.refuse(bad, bad.ref, key=bad.key)
        ref = frames.name_of(frame, self.hub.shapes)
        if not self.is_welcomed and ref != "hello":
            raise frames.Unreadable(4400)
        try:
            await self._take(frame, ref)
        except SignedOut as out:
            self.outbox.cut(out.close_code, frames.cover(out.code))
        except Refusal as refusal:
            self.refuse(refusal, ref, key=getattr(frame, "key", None), **_place_in_frame(frame))
        return None

    async def _take(self, frame, ref):
        if isinstance(frame, frames.Hello):
            await self._greet(frame)
        elif isinstance(frame, frames.Ping):
            self.outbox.confirm(frame.have)
            self.outbox.put(frames.pong())
        elif isinstance(frame, frames.Sight):
            self.is_in_sight = frame.is_in
            self.hub.note_sight(self)
        elif self.is_served:
            await self.hub.handlers[ref](self, frame)
        else:
            raise BadFrame

    async def _greet(self, hello: frames.Hello):
        if self.is_welcomed:
            raise BadFrame
        if hello.v != frames.VERSION:
            raise frames.Unreadable(4400)
        if hello.have is None:
            return await self._greet_alone(hello)
        if self.is_kept_out:
            raise SignedOut
        self.have = hello.have
        return await self._greet_served()

    async def _greet_alone(self, hello: frames.Hello):
        open_rights = (await self.hub.read(open_rights_of, [self.person.pk]))[self.person.pk]
        self._signs = open_rights.signs if hello.rights is None else hello.rights
        self.outbox.put(frames.welcome(rights=sorted(open_rights.signs)))
        self.is_welcomed = True
        self.stand(open_rights)
        return

    async def _greet_served(self):
        """Listen first, then read the state, then fetch, so that nothing falls between."""
        await self.hub.read(check, self.ticket)
        for part in self.hub.parts:
            await part.enter(self)
        more, follow = await self.hub.read(self._welcome_frames)
        for text in (frames.welcome(**more), *follow):
            self.outbox.put(text)
        self.is_welcomed = True
        for part in self.hub.parts:
            await part.catch_up(self)

    def _welcome_frames(self):
        """The members of the welcome frame, and the frames after it. Runs in a database thread."""
        more, follow = {}, []
        for part in self.hub.parts:
            members, frames_of_part = part.first_words(self)
            more |= members
            follow += frames_of_part
        return more, follow

    @property
    def is_served(self) -> bool:
        return self.have is not None

    def stays_in(self, state: State) -> bool:
        """Note the state of her device.

        False when she is shown out. Away without a code, she is shown out of the parts only.
        """
        before, self.state = self.state, state
        if state is State.OUT or state is State.LOCKED or (state is State.AWAY and self.is_served):
            self.show_out(state)
            return False
        if state is State.AWAY and before is not state:
            self.outbox.put(frames.cover("locked"))
        return True

    def show_out(self, state: State) -> None:
        out = shown_out(state)
        self.outbox.cut(out.close_code, frames.cover(out.code))

    def stand(self, open_rights: OpenRights) -> None:
        """Note her present rights: cover the page when one is gone, and send the count when it changed."""
        signs, self.rights = open_rights.signs, frozenset(open_rights.rights)
        if self._signs - signs:
            self.outbox.put(frames.cover("right_ended"))
        self._signs = signs
        count = open_rights.new if self.state is State.HERE and not self.is_kept_out else 0
        if count != self.count:
            self.count = count
            self.outbox.put(frames.badge(count))

    def tell_due(self) -> None:
        if self.is_welcomed and not self.is_served:
            self.outbox.put(frames.due())

    def is_silent(self, now: float) -> bool:
        """Did she not say hello in time, or send nothing for too long?"""
        if not self.is_welcomed:
            return now - self._opened_at > limits.HELLO_WITHIN_S
        return now - self._heard_at > limits.SILENT_AFTER_S

    def heard_at(self) -> datetime:
        """The moment up to which somebody was surely there: now, or when a tab that fell silent was heard last."""
        now = time.monotonic()
        return timezone.now() - timedelta(seconds=now - self._heard_at if self.is_silent(now) else 0)

    def refuse(self, refusal: Refusal, ref: str, **which) -> None:
        with translation.override(self.person.language):
            self.outbox.put(frames.refused(refusal, ref, **which))


def _place_in_frame(frame) -> dict:
    return {name: getattr(frame, name) for name in ("group", "number") if hasattr(frame, name)}
