"""What happened in the talk, told after commit to whoever keeps live connections in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, ClassVar, Self
from uuid import UUID


@dataclass(frozen=True)
class Page:
    """What changed in one group after `from_version`, up to and including `to_version`.

    `messages` are dictionaries as docs/protocol.md describes them, in order of version. Everything below `floor` has
    faded. `audience` are the seats that counted when it was written: nobody else is shown it live.
    """

    group_id: UUID
    from_version: int
    to_version: int
    floor: int
    messages: list[dict[str, Any]]
    has_more: bool = False
    audience: frozenset[UUID] = frozenset()

    def cut_for(self, from_number: int) -> Page:
        """The same page without what lies below this number."""
        return replace(self, messages=[told for told in self.messages if told["number"] >= from_number])


@dataclass(frozen=True)
class SeatsChanged:
    """Somebody came, left, or is called otherwise."""

    group_id: UUID


@dataclass(frozen=True)
class RightsChanged:
    """What this person may see is more or less than it was."""

    person_id: UUID


@dataclass(frozen=True)
class SessionEnded:
    """One of her devices was signed out. `mark` is a hash of its session key, fit to travel."""

    mark: str
    close_code: ClassVar[int] = 4401

    @classmethod
    def of(cls, session_key: str) -> Self:
        return cls(sha256(session_key.encode()).hexdigest())


@dataclass(frozen=True)
class DeviceLocked(SessionEnded):
    """One of her devices was locked: its session goes on after her code."""

    close_code: ClassVar[int] = 4423


@dataclass(frozen=True)
class Taken:
    """How much each person took of what `limits.shared()` counts, in one process. No tab is told."""

    pace: str
    counts: dict[UUID, int]


News = Page | SeatsChanged | RightsChanged | SessionEnded | Taken

listeners: list[Callable[[Sequence[News]], None]] = []
"""Each gets what one transaction did, in its order."""


def tell(*happened: News) -> None:
    """Call it from `transaction.on_commit`, in any thread."""
    for listener in listeners:
        listener(happened)
