"""What the ground floor starts without knowing it.

The other apps register here from `AppConfig.ready()`; nobody sends signals. A registered function gets what its list
says and returns nothing, unless it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrPromise

    from house.line.hub import Hub
    from house.line.parts import Part
    from house.people.models.people import Person


@dataclass(frozen=True)
class Tick:
    """Work that comes round: idempotent, in short transactions, run by one process at a time."""

    name: str
    every: timedelta
    run: Callable[[], object]


PLANNING, TOGETHER, PEOPLE, HOUSE = _("Planning"), _("Samen leven"), _("Mensen"), _("Huis")
DESK_HEADS = [PLANNING, TOGETHER, PEOPLE, HOUSE]
"""What the desk's lines stand under, in this order."""


class Asker(NamedTuple):
    """The person whose desk is counted, as plain values for cached SQL. No collection is empty."""

    person_id: UUID
    houses_run: Collection[UUID]
    houses_in_post: Collection[UUID]
    now: datetime


@dataclass(frozen=True)
class MenuLine:
    """A line of the bar or of the desk. `route` takes no arguments.

    `is_shown_to` is asked of visitors too for the bar, and for the desk only of who is signed in. At the desk `head` is
    one of `DESK_HEADS`; a line without one is among the few that are always in sight.
    """

    route: str
    icon: str
    label: StrPromise
    order: int
    is_shown_to: Callable[[Person], bool] = lambda person: True
    waiting: Callable[[Asker], QuerySet] | None = None
    """Builds the queryset of what waits there, a row for each thing. The desk asks all of them in one cached query."""
    head: StrPromise | None = None
    has_badge: bool = False
    """Does the live line count here what is new? One line of the bar does."""
    count: Callable[[Person], int] | None = None
    """Counts again where `waiting` found rows, if only code can tell which of them are hers."""
    is_hidden_without_news: bool = False


@dataclass(frozen=True)
class PersonPart:
    """A part of somebody's page at the coordinator's desk. `find` gets who looks and at whom; None is no part."""

    template: str
    find: Callable[[Person, Person], object]


@dataclass(frozen=True)
class KeptKind:
    """One kind of thing that is kept of somebody: in lines that she reads, and for how long."""

    title: StrPromise | str
    lines: list[str]
    until: StrPromise | str


@dataclass
class Registry:
    ticks: list[Tick] = field(default_factory=list)
    bar: list[MenuLine] = field(default_factory=list)
    desk: list[MenuLine] = field(default_factory=list)
    me: list[MenuLine] = field(default_factory=list)
    """Lines of her own page."""
    about_person: list[PersonPart] = field(default_factory=list)
    demo: list[Callable[[], None]] = field(default_factory=list)
    """Fill the demo house, in the order of INSTALLED_APPS."""
    on_right_ended: list[Callable[[UUID], None]] = field(default_factory=list)
    """Told the person's id, after commit, when a stay, position, seat or account of hers ended."""
    on_came_in: list[Callable[[UUID, UUID | None], None]] = field(default_factory=list)
    """Told the person's id and that of who made her card, within the transaction in which somebody uses it: whether it
    is her, nobody said yet."""
    on_erase: list[Callable[[UUID], None]] = field(default_factory=list)
    """Told the person's id, within the transaction that erases her: destroy what her row does not take along."""
    kept: list[Callable[[Person], list[KeptKind]]] = field(default_factory=list)
    """What is kept of her, told to herself alone; in the order of INSTALLED_APPS."""
    around: list[Callable[[UUID, datetime], set[UUID]]] = field(default_factory=list)
    """Who was near this person at that moment, and so is told when somebody may be taking her place: ids of people."""
    on_session_ended: list[Callable[[str], None]] = field(default_factory=list)
    """Told the mark of the session (`house.sign_in.sessions.mark_of`) when one of her devices was signed out."""
    on_device_locked: list[Callable[[str], None]] = field(default_factory=list)
    """Told the mark of the session when one of her devices was locked; it goes on after her code."""
    on_signed_out_everywhere: list[Callable[[UUID], None]] = field(default_factory=list)
    """Told the person's id, within the transaction that ends all her devices at once: close every other way too."""
    line: list[Callable[[Hub], Part]] = field(default_factory=list)
    """What the apps bring to the live line: one of each for each hub."""
    facts: list[Callable[[Collection[UUID]], list[QuerySet]]] = field(default_factory=list)
    """Asked of the ids of people: rows made by `house.people.models.standing.facts`, one for each dated fact."""
    rights: list[Callable[[Collection[UUID]], QuerySet]] = field(default_factory=list)
    """Asked of the ids of people: rows made by `house.line.rights.rows`, one for each right that counts now.

    A page is covered when one of its rights is gone, and all the counts together are the badge of its bar.
    """
    behind_proof: set[str] = field(default_factory=set)
    """Names of apps whose views ask her code or passphrase after she was away, unless one says `open_after_absence`."""


registry = Registry()


def right_ended(person_id: UUID) -> None:
    """Tell whoever keeps a door open for her. Call it from `transaction.on_commit`."""
    for listener in registry.on_right_ended:
        listener(person_id)


def people_around(person_id: UUID, at: datetime) -> set[UUID]:
    """Everybody who was near her at that moment, whether that ended since or not; never she herself."""
    return set().union(*(find(person_id, at) for find in registry.around)) - {person_id}


def came_in(person_id: UUID, card_by_id: UUID | None) -> None:
    """Close what opens again when somebody met her. Call it in the transaction in which a card is used."""
    for listener in registry.on_came_in:
        listener(person_id, card_by_id)


def erase(person_id: UUID) -> None:
    """Destroy whatever is kept of her elsewhere. Call it in the transaction that deletes her."""
    for listener in registry.on_erase:
        listener(person_id)


def session_ended(mark: str) -> None:
    """Tell whoever keeps a door open for this device."""
    for listener in registry.on_session_ended:
        listener(mark)


def signed_out_everywhere(person_id: UUID) -> None:
    """Close what else reads for her. Call it in the transaction that ends her devices."""
    for listener in registry.on_signed_out_everywhere:
        listener(person_id)


def device_locked(mark: str) -> None:
    """Tell whoever keeps a line open for this device. Call it from `transaction.on_commit`."""
    for listener in registry.on_device_locked:
        listener(mark)
