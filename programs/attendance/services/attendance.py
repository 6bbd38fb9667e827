"""The roster of a session: who is expected, and who was there. Nothing is added up: attendance is care."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from house.cached_sql import CachedSql
from house.errors import NotHere, Refusal
from house.later import later, reading_together
from house.models import Person, by_name
from house.people.models.standing import standing_of
from house.take import take
from programs.attendance.models.answers import Answer, Attendance, OwnWord
from programs.attendance.models.joinings import Joining
from programs.attendance.services.needs import needs_in_words
from programs.errors import AlreadyCancelled, Lapsed, NoLongerNoted, NotYet
from programs.sessions.models.sessions import Session
from programs.sessions.queries.counted import Counted, counted_in

NOTED_FOR = timedelta(days=7)


@dataclass
class Roster:
    """The people of a session by name, their answers, and what was noted of them.

    If places are counted, `people` are those who joined, also those who wait; and everyone with a note or a word of
    her own.
    """

    people: list[Person] = field(default_factory=list)
    not_coming: set[UUID] = field(default_factory=set)
    waiting: set[UUID] = field(default_factory=set)
    noted: dict[UUID, str] = field(default_factory=dict)
    own_words: dict[UUID, bool] = field(default_factory=dict)
    needs: list[str] = field(default_factory=list)

    @property
    def expected(self) -> list[Person]:
        """The people without those who wait for a place."""
        return [person for person in self.people if person.pk not in self.waiting]

    @property
    def not_coming_count(self) -> int:
        return sum(person.pk in self.not_coming for person in self.people)

    def state_of(self, person: Person) -> str:
        """Her own word, or else what was noted, or else 'excused' if she declined, or else nothing."""
        if person.pk in self.own_words:
            return str(Attendance.State.PRESENT if self.own_words[person.pk] else Attendance.State.ABSENT)
        said = Attendance.State.EXCUSED if person.pk in self.not_coming else ""
        return self.noted.get(person.pk, str(said))

    def is_corrected(self, person: Person) -> bool:
        """Does her own word differ from what was noted?"""
        return person.pk in self.own_words and self.noted.get(person.pk, "") != self.state_of(person)


@dataclass(frozen=True)
class OwnPart:
    """The note of one person and her own word; each is None if there is none."""

    noted: str | None
    was_there: bool | None

    @property
    def noted_in_words(self) -> str:
        return str(Attendance.State(self.noted).label) if self.noted else ""

    @property
    def is_noted_present(self) -> bool:
        return self.noted == Attendance.State.PRESENT


def rosters_of(sessions: Iterable[Session]) -> dict[UUID, Roster]:
    """The roster of each session, in two queries whatever their number. The caller may see these sessions."""
    sessions_by_id = {session.pk: session for session in sessions}
    rosters = {pk: Roster() for pk in sessions_by_id}
    joinings: dict[UUID, dict[UUID, bool]] = {pk: {} for pk in sessions_by_id}
    with reading_together():
        entries = later(_entries, sessions_by_id)
        counted = counted_in(sessions_by_id.values())
    for model, session_id, person_id, state, is_so in entries:
        if model == "Answer":
            rosters[session_id].not_coming.add(person_id)
        elif model == "Attendance":
            rosters[session_id].noted[person_id] = state
        elif model == "OwnWord":
            rosters[session_id].own_words[person_id] = bool(is_so)
        else:
            joinings[session_id][person_id] = bool(is_so)
    for pk, session in sessions_by_id.items():
        _fill(rosters[pk], session, counted[pk], joinings[pk])
    return rosters


def _entries_of(sessions: Collection[UUID]) -> QuerySet:
    return _entry_rows(Answer.objects.filter(session__in=sessions)).union(
        _entry_rows(Attendance.objects.filter(session__in=sessions, person__isnull=False), state=F("state")),
        _entry_rows(OwnWord.objects.filter(session__in=sessions), is_so=Cast("was_there", IntegerField())),
        _entry_rows(Joining.objects.filter(session__in=sessions), is_so=Cast("has_place", IntegerField())),
        all=True,
    )


def _entry_rows(rows: QuerySet, *, state: Any = None, is_so: Any = None) -> QuerySet:
    """Rows of one model about people at these sessions: its name, session, person, a state and a yes or no."""
    columns = {
        "entry_model": Value(rows.model.__name__, output_field=CharField()),
        "entry_session": F("session_id"),
        "entry_person": F("person_id"),
        "entry_state": state or Value("", output_field=CharField()),
        "entry_is_so": is_so or Value(0, output_field=IntegerField()),
    }
    return rows.order_by().annotate(**columns).values_list(*columns)


_entries = CachedSql(_entries_of)


def _fill(roster: Roster, session: Session, counted: Counted, joining: Mapping[UUID, bool]) -> None:
    """Fill the roster. Alumnae are on it once they join; where places are counted, so is everyone else."""
    mentioned = joining.keys() | roster.noted.keys() | roster.own_words.keys()
    is_counted = session.place_count is not None
    people = {pk: person for pk, person in counted.members.items() if not is_counted or pk in mentioned}
    people |= {pk: person for pk, person in counted.alumnae.items() if pk in mentioned}
    roster.people = by_name(people.values())
    roster.waiting = {pk for pk, has_place in joining.items() if is_counted and not has_place and pk in people}
    coming = [person for person in roster.expected if person.pk not in roster.not_coming]
    roster.needs = needs_in_words(session, coming)


def last_day_to_note(actor: Person, session: Session) -> date:
    """The last day on which names are shown: a week after the session; for a guest the day itself."""
    house = session.series.house_id
    is_colleague = house in standing_of(actor).houses_of_colleagues
    return session.held_on if not is_colleague else session.held_on + NOTED_FOR


def refuse_noting(actor: Person, session: Session) -> None:
    """Raise on days when attendance cannot be noted.

    Raises:
        AlreadyCancelled, Lapsed, NotYet, NoLongerNoted
    """
    _refuse_outside(session, last_day_to_note(actor, session))


def refuse_own_word(session: Session) -> None:
    """Raise when she cannot say whether she was there. She can from the start of the session until a week later.

    Raises:
        AlreadyCancelled, Lapsed, NotYet, NoLongerNoted
    """
    if timezone.now() < session.starts_at:
        raise NotYet
    _refuse_outside(session, session.held_on + NOTED_FOR)


def _refuse_outside(session: Session, last_day: date) -> None:
    today = timezone.localdate()
    if session.is_cancelled:
        raise AlreadyCancelled
    if session.is_lapsed:
        raise Lapsed
    if today < session.held_on:
        raise NotYet
    if today > last_day:
        raise NoLongerNoted


def may_note(actor: Person, session: Session) -> bool:
    """May she see the names and note who was there? The caller has checked that she leads the session."""
    try:
        refuse_noting(actor, session)
    except Refusal:
        return False
    return True


def waits_for_note(actor: Person, session: Session, roster: Roster) -> bool:
    """Is it over, and did nobody note who was there while she still may? The caller has checked that she leads it."""
    return session.is_over and bool(roster.expected) and not roster.noted and may_note(actor, session)


def own_word_of(person: Person, session: Session) -> OwnPart | None:
    """Her note and her own word for this session; None on days when she cannot say it."""
    try:
        refuse_own_word(session)
    except Refusal:
        return None
    attendance = Attendance.objects.filter(session=session, person=person).first()
    own_word = OwnWord.objects.filter(session=session, person=person).first()
    return OwnPart(attendance.state if attendance else None, own_word.was_there if own_word else None)


@transaction.atomic
def note_attendance(
    *, actor: Person, session_id: UUID, states: Mapping[UUID, str], is_rest_present: bool = False
) -> Session:
    """Note who was there. People who are not in `states` keep what they had.

    Args:
        states: an `Attendance.State` by person.
        is_rest_present: everyone else who has a place and no note or word of her own was there, unless she declined.

    Raises:
        NotHere: the session is not the actor's, or it does not count in somebody in `states`.
        AlreadyCancelled, Lapsed, NotYet, NoLongerNoted: it cannot be noted today.
    """
    session = take(Session.objects.select_related("series").led_by, actor, session_id)
    refuse_noting(actor, session)
    roster = rosters_of([session])[session.pk]
    if not set(states) <= {person.pk for person in roster.people}:
        raise NotHere
    noted = dict(states)
    if is_rest_present:
        left_alone = roster.own_words.keys() | roster.waiting
        rest = (person for person in roster.people if person.pk not in states and person.pk not in left_alone)
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
