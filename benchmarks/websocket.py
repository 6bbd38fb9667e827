"""A websocket client for a load generator on loopback: no extensions, no masking worth the name, cheap."""

from __future__ import annotations

import asyncio
import base64
import os
import struct


class Socket(asyncio.Protocol):
    """Override `on_text`."""

    def __init__(self, port: int, path: str, cookie: str = "") -> None:
        self._port, self._path, self._cookie = port, path, cookie
        self._rest = b""
        self._is_open = False
        self.opened = asyncio.get_running_loop().create_future()

    def on_text(self, text: bytes) -> None:
        raise NotImplementedError

    async def connect(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)
        await self.opened

    def connection_made(self, transport) -> None:
        self.transport = transport
        host = f"127.0.0.1:{self._port}"
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {self._cookie}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            "\r\n".encode()
        )

    def connection_lost(self, problem) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed during the handshake"))

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        if not self._is_open:
            head, end, data_after = data.partition(b"\r\n\r\n")
            if not end:
                self._rest = data
                return
            if b" 101 " not in head:
                self.opened.set_exception(ConnectionError(head.decode()))
                self.transport.close()
                return
            self._is_open, data = True, data_after
            self.opened.set_result(None)
        self._rest = data[self._read_frames(data) :]

    def _read_frames(self, data: bytes) -> int:
        """Handle whole frames; returns where the first unfinished one begins."""
        at = 0
        while len(data) - at >= 2:
            size, begin = data[at + 1], at + 2
            if size >= 126:
                wide = 2 if size == 126 else 8
                size, begin = int.from_bytes(data[begin : begin + wide]), begin + wide
            if begin + size > len(data):
                break
            if data[at] & 0x0F == 1:
                self.on_text(data[begin : begin + size])
            elif data[at] & 0x0F == 9:
                self._write(0x8A, data[begin : begin + size])
            at = begin + size
        return at

    def send(self, text: str) -> None:
        self._write(0x81, text.encode())

    def _write(self, first: int, content: bytes) -> None:
        size = len(content)
        head = struct.pack("!BB", first, 0x80 | size) if size < 126 else struct.pack("!BBH", first, 0xFE, size)
        self.transport.write(head + b"\0\0\0\0" + content)  # masked with zeros

    def close(self) -> None:
        self.transport.abort()
