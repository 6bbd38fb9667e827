"""Close and reopen days, pause and resume series; sessions to come follow at once."""

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

from house.backends import reading
from house.errors import NotHere, WrongDates
from house.models import House, Person
from house.take import find, take, take_with_house
from programs.attendance.models.answers import Attendance
from programs.errors import AlreadyClosed, ClosedTooLong
from programs.planning.services.closed_days import follow_closures
from programs.planning.services.layout import horizon
from programs.recurrence import public_days
from programs.recurrence.rhythm import DAY, WEEK
from programs.sessions.models.closures import Closure, HolidayYear
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session
from programs.sessions.services.notices import tell_everyone
from programs.sessions.services.rooms import place

LONGEST = 53 * WEEK
ASKED_BEFORE = 4 * WEEK
_SAVED = ["state", "closure", "room", "takes_room", "lacks_room", "changed_at", "revision"]


@dataclass
class Effect:
    """The effect of a closure or its end on the sessions to come.

    Some sessions stay on a closed day, because somebody decided so or because they took place: those moved to or from
    another day, those restored, and those with attendance noted.
    """

    lapsing: list[Session] = field(default_factory=list)
    returning: list[Session] = field(default_factory=list)
    moved_away: list[Session] = field(default_factory=list)
    moved_here: list[Session] = field(default_factory=list)
    restored: list[Session] = field(default_factory=list)
    noted: list[Session] = field(default_factory=list)

    @property
    def roomless(self) -> list[Session]:
        """Sessions that come back and find their room taken."""
        return [session for session in self.returning if session.lacks_room]

    @property
    def told(self) -> list[Session]:
        """All sessions of the effect, in order of time."""
        sessions = [session for group in vars(self).values() for session in group]
        return sorted(sessions, key=lambda session: session.starts_at)

    @property
    def mark(self) -> str:
        """A hash of the effect. A page compares it to know whether what it showed still holds."""
        groups = [*vars(self).values(), self.roomless]
        text = ";".join(",".join(str(session.pk) for session in group) for group in groups)
        return sha256(text.encode()).hexdigest()[:16]


def preview(verb: Callable[..., Effect], **arguments: Any) -> Effect:
    """The effect that this verb of closing would have. It saves nothing, and raises the refusals of the verb."""
    with reading():
        return verb(**arguments, is_kept=False)


@dataclass(frozen=True)
class Break:
    """A school break or a day of the house, on the local days in [from_on, until_on)."""

    kind: str
    name: str
    from_on: date
    until_on: date


def close_days(
    *, actor: Person, house_id: UUID, kind: str, name: str, from_on: date, until_on: date, is_kept: bool = True
) -> Effect:
    """Close a house on the local days in [from_on, until_on). Raises what `close_all` raises."""
    new = Break(kind, name, from_on, until_on)
    return close_all(actor=actor, house_id=house_id, breaks=[new], is_kept=is_kept)


@transaction.atomic
def close_all(*, actor: Person, house_id: UUID, breaks: Collection[Break], is_kept: bool = True) -> Effect:
    """Close a house on all these days at once.

    Raises:
        NotHere: the actor does not run this house.
        WrongDates, ClosedTooLong
    """
    house = find(House.objects.run_by, actor, house_id)
    if not breaks:
        return Effect()
    for new_break in breaks:
        _refuse_days(new_break.from_on, new_break.until_on)
    _take_house(actor, house_id)
    first, end = min(new_break.from_on for new_break in breaks), max(new_break.until_on for new_break in breaks)
    new = [Closure(house=house, **vars(new_break)) for new_break in breaks]
    return _settle(house_id, first, end, put=new, because_of=new, by=actor, is_kept=is_kept)


