"""Who gives a session: somebody is asked, takes it on, cannot come, or is replaced.

Every verb locks the session's row first, so of two who answer at once one is first.
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
from programs.errors import NotStaffThere, PlaceFilled, StillNeeded
from programs.sessions.models.duties import Duty
from programs.sessions.models.notices import Notice
from programs.sessions.models.sessions import Session
from programs.sessions.services.hold import hold_open
from programs.sessions.services.notices import take_back, tell, tell_everyone
from programs.sessions.services.rights import tell_of_rights
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

    Who gives it or was asked already stays so; whose place is open takes it back herself, or with `give_back`.

    Args:
        person_ids: each works in the house, today and on the day of the session.
        has_said_yes: she said yes elsewhere: she gives it from now on. Meant for one person.
        despite: why it can be that they give another thing at that moment.

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
def ask_for_open(*, actor: Person, session_id: UUID, **asked: Any) -> list[Session]:
    """Ask people for this session and for the later ones of its series that want somebody. See `ask`."""
    session = find(Session.objects.run_by, actor, session_id)
    ids = [session.pk, *Session.objects.later_open(session).values_list("pk", flat=True)]
    return [ask(actor=actor, session_id=pk, **asked) for pk in ids]


@transaction.atomic
def accept_all(*, actor: Person, series_id: UUID) -> list[Session]:
    """She gives all that she is asked for in one series. What somebody else took meanwhile is left out.

    Raises:
        NotHere: she is asked for nothing in it.
    """
    asked = Duty.objects.told_to(actor).to_answer().filter(session__series=series_id)
    taken = []
    for session_id in asked.order_by("session__starts_at", "pk").values_list("session", flat=True):
        with suppress(PlaceFilled):
            taken.append(accept(actor=actor, session_id=session_id))
    if not taken:
        raise NotHere
    return taken


@transaction.atomic
def accept(*, actor: Person, session_id: UUID) -> Session:
    """She gives it: she was asked, or takes back that she cannot. Saying it twice is saying it once.

    Raises:
        NotHere: nobody asked her for such a session.
        PlaceFilled: somebody else was first, or nobody is needed any more.
        Passed, AlreadyCancelled
    """
    session = hold_open(Session.objects.select_related("series").staffed_by, actor, session_id)
    duty = session.duties.filter(person=actor).first()
    if duty is None or duty.gives:
        return session
    is_hers_to_take = duty.is_asked or duty.is_open_place
    if not is_hers_to_take and not _has_open_place(session):
        raise PlaceFilled
    _take_on(session, actor, by=actor)
    return session


@transaction.atomic
def decline(*, actor: Person, session_id: UUID, word: str = "") -> Session:
    """She cannot give it, and nobody asks why. If she would have given it, her place is open from now on.

    Args:
        word: what the coordinator should know; may be empty. Later words go before earlier ones.

    Raises:
        NotHere: she neither gives such a session nor was asked for it.
        Passed, AlreadyCancelled
    """
    session = hold_open(Session.objects.select_related("series").staffed_by, actor, session_id)
    duty = session.duties.filter(person=actor).first()
    if duty is None or duty.gives:
        _leave(session, actor, word=word, by=actor)
    elif duty.is_asked:
        _write(session, actor, State.DECLINED, word=word)
        tell(_coordinators(session), Notice.Kind.DECLINED, session=session, by=actor)
    elif word:
        duty.word = word
        duty.save(update_fields=["word"])
    return session


@transaction.atomic
def relieve(*, actor: Person, session_id: UUID, person_id: UUID) -> Session:
    """Open the place of somebody who gives it; she told the coordinator herself, or is ill.

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
    """Somebody whose place is open can come after all; she told the coordinator.

    Raises NotHere, Passed, AlreadyCancelled.
    """
    session = hold_open(Session.objects.select_related("series").run_by, actor, session_id)
    duty = session.duties.filter(person=person_id, state=State.LEFT).select_related("person").first()
    if duty is None:
        raise NotHere
    _take_on(session, duty.person, by=actor)
    return session


@transaction.atomic
def withdraw(*, actor: Person, session_id: UUID, person_id: UUID) -> Session:
    """Somebody is no longer asked. Raises NotHere, Passed, AlreadyCancelled."""
    session = hold_open(Session.objects.run_by, actor, session_id)
    _turn(session, person_id, State.ASKED, State.FILLED, by=actor)
    return session


@transaction.atomic
def close_place(*, actor: Person, session_id: UUID, person_id: UUID) -> Session:
    """Nobody needs to come in the place of this person, for somebody else gives it too.

    Raises:
        NotHere: there is no such open place in a house that the actor runs.
        StillNeeded: nobody else gives it.
        Passed, AlreadyCancelled
    """
    session = hold_open(Session.objects.run_by, actor, session_id)
    if not Session.objects.with_giver().filter(pk=session.pk).exists():
        raise StillNeeded
    _turn(session, person_id, State.LEFT, State.REPLACED, by=actor)
    _thank_the_others(session)
    return session


