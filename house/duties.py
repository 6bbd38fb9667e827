"""What the ground floor starts without knowing it.

The other apps register here from `AppConfig.ready()`; nobody sends signals. A registered function gets what its list
says and returns nothing, unless it says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from house.models import Person


@dataclass(frozen=True)
class Tick:
    """Work that comes round: idempotent, in short transactions, run by one process at a time."""

    name: str
    every: timedelta
    run: Callable[[], None]


PLANNING, TOGETHER, PEOPLE, HOUSE = _("Planning"), _("Samen leven"), _("Mensen"), _("Huis")
DESK_HEADS = [PLANNING, TOGETHER, PEOPLE, HOUSE]
"""What the desk's lines stand under, in this order."""


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
    news: Callable[[Person], int] = lambda person: 0
    """How much there waits to be read."""
    head: StrPromise | None = None


def is_in(person: Person) -> bool:
    return person.is_authenticated


def is_colleague(person: Person) -> bool:
    return person.is_colleague


def runs_a_house(person: Person) -> bool:
    from house.models import Role

    return person.holds(Role.COORDINATOR)


@dataclass(frozen=True)
class PersonPart:
    """A part of somebody's page at the coordinator's desk. `find` gets who looks and at whom; None is no part."""

    template: str
    find: Callable[[Person, Person], object]


@dataclass(frozen=True)
class Kept:
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
    on_erase: list[Callable[[UUID], None]] = field(default_factory=list)
    """Told the person's id, within the transaction that erases her: destroy what her row does not take along."""
    kept: list[Callable[[Person], list[Kept]]] = field(default_factory=list)
    """What is kept of her, told to herself alone; in the order of INSTALLED_APPS."""
    on_session_ended: list[Callable[[str], None]] = field(default_factory=list)
    """Told the session key when one of her devices was signed out."""
    on_device_locked: list[Callable[[str], None]] = field(default_factory=list)
    """Told the session key when one of her devices was locked; its session goes on after her code."""
    on_signed_out_everywhere: list[Callable[[UUID], None]] = field(default_factory=list)
    """Told the person's id, within the transaction that ends all her devices at once: close every other way too."""
    asks_again: set[str] = field(default_factory=set)
    """Names of routes that are about keys: her code or passphrase is asked once more."""
    unattended: set[str] = field(default_factory=set)
    """Names of routes that a page asks by itself: no sign that somebody is there."""
    behind_proof: set[str] = field(default_factory=set)
    """Beginnings of names of routes that ask her code or passphrase once more after she was away."""


registry = Registry()


def right_ended(person_id: UUID) -> None:
    """Tell whoever keeps a door open for her. Call it from `transaction.on_commit`."""
    for listener in registry.on_right_ended:
        listener(person_id)


def erase(person_id: UUID) -> None:
    """Destroy whatever is kept of her elsewhere. Call it in the transaction that deletes her."""
    for listener in registry.on_erase:
        listener(person_id)


def session_ended(session_key: str) -> None:
    """Tell whoever keeps a door open for this device."""
    for listener in registry.on_session_ended:
        listener(session_key)


def signed_out_everywhere(person_id: UUID) -> None:
    """Close what else reads for her. Call it in the transaction that ends her devices."""
    for listener in registry.on_signed_out_everywhere:
        listener(person_id)


def device_locked(session_key: str) -> None:
    """Tell whoever keeps a line open for this device. Call it from `transaction.on_commit`."""
    for listener in registry.on_device_locked:
        listener(session_key)
