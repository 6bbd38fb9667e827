"""The week of the house as a table: a row for each room or each person who gives something, a cell for each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import takewhile
from types import EllipsisType
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from house.models import House, Person, Room, by_name
from programs.recurrence.weeks import Day
from programs.recurrence.words import clock, day_in_words
from programs.sessions.models.changes import Change
from programs.sessions.models.sessions import Session

RULER_FROM, RULER_UNTIL = 8 * 60, 22 * 60
"""The minutes of the day that every ruler shows; a session outside them is drawn at the edge."""
LATEST_LEAST = 15


@dataclass(frozen=True)
class StateMark:
    """The state of a session, or what it lacks: an icon and a word. `kind` is a class of its mark."""

    kind: str
    icon: str
    word: str


@dataclass
class Block:
    """One session in a cell. `has_left` at its old place, after a move to another day."""

    session: Session
    states: list[StateMark] = field(default_factory=list)
    has_left: bool = False

    @property
    def is_veiled(self) -> bool:
        return self.session.is_veiled  # type: ignore[attr-defined]

    @cached_property
    def givers(self) -> list[Person]:
        return self.session.givers()

    @property
    def ruler_x(self) -> int:
        """Its beginning on the ruler, in minutes."""
        return min(max(_minutes(self.session.starts_at) - RULER_FROM, 0), RULER_UNTIL - RULER_FROM - LATEST_LEAST)

    @property
    def ruler_length(self) -> int:
        begins = _minutes(self.session.starts_at)
        ends = min(begins + self.session.length_minutes, RULER_UNTIL) - RULER_FROM
        return max(ends - self.ruler_x, LATEST_LEAST)

    @property
    def in_full(self) -> str:
        """'Sterk staan, dinsdag 13 oktober, 10:30 tot 12:00, Grote kamer, met Samira, Andere tijd'."""
        session = self.session
        times = _("%(from)s tot %(until)s") % {"from": clock(session.starts_at), "until": clock(session.ends_at)}
        parts = [session.training.title, day_in_words(session.held_on, "l j F"), times]
        parts.append(session.room.name if session.room else _("zonder kamer"))
        if self.givers:
            parts.append(
                _("met %(names)s") % {"names": get_text_list([giver.chosen_name for giver in self.givers], _("en"))}
            )
        return ", ".join([*parts, *(state.word for state in self.states)])


InRoom = Room | EllipsisType | None
"""The room of a row, None for the row without; `...` where rows are people."""


@dataclass(frozen=True)
class Cell:
    day: Day
    blocks: list[Block]
    room: InRoom = ...


@dataclass(frozen=True)
class GridRow:
    """One row of the grid: a room or a person, and its cells by day. `below` is shown under the name: where a room is,
    and in which house.

    `icon` marks the row of sessions without a place.
    """

    name: str
    cells: list[Cell]
    below: str = ""
    icon: str = ""


def by_room(
    days: Collection[Day], rooms: Iterable[Room], open_places: Collection[UUID], houses: Collection[House]
) -> list[GridRow]:
    """A row for each room, and one for sessions without a room, if any. With more houses each row names its house."""
    house_names = {house.pk: house.name for house in houses} if len(houses) > 1 else {}
    blocks = _blocks(days, open_places, lambda block: [_room_of(block)])
    by_id = {room.pk: room for room in rooms}
    by_id |= {session.room.pk: session.room for day in days for session in day.sessions if session.room}
    lines = [
        GridRow(
            room.name,
            _line(room.pk, days, blocks, room),
            " · ".join(filter(None, (room.where, house_names.get(room.house_id, "")))),
        )
        for room in sorted(by_id.values(), key=lambda room: room.name.casefold())
    ]
    return lines + _rest(_("Zonder kamer"), "map-pin", days, blocks, None)


def by_giver(days: Collection[Day], staff: Iterable[Person], open_places: Collection[UUID]) -> list[GridRow]:
    """A row for each of the staff and every other giver, and one for sessions that nobody gives.

    A veiled session is in no row: the row would show whose talk it is.
    """
    blocks = _blocks(days, open_places, _givers_of)
    by_id = {person.pk: person for person in staff}
    by_id |= {person.pk: person for row in blocks.values() for block in row for person in block.givers}
    lines = [GridRow(person.chosen_name, _line(person.pk, days, blocks)) for person in by_name(by_id.values())]
    return lines + _rest(_("Nog niemand"), "user-plus", days, blocks)


Blocks = dict[tuple[UUID | None, date], list[Block]]


def _blocks(
    days: Collection[Day], open_places: Collection[UUID], places: Callable[[Block], Iterable[UUID | None]]
) -> Blocks:
    """Blocks by row and by day: first sessions moved to another day, then those held, by time."""
    sessions = {session.pk: session for day in days for session in day.sessions}
    doubled = _doubled(sessions.values())
    blocks: Blocks = defaultdict(list)
    for day in days:
        left = [Block(session, [_moved_to(session)], has_left=True) for session in day.left if not session.is_veiled]  # type: ignore[attr-defined]
        for block in left + [Block(session, _states(session, open_places, doubled)) for session in day.sessions]:
            for place in places(block):
                blocks[place, day.on].append(block)
    return blocks


def _line(place: UUID | None, days: Collection[Day], blocks: Blocks, room: InRoom = ...) -> list[Cell]:
    return [Cell(day, blocks.get((place, day.on), []), room) for day in days]


def _rest(name: str, icon: str, days: Collection[Day], blocks: Blocks, room: InRoom = ...) -> list[GridRow]:
    cells = _line(None, days, blocks, room)
    return [GridRow(name, cells, icon=icon)] if any(cell.blocks for cell in cells) else []


def _givers_of(block: Block) -> list[UUID | None]:
    return [] if block.is_veiled else [person.pk for person in block.givers] or [None]


def _room_of(block: Block) -> UUID | None:
    """The room it is in; for a session moved to another day, the room it was in."""
    if block.has_left:
        moves = [change for change in block.session.changes.all() if change.kind == Change.Kind.MOVED]
        return moves[-1].was_room_id if moves else block.session.room_id
    return block.session.room_id


def _states(session: Session, open_places: Collection[UUID], doubled: Collection[UUID]) -> list[StateMark]:
    if session.is_veiled:  # type: ignore[attr-defined]
        return []
    if session.is_cancelled:
        return [StateMark("stop", "calendar-off", _("Gaat niet door"))]
    if session.is_lapsed:
        return [StateMark("quiet", "calendar-off", _("Vervalt"))]
    states = [StateMark(*_CHANGED[change.kind], change.in_words) for change in session.told_changes]
    if session.pk in open_places:
        states.append(StateMark("warn", "user-plus", _("Plek open") if session.givers() else _("Nog niemand")))
    if session.lacks_room:
        states.append(StateMark("warn", "triangle-alert", _("Nog zonder kamer")))
    if session.pk in doubled:
        states.append(StateMark("warn", "triangle-alert", _("Dubbel")))
    return states


_CHANGED = {
    Change.Kind.MOVED: ("warn", "clock"),
    Change.Kind.ROOM: ("warn", "map-pin"),
    Change.Kind.RESTORED: ("quiet", "undo-2"),
}


def _moved_to(session: Session) -> StateMark:
    day = {"day": date_format(timezone.localtime(session.starts_at), "D j F, G:i")}
    return StateMark("quiet", "clock", _("Nu %(day)s") % day)


def _doubled(sessions: Iterable[Session]) -> set[UUID]:
    """Sessions that go on while one of their givers gives another one too."""
    agendas: dict[UUID, list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda session: session.starts_at):
        if session.goes_on and not session.is_veiled:  # type: ignore[attr-defined]
            for giver in session.givers():
                agendas[giver.pk].append(session)
    doubled: set[UUID] = set()
    for agenda in agendas.values():
        for count, first in enumerate(agenda):
            for other in takewhile(lambda other: other.starts_at < first.ends_at, agenda[count + 1 :]):  # noqa: B023
                doubled |= {first.pk, other.pk}
    return doubled


def _minutes(at: datetime) -> int:
    local = timezone.localtime(at)
    return local.hour * 60 + local.minute
