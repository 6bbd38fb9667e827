"""What happened in the talk; `house.line.news` tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

from house.line.news import LineNews, tell

__all__ = ["GroupChanges", "SeatsChanged", "tell"]


@dataclass(frozen=True)
class GroupChanges(LineNews):
    """What changed in one group after `from_version`, up to and including `to_version`.

    `messages` are dictionaries as docs/protocol.md describes them, in order of version. Everything below `floor` has
    faded. `audience` are the seats that counted when it was written: nobody else is shown it live.
    """

    kind = "page"
    group_id: UUID
    from_version: int
    to_version: int
    floor: int
    messages: list[dict[str, Any]]
    has_more: bool = False
    audience: frozenset[UUID] = frozenset()

    def cut_for(self, from_number: int) -> GroupChanges:
        """The same page without what lies below this number."""
        return replace(self, messages=[told for told in self.messages if told["number"] >= from_number])

    def packed(self) -> dict[str, Any]:
        return {
            "group": str(self.group_id),
            "from": self.from_version,
            "to": self.to_version,
            "floor": self.floor,
            "messages": self.messages,
            "audience": b"".join(seat.bytes for seat in self.audience),
        }

    @classmethod
    def unpacked(cls, told: dict[str, Any]) -> Self:
        seats = told["audience"]
        return cls(
            UUID(told["group"]),
            told["from"],
            told["to"],
            told["floor"],
            told["messages"],
            audience=frozenset(UUID(bytes=seats[place : place + 16]) for place in range(0, len(seats), 16)),
        )


@dataclass(frozen=True)
class SeatsChanged(LineNews):
    """Somebody came, left, or is called otherwise."""

    kind = "seats"
    group_id: UUID

    def packed(self) -> dict[str, Any]:
        return {"group": str(self.group_id)}

    @classmethod
    def unpacked(cls, told: dict[str, Any]) -> Self:
        return cls(UUID(told["group"]))
