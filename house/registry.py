"""Lists in which the apps register functions that the house calls without knowing them.

Each app has a `Plugin` in its `plugin.py`, which `AppConfig.ready()` adds here; there are no signals. A registered
function gets the arguments that its list names and returns nothing, unless the list says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrPromise

    from house.access_log.services.log import Seen
    from house.line.hub import Hub
    from house.line.parts import Part
    from house.people.models.houses import House
    from house.people.models.people import Person
    from house.sign_in.models.devices import Device


@dataclass(frozen=True)
class Tick:
    """A duty that is repeated: idempotent, in short transactions, run by one process at a time."""

    name: str
    every: timedelta
    run: Callable[[], object]
    is_prompt: bool = False
    """Does somebody wait for it? Then every process that has ticks runs it, whatever another one does."""


PLANNING, TOGETHER, PEOPLE, HOUSE = _("Planning"), _("Samen leven"), _("Mensen"), _("Huis")
DESK_HEADS = [PLANNING, TOGETHER, PEOPLE, HOUSE]
"""The headings of the desk's lines, in this order. Those without a head are in the bar of who works."""


class Asker(NamedTuple):
    """The person whose desk is counted, as plain values for cached SQL. No collection is empty."""

    person_id: UUID
    houses_run: Collection[UUID]
    houses_in_post: Collection[UUID]
    now: datetime


@dataclass(frozen=True)
class MenuLine:
    """A line of the bar or of the desk. `route` takes no arguments.

    `is_shown_to` gets visitors too for the bar, and only signed-in people for the desk. At the desk `head` is one of
    `DESK_HEADS` and the line stands on the page of all that there is; without one it is in the bar too.
    """

    route: str
    icon: str
    label: StrPromise
    order: int
    is_shown_to: Callable[[Person], bool] = lambda person: True
    waiting: Callable[[Asker], QuerySet] | None = None
    """Builds the queryset of what waits there, a row for each thing. The desk runs all of them in one cached query."""
    head: StrPromise | None = None
    has_badge: bool = False
    """Does the live line show a count of news here? One line of the bar has it."""
    count: Callable[[Person], int] | None = None
    """Counts again when `waiting` found rows, if only code can tell which of them are hers."""
    is_hidden_without_news: bool = False
    leads_to: Callable[[Person], str | None] | None = None
    """Finds the path to which it leads for her, and None where it is not shown: in place of `is_shown_to`."""
    asks: Callable[[int], str] | None = None
    """Says of so many things that wait what they want, on today's page of who works."""
    short: StrPromise | None = None
    """What the bar calls it; else its label."""
    needs_room: bool = False
    """Is a phone's bar too narrow for it?"""


@dataclass(frozen=True)
class PersonPart:
    """A part of a person's page at the coordinator's desk. `find` gets the reader and the person; None is no part."""

    template: str
    find: Callable[[Person, Person], object]


class WithMark(Protocol):
    """What stands in a part of the first pages. `mark` changes when it says something else."""

    @property
    def mark(self) -> str: ...

    def __bool__(self) -> bool: ...


@dataclass(frozen=True)
class FirstPart:
    """A part at the head of a person's first pages: her week, and today for who works.

    `find` gets the person and the device in her hand; what it finds is read when somebody looks (`house.later`), and
    false where it says nothing.
    """

    template: str
    find: Callable[[Person, Device], WithMark]


@dataclass(frozen=True)
class FirstStep:
    """A line of the list that leads a new house to its first useful result. `route` takes no arguments."""

    route: str
    label: StrPromise
    order: int
    done_in: Callable[[QuerySet[House]], QuerySet[House]]
    """Finds those of these houses where it is done."""


@dataclass(frozen=True)
class NewsSource:
    """A kind of news for which a phone may call somebody who is not looking."""

    newest: Callable[[Collection[UUID], datetime], Iterable[tuple[UUID, datetime]]]
    """Finds, for some of these people, when the newest thing up to that moment happened that she has not seen yet."""
    leads_to: Callable[[Person], str | None]
    """Finds the path of the page that shows it to her."""
    shown_to: Callable[[Collection[UUID]], set[UUID]] = set
    """Those of these people whose page shows something of it, by the page's own rule. Asked before they are called."""
    is_timed: bool = False
    """Did she ask to be told in time? Then it does not wait until she came for what she was called for before."""


@dataclass(frozen=True)
class HousePart:
    """A part of the page on which a coordinator goes through her shut house.

    `find` gets the reader and the house; None is no part. `seen` gets what it found, and says for the access log what
    of whom the part shows.
    """

    template: str
    find: Callable[[Person, House], Any]
    seen: Callable[[Any], Iterable[Seen]]


class QuietLine(NamedTuple):
    """Something in her days, so quiet that anybody may read it: hours as '10:00', and no place or name."""

    begins: str
    ends: str
    title: str
    is_off: bool = False


@dataclass(frozen=True)
class QuietDay:
    on: date
    lines: list[QuietLine]


