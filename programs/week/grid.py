"""The week of the house as a table: a line for each room or for each who gives something, a cell for each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import takewhile
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from house.models import House, Person, Room, by_name
from programs.recurrence.weeks import Day
from programs.sessions.models.sessions import Change, Session

RULER_FROM, RULER_UNTIL = 8 * 60, 22 * 60
"""The minutes of the day that every ruler shows; one that begins or ends outside them lies at the edge."""
LATEST_LEAST = 15


@dataclass(frozen=True)
class StateMark:
    """What became of a session, or what it wants: an icon and a word. `kind` is a class of its mark."""

    kind: str
    icon: str
    word: str


@dataclass
class Block:
    """One session in a cell. `has_left` where it stood before it was moved to another day."""

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
        """Where on the ruler it begins, in minutes."""
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
        starts_at, ends_at = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        clock = {"from": date_format(starts_at, "G:i"), "until": date_format(ends_at, "G:i")}
        told = [session.training.title, date_format(starts_at, "l j F"), _("%(from)s tot %(until)s") % clock]
        told.append(session.room.name if session.room else _("zonder kamer"))
        if self.givers:
            told.append(
                _("met %(names)s") % {"names": get_text_list([one.chosen_name for one in self.givers], _("en"))}
            )
        return ", ".join([*told, *(state.word for state in self.states)])


@dataclass(frozen=True)
class Cell:
    day: Day
    blocks: list[Block]


@dataclass(frozen=True)
class GridRow:
    """`below` says more about it: where a room is, and of which house. `icon` marks the line of what stands nowhere."""

    name: str
    cells: list[Cell]
    below: str = ""
    icon: str = ""


def by_room(
    days: Collection[Day], rooms: Iterable[Room], open_places: Collection[UUID], houses: Collection[House]
) -> list[GridRow]:
    """A line for each room, and one for what has none, if there is something. Of more houses it says which."""
    named = {house.pk: house.name for house in houses} if len(houses) > 1 else {}
    blocks = _blocks(days, open_places, lambda block: [_room_of(block)])
    known = {room.pk: room for room in rooms}
    known |= {session.room.pk: session.room for day in days for session in day.sessions if session.room}
    lines = [
        GridRow(
            room.name,
            _line(room.pk, days, blocks),
            " · ".join(filter(None, (room.where, named.get(room.house_id, "")))),
        )
        for room in sorted(known.values(), key=lambda room: room.name.casefold())
    ]
    return lines + _rest(_("Zonder kamer"), "map-pin", days, blocks)


def by_giver(days: Collection[Day], staff: Iterable[Person], open_places: Collection[UUID]) -> list[GridRow]:
    """A line for each of the staff and whoever else gives something, and one for what nobody gives.

    What is veiled stands nowhere: its line would tell whose talk it is.
    """
    blocks = _blocks(days, open_places, _givers_of)
    known = {person.pk: person for person in staff}
    known |= {person.pk: person for each in blocks.values() for block in each for person in block.givers}
    lines = [GridRow(person.chosen_name, _line(person.pk, days, blocks)) for person in by_name(known.values())]
    return lines + _rest(_("Nog niemand"), "user-plus", days, blocks)


Blocks = dict[tuple[UUID | None, date], list[Block]]


def _blocks(
    days: Collection[Day], open_places: Collection[UUID], places: Callable[[Block], Iterable[UUID | None]]
) -> Blocks:
    """Blocks by what they stand in line with and by day: first what left that day, then what is held, by time."""
    held = {session.pk: session for day in days for session in day.sessions}
    doubled = _doubled(held.values())
    blocks: Blocks = defaultdict(list)
    for day in days:
        left = [Block(session, [_moved_to(session)], has_left=True) for session in day.left if not session.is_veiled]  # type: ignore[attr-defined]
        for block in left + [Block(session, _states(session, open_places, doubled)) for session in day.sessions]:
            for place in places(block):
                blocks[place, day.on].append(block)
    return blocks


def _line(place: UUID | None, days: Collection[Day], blocks: Blocks) -> list[Cell]:
    return [Cell(day, blocks.get((place, day.on), [])) for day in days]


def _rest(name: str, icon: str, days: Collection[Day], blocks: Blocks) -> list[GridRow]:
    cells = _line(None, days, blocks)
    return [GridRow(name, cells, icon=icon)] if any(cell.blocks for cell in cells) else []


def _givers_of(block: Block) -> list[UUID | None]:
    return [] if block.is_veiled else [person.pk for person in block.givers] or [None]


def _room_of(block: Block) -> UUID | None:
    """Where it stands; for what left the day, where it would have been."""
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
    states = [_CHANGED[change.kind]() for change in session.told_changes]
    if session.pk in open_places:
        states.append(StateMark("warn", "user-plus", _("Plek open") if session.givers() else _("Nog niemand")))
    if session.lacks_room:
        states.append(StateMark("warn", "triangle-alert", _("Nog zonder kamer")))
    if session.pk in doubled:
        states.append(StateMark("warn", "triangle-alert", _("Dubbel")))
    return states


_CHANGED = {
    Change.Kind.MOVED: lambda: StateMark("warn", "clock", _("Andere tijd")),
    Change.Kind.ROOM: lambda: StateMark("warn", "map-pin", _("Andere kamer")),
    Change.Kind.RESTORED: lambda: StateMark("quiet", "undo-2", _("Gaat toch door")),
}


def _moved_to(session: Session) -> StateMark:
    day = {"day": date_format(timezone.localtime(session.starts_at), "D j F, G:i")}
    return StateMark("quiet", "clock", _("Nu %(day)s") % day)


def _doubled(sessions: Iterable[Session]) -> set[UUID]:
    """What goes on while somebody who gives it gives another thing too."""
    agendas: dict[UUID, list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda session: session.starts_at):
        if session.goes_on and not session.is_veiled:  # type: ignore[attr-defined]
            for giver in session.givers():
                agendas[giver.pk].append(session)
    found: set[UUID] = set()
    for hers in agendas.values():
        for count, first in enumerate(hers):
            for other in takewhile(lambda other: other.starts_at < first.ends_at, hers[count + 1 :]):  # noqa: B023
                found |= {first.pk, other.pk}
    return found


def _minutes(at: datetime) -> int:
    local = timezone.localtime(at)
    return local.hour * 60 + local.minute
