"""A server that lies by the mood it is in: each mood is one thing that a network or a house may do to her."""

import json
import random
from contextlib import suppress
from urllib.parse import parse_qs

from websockets.exceptions import ConnectionClosed

from tests.peergroups.client.lying import LyingServer

NEWS = ["told", "lost", "doubled", "late", "in parts"]
SENDS = ["taken", "ack first", "page first", "ack lost", "page lost", "acked twice", "cut before", "cut after", "deaf",
         "too fast", "refused"]  # fmt: skip
GREETINGS = ["kind", "no page", "in parts", "cut", "deaf"]
ANSWERS = ["kind", "in parts", "too much", "deaf", "cut"]


class FickleServer(LyingServer):
    """`moods` says how it takes the next frame of each kind; after that one it is honest again."""

    def __init__(self, *facts):
        super().__init__(*facts)
        self.begin_again([])
        self.answers |= {"hello": self._greet, "send": self._take, "need": self._give}

    def begin_again(self, said):
        self.cut()
        self.said = [dict(message) for message in said]
        self.head = max((message["version"] for message in said), default=0)
        self.floor = 1
        self.moods = {}
        self.late = []
        self.refused = set()
        self.is_deaf = False

    def heal(self):
        self.moods, self.is_deaf = {}, False

    def beat(self):
        self.tell({"t": "heads", "groups": {self.group: self.head}})

    def spread(self, page, mood):
        """Tell everyone, or fail to."""
        if mood == "late":
            self.late.append(page)
        for frame in {"told": [page], "doubled": [page, page], "in parts": self._parts(page)}.get(mood, []):
            self.tell(frame)

    def let_go(self, order):
        """What hung in the network arrives after all, in any order."""
        late, self.late = self.late, []
        random.Random(order).shuffle(late)
        self.tell(*late)

    def take_by_request(self, fields):
        ack, page = self.store(fields)
        if page:
            self.tell(page)
        return ack

    def _mood(self, kind):
        return self.moods.pop(kind, None)

    def _parts(self, page):
        """The same as two pages, the first of which says that there is more."""
        middle = (page["from"] + page["to"]) // 2
        if middle in (page["from"], page["to"]):
            return [page]
        return [self.page(page["from"], middle) | {"more": True}, self.page(middle, page["to"])]

    def _greet(self, wire, frame):
        mood = self._mood("hello")
        if mood == "cut":
            return self.cut()
        if mood == "deaf":
            return None
        _send(wire, self.welcome())
        have = frame["have"][self.group]
        if have < self.head and mood != "no page":
            page = self.page(have)
            _send(wire, *(self._parts(page)[:1] if mood == "in parts" else [page]))
        return None

    def _give(self, wire, frame):
        mood = self._mood("need")
        if mood == "cut":
            return self.cut()
        page = self.page(frame["from"])
        frames = {"deaf": [], "in parts": self._parts(page)[:1], "too much": [self.page(0)]}.get(mood, [page])
        return _send(wire, *frames)

    def _take(self, wire, frame):
        mood = self._mood("send") or "taken"
        if mood == "cut before":
            return self.cut()
        if mood == "deaf":
            return None
        if mood in ("too fast", "refused"):
            return self._refuse(wire, frame, mood)
        ack, page = self.store(frame)
        if mood == "cut after":
            return self.cut()
        page = page or self.page(self.head)
        frames = {"page first": [page, ack], "ack lost": [page], "page lost": [ack], "acked twice": [ack, page, ack]}
        return self.tell(*frames.get(mood, [ack, page]))

    def _refuse(self, wire, frame, mood):
        if any(message["key"] == frame["key"] for message in self.said):
            return _send(wire, self.store(frame)[0])
        told = {"t": "refused", "ref": "send", "key": frame["key"], "message": "Nu niet."}
        if mood == "too fast":
            return _send(wire, told | {"code": "too_fast", "retry_after_s": 1})
        self.refused.add(frame["text"])
        return _send(wire, told | {"code": "resting"})


def _send(wire, *frames):
    with suppress(ConnectionClosed, OSError):
        for frame in frames:
            wire.send(json.dumps(frame))


def answer_posts(page, server):
    """What her page sends by request reaches the same house."""

    def post(route):
        if route.request.method != "POST":
            return route.fallback()
        fields = {name: values[0] for name, values in parse_qs(route.request.post_data).items()}
        return route.fulfill(json=server.take_by_request(fields))

    page.route(f"**/groups/{server.group}/", post)
    page.route("**/read", lambda route: route.fulfill(json={"number": len(server.said)}))
