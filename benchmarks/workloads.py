"""What is asked of each server. A crowd is the joined members, by group."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass

from benchmarks.measure import Processes, Stretch, percentile
from benchmarks.members import Member

TEXT_BYTES = 120
ANSWERED_WITHIN_S = 60
_serial = itertools.count(time.time_ns())

Crowd = dict[str, list[Member]]


def new_text() -> str:
    return f"{next(_serial)} ".ljust(TEXT_BYTES, "x")


@dataclass
class Pace:
    """The closed loop: how many a second, and what they cost."""

    per_second: float
    cpu_s_per_1000: float
    generator_share: float


@dataclass
class Delay:
    """The open loop, from the planned moment of each message to each of its deliveries, in milliseconds."""

    p50_ms: float
    p99_ms: float
    ack_p99_ms: float
    cpu_s_per_1000: float


class _Watch:
    """Which texts are on their way, and to how many members still."""

    def __init__(self, crowd: Crowd) -> None:
        self.missing: dict[str, int] = {}
        for members in crowd.values():
            for member in members:
                member.on_heard, member.on_acked = self.heard, self.acked

    def heard(self, member: Member, text: str) -> None:
        left = self.missing.get(text)
        if left is None:
            return
        self.missing[text] = left - 1
        if left == 1:
            del self.missing[text]
            self.everyone_heard(member.group, text)

    def everyone_heard(self, group: str, text: str) -> None: ...

    def acked(self, text: str) -> None: ...

    async def emptied(self) -> None:
        """Raises TimeoutError when a message did not reach everyone."""
        async with asyncio.timeout(ANSWERED_WITHIN_S):
            while self.missing:
                await asyncio.sleep(0.01)


class _ClosedLoop(_Watch):
    """In each group the next is said when everyone has the last, by each member in turn."""

    def __init__(self, crowd: Crowd) -> None:
        super().__init__(crowd)
        self.turns = {group: (len(members), itertools.cycle(members)) for group, members in crowd.items()}
        self.is_over = False
        self.count = 0
        for group in crowd:
            self.say(group)

    def say(self, group: str) -> None:
        size, turn = self.turns[group]
        text = new_text()
        self.missing[text] = size
        next(turn).say(text)

    def everyone_heard(self, group: str, text: str) -> None:
        self.count += 1
        if not self.is_over:
            self.say(group)


async def closed_loop(crowd: Crowd, processes: Processes, seconds: float) -> Pace:
    loop = _ClosedLoop(crowd)
    await asyncio.sleep(min(1, seconds))
    began, stretch = loop.count, Stretch(processes)
    await asyncio.sleep(seconds)
    stretch.end()
    count = loop.count - began
    loop.is_over = True
    await loop.emptied()
    return Pace(count / stretch.wall_s, 1000 * stretch.cpu_s / max(count, 1), stretch.own_cpu_share)


class _OpenLoop(_Watch):
    """At fixed moments, whatever the server does: a stall is not hidden."""

    def __init__(self, crowd: Crowd) -> None:
        super().__init__(crowd)
        self.planned: dict[str, float] = {}
        self.delays_s: list[float] = []
        self.ack_delays_s: list[float] = []

    def say(self, member: Member, size: int, planned: float) -> None:
        text = new_text()
        self.planned[text], self.missing[text] = planned, size
        member.say(text)

    def heard(self, member: Member, text: str) -> None:
        if text in self.planned:
            self.delays_s.append(time.perf_counter() - self.planned[text])
        super().heard(member, text)

    def acked(self, text: str) -> None:
        if text in self.planned:
            self.ack_delays_s.append(time.perf_counter() - self.planned[text])


async def open_loop(crowd: Crowd, processes: Processes, per_second: float, seconds: float) -> Delay:
    loop = _OpenLoop(crowd)
    speakers = itertools.cycle(
        (member, len(crowd[member.group])) for row in zip(*crowd.values(), strict=True) for member in row
    )
    count, stretch = int(per_second * seconds), Stretch(processes)
    start = time.perf_counter()
    for place in range(count):
        planned = start + place / per_second
        await asyncio.sleep(max(0, planned - time.perf_counter()))
        loop.say(*next(speakers), planned)
    await loop.emptied()
    stretch.end()
    return Delay(
        1000 * percentile(loop.delays_s, 0.5),
        1000 * percentile(loop.delays_s, 0.99),
        1000 * percentile(loop.ack_delays_s, 0.99),
        1000 * stretch.cpu_s / count,
    )


async def page_ms(member: Member, times: int = 30) -> float:
    """The median time of fetching the last fifty messages."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        texts = await member.last_page()
        taken.append(time.perf_counter() - began)
        if len(texts) != 50:
            raise RuntimeError(f"a page of {len(texts)} messages instead of 50")
    return 1000 * percentile(taken, 0.5)
