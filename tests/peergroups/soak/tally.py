"""Weighing what the tabs show against what is stored: nothing lost, double, out of order or leaked."""

import asyncio
from collections import Counter
from dataclasses import asdict, dataclass, field

from peergroups.models import Message, PeerGroup
from tests.peergroups.soak.tab import until

KINDS = ("lost", "doubled", "disordered", "leaked", "oversized")


@dataclass
class Tally:
    """What one test did and found."""

    done: list[str] = field(default_factory=list)
    sent: int = 0
    shown: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    leaked: int = 0
    oversized: int = 0

    def did(self, what):
        self.done.append(what)

    def weigh(self, tabs, stored):
        """Compare, count, and fail when anything is not as promised. `stored` comes from `talk_of`."""
        faults = [fault for tab in tabs for fault in tab.faults]
        texts = Counter(text for _, text, _, _ in stored.values() if text)
        faults += [("doubled", text) for text, count in texts.items() if count > 1]
        for tab in tabs:
            faults += _compared(tab, stored)
        self.sent += sum(len(tab.written) for tab in tabs)
        self.shown += sum(len(tab.shown) for tab in tabs)
        for kind, _ in faults:
            setattr(self, kind, getattr(self, kind) + 1)
        assert not faults, faults[:10]

    def as_row(self):
        return asdict(self)


def talk_of(group_id):
    """The talk as it is stored: number to key, text, state and reactions."""
    messages = Message.objects.filter(group=group_id).order_by("number").prefetch_related("reactions")
    return {message.number: _row_of(message) for message in messages}


def head_of(group_id):
    return PeerGroup.objects.get(pk=group_id).head


async def settle(group, tabs, tally, do):
    """Let everyone who is in come to rest, and weigh."""
    await asyncio.gather(*(until(lambda tab=tab: not tab.outbox) for tab in tabs))
    head = await do(head_of, group.pk)
    await asyncio.gather(*(tab.caught_up(head) for tab in tabs))
    tally.weigh(tabs, await do(talk_of, group.pk))


def _row_of(message):
    reactions = {}
    for reaction in message.reactions.all():
        reactions.setdefault(reaction.name, set()).add(str(reaction.seat_id))
    return str(message.key), message.text, message.state, reactions


def _as_row(message):
    reactions = {name: set(seats) for name, seats in message["reactions"].items()}
    return message["key"], message["text"], message["state"], reactions


def _compared(tab, stored):
    expected = {number: told for number, told in stored.items() if number >= tab.from_number}
    shown = {number: _as_row(message) for number, message in tab.shown.items()}
    for number in expected.keys() | shown.keys():
        if expected.get(number) != shown.get(number):
            yield "lost", f"{tab.name} sees {shown.get(number)} as {number}, stored is {expected.get(number)}"
    numbers = {told[0]: number for number, told in stored.items()}
    for key, number in tab.acked.items():
        if numbers.get(key) != number and number >= tab.floor:
            yield "lost", f"{tab.name} got an ack for {number}, stored is {numbers.get(key)}"
    for key in tab.outbox:
        yield "lost", f"{tab.name} was never answered about {key}"
    order = [tab.acked[key] for key in tab.written if key in tab.acked]
    if order != sorted(order):
        yield "disordered", f"{tab.name} wrote in another order"
