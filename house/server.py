"""Our Daphne: the same server, with a polite stop, back pressure, and one framing for many sockets.

Importing this module first chooses uvloop; Daphne installs its reactor when it is imported.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from functools import lru_cache

try:
    import uvloop
except ImportError:  # not on every platform; asyncio's own loop does as well, a little slower
    pass
else:
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

import daphne.server
from autobahn.websocket.protocol import PreparedMessage
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from house.extensions import SEND_AT_ONCE

logger = logging.getLogger(__name__)
logging.getLogger("daphne.server").setLevel(logging.WARNING)  # we print ourselves on which port it listens

RESTARTS = 1012
CLOSED_WITHIN_S = 5
ANSWERED_WITHIN_S = 5
FINISHED_WITHIN_S = 10
INCOMING_MAX_BYTES = 128 * 1024
BODY_MAX_BYTES = 32 * 1024 * 1024
"""For one request. A form refuses a large file sooner and with a sentence; this limit is against attacks."""


@lru_cache(maxsize=16)
def framed(text: str) -> bytes:
    """A text frame, cached: one string often goes to many sockets."""
    return PreparedMessage(text.encode(), isBinary=False, applyMask=False, doNotCompress=True).payloadHybi


@implementer(IPushProducer)
class PoliteProtocol(WebSocketProtocol):
    """One websocket. A sender waits in `drained` for a slow reader, instead of filling our memory."""

    _drained: asyncio.Future[None] | None = None

    def onOpen(self):  # noqa: N802  autobahn's name
        self.transport.unregisterProducer()  # Daphne's would stop reading from her as well
        self.transport.registerProducer(self, streaming=True)
        super().onOpen()

    def pauseProducing(self):  # noqa: N802
        if self._drained is None:
            self._drained = asyncio.get_event_loop().create_future()

    def resumeProducing(self):  # noqa: N802
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)

    stopProducing = resumeProducing  # noqa: N815

    async def drained(self):
        if self._drained is not None:
            await asyncio.shield(self._drained)

    def onClose(self, wasClean, code, reason):  # noqa: N802, N803
        self.resumeProducing()
        super().onClose(wasClean, code, reason)

    def _closeConnection(self, abort=False):  # noqa: N802
        self.transport.unregisterProducer()  # a paused one would keep the connection from closing
        super()._closeConnection(abort)

    def serverSend(self, content, binary=False):  # noqa: N802
        if self.state == self.STATE_CONNECTING or (binary and self.state == self.STATE_OPEN):
            super().serverSend(content, binary)
        elif self.state == self.STATE_OPEN:  # sending on a closing connection would raise
            self._write(framed(content))

    def send_at_once(self, text):
        """Send this text now and return True; False when the reader is slow and the sender must wait."""
        if self.state != self.STATE_OPEN or self._drained is not None:
            return False
        self._write(framed(text))
        return True

    def _write(self, data):
        """Write straight to the socket when nothing waits: a reactor turn for each write costs more than sending."""
        transport = self.transport
        if transport.connected and not (transport.disconnecting or transport.dataBuffer or transport._tempDataLen):
            sent = transport.writeSomeData(data)
            data = data[sent:] if isinstance(sent, int) else data  # a lost connection tells of itself below
        if data:
            transport.write(data)

    def serverClose(self, code=None):  # noqa: N802
        """Close with any code: autobahn's own `sendClose` refuses 1011 and 1012."""
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(code=1000 if code is None else code)


class BoundedRequest(WebRequest):
    """One request of limited size. Daphne would keep all that somebody sends, before anybody asks who she is."""

    def __init__(self, *args, **kwargs):
        # Django reads the forms; twisted would read each a second time, and refuses one with nothing in it.
        super().__init__(*args, parsePOSTFormSubmission=False, **kwargs)

    def gotLength(self, length):  # noqa: N802  twisted's name
        super().gotLength(length)
        if length is not None and length > BODY_MAX_BYTES:
            self._hang_up()

    def handleContentChunk(self, data):  # noqa: N802
        if self.content.tell() + len(data) > BODY_MAX_BYTES:
            self._hang_up()
        else:
            super().handleContentChunk(data)

    def _hang_up(self):
        self.channel.transport.abortConnection()


