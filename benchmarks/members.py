"""One member of one group, over the protocol of each server.

`say(text)` sends; `on_heard(member, text)` is called for each text delivered, her own too, and `on_acked(text)` when
the server said that it is stored. `last_page()` fetches the last fifty.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Callable
from functools import lru_cache
from uuid import uuid4

from benchmarks.websocket import Socket

CONFIRM_EVERY_BYTES = 64 * 1024


@lru_cache(maxsize=256)
def told(frame: bytes) -> dict:
    """A frame that goes to twelve members is parsed once, so that the generator stays cheap."""
    return json.loads(frame)


class Member:
    on_heard: Callable[[Member, str], None]
    on_acked: Callable[[str], None]

    def __init__(self) -> None:
        self.on_heard = lambda member, text: None
        self.on_acked = lambda text: None


class HouseMember(Member, Socket):
    """docs/protocol.md. The obvious consumer and the floor speak the same frames."""

    def __init__(self, port: int, group: str, session: str) -> None:
        Member.__init__(self)
        Socket.__init__(self, port, "/ws/", f"s={session}")
        self.group, self.session = group, session
        self._welcome = asyncio.get_running_loop().create_future()
        self._texts: dict[str, str] = {}
        self._unconfirmed = 0

    async def join(self) -> HouseMember:
        await self.connect()
        self.send('{"t":"hello","v":1,"have":{}}')
        await asyncio.wait_for(self._welcome, 30)
        return self

    def say(self, text: str) -> None:
        key = str(uuid4())
        self._texts[key] = text
        self.send(f'{{"t":"send","group":"{self.group}","key":"{key}","text":"{text}"}}')

    def on_text(self, frame: bytes) -> None:
        news = told(frame)
        match news["t"]:
            case "page":
                for message in news["messages"]:
                    self.on_heard(self, message["text"])
                self._confirm(len(frame), news["to"])
            case "ack":
                self.on_acked(self._texts.pop(news["key"]))
            case "welcome":
                self._welcome.set_result(None)
            case "refused":
                raise RuntimeError(news)

    def _confirm(self, size: int, version: int) -> None:
        self._unconfirmed += size
        if self._unconfirmed > CONFIRM_EVERY_BYTES:
            self._unconfirmed = 0
            self.send(f'{{"t":"ping","have":{{"{self.group}":{version}}}}}')

    async def last_page(self) -> list[str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**20)
        writer.write(
            f"GET /groups/{self.group}/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: s={self.session}\r\n"
            "Accept: application/json\r\nConnection: close\r\n\r\n".encode()
        )
        head, body = (await reader.read(-1)).split(b"\r\n\r\n", 1)
        writer.close()
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode())
        return [message["text"] for message in json.loads(body)["messages"]]


BODY = re.compile(rb"<body[^>]*>([^<]*)</body>")


class XmppMember(Member, asyncio.Protocol):
    """A room of XEP-0045 with the archive of XEP-0313, over TCP. Her own message coming back is the acknowledgement.

    Stanzas are recognised by expressions: to parse each delivery would make the generator the slowest.
    """

    def __init__(self, port: int, room: str, name: str) -> None:
        super().__init__()
        self.group, self._port, self._name = room, port, name
        self._room = f"{room}@conference.localhost"
        self._rest = b""
        self._awaited: tuple[re.Pattern[bytes], asyncio.Future[bytes]] | None = None
        self._unacked: set[str] = set()

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._rest += data
        if self._awaited is not None:
            pattern, answer = self._awaited
            if pattern.search(self._rest):
                self._awaited = None
                answer.set_result(self._rest)
                self._rest = b""
            return
        end = self._rest.rfind(b"</message>") + 10
        if end < 10:
            return
        whole, self._rest = self._rest[:end], self._rest[end:]
        for body in BODY.findall(whole):
            text = body.decode()
            self.on_heard(self, text)
            if text in self._unacked:
                self._unacked.remove(text)
                self.on_acked(text)

    async def _ask(self, stanza: str, until: bytes) -> bytes:
        answer = asyncio.get_running_loop().create_future()
        self._awaited = re.compile(until), answer
        self.transport.write(stanza.encode())
        return await asyncio.wait_for(answer, 60)

    async def _open_stream(self) -> None:
        await self._ask(
            "<?xml version='1.0'?><stream:stream to='localhost' xmlns='jabber:client' version='1.0' "
            "xmlns:stream='http://etherx.jabber.org/streams'>",
            b"</stream:features>",
        )

    async def register(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)
        await self._open_stream()
        await self._ask(
            "<iq type='set' id='r1'><query xmlns='jabber:iq:register'>"
            f"<username>{self._name}</username><password>secret</password></query></iq>",
            b"id=.r1.",
        )
        self.close()

    async def join(self) -> XmppMember:
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)
        await self._open_stream()
        plain = base64.b64encode(f"\0{self._name}\0secret".encode()).decode()
        await self._ask(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>", b"<success")
        await self._open_stream()
        await self._ask(
            "<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind>"
            "</iq>",
            b"</jid></bind></iq>",
        )
        await self._ask(
            f"<presence to='{self._room}/{self._name}'><x xmlns='http://jabber.org/protocol/muc'>"
            "<history maxstanzas='0'/></x></presence>",
            b"<subject",
        )
        return self

    def say(self, text: str) -> None:
        self._unacked.add(text)
        self.transport.write(
            f"<message type='groupchat' id='{uuid4()}' to='{self._room}'><body>{text}</body></message>".encode()
        )

    async def last_page(self) -> list[str]:
        answer = await self._ask(
            f"<iq type='set' id='h1' to='{self._room}'><query xmlns='urn:xmpp:mam:2'>"
            "<set xmlns='http://jabber.org/protocol/rsm'><max>50</max><before/></set></query></iq>",
            rb"</fin></iq>|type=.error",
        )
        return [body.decode() for body in BODY.findall(answer)]

    def close(self) -> None:
        self.transport.abort()