@transaction.atomic
def choose_holidays(
    *, actor: Person, house_id: UUID, year: int, days: Collection[date], is_kept: bool = True
) -> Effect:
    """Close the house on these public holidays of a year, and reopen it on the others that are still to come.

    Raises:
        NotHere: the actor does not run this house, or one of these days is no holiday there.
    """
    house, today, now = _take_house(actor, house_id), timezone.localdate(), timezone.now()
    names_by_day = {day.on: day.name for day in public_days.public_days(house.region, year, settings.LANGUAGE_CODE)}
    if not set(days) <= set(names_by_day):
        raise NotHere
    present = Closure.objects.filter(house=house, kind=Closure.Kind.HOLIDAY, from_on__year=year, from_on__gte=today)
    new = [
        Closure(house=house, kind="holiday", name=names_by_day[on], region=house.region, from_on=on, until_on=on + DAY)
        for on in sorted(set(days) - set(present.values_list("from_on", flat=True)))
        if on >= today
    ]
    if is_kept:
        HolidayYear.objects.update_or_create(house=house, year=year, defaults={"chosen_at": now})
    first, end, dropped = max(today, date(year, 1, 1)), date(year + 1, 1, 1), present.exclude(from_on__in=days)
    return _settle(house_id, first, end, put=new, away=dropped, because_of=new, by=actor, is_kept=is_kept)


def ask_for_holidays() -> None:
    """Ask every house for its holidays of this year, and of the next well before its first day is planned."""
    years = {timezone.localdate().year, (horizon() + ASKED_BEFORE).year}
    years_to_choose = [HolidayYear(house=house, year=year) for house in House.objects.all() for year in years]
    HolidayYear.objects.bulk_create(years_to_choose, ignore_conflicts=True)


@transaction.atomic
def pause_series(
    *, actor: Person, series_id: UUID, from_on: date, until_on: date, name: str = "", is_kept: bool = True
) -> Effect:
    """Pause a series on the local days in [from_on, until_on).

    Raises:
        NotHere: it is no series of a house that the actor runs.
        AlreadyClosed: it pauses on one of these days already.
        WrongDates, ClosedTooLong
    """
    series = find(Series.objects.run_by, actor, series_id)
    _refuse_days(from_on, until_on)
    _take_house(actor, series.house_id)
    if Closure.objects.filter(series=series).touching(from_on, until_on).exists():
        raise AlreadyClosed
    days = {"from_on": from_on, "until_on": until_on}
    closure = Closure(house_id=series.house_id, series=series, kind=Closure.Kind.PAUSE, name=name, **days)
    return _settle(series.house_id, from_on, until_on, put=[closure], because_of=[closure], by=actor, is_kept=is_kept)


@transaction.atomic
def change_closure(
    *, actor: Person, closure_id: UUID, from_on: date, until_on: date, name: str, is_kept: bool = True
) -> Effect:
    """Give a closure other days or another name. A holiday keeps its day.

    Raises:
        NotHere: the actor does not run its house, or it is a holiday.
        WrongDates, ClosedTooLong
    """
    closure = _take_closure(actor, closure_id)
    if closure.is_holiday:
        raise NotHere
    _refuse_days(from_on, until_on)
    first, last = min(from_on, closure.from_on), max(until_on, closure.until_on)
    closure.from_on, closure.until_on, closure.name = from_on, until_on, name
    return _settle(closure.house_id, first, last, put=[closure], because_of=[closure], by=actor, is_kept=is_kept)


@transaction.atomic
def reopen(*, actor: Person, closure_id: UUID, is_kept: bool = True) -> Effect:
    """End a closure today. Days that have passed stay closed; a closure that has not begun is deleted.

    Raises:
        NotHere: the actor does not run its house.
    """
    closure = _take_closure(actor, closure_id)
    today, first, until = timezone.localdate(), closure.from_on, closure.until_on
    put = [closure] if first < today < until else []
    away = [closure] if today <= first else []
    closure.until_on = min(today, until)
    return _settle(closure.house_id, first, until, put=put, away=away, by=actor, is_kept=is_kept)


def _take_house(actor: Person, house_id: UUID) -> House:
    """A house that the actor runs, locked, with her right asked again."""
    return take(House.objects.run_by, actor, house_id)


def _take_closure(actor: Person, closure_id: UUID) -> Closure:
    """A closure of a house that the actor runs, with that house locked."""
    return take_with_house(Closure.objects.run_by, actor, closure_id)