class BoundedRequests(HTTPFactory):
    def buildProtocol(self, addr):  # noqa: N802
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = BoundedRequest
        return protocol


daphne.server.HTTPFactory = BoundedRequests  # it makes its own, and asks for no other


class Server(daphne.server.Server):
    """Starts and finishes the application by the lifespan protocol, and exits when everyone was answered."""

    def __init__(self, application, *, opened, **options):
        """`opened` is called when the port is open, and not when it could not be opened."""
        super().__init__(
            application,
            ready_callable=self._get_ready,
            server_name="",
            websocket_max_message_size=INCOMING_MAX_BYTES,
            websocket_max_frame_size=INCOMING_MAX_BYTES,
            **options,
        )
        self.failure = ""
        self._opened = opened
        self._ports = []
        self._lifespan = None

    def _get_ready(self):
        self.ws_factory.protocol = PoliteProtocol
        self.ws_factory.setProtocolOptions(closeHandshakeTimeout=CLOSED_WITHIN_S)
        daphne.server.reactor.callLater(0, self._start_lifespan)  # once the loop runs

    def _start_lifespan(self):
        self._lifespan = Lifespan(self.application)

    def listen_success(self, port):
        self._ports.append(port)
        super().listen_success(port)
        self._opened()

    def listen_error(self, failure):
        self.failure = failure.getErrorMessage()
        self.stop()

    def create_application(self, protocol, scope):
        if isinstance(protocol, PoliteProtocol):
            scope["extensions"] = scope.get("extensions", {}) | {SEND_AT_ONCE: protocol.send_at_once}
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol, message):
        if message["type"] == "http.response.body" and protocol.method == b"HEAD":
            message = message | {"body": b""}  # Daphne would send what lies beyond the first 64 KiB
        await super().handle_reply(protocol, message)
        if message["type"] == "websocket.send" and isinstance(protocol, PoliteProtocol):
            await protocol.drained()

    def kill_all_applications(self):
        """Called by Twisted before it stops; it waits for the answer."""
        return Deferred.fromFuture(asyncio.ensure_future(self._part()))

    async def _part(self):
        for port in self._ports:
            port.stopListening()
        if self._lifespan is not None:
            await self._lifespan.finish(FINISHED_WITHIN_S)
        self._close_sockets()
        if running := self._running():
            await asyncio.wait(running, timeout=ANSWERED_WITHIN_S)
        for task in self._running():
            task.cancel()
        await asyncio.gather(*self._running(), return_exceptions=True)

    def _close_sockets(self):
        for protocol in list(self.connections):
            if isinstance(protocol, WebSocketProtocol) and protocol.state == protocol.STATE_OPEN:
                with contextlib.suppress(Exception):  # one broken socket does not keep the others waiting
                    protocol.sendCloseFrame(code=RESTARTS)

    def _running(self):
        tasks = [details.get("application_instance") for details in self.connections.values()]
        return [task for task in tasks if task is not None and not task.done()]


class Lifespan:
    """The start and finish of the application. One without a lifespan is left alone."""

    def __init__(self, application):
        self._messages = asyncio.Queue()
        self._messages.put_nowait({"type": "lifespan.startup"})
        self._task = asyncio.ensure_future(self._run(application))

    async def finish(self, within_s):
        self._messages.put_nowait({"type": "lifespan.shutdown"})
        _, unfinished = await asyncio.wait([self._task], timeout=within_s)
        if unfinished:
            logger.error("The application did not finish within %s seconds.", within_s)

    async def _run(self, application):
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}}
        try:
            await application(scope, self._messages.get, self._hear)
        except Exception:
            logger.exception("The application has no lifespan, or lost it.")

    @staticmethod
    async def _hear(message):
        if message["type"].endswith(".failed"):
            logger.error("%s: %s", message["type"], message.get("message", ""))
