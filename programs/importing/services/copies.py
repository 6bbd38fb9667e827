"""Copy a week, or a whole programme for a new term or another house. A copy is a draft like any other."""

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
"""A series that ended longer ago is not copied."""


def copy_week(*, actor: Person, house_id: UUID, from_on: date, to_on: date) -> Draft:
    """Copy the sessions of the week of one day to the week of another.

    Each becomes one more day of its own series, with its people. Cancelled and lapsed sessions are not copied.

    Raises:
        NotHere: the actor does not run this house.
        SameWeek, NothingToCopy
    """
    house = _run_by(actor, house_id)
    first, other = monday_of(from_on), monday_of(to_on)
    if first == other:
        raise SameWeek
    lines = [_as_extra_day(session, other - first) for session in _sessions_to_copy(house, first, other)[:LINES_MAX]]
    return _draft(actor, house, Draft.Kind.WEEK, lines, [], f"{first} {other}")


def _sessions_to_copy(house: House, first: date, other: date) -> list[Session]:
    """The sessions to copy: those that go on, except one moved into the week that has its own day in the other week."""
    all_sessions = Session.objects.filter(series__house=house)
    existing = set(all_sessions.touching(other, other + WEEK).values_list("series", "original_on"))
    sessions = (
        all_sessions.between(first, first + WEEK).select_related("series__training", "room").order_by("starts_at")
    )
    return [
        session
        for session in sessions
        if session.goes_on
        and not (session.is_moved_away and (session.series_id, session.original_on + (other - first)) in existing)
    ]


def _as_extra_day(session: Session, away: timedelta) -> ProgrammeLine:
    """A line for the same session, so many days later."""
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
    """Start the series of a house again from one day until another, there or in another house that the actor runs.

    Only series for the whole house are copied; not those for one person or a group, nor single days.

    Raises:
        NotHere: the actor does not run both houses.
        WrongDates, NothingToCopy
    """
    house, target = _run_by(actor, house_id), _run_by(actor, to_house_id)
    if until_on is not None and until_on < from_on:
        raise WrongDates
    all_series = Series.objects.filter(house=house).select_related("training", "room").with_givers()
    copied = by_training(series for series in all_series if _goes_along(series, from_on))
    lines = [line for series in copied[:LINES_MAX] if (line := _as_new_series(series, from_on, until_on))]
    mark = f"{house.pk} {target.pk} {from_on} {until_on}"
    return _draft(
        actor, target, Draft.Kind.PROGRAMME, lines, _remarks_on_left_out(all_series), mark, uuid5(NAMESPACE_URL, mark)
    )


def _goes_along(series: Series, from_on: date) -> bool:
    rhythm = series.rhythm
    is_recent = rhythm.until_on is None or rhythm.until_on >= timezone.localdate() - ENDED_AT_MOST
    return series.audience == Audience.HOUSE and is_recent and rhythm.begins_on < from_on and not is_loose(rhythm)


def _remarks_on_left_out(all_series: Iterable[Series]) -> list[str]:
    count = sum(series.audience != Audience.HOUSE and series.rhythm.until_on is None for series in all_series)
    sentence = ngettext(
        "%(count)d reeks is voor één persoon of een groep. Die gaat niet mee.",
        "%(count)d reeksen zijn voor één persoon of een groep. Die gaan niet mee.",
        count,
    )
    return [sentence % {"count": count}] if count else []


def _as_new_series(series: Series, from_on: date, until_on: date | None) -> ProgrammeLine | None:
    """A line for the series from that day on; None when none of its days falls in between."""
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
    mark: str,
    source: Any = None,
) -> Draft:
    if not lines:
        raise NothingToCopy
    reading = Reading(lines, remarks)
    return make_draft(actor=actor, house=house, kind=kind, reading=reading, mark=mark, source=source)
