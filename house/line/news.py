"""News: what happened, sent after commit to the live connections of this process and of the others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID


class LineNews(ABC):
    """One thing that happened. `kind` names it between processes."""

    kind: ClassVar[str]

    @abstractmethod
    def packed(self) -> dict[str, Any]:
        """The content in types that msgpack knows; `unpacked` reads it."""

    @classmethod
    @abstractmethod
    def unpacked(cls, payload: dict[str, Any]) -> Self:
        """The news again. Raises KeyError, TypeError or ValueError for content from another version of the code."""


@dataclass(frozen=True)
class OfPerson(LineNews):
    """News that concerns one person."""

    person_id: UUID

    def packed(self) -> dict[str, Any]:
        return {"person": str(self.person_id)}

    @classmethod
    def unpacked(cls, payload: dict[str, Any]) -> Self:
        return cls(UUID(payload["person"]))


class RightsChanged(OfPerson):
    """This person's rights changed: she may see more or less than before."""

    kind = "rights"


class Due(OfPerson):
    """A reminder of hers came, changed or is past."""

    kind = "due"


@dataclass(frozen=True)
class OfSession(LineNews):
    """News that concerns one device. `mark` is the keyed hash of its session, which may be sent."""

    mark: str

    def packed(self) -> dict[str, Any]:
        return {"mark": self.mark}

    @classmethod
    def unpacked(cls, payload: dict[str, Any]) -> Self:
        return cls(str(payload["mark"]))


class SessionEnded(OfSession):
    """One of her devices was signed out."""

    kind = "session"


class DeviceWasLocked(OfSession):
    """One of her devices was locked: its session goes on after her code."""

    kind = "locked"


@dataclass(frozen=True)
class LimitsTaken(LineNews):
    """The counts by person of one `SharedRateLimit` in one process. Tabs do not hear of it."""

    kind = "taken"
    pace: str
    counts: Mapping[Hashable, int]

    def packed(self) -> dict[str, Any]:
        return {"pace": self.pace, "counts": {str(who): count for who, count in self.counts.items()}}

    @classmethod
    def unpacked(cls, payload: dict[str, Any]) -> Self:
        return cls(payload["pace"], {UUID(who): int(count) for who, count in payload["counts"].items()})


listeners: list[Callable[[Sequence[LineNews]], None]] = []
"""Functions that get the news of one transaction, in order."""


def tell(*happened: LineNews) -> None:
    """Pass news to the listeners. Call it from `transaction.on_commit`, in any thread."""
    for listener in listeners:
        listener(happened)