@dataclass(frozen=True)
class QuietPage:
    """A page of hers that a phone may keep, by her choice, and shows in place of `route` when there is no net."""

    route: str
    days: Callable[[Person], list[QuietDay]]


@dataclass(frozen=True)
class KeptKind:
    """One kind of personal data: lines for her to read, and how long it is kept."""

    title: StrPromise | str
    lines: list[str]
    until: StrPromise | str


@dataclass
class Plugin:
    """All that one app adds to the house."""

    ticks: list[Tick] = field(default_factory=list)
    bar: list[MenuLine] = field(default_factory=list)
    desk: list[MenuLine] = field(default_factory=list)
    me: list[MenuLine] = field(default_factory=list)
    """Lines of her own page."""
    first: list[FirstPart] = field(default_factory=list)
    first_steps: list[FirstStep] = field(default_factory=list)
    news: list[NewsSource] = field(default_factory=list)
    about_person: list[PersonPart] = field(default_factory=list)
    about_house: list[HousePart] = field(default_factory=list)
    demo: list[Callable[[], None]] = field(default_factory=list)
    """Fill the demo house, in the order of INSTALLED_APPS."""
    on_right_ended: list[Callable[[UUID], None]] = field(default_factory=list)
    """Called with the person's id, after commit, when a stay, position, seat or account of hers ended."""
    on_came_in: list[Callable[[UUID, UUID | None], None]] = field(default_factory=list)
    """Called with the ids of a person and of the maker of her card, within the transaction in which the card is used.

    Nobody confirmed yet that it is her.
    """
    on_erase: list[Callable[[UUID], None]] = field(default_factory=list)
    """Called with the person's id, within the transaction that erases her: delete what does not go with her row."""
    kept: list[Callable[[Person], list[KeptKind]]] = field(default_factory=list)
    """Personal data of one person, for herself alone; in the order of INSTALLED_APPS."""
    around: list[Callable[[UUID, datetime], set[UUID]]] = field(default_factory=list)
    """Ids of people who were near this person at that moment: they are told when somebody may be taking her place."""
    on_session_ended: list[Callable[[str], None]] = field(default_factory=list)
    """Called with the mark of the session (`house.sign_in.sessions.mark_of`) when a device was signed out."""
    on_device_locked: list[Callable[[str], None]] = field(default_factory=list)
    """Called with the mark of the session when a device was locked; it goes on after her code."""
    on_signed_out_everywhere: list[Callable[[UUID], None]] = field(default_factory=list)
    """Called with the person's id, within the transaction that ends all her devices: close every other way in too."""
    quiet_pages: list[QuietPage] = field(default_factory=list)
    line: list[Callable[[Hub], Part]] = field(default_factory=list)
    """Parts that the apps add to the live line: one of each for each hub."""
    facts: list[Callable[[Collection[UUID]], list[QuerySet]]] = field(default_factory=list)
    """Called with ids of people: rows made by `house.people.models.standing.facts`, one for each dated fact."""
    rights: list[Callable[[Collection[UUID]], QuerySet]] = field(default_factory=list)
    """Called with ids of people: rows made by `house.line.rights.rows`, one for each right that counts now.

    Their SQL is kept (`house.cached_sql`), so the present moment is the database's own.

    A page is covered when one of its rights is gone, and all the counts together are the badge of its bar.
    """
    behind_proof: set[str] = field(default_factory=set)
    """Apps whose views ask her code or passphrase after she was away, unless a view has `open_after_absence`."""


class Registry(Plugin):
    """All that the apps added, in the order of INSTALLED_APPS."""

    def add(self, plugin: Plugin) -> None:
        for each in fields(plugin):
            mine, added = getattr(self, each.name), getattr(plugin, each.name)
            mine.update(added) if isinstance(mine, set) else mine.extend(added)


registry = Registry()


def right_ended(person_id: UUID) -> None:
    """Call the listeners when a right of hers ended. Call it from `transaction.on_commit`."""
    for listener in registry.on_right_ended:
        listener(person_id)


def people_around(person_id: UUID, at: datetime) -> set[UUID]:
    """Everybody who was near her at that moment, also if that ended since; never she herself."""
    return set().union(*(find(person_id, at) for find in registry.around)) - {person_id}


def came_in(person_id: UUID, card_by_id: UUID | None) -> None:
    """Close what opens again only when somebody met her. Call it in the transaction in which a card is used."""
    for listener in registry.on_came_in:
        listener(person_id, card_by_id)


def erase(person_id: UUID) -> None:
    """Delete her data elsewhere. Call it in the transaction that deletes her."""
    for listener in registry.on_erase:
        listener(person_id)


def session_ended(mark: str) -> None:
    """Call the listeners when the session of a device ended."""
    for listener in registry.on_session_ended:
        listener(mark)


def signed_out_everywhere(person_id: UUID) -> None:
    """Close every other way in for her. Call it in the transaction that ends her devices."""
    for listener in registry.on_signed_out_everywhere:
        listener(person_id)


def device_locked(mark: str) -> None:
    """Call the listeners when a device was locked. Call it from `transaction.on_commit`."""
    for listener in registry.on_device_locked:
        listener(mark)
