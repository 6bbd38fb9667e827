"""Lock a group, and number its changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from house.models import Person
from house.take import ask_twice
from peergroups import news
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import seat_of, seats_that_count
from peergroups.talk.queries import bounded


def locked_table(actor: Person, group_id: UUID) -> tuple[PeerGroup, Seat]:
    """The group, locked until the end, and her seat in it. Raises what `seat_of` raises."""
    seat = ask_twice(lambda: seat_of(actor, group_id), locking=lambda seat: (seat.group,), no_key=True)
    return seat.group, seat


def page_of(group: PeerGroup, from_version: int, to_version: int, messages: list[dict[str, Any]]) -> news.GroupChanges:
    """A page with the latest changes of a locked group, for everyone whose seat counts."""
    return news.GroupChanges(group.pk, from_version, to_version, group.floor, messages, audience=audience_of(group))


def pages_of(
    group: PeerGroup, from_version: int, messages: list[dict[str, Any]], audience: frozenset[UUID]
) -> Iterator[news.GroupChanges]:
    """As few pages as hold these messages of a locked group, one for each version after `from_version`."""
    while messages:
        count = len(bounded(messages)) if len(messages) > 1 else 1
        to_version = from_version + count
        yield news.GroupChanges(group.pk, from_version, to_version, group.floor, messages[:count], audience=audience)
        from_version, messages = to_version, messages[count:]


def audience_of(group: PeerGroup) -> frozenset[UUID]:
    """Everyone whose seat counts."""
    return frozenset(chair.seat_id for chair in seats_that_count([group.pk])[group.pk].values())


def next_version(group: PeerGroup, *fields: str) -> int:
    """Raise the head of a locked group and save it, together with `fields`."""
    group.head += 1
    group.save(update_fields=["head", *fields])
    return group.head
