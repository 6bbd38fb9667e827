"""The shape of what travels over a live connection: JSON text, parsed strictly, encoded once. See docs/protocol.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from house.errors import Refusal
from peergroups import limits
from peergroups.errors import BadFrame
from peergroups.news import Page
from peergroups.services import Said, Standing
from peergroups.services.changing import OPS

VERSION: Final = 1
TEXT_MAX = 3 * 4000  # what is really too long is refused with a better sentence than a bad frame
NAME_MAX = 16


class Unreadable(Exception):
    """Not a frame at all: the connection closes with `close_code`."""

    def __init__(self, close_code: int) -> None:
        self.close_code = close_code
        super().__init__(close_code)


class BadMember(BadFrame):
    """A frame with a known name whose members are not right. `ref` and `key` say which one it was."""

    def __init__(self, ref: str = "", key: str = "") -> None:
        self.ref, self.key = ref, key
        super().__init__()


@dataclass(frozen=True)
class Hello:
    v: int
    have: dict[UUID, int]


@dataclass(frozen=True)
class Send:
    group: UUID
    key: UUID
    text: str
    reply_to: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Change:
    group: UUID
    number: int
    op: str
    value: str = ""


@dataclass(frozen=True)
class Read:
    group: UUID
    number: int


@dataclass(frozen=True)
class Need:
    group: UUID
    from_version: int


@dataclass(frozen=True)
class Ping:
    have: dict[UUID, int]


Up = Hello | Send | Change | Read | Need | Ping


def parse(text: str) -> Up:
    """What a client says.

    Raises:
        Unreadable: too large, or not a JSON object.
        BadMember: an unknown frame, or one whose members are missing, unknown or wrong.
    """
    if len(text) > limits.FRAME_MAX_BYTES or len(text.encode("utf-8", "replace")) > limits.FRAME_MAX_BYTES:
        raise Unreadable(4413)
    told = _object(text)
    name = told.pop("t", None)
    if not isinstance(name, str) or name not in SHAPES:
        raise BadMember
    make, required, optional = SHAPES[name]
    try:
        return make(**_members(told, required, optional))
    except _Wrong:
        key = told.get("key")
        raise BadMember(name, key if _is_uuid(key) else "") from None


class _Wrong(Exception):
    """A member is not what it should be."""


def _object(text: str) -> dict[str, Any]:
    try:
        told = _decoder.decode(text)
    except (ValueError, RecursionError, _Wrong):
        raise Unreadable(4400) from None
    if not isinstance(told, dict):
        raise Unreadable(4400)
    return told


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise _Wrong
    return told


def _refuse(text: str) -> None:
    raise _Wrong


_decoder = json.JSONDecoder(object_pairs_hook=_no_twins, parse_float=_refuse, parse_constant=_refuse)


def _members(told: dict[str, Any], required: dict[str, _Reader], optional: dict[str, _Reader]) -> dict[str, Any]:
    if not required.keys() <= told.keys() or not told.keys() <= required.keys() | optional.keys():
        raise _Wrong
    readers = required | optional
    return {NAMES.get(name, name): readers[name](value) for name, value in told.items()}


_Reader = Callable[[Any], Any]


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= limits.NUMBER_MAX:
        raise _Wrong
    return value


def _positive(value: Any) -> int:
    if _number(value) == 0:
        raise _Wrong
    return value


def _is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def _uuid(value: Any) -> UUID:
    if not _is_uuid(value):
        raise _Wrong
    return UUID(value)


def _text(at_most: int) -> _Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > at_most:
            raise _Wrong
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _Wrong from None
        return value

    return read


def _op(value: Any) -> str:
    if not isinstance(value, str) or value not in OPS:
        raise _Wrong
    return value


def _have(value: Any) -> dict[UUID, int]:
    if not isinstance(value, dict) or len(value) > limits.GROUPS_MAX:
        raise _Wrong
    return {_uuid(group): _number(version) for group, version in value.items()}


NAMES = {"from": "from_version"}
SHAPES: dict[str, tuple[Callable[..., Up], dict[str, _Reader], dict[str, _Reader]]] = {
    "hello": (Hello, {"v": _number, "have": _have}, {}),
    "send": (
        Send,
        {"group": _uuid, "key": _uuid, "text": _text(TEXT_MAX)},
        {"reply_to": _positive, "note": _text(TEXT_MAX)},
    ),
    "change": (Change, {"group": _uuid, "number": _positive, "op": _op}, {"value": _text(TEXT_MAX)}),
    "read": (Read, {"group": _uuid, "number": _positive}, {}),
    "need": (Need, {"group": _uuid, "from": _number}, {}),
    "ping": (Ping, {"have": _have}, {}),
}


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _encoded(**members: Any) -> str:
    return _encode(members)


def welcome(places: Iterable[Standing]) -> str:
    groups = {
        str(place.group_id): {
            "head": place.head,
            "floor": place.floor,
            "read": place.read,
            "unread": place.unread,
        }
        for place in places
    }
    return _encoded(t="welcome", v=VERSION, beat_s=limits.BEAT_S, groups=groups)


def page(told: Page) -> str:
    return _encoded(
        t="page",
        group=str(told.group_id),
        **{"from": told.from_version},
        to=told.to_version,
        more=told.has_more,
        floor=told.floor,
        messages=told.messages,
    )


def ack(said: Said) -> str:
    return _encoded(t="ack", key=str(said.key), group=str(said.group_id), number=said.number, version=said.version)


def heads(versions: dict[UUID, int]) -> str:
    return _encoded(t="heads", groups={str(group): version for group, version in versions.items()})


def seats(group: UUID, around: list[dict[str, str]]) -> str:
    return _encoded(t="seats", group=str(group), seats=around)


def gone(group: UUID) -> str:
    return _encoded(t="gone", group=str(group))


def sized(text: str) -> tuple[str, int]:
    """A frame and its bytes."""
    return text, len(text.encode())


def refused(refusal: Refusal, ref: str, **which: Any) -> str:
    """`which` names the thing that was refused: key, group, number. Empty ones are left out."""
    wait = getattr(refusal, "retry_after_s", None)
    named = {name: value for name, value in {**_plain(which), "retry_after_s": wait}.items() if value}
    return _encoded(t="refused", ref=ref, code=refusal.code, message=str(refusal.message), **named)


def _plain(which: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in which.items()}


def pong() -> str:
    return '{"t":"pong"}'
