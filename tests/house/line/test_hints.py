"""Hints end when they are told to, whatever comes at that moment."""

import asyncio

from house.line import hints


class LastMoment:
    """A channel layer whose first hint comes just as its hearer is told to stop."""

    def __init__(self):
        self.stop = None
        self.hints = [{"origin": "another", "news": []}]

    async def new_channel(self):
        return "mine"

    async def group_add(self, group, channel):
        pass

    group_discard = group_add

    async def receive(self, channel):
        if not self.hints:
            return await asyncio.get_running_loop().create_future()
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_soon(self.stop)
        return self.hints.pop()


async def test_a_hint_at_the_last_moment_does_not_keep_it_listening(monkeypatch):
    layer, heard = LastMoment(), []
    monkeypatch.setattr(hints, "get_channel_layer", lambda: layer)
    hearer = hints.Hints(heard.append, {})
    listening = asyncio.create_task(hearer._keep_listening())
    layer.stop = listening.cancel

    await asyncio.wait([listening], timeout=5)

    assert listening.cancelled()
