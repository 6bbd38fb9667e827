"""What happened, told after commit to whoever keeps live connections, in this process and in the others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID


class LineNews(ABC):
    """One thing that happened. `kind` names it in what the processes tell each other."""

    kind: ClassVar[str]

    @abstractmethod
    def packed(self) -> dict[str, Any]:
        """What `unpacked` makes it of again, in types that msgpack knows."""

    @classmethod
    @abstractmethod
    def unpacked(cls, told: dict[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for what another version of the house sent."""


@dataclass(frozen=True)
class OfPerson(LineNews):
    """Something that concerns one person."""

    person_id: UUID

    def packed(self) -> dict[str, Any]:
        return {"person": str(self.person_id)}

    @classmethod
    def unpacked(cls, told: dict[str, Any]) -> Self:
        return cls(UUID(told["person"]))


class RightsChanged(OfPerson):
    """What this person may see is more or less than it was."""

    kind = "rights"


class Due(OfPerson):
    """A reminder of hers came, changed or is past."""

    kind = "due"


@dataclass(frozen=True)
class OfSession(LineNews):
    """Something that concerns one device. `mark` is the keyed hash of its session, fit to travel."""

    mark: str

    def packed(self) -> dict[str, Any]:
        return {"mark": self.mark}

    @classmethod
    def unpacked(cls, told: dict[str, Any]) -> Self:
        return cls(str(told["mark"]))


class SessionEnded(OfSession):
    """One of her devices was signed out."""

    kind = "session"


class DeviceWasLocked(OfSession):
    """One of her devices was locked: its session goes on after her code."""

    kind = "locked"


@dataclass(frozen=True)
class LimitsTaken(LineNews):
    """How much each person took of what `limits.Pace` counts, in one process. No tab is told."""

    kind = "taken"
    pace: str
    counts: Mapping[Hashable, int]

    def packed(self) -> dict[str, Any]:
        return {"pace": self.pace, "counts": {str(who): count for who, count in self.counts.items()}}

    @classmethod
    def unpacked(cls, told: dict[str, Any]) -> Self:
        return cls(told["pace"], {UUID(who): int(count) for who, count in told["counts"].items()})


listeners: list[Callable[[Sequence[LineNews]], None]] = []
"""Each gets what one transaction did, in its order."""


def tell(*happened: LineNews) -> None:
    """Call it from `transaction.on_commit`, in any thread."""
    for listener in listeners:
        listener(happened)
