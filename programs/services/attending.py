"""Who is expected at a session, and who was there. Attendance is care: nothing is added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.errors import NotHere, Refusal
from house.models import Person, Role, Stay, by_name
from programs.errors import AlreadyCancelled, NoLongerNoted, NotYet
from programs.models import Answer, Attendance, Audience, Enrolment, Session

NOTED_FOR = timedelta(days=7)


@dataclass
class Roster:
    """Whom a session counts in (by name), who said that she does not come, and who was noted as what."""

    people: list[Person] = field(default_factory=list)
    not_coming: set[UUID] = field(default_factory=set)
    noted: dict[UUID, str] = field(default_factory=dict)

    @property
    def not_coming_count(self) -> int:
        return sum(person.pk in self.not_coming for person in self.people)

    def state_of(self, person: Person) -> str:
        """What was noted, else 'excused' for who said no, else nothing."""
        said = Attendance.State.EXCUSED if person.pk in self.not_coming else ""
        return self.noted.get(person.pk, str(said))


def rosters_of(sessions: Iterable[Session]) -> dict[UUID, Roster]:
    """The roster of each session, in four queries whatever their number. The caller may see these sessions."""
    known = {session.pk: session for session in sessions}
    rosters = {pk: Roster() for pk in known}
    series = {session.series_id for session in known.values()}
    houses = {session.series.house_id for session in known.values()}
    stays = list(Stay.objects.filter(house__in=houses).select_related("person"))
    enrolments = list(Enrolment.objects.filter(series__in=series).select_related("person"))
    for pk, session in known.items():
        facts = _facts_for(session, stays, enrolments)
        people = {fact.person_id: fact.person for fact in facts if fact.is_current(session.held_on)}
        rosters[pk].people = by_name(people.values())
    for answer in Answer.objects.filter(session__in=known):
        rosters[answer.session_id].not_coming.add(answer.person_id)
    for attendance in Attendance.objects.filter(session__in=known):
        rosters[attendance.session_id].noted[attendance.person_id] = attendance.state
    return rosters


def _facts_for(session: Session, stays: list[Stay], enrolments: list[Enrolment]) -> list[Stay] | list[Enrolment]:
    if session.series.audience == Audience.HOUSE:
        return [stay for stay in stays if stay.house_id == session.series.house_id]
    return [enrolment for enrolment in enrolments if enrolment.series_id == session.series_id]


def last_day_to_note(actor: Person, session: Session) -> date:
    """Names are there from the day itself, for a week; for a guest on the day itself alone."""
    house = session.series.house_id
    is_guest = all(post.role == Role.GUEST for post in actor.positions_today if post.house_id == house)
    return session.held_on if is_guest else session.held_on + NOTED_FOR


def refuse_noting(actor: Person, session: Session) -> None:
    """Does nothing on the days that the names are there.

    Raises:
        AlreadyCancelled, NotYet, NoLongerNoted
    """
    today = timezone.localdate()
    if session.is_cancelled:
        raise AlreadyCancelled
    if today < session.held_on:
        raise NotYet
    if today > last_day_to_note(actor, session):
        raise NoLongerNoted


def may_note(actor: Person, session: Session) -> bool:
    """May she see the names and note who was there? The session is one that she leads."""
    try:
        refuse_noting(actor, session)
    except Refusal:
        return False
    return True


@transaction.atomic
def note_attendance(
    *, actor: Person, session_id: UUID, states: Mapping[UUID, str], is_rest_present: bool = False
) -> Session:
    """Note who was there. Whoever is not named keeps what she had.

    Args:
        states: an `Attendance.State` by person.
        is_rest_present: everyone who has no state yet, named or noted or by saying no, was there.

    Raises:
        NotHere: the session is not the actor's, or it does not count somebody in `states` in.
        AlreadyCancelled, NotYet, NoLongerNoted: it cannot be noted today.
    """
    sessions = Session.objects.led_by(actor).select_related("series")
    session = sessions.select_for_update(of=("self",)).filter(pk=session_id).first()
    if session is None:
        raise NotHere
    refuse_noting(actor, session)
    roster = rosters_of([session])[session.pk]
    if not set(states) <= {person.pk for person in roster.people}:
        raise NotHere
    noted = dict(states)
    if is_rest_present:
        rest = (person for person in roster.people if person.pk not in states)
        noted |= {person.pk: roster.state_of(person) or Attendance.State.PRESENT for person in rest}
    _write(session, noted, actor)
    return session


def _write(session: Session, noted: Mapping[UUID, str], actor: Person) -> None:
    now = timezone.now()
    rows = [
        Attendance(session=session, person_id=person_id, state=state, noted_by=actor, noted_at=now)
        for person_id, state in noted.items()
    ]
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "person"],
        update_fields=["state", "noted_by", "noted_at"],
    )
