"""The request to change a series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from programs.planning.edits.services.untouched import Stays

MOMENT = frozenset({"weekdays", "start_time", "length_minutes"})


@dataclass(frozen=True, kw_only=True)
class EditRequest:
    """A request to change a series from a day on.

    `new` has only the values that should change: `weekdays`, `every_weeks`, `until_on` (None: it goes on),
    `start_time`, `length_minutes`, `room_id` (None: no room), `trainer_ids`. A value that somebody else changes
    meanwhile is not in it. `along` names the reasons to stay that do not count this time.
    """

    from_on: date
    new: Mapping[str, Any] = field(default_factory=dict)
    along: frozenset[Stays] = frozenset()

    def asks(self, *names: str) -> bool:
        return any(name in self.new for name in names)

    @property
    def is_of_moment(self) -> bool:
        return self.asks(*MOMENT)