@transaction.atomic
def stay_away(*, actor: Person, from_on: date, until_on: date, word: str = "") -> Away:
    """She cannot come on these days. What she would have given on them is open from now on; later plans know it too.

    Args:
        until_on: the local day on which she is back.

    Raises:
        NotHere: she works nowhere today.
    """
    if not standing_of(actor).houses_worked_in:
        raise NotHere
    away, _ = Away.objects.get_or_create(person=actor, from_on=from_on, until_on=until_on)
    hers = Session.objects.given_by(actor).between(from_on, until_on).to_come().order_by("pk")
    for session_id in hers.values_list("pk", flat=True):
        decline(actor=actor, session_id=session_id, word=word)
    return away


@transaction.atomic
def come_back(*, actor: Person, away_id: UUID) -> None:
    """She can come on those days after all. What she left stays left until she takes it back herself, if it is open."""
    take(lambda person: Away.objects.filter(person=person), actor, away_id).delete()


def leave_for_those_away(sessions: Collection[Session]) -> None:
    """Open the places in these new sessions of who is assigned to their series and said that she cannot come then."""
    given = [assignment for series in {one.series for one in sessions} for assignment in series.assignments.all()]
    aways = list(Away.objects.still_open().filter(person__in={assignment.person_id for assignment in given}))
    Duty.objects.bulk_create(
        Duty(session=session, person_id=person_id, state=State.LEFT)
        for session in (sessions if aways else [])
        for person_id in {
            one.person_id for one in session.series.assignments.all() if one.is_current(session.original_on)
        }
        if any(away.person_id == person_id and away.is_current(session.held_on) for away in aways)
    )


def keep_overlaps(sessions: Collection[Session], people: Iterable[Person], *, why: str, by: Person) -> None:
    """Keep why it can be that some of these people are busy during these sessions. No reason keeps nothing."""
    if not why or not sessions:
        return
    whose = [person.pk for person in people]
    first, last = min(session.starts_at for session in sessions), max(session.ends_at for session in sessions)
    agendas = Agendas(whose, first, last)
    kept = [
        Overlap(session=session, person_id=person_id, why=why, by=by)
        for session in sessions
        for person_id in whose
        if agendas.busy(person_id, session.starts_at, session.ends_at, besides=[session.pk])
    ]
    Overlap.objects.filter(session__in=sessions, person__in=whose).delete()
    Overlap.objects.bulk_create(kept)


def _colleagues(session: Session, person_ids: Collection[UUID]) -> list[Person]:
    there = Position.objects.filter(house=session.series.house_id, person__in=person_ids)
    today, then = (set(there.current(on).values_list("person_id", flat=True)) for on in (None, session.held_on))
    if not set(person_ids) <= today & then:
        raise NotStaffThere
    return list(Person.objects.filter(pk__in=person_ids))


def _has_open_place(session: Session) -> bool:
    return Session.objects.with_open_place().filter(pk=session.pk).exists()


def _take_on(session: Session, person: Person, *, by: Person) -> None:
    """She gives it, in her own place or that of who left first. When no place is open any more, nobody is asked."""
    duty = session.duties.filter(person=person)
    if not duty.filter(state=State.LEFT).exists():
        _close_a_place(session)
    if session.series.assignments.current(session.original_on).filter(person=person).exists():
        duty.delete()  # her assignment says it already
    else:
        _write(session, person, State.ACCEPTED, by=None if by == person else by)
    if not _has_open_place(session):
        _thank_the_others(session)
    take_back(_coordinators(session), Notice.Kind.DECLINED, session=session)
    _tell(session, Notice.Kind.ACCEPTED, by=by)


def _close_a_place(session: Session) -> None:
    """Of who left first; if nobody did, of those who are assigned and no longer work here on that day."""
    left = session.duties.filter(state=State.LEFT).first()
    if left is not None:
        session.duties.filter(pk=left.pk).update(state=State.REPLACED, at=timezone.now())
        return
    posts = Position.objects.filter(house=session.series.house_id).current(session.held_on)
    working = set(posts.values_list("person_id", flat=True))
    for person in session.givers():
        if person.pk not in working:
            _write(session, person, State.REPLACED)


def _leave(session: Session, person: Person, *, word: str = "", by: Person) -> None:
    _write(session, person, State.LEFT, word=word, by=None if by == person else by)
    tell_of_rights([person.pk])
    _tell(session, Notice.Kind.DECLINED, by=by)


def _turn(session: Session, person_id: UUID, was: Duty.State, now: Duty.State, *, by: Person) -> None:
    is_turned = session.duties.filter(person=person_id, state=was).update(state=now, by=by, at=timezone.now())
    if not is_turned:
        raise NotHere


def _thank_the_others(session: Session) -> None:
    session.duties.filter(state=State.ASKED).update(state=State.FILLED, by=None, at=timezone.now())


def _write(session: Session, person: Person, state: Duty.State, *, word: str = "", by: Person | None = None) -> None:
    told = {"state": state, "word": word, "by": by, "at": timezone.now()}
    Duty.objects.update_or_create(session=session, person=person, defaults=told)


def _tell(session: Session, kind: Notice.Kind, *, by: Person) -> None:
    """Another face is something that people should notice; its coordinators hear what became of the place."""
    now = timezone.now()
    session.note_change(now)
    session.save(update_fields=["revision", "changed_at"])
    tell_everyone([session], Notice.Kind.GIVER, by=by, at=now)
    tell(_coordinators(session), kind, session=session, by=by, at=now)


def _coordinators(session: Session) -> list[Person]:
    return list(Person.objects.in_post(session.series.house_id, Role.COORDINATOR))
