"""The shape of frames: JSON text, parsed strictly and encoded once. See docs/protocol.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from house.errors import BadFrame, Refusal
from house.line import limits

VERSION: Final = 1
RIGHT_SIGNS: Final = 12


class Unreadable(Exception):
    """The text is no frame at all: the connection closes with `close_code`."""

    def __init__(self, close_code: int) -> None:
        self.close_code = close_code
        super().__init__(close_code)


class BadMember(BadFrame):
    """A frame with a known name and wrong members. `ref` and `key` say which frame it was."""

    def __init__(self, ref: str = "", key: str = "") -> None:
        self.ref, self.key = ref, key
        super().__init__()


class WrongMember(Exception):
    """A member has a wrong value."""


Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class Shape:
    """A shape of frame: `make` builds it from its members, and each member has a reader, which raises WrongMember."""

    make: Callable[..., Any]
    required: dict[str, Reader]
    optional: dict[str, Reader] = field(default_factory=dict)

    @cached_property
    def readers(self) -> dict[str, Reader]:
        return self.required | self.optional


def parse(text: str, shapes: Mapping[str, Shape]) -> Any:
    """The frame in a text from a client.

    Raises:
        Unreadable: too large, or not a JSON object.
        BadMember: an unknown frame, or one whose members are missing, unknown or wrong.
    """
    if len(text) > limits.FRAME_MAX_BYTES or len(text.encode("utf-8", "replace")) > limits.FRAME_MAX_BYTES:
        raise Unreadable(4413)
    members = _object(text)
    name = members.pop("t", None)
    if not isinstance(name, str) or name not in shapes:
        raise BadMember
    shape = shapes[name]
    try:
        return shape.make(**_members(members, shape))
    except WrongMember:
        raise BadMember(name, _key_in(members)) from None


def name_of(frame: Any, shapes: Mapping[str, Shape]) -> str:
    """The name that the client gave this frame: its `t`."""
    return next(name for name, shape in shapes.items() if shape.make is type(frame))


def _object(text: str) -> dict[str, Any]:
    try:
        members = _decoder.decode(text)
    except (ValueError, RecursionError, WrongMember):
        raise Unreadable(4400) from None
    if not isinstance(members, dict):
        raise Unreadable(4400)
    return members


def _key_in(members: dict[str, Any]) -> str:
    try:
        return str(uuid(members.get("key")))
    except WrongMember:
        return ""


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise WrongMember
    return members


def _refuse(text: str) -> None:
    raise WrongMember


_decoder = json.JSONDecoder(object_pairs_hook=_no_twins, parse_float=_refuse, parse_constant=_refuse)


def _members(members: dict[str, Any], shape: Shape) -> dict[str, Any]:
    if not shape.required.keys() <= members.keys() <= shape.readers.keys():
        raise WrongMember
    return {NAMES.get(name, name): shape.readers[name](value) for name, value in members.items()}


NAMES = {"from": "from_version", "in": "is_in"}


def number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= limits.NUMBER_MAX:
        raise WrongMember
    return value


def boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise WrongMember
    return value


def positive(value: Any) -> int:
    if number(value) == 0:
        raise WrongMember
    return value


def uuid(value: Any) -> UUID:
    try:
        read = UUID(value) if isinstance(value, str) else None
    except ValueError:
        raise WrongMember from None
    if read is None or str(read) != value:  # it has more than one spelling
        raise WrongMember
    return read


def text(at_most: int) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > at_most:
            raise WrongMember
        try:
            value.encode()
        except UnicodeEncodeError:
            raise WrongMember from None
        return value

    return read


def versions(value: Any) -> dict[UUID, int]:
    if not isinstance(value, dict) or len(value) > limits.THINGS_MAX:
        raise WrongMember
    return {uuid(thing): number(version) for thing, version in value.items()}


def _rights(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or len(value) > limits.RIGHTS_MAX:
        raise WrongMember
    return frozenset(text(RIGHT_SIGNS)(right) for right in value)


@dataclass(frozen=True)
class Hello:
    """The first frame of a tab. `have` is None for a page without parts; `rights` is None in its first hello."""

    v: int
    have: dict[UUID, int] | None = None
    rights: frozenset[str] | None = None


@dataclass(frozen=True)
class Ping:
    have: dict[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sight:
    """The page of this tab came in sight, or went out of it."""

    is_in: bool


SHAPES: dict[str, Shape] = {
    "hello": Shape(Hello, {"v": number}, {"have": versions, "rights": _rights}),
    "ping": Shape(Ping, {"have": versions}),
    "sight": Shape(Sight, {"in": boolean}),
}

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encoded(**members: Any) -> str:
    return _encode(members)


def welcome(**more: Any) -> str:
    return encoded(t="welcome", v=VERSION, beat_s=limits.BEAT_S, **more)


def cover(reason: str) -> str:
    return encoded(t="cover", reason=reason)


def badge(count: int) -> str:
    return encoded(t="badge", count=count)


def due() -> str:
    return '{"t":"due"}'


def pong() -> str:
    return '{"t":"pong"}'


def refused(refusal: Refusal, ref: str, **which: Any) -> str:
    """A refused frame. `which` names the thing that was refused: key, group, number. Empty ones are left out."""
    wait = getattr(refusal, "retry_after_s", None)
    members = {name: value for name, value in {**_plain(which), "retry_after_s": wait}.items() if value}
    return encoded(t="refused", ref=ref, code=refusal.code, message=str(refusal.message), **members)


def _plain(which: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in which.items()}
