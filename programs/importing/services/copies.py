"""A week that is held again, and a whole programme for a new term or another house: a draft like any other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from house.errors import WrongDates
from house.models import House, Person
from house.take import find
from programs.errors import NothingToCopy, SameWeek
from programs.importing.models import Draft
from programs.importing.readers.lines import LINES_MAX, ProgrammeLine, Reading, digest, loose
from programs.importing.services.drafts import make_draft
from programs.recurrence.rhythm import WEEK, NotARhythm, Rhythm, is_loose, monday_of
from programs.sessions.models.series import Audience, Series, by_training
from programs.sessions.models.sessions import Session

ENDED_AT_MOST = timedelta(weeks=26)
"""What ended longer ago is no programme that goes on."""


def copy_week(*, actor: Person, house_id: UUID, from_on: date, to_on: date) -> Draft:
    """Hold what is held in the week of one day in the week of another too.

    Each is one more day of its own series, with its people. What is cancelled or lapsed is not copied.

    Raises:
        NotHere: the actor does not run this house.
        SameWeek, NothingToCopy
    """
    house = _run_by(actor, house_id)
    first, other = monday_of(from_on), monday_of(to_on)
    if first == other:
        raise SameWeek
    lines = [_again(session, other - first) for session in _held_again(house, first, other)[:LINES_MAX]]
    return _draft(actor, house, Draft.Kind.WEEK, lines, [], f"{first} {other}")


def _held_again(house: House, first: date, other: date) -> list[Session]:
    """What goes on in the one week. What was moved in it and has its own day in the other is there already."""
    every = Session.objects.filter(series__house=house)
    there = set(every.touching(other, other + WEEK).values_list("series", "original_on"))
    held = every.between(first, first + WEEK).select_related("series__training", "room").order_by("starts_at")
    return [
        session
        for session in held
        if session.goes_on
        and not (session.is_moved_away and (session.series_id, session.original_on + (other - first)) in there)
    ]


def _again(session: Session, away: timedelta) -> ProgrammeLine:
    """The same time of the day, so many days later."""
    starts_at = timezone.localtime(session.starts_at)
    on = session.held_on + away
    return ProgrammeLine(
        key=f"{session.series_id} {on}",
        where=date_format(session.held_on, "l j F"),
        title=session.training.title,
        rhythm=loose([on]),
        start_time=starts_at.time(),
        length_minutes=int((session.ends_at - session.starts_at).total_seconds() // 60),
        room=session.room.name if session.room else "",
        series_id=str(session.series_id),
    )


def copy_programme(
    *, actor: Person, house_id: UUID, to_house_id: UUID, from_on: date, until_on: date | None = None
) -> Draft:
    """Start the series of a house anew from one day up to another, there or in another house that the actor runs.

    Only what is for everyone who lives there: what is for one person or a group is not copied, nor are single days.

    Raises:
        NotHere: the actor does not run both houses.
        WrongDates, NothingToCopy
    """
    house, target = _run_by(actor, house_id), _run_by(actor, to_house_id)
    if until_on is not None and until_on < from_on:
        raise WrongDates
    every = (
        Series.objects.filter(house=house).select_related("training", "room").prefetch_related("assignments__person")
    )
    copied = by_training(one for one in every if _goes_along(one, from_on))
    lines = [line for one in copied[:LINES_MAX] if (line := _anew(one, from_on, until_on))]
    told = f"{house.pk} {target.pk} {from_on} {until_on}"
    return _draft(actor, target, Draft.Kind.PROGRAMME, lines, _left_behind(every), told, uuid5(NAMESPACE_URL, told))


def _goes_along(series: Series, from_on: date) -> bool:
    rhythm = series.rhythm
    is_recent = rhythm.until_on is None or rhythm.until_on >= timezone.localdate() - ENDED_AT_MOST
    return series.audience == Audience.HOUSE and is_recent and rhythm.begins_on < from_on and not is_loose(rhythm)


def _left_behind(every: Iterable[Series]) -> list[str]:
    count = sum(one.audience != Audience.HOUSE and one.rhythm.until_on is None for one in every)
    told = ngettext(
        "%(count)d reeks is voor één persoon of een groep. Die gaat niet mee.",
        "%(count)d reeksen zijn voor één persoon of een groep. Die gaan niet mee.",
        count,
    )
    return [told % {"count": count}] if count else []


def _anew(series: Series, from_on: date, until_on: date | None) -> ProgrammeLine | None:
    """None where none of its days falls in between."""
    rhythm = series.rhythm
    try:
        days = {"weekdays": rhythm.weekdays, "from_on": from_on, "until_on": until_on}
        again = Rhythm(**days, every_weeks=rhythm.every_weeks)  # type: ignore[arg-type]
    except NotARhythm:
        return None
    return ProgrammeLine(
        key=str(series.pk),
        where=_("nu op %(days)s") % {"days": date_format(rhythm.from_on, "l")},
        title=series.training.title,
        rhythm=again,
        start_time=series.start_time,
        length_minutes=series.length_minutes,
        room=series.room.name if series.room else "",
        trainers=tuple(person.chosen_name for person in series.givers()),
        training_id=str(series.training_id),
        was=digest(str(series.pk), str(from_on), str(until_on)),
    )


def _run_by(actor: Person, house_id: UUID) -> House:
    return find(House.objects.run_by, actor, house_id)


def _draft(
    actor: Person,
    house: House,
    kind: Draft.Kind,
    lines: list[ProgrammeLine],
    remarks: list[str],
    told: str,
    source: Any = None,
) -> Draft:
    if not lines:
        raise NothingToCopy
    reading = Reading(lines, remarks)
    return make_draft(actor=actor, house=house, kind=kind, reading=reading, mark=told, source=source)