def _refuse_days(from_on: date, until_on: date) -> None:
    if until_on <= from_on:
        raise WrongDates
    if until_on - from_on > LONGEST:
        raise ClosedTooLong


def _settle(
    house_id: UUID,
    start: date,
    end: date,
    *,
    put: Collection[Closure] = (),
    away: Collection[Closure] = (),
    because_of: Collection[Closure] = (),
    by: Person,
    is_kept: bool,
) -> Effect:
    """Save and delete closures, and make the sessions to come on days in [start, end) follow all closures.

    The caller has locked the house. The effect lists sessions that stay only when `because_of` closes their day. With
    `is_kept=False` nothing is saved, and the effect says what would happen.
    """
    now = timezone.now()
    closures = _resulting_closures(house_id, start, end, put, away)
    if is_kept:
        Closure.objects.filter(pk__in=[closure.pk for closure in away]).delete()
        for closure in put:
            closure.save()
    effect, renamed = _effect(_locked_sessions(house_id, start, end, now), closures, because_of)
    place(effect.returning)
    if not is_kept:
        return effect
    for session in effect.lapsing + effect.returning:
        session.note_change(now)
    Session.objects.bulk_update([*effect.lapsing, *effect.returning, *renamed], _SAVED, batch_size=100)
    tell_everyone(effect.lapsing, Notice.Kind.LAPSED, by=by, at=now)
    tell_everyone(effect.returning, Notice.Kind.RESTORED, by=by, at=now)
    return effect


def _effect(
    sessions: list[Session], closures: Collection[Closure], because_of: Collection[Closure]
) -> tuple[Effect, list[Session]]:
    """The effect of these closures on each session, and the sessions that lapse for another closure now.

    Saves nothing.
    """
    noted_ids = set(Attendance.objects.filter(session__in=sessions).values_list("session", flat=True))
    effect, renamed = Effect(), list[Session]()
    for session in sessions:
        had_lapsed, closure_id = session.is_lapsed, session.closure_id
        follow_closures(session, closures, is_noted=session.pk in noted_ids)
        if session.is_lapsed != had_lapsed:
            (effect.returning if had_lapsed else effect.lapsing).append(session)
        elif session.closure_id != closure_id:
            renamed.append(session)
        elif session.goes_on:
            _note_staying(effect, session, noted_ids, because_of)
    return effect, renamed


def _resulting_closures(
    house_id: UUID, start: date, end: date, put: Collection[Closure], away: Collection[Closure]
) -> list[Closure]:
    """The closures on days in [start, end) after `put` is saved and `away` is deleted, in order."""
    others = Closure.objects.filter(house=house_id).exclude(pk__in=[closure.pk for closure in (*put, *away)])
    result = [*others.touching(start, end), *(new for new in put if new.from_on < end and start < new.until_on)]
    return sorted(result, key=lambda closure: (closure.from_on, closure.until_on, closure.pk))


def _locked_sessions(house_id: UUID, start: date, end: date, now: datetime) -> list[Session]:
    """Sessions planned for these days or moved there that are not over, begun or cancelled, in order of time.

    Locks them.
    """
    sessions = Session.objects.filter(series__house=house_id, starts_at__gt=now).touching(start, end)
    not_cancelled = sessions.exclude(state=Session.State.CANCELLED)
    locked = not_cancelled.select_related("series__training", "room").select_for_update(of=("self",)).order_by("pk")
    return sorted(locked, key=lambda session: (session.starts_at, session.pk))


def _note_staying(
    effect: Effect, session: Session, noted_ids: Collection[UUID], because_of: Collection[Closure]
) -> None:
    """Add a session that stays to the right list of the effect, if `because_of` closes its day."""

    def closes(on: date) -> bool:
        return any(closure.covers(session.series_id, on) for closure in because_of)

    if session.is_moved_away:
        if closes(session.held_on):
            effect.moved_here.append(session)
        elif closes(session.original_on):
            effect.moved_away.append(session)
    elif closes(session.original_on):
        (effect.restored if session.restored_at else effect.noted).append(session)
