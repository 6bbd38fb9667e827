"""Duties in one session: somebody is asked, accepts, declines, leaves or is replaced.

Every verb locks the session's row first, so that one of two simultaneous answers comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.errors import NotHere
from house.models import Person, Position, Role
from house.people.models.standing import standing_of
from house.take import find, take
from programs.errors import NotInPostThen, NotStaffThere, PlaceFilled, StillNeeded
from programs.sessions.models.duties import Duty
from programs.sessions.models.notices import Notice
from programs.sessions.models.sessions import Session
from programs.sessions.services.hold import hold_open
from programs.sessions.services.notices import take_back, tell, tell_everyone
from programs.sessions.services.page_rights import tell_of_rights
from programs.staffing.models import Away, Overlap
from programs.staffing.queries.busy import Agendas

State = Duty.State


@transaction.atomic
def ask(
    *,
    actor: Person,
    session_id: UUID,
    person_ids: Collection[UUID],
    has_said_yes: bool = False,
    despite: str = "",
) -> Session:
    """Ask people to give one session. The first who accepts has it.

    Nothing changes for people who give it or were asked already. Somebody who left it takes it back herself, or with
    `give_back`.

    Args:
        person_ids: each works in the house, today and on the day of the session.
        has_said_yes: she said yes elsewhere: she gives it from now on. Meant for one person.
        despite: why it is possible although they give something else then.

    Raises:
        NotHere: there is no such session in a house that the actor runs.
        Passed, AlreadyCancelled, NotStaffThere
    """
    session = hold_open(Session.objects.select_related("series").run_by, actor, session_id)
    people = _colleagues(session, person_ids)
    given = {person.pk for person in session.givers()}
    for person in people:
        if person.pk in given:
            continue
        if has_said_yes:
            _take_on(session, person, by=actor)
        elif not session.duties.filter(person=person, state__in=[State.ASKED, State.LEFT]).exists():
            _write(session, person, State.ASKED, by=actor)
    keep_overlaps([session], people, why=despite, by=actor)
    return session


@transaction.atomic
def ask_for_open(*, actor: Person, session_id: UUID, **arguments: Any) -> list[Session]:
    """Ask people for this session and for the later ones of its series that need somebody. See `ask`."""
    session = find(Session.objects.run_by, actor, session_id)
    ids = [session.pk, *Session.objects.later_open(session).values_list("pk", flat=True)]
    return [ask(actor=actor, session_id=pk, **arguments) for pk in ids]


@transaction.atomic
def accept_all(*, actor: Person, series_id: UUID) -> list[Session]:
    """Accept every session of one series that she is asked to give, except those that somebody else took meanwhile.

    Raises:
        NotHere: she is asked for nothing in it.
    """
    duties = Duty.objects.told_to(actor).to_answer().filter(session__series=series_id)
    taken = []
    for session_id in duties.order_by("session__starts_at", "pk").values_list("session", flat=True):
        with suppress(PlaceFilled):
            taken.append(accept(actor=actor, session_id=session_id))
    if not taken:
        raise NotHere
    return taken


@transaction.atomic
def accept(*, actor: Person, session_id: UUID) -> Session:
    """Accept a session that she was asked for, or take back that she left it. Doing it twice has no effect.

    Raises:
        NotHere: nobody asked her for such a session.
        PlaceFilled: somebody else was first, or nobody is needed any more.
        Passed, AlreadyCancelled, NotInPostThen
    """
    session = hold_open(Session.objects.select_related("series").staffed_by, actor, session_id)
    duty = session.duties.filter(person=actor).first()
    if duty is None or duty.gives:
        return session
    is_her_place = duty.is_asked or duty.is_open_place
    if not is_her_place and not _has_open_place(session):
        raise PlaceFilled
    _take_on(session, actor, by=actor)
    return session


@transaction.atomic
def decline(*, actor: Person, session_id: UUID, word: str = "", handover: str = "") -> Session:
    """Decline a session, without a reason. If she would have given it, her place is open from now on.

    Args:
        word: a message for the coordinator; may be empty. A later message replaces an earlier one.
        handover: a message for whoever is asked in her place or takes it over, in the same way.

    Raises:
        NotHere: she neither gives such a session nor was asked for it.
        Passed, AlreadyCancelled
    """
    session = hold_open(Session.objects.select_related("series").staffed_by, actor, session_id)
    duty = session.duties.filter(person=actor).first()
    if duty is None or duty.gives:
        _leave(session, actor, word=word, handover=handover, by=actor)
    elif duty.is_asked:
        _write(session, actor, State.DECLINED, word=word)
        tell(_coordinators(session), Notice.Kind.DECLINED, session=session, by=actor)
    else:
        duty.word, duty.handover = word or duty.word, handover or duty.handover
        duty.save(update_fields=["word", "handover"])
    return session


@transaction.atomic
def relieve(*, actor: Person, session_id: UUID, person_id: UUID) -> Session:
    """Open the place of somebody who gives the session: she told the coordinator herself, or is ill.

    Raises:
        NotHere: there is no such session in a house that the actor runs, or this person does not give it.
        Passed, AlreadyCancelled
    """
    session = hold_open(Session.objects.select_related("series").run_by, actor, session_id)
    person = next((person for person in session.givers() if person.pk == person_id), None)
    if person is None:
        raise NotHere
    _leave(session, person, by=actor)
    return session


@transaction.atomic
def give_back(*, actor: Person, session_id: UUID, person_id: UUID) -> Session:
    """Give the session back to somebody who left it and can come after all; she told the coordinator.

    Raises NotHere, Passed, AlreadyCancelled, NotInPostThen.
    """
    session = hold_open(Session.objects.select_related("series").run_by, actor, session_id)
    duty = session.duties.filter(person=person_id, state=State.LEFT).select_related("person").first()
    if duty is None:
        raise NotHere
    _take_on(session, duty.person, by=actor)
    return session


@transaction.atomic
def withdraw(*, actor: Person, session_id: UUID, person_id: UUID) -> Session:
    """Stop asking somebody. Raises NotHere, Passed, AlreadyCancelled."""
    session = hold_open(Session.objects.run_by, actor, session_id)
    _change_state(session, person_id, State.ASKED, State.FILLED, by=actor)
    return session


@transaction.atomic
def close_place(*, actor: Person, session_id: UUID, person_id: UUID) -> Session:
    """Close the open place of this person, because somebody else gives the session too.

    Raises:
        NotHere: there is no such open place in a house that the actor runs.
        StillNeeded: nobody else gives it.
        Passed, AlreadyCancelled
    """
    session = hold_open(Session.objects.run_by, actor, session_id)
    if not Session.objects.with_giver().filter(pk=session.pk).exists():
        raise StillNeeded
    _change_state(session, person_id, State.LEFT, State.REPLACED, by=actor)
    _stop_asking_others(session)
    return session


@transaction.atomic
def stay_away(*, actor: Person, from_on: date, until_on: date, word: str = "") -> Away:
    """Be away on these days. Sessions that she would have given then are open from now on; later plans use it too.

    Args:
        until_on: the local day on which she is back.

    Raises:
        NotHere: she works nowhere today.
    """
    if not standing_of(actor).houses_worked_in:
        raise NotHere
    away, _ = Away.objects.get_or_create(person=actor, from_on=from_on, until_on=until_on)
    sessions = Session.objects.given_by(actor).between(from_on, until_on).to_come().order_by("pk")
    for session_id in sessions.values_list("pk", flat=True):
        decline(actor=actor, session_id=session_id, word=word)
    return away


@transaction.atomic
def come_back(*, actor: Person, away_id: UUID) -> None:
    """Take back days on which she is away. Places that she left stay open until she takes them back herself."""
    take(lambda person: Away.objects.filter(person=person), actor, away_id).delete()


def leave_for_those_away(sessions: Collection[Session]) -> None:
    """Open the places in these new sessions of facilitators who are away then."""
    given = [
        assignment for series in {session.series for session in sessions} for assignment in series.assignments.all()
    ]
    aways = list(Away.objects.still_open().filter(person__in={assignment.person_id for assignment in given}))
    Duty.objects.bulk_create(
        Duty(session=session, person_id=person_id, state=State.LEFT)
        for session in (sessions if aways else [])
        for person_id in {
            assignment.person_id
            for assignment in session.series.assignments.all()
            if assignment.is_current(session.original_on)
        }
        if any(away.person_id == person_id and away.is_current(session.held_on) for away in aways)
    )


def keep_overlaps(sessions: Collection[Session], people: Iterable[Person], *, why: str, by: Person) -> None:
    """Store why it is possible that some of these people are busy during these sessions. Without a reason: nothing."""
    if not why or not sessions:
        return
    person_ids = [person.pk for person in people]
    first, last = min(session.starts_at for session in sessions), max(session.ends_at for session in sessions)
    agendas = Agendas(person_ids, first, last)
    overlaps = [
        Overlap(session=session, person_id=person_id, why=why, by=by)
        for session in sessions
        for person_id in person_ids
        if agendas.busy(person_id, session.starts_at, session.ends_at, besides=[session.pk])
    ]
    Overlap.objects.filter(session__in=sessions, person__in=person_ids).delete()
    Overlap.objects.bulk_create(overlaps)


def _colleagues(session: Session, person_ids: Collection[UUID]) -> list[Person]:
    posts = Position.objects.filter(house=session.series.house_id, person__in=person_ids)
    today, then = (set(posts.current(on).values_list("person_id", flat=True)) for on in (None, session.held_on))
    if not set(person_ids) <= today & then:
        raise NotStaffThere
    return list(Person.objects.filter(pk__in=person_ids))


def _has_open_place(session: Session) -> bool:
    return Session.objects.with_open_place().filter(pk=session.pk).exists()


def _take_on(session: Session, person: Person, *, by: Person) -> None:
    """Let her give it, in her own place or in that of the first who left. When no place is left, stop asking others.

    Raises NotInPostThen.
    """
    if person.pk not in session.series.working(session.held_on):
        raise NotInPostThen
    duty = session.duties.filter(person=person)
    if not duty.filter(state=State.LEFT).exists():
        _close_a_place(session)
    if session.series.assignments.current(session.original_on).filter(person=person).exists():
        duty.delete()  # her assignment says it already
    else:
        _write(session, person, State.ACCEPTED, by=None if by == person else by)
    if not _has_open_place(session):
        _stop_asking_others(session)
    take_back(_coordinators(session), Notice.Kind.DECLINED, session=session)
    _tell(session, Notice.Kind.ACCEPTED, by=by)


def _close_a_place(session: Session) -> None:
    """Close the place of the first who left; if nobody left, those of facilitators who have left the house by then."""
    left = session.duties.filter(state=State.LEFT).first()
    if left is not None:
        session.duties.filter(pk=left.pk).update(state=State.REPLACED, at=timezone.now())
        return
    for person in session.gone_givers():
        _write(session, person, State.REPLACED)


def _leave(session: Session, person: Person, *, word: str = "", handover: str = "", by: Person) -> None:
    _write(session, person, State.LEFT, word=word, handover=handover, by=None if by == person else by)
    tell_of_rights([person.pk])
    _tell(session, Notice.Kind.DECLINED, by=by)


def _change_state(session: Session, person_id: UUID, was: Duty.State, now: Duty.State, *, by: Person) -> None:
    is_changed = session.duties.filter(person=person_id, state=was).update(state=now, by=by, at=timezone.now())
    if not is_changed:
        raise NotHere


def _stop_asking_others(session: Session) -> None:
    session.duties.filter(state=State.ASKED).update(state=State.FILLED, by=None, at=timezone.now())


def _write(
    session: Session,
    person: Person,
    state: Duty.State,
    *,
    word: str = "",
    handover: str = "",
    by: Person | None = None,
) -> None:
    fields = {"state": state, "word": word, "handover": handover or None, "by": by, "at": timezone.now()}
    Duty.objects.update_or_create(session=session, person=person, defaults=fields)


def _tell(session: Session, kind: Notice.Kind, *, by: Person) -> None:
    """Send notices of another facilitator, which people should notice, and tell the coordinators about the place."""
    now = timezone.now()
    session.note_change(now)
    session.save(update_fields=["revision", "changed_at"])
    tell_everyone([session], Notice.Kind.GIVER, by=by, at=now)
    tell(_coordinators(session), kind, session=session, by=by, at=now)


def _coordinators(session: Session) -> list[Person]:
    return list(Person.objects.in_post(session.series.house_id, Role.COORDINATOR))
