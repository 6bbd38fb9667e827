"""A server for one page that knows the protocol and can break every promise in it."""

import json
import mimetypes
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from queue import Empty, Queue
from socket import SHUT_RDWR
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from django.contrib.staticfiles import finders
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Response
from websockets.sync.server import serve

HISTORY = 50


class LyingServer:
    """Serves one page with its files, and talks with it. A test replaces an answer in `answers`, or speaks itself."""

    def __init__(self, html, policy, group, seats):
        self.html, self.policy, self.group, self.seats = html, policy, group, seats
        self.said = []
        self.head = 0
        self.floor = 1
        self.read = 0
        self.beat_s = 25
        self.by_request = None  # the frames that a page without a line is given, when they are not the honest ones
        self.heard = Queue()
        self.wires = []
        self.is_deaf = False
        self.answers = {"hello": self.greet, "send": self.take, "need": self.give, "ping": self.pong, "read": self.mark}
        self._server = serve(self._talk, "127.0.0.1", 0, process_request=self._page)
        self.port = self._server.socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self.cut()
        self._server.shutdown()

    # What is said here

    def say(self, text, seat="other", key=None, **more):
        """Store a message as `seat` and return the page that tells of it; nobody hears it yet."""
        self.head += 1
        number = len(self.said) + 1
        at = datetime.now(UTC) - timedelta(minutes=1) + timedelta(milliseconds=number)
        message = {
            "number": number,
            "version": self.head,
            "seat": self.seats[seat],
            "text": text,
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "lang": "nl",
            "reactions": {},
            "state": "said",
            "key": key or str(uuid4()),
        }
        self.said.append(message | more)
        return self.page(self.head - 1)

    def change(self, number, **more):
        self.head += 1
        self.said[number - 1] |= more | {"version": self.head}
        return self.page(self.head - 1)

    def page(self, since, until=None):
        until = self.head if until is None else until
        changed = [m for m in sorted(self.said, key=lambda m: m["version"]) if since < m["version"] <= until]
        place = {"t": "page", "group": self.group, "from": since, "to": until}
        kept = [message for message in changed if message["number"] >= self.floor]
        return place | {"more": False, "floor": self.floor, "messages": kept}

    def fade(self, floor):
        """What lies below this number is gone."""
        self.floor = floor
        self.head += 1
        return self.page(self.head - 1)

    def history(self, before=None, after=None):
        """The last messages before a number, or the first ones after it, as a page asks for them."""
        kept = [m for m in self.said if m["number"] >= self.floor]
        if after is not None:
            later = [m for m in kept if m["number"] > after]
            return {"messages": later[:HISTORY], "newer": len(later) > HISTORY}
        earlier = [m for m in kept if before is None or m["number"] < before]
        return {"messages": earlier[-HISTORY:], "newer": len(earlier) < len(kept)}

    def tell(self, *frames):
        for frame in frames:
            for wire in list(self.wires):
                with suppress(ConnectionClosed, OSError):
                    wire.send(json.dumps(frame))

    def cut(self, code=None):
        """Close politely with this code, or as a network that goes away."""
        for wire in list(self.wires):
            if code:
                wire.close(code)
            else:  # a socket that is merely closed here would leave its thread waiting for ever
                with suppress(OSError):
                    wire.socket.shutdown(SHUT_RDWR)

    def expect(self, kind, within=5):
        """The next frame of this kind that she sends."""
        while True:
            frame = self.heard.get(timeout=within)
            if frame["t"] == kind:
                return frame

    def heard_nothing_of(self, kind, within=0.6):
        try:
            self.expect(kind, within)
        except Empty:
            return True
        return False

    # The honest answers

    def welcome(self):
        of_others = [m for m in self.said if m["seat"] != self.seats["own"] and m["state"] == "said"]
        unread = sum(m["number"] > max(self.read, self.floor - 1) for m in of_others)
        mine = {"seat": self.seats["own"], "head": self.head, "floor": self.floor, "read": self.read, "unread": unread}
        return {"t": "welcome", "v": 1, "beat_s": self.beat_s, "groups": {self.group: mine}}

    def greet(self, wire, frame):
        wire.send(json.dumps(self.welcome()))
        have = frame["have"][self.group]
        if have < self.head:
            wire.send(json.dumps(self.page(have)))

    def take(self, wire, frame):
        ack, page = self.store(frame)
        wire.send(json.dumps(ack))
        if page:
            self.tell(page)

    def store(self, frame):
        """Commit once for each key, as the house does."""
        known = next((m for m in self.said if m["key"] == frame["key"]), None)
        extra = {name: frame[name] for name in ("reply_to", "note") if name in frame}
        page = None if known else self.say(frame["text"], "own", frame["key"], **extra)
        message = known or self.said[-1]
        ack = {"t": "ack", "key": frame["key"], "group": self.group, "number": message["number"]}
        return ack | {"version": message["version"]}, page

    def give(self, wire, frame):
        wire.send(json.dumps(self.page(frame["from"])))

    def mark(self, wire, frame):
        self.read = max(self.read, frame["number"])

    def pong(self, wire, frame):
        wire.send('{"t":"pong"}')

    # The wire

    def _talk(self, wire):
        if self.is_deaf:
            wire.close(1013)
            return
        self.wires.append(wire)
        try:
            for text in wire:
                self._answer(wire, json.loads(text))
        except (ConnectionClosed, OSError):
            pass
        finally:
            self.wires.remove(wire)

    def _answer(self, wire, frame):
        try:
            self.answers.get(frame["t"], lambda *_: None)(wire, frame)
        finally:
            self.heard.put(frame)

    def _page(self, connection, request):
        path, asked = urlsplit(request.path).path, parse_qs(urlsplit(request.path).query)
        if path == "/ws/":
            return None
        if path == f"/groups/{self.group}/messages":
            told = self.history(**{side: int(numbers[0]) for side, numbers in asked.items()})
            return _response(HTTPStatus.OK, "application/json", json.dumps(told).encode())
        if path == "/groups/sync":
            frames = self.by_request or [self.welcome(), self.page(int(asked["have"][0].rsplit(":", 1)[1]))]
            return _response(HTTPStatus.OK, "application/json", json.dumps({"frames": frames}).encode())
        if path.startswith("/static/"):
            file = finders.find(path.removeprefix("/static/"))
            if not file:
                return _response(HTTPStatus.NOT_FOUND, "text/plain", b"")
            return _response(HTTPStatus.OK, mimetypes.guess_type(file)[0], Path(file).read_bytes())
        if path == f"/groups/{self.group}/":
            return _response(HTTPStatus.OK, "text/html", self.html, self.policy)
        return _response(HTTPStatus.OK, "text/html", f"<title>{path}</title>".encode())


def _response(status, kind, body, policy=""):
    headers = Headers(
        {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body)), "Connection": "close"}
    )
    if kind not in ("text/html", "application/json"):
        headers["Cache-Control"] = "max-age=31536000, immutable"  # as the house serves its files
    if policy:
        headers["Content-Security-Policy"] = policy
    return Response(status.value, status.phrase, headers, body)
