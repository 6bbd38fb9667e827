"""What waits for one tab is bounded, whatever that tab says."""

import asyncio
from uuid import uuid4

from house.line.outbox import Outbox
from peergroups import limits


async def test_a_reader_who_confirms_what_she_never_read_is_let_go():
    sent = []
    unread = asyncio.Event()

    async def send(message):
        sent.append(message)
        if message["type"] == "websocket.send":
            await unread.wait()

    outbox, group = Outbox(send), uuid4()
    size = limits.PAGE_MAX_BYTES
    for version in range(1, 10):
        outbox.put_page(group, version, "x" * size, size)
        outbox.confirm({group: 2**53 - 1})
    await outbox.flushed()

    assert sent[-1] == {"type": "websocket.close", "code": 4408}
