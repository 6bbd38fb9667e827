"""Sign a tab in to a live connection, and check whether it may stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from house.cached_sql import CachedSql
from house.errors import DeviceLocked, SignedOut
from house.people.models.facts import Position
from house.people.models.people import Person
from house.registry import session_ended
from house.sign_in.models.devices import long_ago
from house.sign_in.services.second_factor import is_overdue
from house.sign_in.sessions import SessionStore, mark_of, rows_of


class State(Enum):
    """The state of a device. AWAY is a device without a code: only what is behind proof closes. A shut one is OUT."""

    HERE = "here"
    AWAY = "away"
    LOCKED = "locked"
    OUT = "out"

    @classmethod
    def of(cls, locks_at: datetime | None, there_at: datetime | None) -> State:
        if locks_at is not None and locks_at <= timezone.now():
            return cls.LOCKED
        if there_at is not None and there_at <= long_ago():
            return cls.AWAY if locks_at is None else cls.LOCKED
        return cls.HERE


@dataclass(frozen=True)
class Ticket:
    """The session of a device at connecting, and what lay behind it then, so that a change shows."""

    person_id: UUID
    session_key: str
    sealed: bytes
    password: str

    @cached_property
    def mark(self) -> str:
        """The mark of the session, which is also that of the device."""
        return mark_of(self.session_key)


@dataclass(frozen=True)
class Entered:
    """Somebody who came in. `is_kept_out` of the parts when a second step of hers is due."""

    person: Person
    ticket: Ticket
    state: State
    is_kept_out: bool = field(default=False)


def enter(session_key: str) -> Entered | None:
    """The person of this session, or None when it is not valid or its device is shut. Two queries."""
    session = SessionStore(session_key)
    person = _person_of(session, mark_of(session_key))
    if person is None:
        return None
    ticket = Ticket(person.pk, session_key, session.sealed, person.password)
    needs_a_step = person.is_in_post and not person.has_a_step
    state = State.of(person.locks_at, person.there_at)
    return Entered(person, ticket, state, is_kept_out=needs_a_step and is_overdue(person))


def _person_of(session: SessionStore, mark: str) -> Any:
    """The signed-in person, with the state of her device and what decides whether a second step is due.

    None on a shut device. A session that has no device yet counts as one that begins now.
    """
    person = (
        Person.objects.filter(pk=session.get(SESSION_KEY), is_active=True)
        .annotate(
            device=FilteredRelation("devices", condition=Q(devices__session_hash=mark)),
            locks_at=F("device__locks_at"),
            there_at=F("device__there_at"),
            is_shut=Coalesce("device__is_shut", Exists(Person.objects.shut_out().filter(pk=OuterRef("pk")))),
            is_in_post=Exists(Position.objects.current().filter(person=OuterRef("pk"))),
            has_a_step=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
        )
        .first()
    )
    if person is None or person.is_shut:
        return None
    is_valid = constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    return person if is_valid else None


def leave(session_key: str) -> None:
    """Sign this device out: its browser said that she left."""
    SessionStore(session_key).delete()
    session_ended(mark_of(session_key))


_sessions = CachedSql(rows_of)
_people = CachedSql(
    lambda people: Person.objects.filter(pk__in=people, is_active=True).values_list(
        "pk", "password", "devices__session_hash", "devices__locks_at", "devices__there_at", "devices__is_shut"
    ),
)


def _sealed_by_mark(marks: Collection[str]) -> dict[str, bytes]:
    now = timezone.now()
    return {mark: sealed for mark, sealed, expires_at in _sessions.rows(marks) if expires_at > now}


def states_of(tickets: Iterable[Ticket]) -> dict[Ticket, State]:
    """The present state of each ticket. Two queries, however many there are."""
    unique_tickets = set(tickets)
    sessions = _sealed_by_mark({ticket.mark for ticket in unique_tickets})
    people = list(_people.rows({ticket.person_id for ticket in unique_tickets}))
    passwords = {person_id: password for person_id, password, *_ in people}
    devices = {
        device: State.OUT if is_shut else State.of(locks_at, there_at)
        for _, _, device, locks_at, there_at, is_shut in people
    }
    return {
        ticket: devices.get(ticket.mark, State.HERE) if _is_valid(ticket, sessions, passwords) else State.OUT
        for ticket in unique_tickets
    }


def shown_out(state: State) -> SignedOut:
    """The refusal for this state: her code or passphrase is asked first, or she is not signed in."""
    return SignedOut() if state is State.OUT else DeviceLocked()


def check(ticket: Ticket) -> None:
    """Check that this tab may stay. Raises SignedOut, or DeviceLocked when her code or passphrase is asked first."""
    state = states_of([ticket])[ticket]
    if state is not State.HERE:
        raise shown_out(state)


def _is_valid(ticket: Ticket, sessions: dict[str, bytes], passwords: dict[UUID, str]) -> bool:
    sealed = sessions.get(ticket.mark)
    if sealed is None or ticket.person_id not in passwords:
        return False
    if sealed == ticket.sealed and passwords[ticket.person_id] == ticket.password:
        return True
    entered = enter(ticket.session_key)  # the session was written to: check it as at connecting
    return entered is not None and entered.person.pk == ticket.person_id
