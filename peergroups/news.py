"""News of the talk; `house.line.news` sends it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

from house.line.news import LineNews, OfPerson, tell

__all__ = ["CareChanged", "GroupChanges", "GroupTurned", "HidingChanged", "SeatsChanged", "tell"]


@dataclass(frozen=True)
class GroupChanges(LineNews):
    """The changes of one group after `from_version`, up to and including `to_version`.

    `messages` are dictionaries as docs/protocol.md describes them, in order of version. Messages with a number below
    `floor` have faded. `audience` are the seats that counted when the page was written: only they are shown it live.
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
        """The same page without messages below this number."""
        return replace(self, messages=[message for message in self.messages if message["number"] >= from_number])

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
    def unpacked(cls, payload: dict[str, Any]) -> Self:
        seats = payload["audience"]
        return cls(
            UUID(payload["group"]),
            payload["from"],
            payload["to"],
            payload["floor"],
            payload["messages"],
            audience=frozenset(UUID(bytes=seats[place : place + 16]) for place in range(0, len(seats), 16)),
        )


@dataclass(frozen=True)
class OfGroup(LineNews):
    """News that concerns a whole group."""

    group_id: UUID

    def packed(self) -> dict[str, Any]:
        return {"group": str(self.group_id)}

    @classmethod
    def unpacked(cls, payload: dict[str, Any]) -> Self:
        return cls(UUID(payload["group"]))


class SeatsChanged(OfGroup):
    """The seats of a group changed: somebody came, left or has another alias."""

    kind = "seats"


class GroupTurned(OfGroup):
    """The state of a group changed: it began, rests, goes on or is closed."""

    kind = "turned"


@dataclass(frozen=True)
class OfPersonInGroup(OfPerson):
    """News that concerns one person in one group."""

    group_id: UUID

    def packed(self) -> dict[str, Any]:
        return super().packed() | {"group": str(self.group_id)}

    @classmethod
    def unpacked(cls, payload: dict[str, Any]) -> Self:
        return cls(UUID(payload["person"]), UUID(payload["group"]))


class CareChanged(OfPersonInGroup):
    """The news of reports for one person in one group changed. It says neither what, nor that there is one."""

    kind = "care"


class HidingChanged(OfPersonInGroup):
    """One person hides somebody in one group, or shows her again. It says neither whom, nor which of both."""

    kind = "hiding"
