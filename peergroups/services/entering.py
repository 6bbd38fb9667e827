"""Who stands at the door of a live connection, and whether she may still be inside."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import cast
from uuid import UUID

from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db.models import CharField, UUIDField
from django.http import HttpRequest
from django.utils import timezone

from house.duties import session_ended
from house.models import Device, Person
from house.models.devices import long_ago
from house.services.devices import session_mark
from house.services.locking import has_proved_herself
from house.services.second_factor import is_overdue
from house.sessions import SessionStore
from peergroups.errors import DeviceLocked, SignedOut
from peergroups.models import Seat
from peergroups.services.asking import Question


@dataclass(frozen=True)
class Ticket:
    """What a device showed at the door: its session and, so that a change shows, what lay behind it then."""

    person_id: UUID
    session_key: str
    session_data: str
    password: str

    @cached_property
    def device(self) -> str:
        """The mark of the device with this session."""
        return session_mark(self.session_key)


def enter(session_key: str) -> tuple[Person, Ticket] | None:
    """The person of this session with a ticket for later, or None when nobody comes in with it.

    Nor does who works here without the second step that is due.
    """
    session = SessionStore(session_key)
    row = Session.objects.filter(session_key=session.session_key, expire_date__gt=timezone.now()).first()
    if row is None:
        return None
    person = get_user(cast("HttpRequest", SimpleNamespace(session=session)))
    if not isinstance(person, Person) or is_overdue(person):
        return None
    return person, Ticket(person.pk, session_key, row.session_data, person.password)


def leave(session_key: str) -> None:
    """Sign this device out: its browser said that she left."""
    SessionStore(session_key).delete()
    session_ended(session_key)


_sessions = Question(
    CharField(),
    lambda keys: Session.objects.filter(session_key__in=keys).values_list("session_key", "session_data", "expire_date"),
)
_people = Question(
    UUIDField(),
    lambda people: Person.objects.filter(pk__in=people, is_active=True).values_list(
        "pk", "password", "devices__session_hash", "devices__locks_at", "devices__there_at"
    ),
)


def _sessions_of(keys: Collection[str]) -> dict[str, str]:
    now = timezone.now()
    return {key: data for key, data, expires_at in _sessions.about(keys) if expires_at > now}


def still_valid(tickets: Iterable[Ticket]) -> set[Ticket]:
    """Those whose session and account still stand, on a device where she is. Two queries for however many."""
    asked, now = set(tickets), timezone.now()
    sessions = _sessions_of({ticket.session_key for ticket in asked})
    people = list(_people.about({ticket.person_id for ticket in asked}))
    passwords = {person_id: password for person_id, password, *_ in people}
    shut = {
        device
        for _, _, device, locks_at, there_at in people
        if (locks_at and locks_at <= now) or (there_at and there_at <= long_ago())
    }
    return {ticket for ticket in asked if ticket.device not in shut and _stands(ticket, sessions, passwords)}


def shown_out(ticket: Ticket) -> SignedOut:
    """Why a ticket is not valid: her code or passphrase is asked first, or she is not signed in."""
    return DeviceLocked() if is_locked(ticket) else SignedOut()


def is_locked(ticket: Ticket) -> bool:
    device = Device.objects.filter(session_hash=ticket.device).first()
    return device is not None and not has_proved_herself(device)


@dataclass(frozen=True)
class Place:
    """A seat that counts, with the head of its group."""

    group_id: UUID
    seat_id: UUID
    is_facilitator: bool
    from_number: int
    head: int


def places_of(person_ids: Iterable[UUID]) -> dict[UUID, list[Place]]:
    """Person to her places that count. One query, however many there are."""
    rows = Seat.objects.counting().filter(person__in=set(person_ids)).order_by()
    found: dict[UUID, list[Place]] = {}
    for person, group, seat, kind, from_number, head in rows.values_list(
        "person", "group", "pk", "kind", "from_number", "group__head"
    ):
        found.setdefault(person, []).append(Place(group, seat, kind == Seat.Kind.FACILITATOR, from_number, head))
    return found


def _stands(ticket: Ticket, sessions: dict[str, str], passwords: dict[UUID, str]) -> bool:
    data = sessions.get(ticket.session_key)
    if data is None or ticket.person_id not in passwords:
        return False
    if data == ticket.session_data and passwords[ticket.person_id] == ticket.password:
        return True
    entered = enter(ticket.session_key)  # something was written: look again, as if she came in now
    return entered is not None and entered[0].pk == ticket.person_id
