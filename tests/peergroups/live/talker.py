"""A client of the talk as docs/protocol.md describes it, for tests."""

import asyncio
import json
from contextlib import asynccontextmanager
from importlib import import_module
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

import websockets
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

WITHIN_S = 30


def sign_in(person):
    """A session of this person; returns its key."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


class Talker:
    """One open socket. What it was told waits in order; `hear` takes the next frame of a kind."""

    def __init__(self, socket):
        self.socket = socket
        self.frames = []

    async def tell(self, **frame):
        await self.tell_raw(json.dumps(frame))

    async def tell_raw(self, text):
        await self.socket.send(text)

    async def hear(self, kind, within_s=WITHIN_S):
        """The next frame of this kind; those before it are kept."""
        for place, frame in enumerate(self.frames):
            if frame["t"] == kind:
                return self.frames.pop(place)
        async with asyncio.timeout(within_s):
            while True:
                frame = json.loads(await self.socket.recv())
                if frame["t"] == kind:
                    return frame
                self.frames.append(frame)

    async def hear_close(self, within_s=WITHIN_S):
        """The code with which the server closes; frames before it are kept."""
        try:
            async with asyncio.timeout(within_s):
                while True:
                    self.frames.append(json.loads(await self.socket.recv()))
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    async def next_frame(self, within_s=WITHIN_S):
        """Whatever comes next; a close is told as a frame of its own."""
        try:
            async with asyncio.timeout(within_s):
                return json.loads(await self.socket.recv())
        except websockets.ConnectionClosed as closed:
            return {"t": "close", "code": closed.rcvd.code if closed.rcvd else 1006}

    async def hello(self, have=None):
        await self.tell(t="hello", v=1, have=have or {})
        return await self.hear("welcome")

    async def say(self, group, text="Hoi", key=None, **more):
        key = str(key or uuid4())
        await self.tell(t="send", group=str(group), key=key, text=text, **more)
        return key


@asynccontextmanager
async def connected(server, session_key=None, *, origin=None, cookies="", path="/ws/"):
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session_key}; {cookies}"} if session_key else {}
    url = server.url.replace("http", "ws") + path
    async with websockets.connect(
        url, origin=origin or server.url, additional_headers=headers, close_timeout=2, open_timeout=30, max_size=2**20
    ) as socket:
        yield Talker(socket)


@asynccontextmanager
async def talking(server, session_key, have=None):
    """Connected, and welcomed."""
    async with connected(server, session_key) as talker:
        talker.welcome = await talker.hello(have)
        yield talker


def post(server, session_key, path, data=None):
    """Send a form as the browser of this session does; returns the status of what comes last."""
    token = "a" * 32
    cookies = f"{settings.SESSION_COOKIE_NAME}={session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    body = urlencode({"csrfmiddlewaretoken": token, **(data or {})}).encode()
    request = Request(server.url + path, body, {"Cookie": cookies, "Origin": server.url})
    with build_opener(_Stay).open(request, timeout=WITHIN_S) as answer:
        return answer.status


class _Stay(HTTPRedirectHandler):
    """Goes nowhere: a redirect is the answer."""

    def http_error_302(self, request, answer, code, message, headers):
        return answer
