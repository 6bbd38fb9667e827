"""The least that can be done: asyncio, the `websockets` library and SQLite with one commit for all that waits.

As durable as ours, but it checks no rights, seals nothing and knows no Django. `python -m benchmarks.floor PORT FILE`.
"""

import asyncio
import json
import sqlite3
import sys
from collections import defaultdict

from websockets.asyncio.server import broadcast, serve


class FloorServer:
    def __init__(self, path):
        self.database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=FULL")
        self.database.execute("CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, room, key UNIQUE, text)")
        self.rooms = defaultdict(set)
        self.waiting = []
        self.wake = asyncio.Event()

    async def listen(self, socket):
        room = socket.request.headers["Cookie"].removeprefix("s=")
        self.rooms[room].add(socket)
        async for text in socket:
            frame = json.loads(text)
            if frame["t"] == "hello":
                await socket.send('{"t":"welcome"}')
            elif frame["t"] == "send":
                self.waiting.append((room, frame["key"], frame["text"], socket))
                self.wake.set()

    def store(self, batch):
        self.database.execute("BEGIN IMMEDIATE")
        self.database.executemany("INSERT INTO message (room, key, text) VALUES (?, ?, ?)", [row[:3] for row in batch])
        self.database.execute("COMMIT")

    async def keep_storing(self):
        while True:
            await self.wake.wait()
            self.wake.clear()
            batch, self.waiting = self.waiting, []
            await asyncio.to_thread(self.store, batch)
            for room, key, text, socket in batch:
                broadcast(self.rooms[room], json.dumps({"t": "page", "to": 0, "messages": [{"text": text}]}))
                broadcast([socket], json.dumps({"t": "ack", "key": key}))


async def main(port, path):
    floor = FloorServer(path)
    async with serve(floor.listen, "127.0.0.1", port, compression=None):
        await floor.keep_storing()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
