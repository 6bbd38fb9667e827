"""A channel layer that cannot be relied on; HINTS_BACKEND in tests/served_settings.py names it."""

import asyncio
import os
import random
from pathlib import Path

from channels_redis.pubsub import RedisPubSubChannelLayer

OF_A_HUNDRED = 5


class LyingLayer(RedisPubSubChannelLayer):
    """Of a hundred hints five get lost, five come twice, and five come when others have passed them.

    While the file HINTS_SILENCE exists nothing comes at all.
    """

    _late = set()

    async def group_send(self, group, message):
        if Path(os.environ["HINTS_SILENCE"]).exists():
            return
        fate = random.randrange(100) // OF_A_HUNDRED
        if fate == 0:
            return
        if fate == 1:
            await self._truly_send(group, message)
        if fate == 2:
            late = asyncio.create_task(self._send_late(group, message))
            self._late.add(late)
            late.add_done_callback(self._late.discard)
            return
        await self._truly_send(group, message)

    async def _send_late(self, group, message):
        await asyncio.sleep(random.uniform(0.01, 0.5))
        await self._truly_send(group, message)

    async def _truly_send(self, group, message):
        await self._get_layer().group_send(group, message)
