"""The frames of the talk. `house.line.frames` reads frames; docs/protocol.md describes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from house.line import frames as line
from house.line.frames import Shape, encoded
from peergroups.groups.standing import GroupStanding, Out
from peergroups.news import GroupChanges
from peergroups.talk.services.change import OPS
from peergroups.talk.services.store import Said
from peergroups.talk.services.unread import UnreadCount

TEXT_MAX = 3 * 4000  # above the real limit, so that a long text gets the sentence of TooLong and not BadFrame


@dataclass(frozen=True)
class SendFrame:
    group: UUID
    key: UUID
    text: str
    reply_to: int | None = None
    note: str = ""


@dataclass(frozen=True)
class ChangeFrame:
    group: UUID
    number: int
    op: str
    value: str = ""


@dataclass(frozen=True)
class ReadFrame:
    group: UUID
    number: int


@dataclass(frozen=True)
class NeedFrame:
    group: UUID
    from_version: int


def _op(value: Any) -> str:
    if not isinstance(value, str) or value not in OPS:
        raise line.WrongMember
    return value


SHAPES: dict[str, Shape] = {
    "send": Shape(
        SendFrame,
        {"group": line.uuid, "key": line.uuid, "text": line.text(TEXT_MAX)},
        {"reply_to": line.positive, "note": line.text(TEXT_MAX)},
    ),
    "change": Shape(
        ChangeFrame, {"group": line.uuid, "number": line.positive, "op": _op}, {"value": line.text(TEXT_MAX)}
    ),
    "read": Shape(ReadFrame, {"group": line.uuid, "number": line.positive}),
    "need": Shape(NeedFrame, {"group": line.uuid, "from": line.number}),
}


def unread(places: Iterable[UnreadCount]) -> dict[str, dict[str, int | str]]:
    """The member `groups` of a welcome frame: her seat, versions and counts, by group."""
    return {
        str(place.group_id): {
            "seat": str(place.seat_id),
            "head": place.head,
            "floor": place.floor,
            "read": place.read,
            "unread": place.unread,
        }
        for place in places
    }


def page(page_of_news: GroupChanges) -> str:
    return encoded(
        t="page",
        group=str(page_of_news.group_id),
        **{"from": page_of_news.from_version},
        to=page_of_news.to_version,
        more=page_of_news.has_more,
        floor=page_of_news.floor,
        messages=page_of_news.messages,
    )


def ack(said: Said) -> str:
    return encoded(t="ack", key=str(said.key), group=str(said.group_id), number=said.number, version=said.version)


def heads(versions: dict[UUID, int]) -> str:
    return encoded(t="heads", groups={str(group): version for group, version in versions.items()})


def seats(group: UUID, around: list[dict[str, str]]) -> str:
    return encoded(t="seats", group=str(group), seats=around)


def standing(group: UUID, hers: GroupStanding) -> str:
    """How she stands in a group, in the language that is active. `asked` is the version to which her yes is asked."""
    asked = {"asked": hers.asked} if hers.asked else {}
    told = {"state": hers.state, "writes": hers.writes, "sentence": str(hers.sentence)}
    return encoded(t="standing", group=str(group), **told, **asked)


def gone(group: UUID, out: Out) -> str:
    """Why she is out, in the language that is active. `again` stands there when the same seat may let her in again."""
    again = {"again": "yes"} if out.may_pass else {}
    return encoded(t="gone", group=str(group), reason=out.value, sentence=str(out.label), **again)


def care(group: UUID) -> str:
    return encoded(t="care", group=str(group))


def sized(text: str) -> tuple[str, int]:
    """A frame and its size in bytes."""
    return text, len(text.encode())
