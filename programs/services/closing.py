"""Days are closed and opened again, a series pauses and goes on, and the sessions to come follow at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from house.errors import NotHere, WrongDates
from house.models import House, Person
from programs import public_days
from programs.errors import AlreadyClosed, ClosedTooLong
from programs.models import Attendance, Closure, HolidayYear, Notice, Series, Session
from programs.models.closures import closing
from programs.rhythm import DAY, WEEK
from programs.services.laying_out import horizon
from programs.services.placing import place
from programs.services.telling import tell_everyone

LONGEST = 53 * WEEK
ASKED_BEFORE = 4 * WEEK
_SAVED = ["state", "closure", "room", "takes_room", "lacks_room", "changed_at", "revision"]


@dataclass
class Effect:
    """What becomes of the sessions that are to come.

    On a closed day stays what somebody decided or what already happened there: sessions that were moved to another day
    or from another day, that were restored, and those of which it is noted who was there.
    """

    lapsing: list[Session] = field(default_factory=list)
    returning: list[Session] = field(default_factory=list)
    moved_away: list[Session] = field(default_factory=list)
    moved_here: list[Session] = field(default_factory=list)
    restored: list[Session] = field(default_factory=list)
    noted: list[Session] = field(default_factory=list)

    def join(self, other: Effect) -> None:
        """Take in what another closure does as well."""
        for name, sessions in vars(other).items():
            getattr(self, name).extend(sessions)

    @property
    def roomless(self) -> list[Session]:
        """Those that come back to find their room taken."""
        return [session for session in self.returning if session.lacks_room]

    @property
    def told(self) -> list[Session]:
        """All of them, by moment."""
        every = [session for group in vars(self).values() for session in group]
        return sorted(every, key=lambda session: session.starts_at)

    @property
    def mark(self) -> str:
        """The same for the same effect: so a page can tell whether what it showed still holds."""
        groups = [*vars(self).values(), self.roomless]
        words = ";".join(",".join(str(session.pk) for session in group) for group in groups)
        return sha256(words.encode()).hexdigest()[:16]


def preview(verb: Callable[..., Effect], **words: Any) -> Effect:
    """What this verb of closing would do. Nothing is kept and nobody is told; it refuses what the verb refuses."""
    with transaction.atomic():
        effect = verb(**words)
        transaction.set_rollback(True)
    return effect


@transaction.atomic
def close_days(*, actor: Person, house_id: UUID, kind: str, name: str, from_on: date, until_on: date) -> Effect:
    """Close a house on the local days in [from_on, until_on).

    Raises:
        NotHere: the actor does not run this house.
        WrongDates, ClosedTooLong
    """
    house = House.objects.run_by(actor).filter(pk=house_id).first()
    if house is None:
        raise NotHere
    _refuse_days(from_on, until_on)
    House.hold(house_id)
    closure = Closure.objects.create(house=house, kind=kind, name=name, from_on=from_on, until_on=until_on)
    return _settle(house_id, from_on, until_on, because_of=[closure], by=actor)


@dataclass(frozen=True)
class Break:
    """A school break or a day of the house, on the local days in [from_on, until_on)."""

    kind: str
    name: str
    from_on: date
    until_on: date


@transaction.atomic
def close_all(*, actor: Person, house_id: UUID, breaks: Collection[Break]) -> Effect:
    """Close a house on all these days at once. Raises what `close_days` raises."""
    effect = Effect()
    for one in breaks:
        effect.join(close_days(actor=actor, house_id=house_id, **vars(one)))
    return effect


@transaction.atomic
def choose_holidays(*, actor: Person, house_id: UUID, year: int, days: Collection[date]) -> Effect:
    """Of the public holidays of a year that are still to come these close the house, and no others.

    Raises:
        NotHere: the actor does not run this house, or one of these days is no holiday there.
    """
    if not House.objects.run_by(actor).filter(pk=house_id).exists():
        raise NotHere
    house, today, now = House.hold(house_id), timezone.localdate(), timezone.now()
    named = {day.on: day.name for day in public_days.public_days(house.region, year, settings.LANGUAGE_CODE)}
    if not set(days) <= set(named):
        raise NotHere
    there = Closure.objects.filter(house=house, kind=Closure.Kind.HOLIDAY, from_on__year=year, from_on__gte=today)
    there.exclude(from_on__in=days).delete()
    new = [
        Closure(house=house, kind="holiday", name=named[on], region=house.region, from_on=on, until_on=on + DAY)
        for on in sorted(set(days) - set(there.values_list("from_on", flat=True)))
        if on >= today
    ]
    Closure.objects.bulk_create(new)
    HolidayYear.objects.update_or_create(house=house, year=year, defaults={"chosen_at": now})
    return _settle(house_id, max(today, date(year, 1, 1)), date(year + 1, 1, 1), because_of=new, by=actor)


def ask_for_holidays() -> None:
    """Ask every house for its holidays of this year, and of the next well before its first day is laid out."""
    years = {timezone.localdate().year, (horizon() + ASKED_BEFORE).year}
    asked = [HolidayYear(house=house, year=year) for house in House.objects.all() for year in years]
    HolidayYear.objects.bulk_create(asked, ignore_conflicts=True)


@transaction.atomic
def pause_series(*, actor: Person, series_id: UUID, from_on: date, until_on: date, name: str = "") -> Effect:
    """Let a series sleep on the local days in [from_on, until_on).

    Raises:
        NotHere: it is no series of a house that the actor runs.
        AlreadyClosed: it sleeps on one of these days already.
        WrongDates, ClosedTooLong
    """
    series = Series.objects.run_by(actor).filter(pk=series_id).first()
    if series is None:
        raise NotHere
    _refuse_days(from_on, until_on)
    House.hold(series.house_id)
    if Closure.objects.filter(series=series).touching(from_on, until_on).exists():
        raise AlreadyClosed
    days = {"from_on": from_on, "until_on": until_on}
    closure = Closure.objects.create(
        house_id=series.house_id, series=series, kind=Closure.Kind.PAUSE, name=name, **days
    )
    return _settle(series.house_id, from_on, until_on, because_of=[closure], by=actor)


@transaction.atomic
def change_closure(*, actor: Person, closure_id: UUID, from_on: date, until_on: date, name: str) -> Effect:
    """Give it other days or another name. A holiday keeps its day.

    Raises:
        NotHere: the actor does not run its house, or it is a holiday.
        WrongDates, ClosedTooLong
    """
    closure = _held(actor, closure_id)
    if closure.is_holiday:
        raise NotHere
    _refuse_days(from_on, until_on)
    first, last = min(from_on, closure.from_on), max(until_on, closure.until_on)
    closure.from_on, closure.until_on, closure.name = from_on, until_on, name
    closure.save()
    return _settle(closure.house_id, first, last, because_of=[closure], by=actor)


@transaction.atomic
def reopen(*, actor: Person, closure_id: UUID) -> Effect:
    """Open again from today on. What has passed stays as it was; a closure that has not begun was never there.

    Raises:
        NotHere: the actor does not run its house.
    """
    closure = _held(actor, closure_id)
    today, first, until = timezone.localdate(), closure.from_on, closure.until_on
    if first < today < until:
        closure.until_on = today
        closure.save()
    elif today <= first:
        closure.delete()
    return _settle(closure.house_id, first, until, because_of=[], by=actor)


def _held(actor: Person, closure_id: UUID) -> Closure:
    """A closure of a house that the actor runs, with that house locked."""
    mine = Closure.objects.run_by(actor)
    house_id = mine.filter(pk=closure_id).values_list("house", flat=True).first()
    if house_id is None:
        raise NotHere
    House.hold(house_id)
    closure = mine.select_for_update(of=("self",)).filter(pk=closure_id).first()
    if closure is None:
        raise NotHere
    return closure


def _refuse_days(from_on: date, until_on: date) -> None:
    if until_on <= from_on:
        raise WrongDates
    if until_on - from_on > LONGEST:
        raise ClosedTooLong


def _settle(house_id: UUID, start: date, end: date, *, because_of: Collection[Closure], by: Person) -> Effect:
    """Bring the sessions to come on the days in [start, end) in line with the closures that there are.

    The caller holds the house. Only what stays in spite of `because_of` is told in the effect.
    """
    now = timezone.now()
    closures = list(Closure.objects.filter(house=house_id).touching(start, end))
    sessions = _held_to_come(house_id, start, end, now)
    noted = set(Attendance.objects.filter(session__in=sessions).values_list("session", flat=True))
    effect, renamed = Effect(), list[Session]()
    for session in sessions:
        closure = closing(closures, session.series_id, session.original_on)
        if session.is_lapsed:
            if closure is None:
                session.come_back()
                effect.returning.append(session)
            elif closure.pk != session.closure_id:
                session.closure = closure
                renamed.append(session)
        elif closure is None or session.is_moved_away or session.restored_at or session.pk in noted:
            _tell_stay(effect, session, noted, because_of)
        else:
            session.lapse(closure)
            effect.lapsing.append(session)
    place(effect.returning)
    for session in effect.lapsing + effect.returning:
        session.note_change(now)
    Session.objects.bulk_update([*effect.lapsing, *effect.returning, *renamed], _SAVED, batch_size=100)
    tell_everyone(effect.lapsing, Notice.Kind.LAPSED, by=by, at=now)
    tell_everyone(effect.returning, Notice.Kind.RESTORED, by=by, at=now)
    return effect


def _held_to_come(house_id: UUID, start: date, end: date, now: datetime) -> list[Session]:
    """Locked, by moment: what is laid out for these days or moved there, has not begun and is not cancelled."""
    there = Session.objects.filter(series__house=house_id, starts_at__gt=now).touching(start, end)
    not_cancelled = there.exclude(state=Session.State.CANCELLED)
    locked = not_cancelled.select_related("series__training", "room").select_for_update(of=("self",)).order_by("pk")
    return sorted(locked, key=lambda session: (session.starts_at, session.pk))


def _tell_stay(effect: Effect, session: Session, noted: Collection[UUID], because_of: Collection[Closure]) -> None:
    """Where does a session go in the effect that stays although a day of it is closed, if it does?"""

    def closes(on: date) -> bool:
        return any(closure.covers(session.series_id, on) for closure in because_of)

    if session.is_moved_away:
        if closes(session.held_on):
            effect.moved_here.append(session)
        elif closes(session.original_on):
            effect.moved_away.append(session)
    elif closes(session.original_on):
        (effect.restored if session.restored_at else effect.noted).append(session)
