"""From a rhythm to rows: one session per day, up to the horizon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from house.models import Room
from programs import rhythm
from programs.models import Series, Session
from programs.services.staffing import leave_for_those_away


def horizon() -> date:
    """The first day that is not planned yet."""
    return rhythm.horizon(timezone.localdate(), settings.HORIZON_WEEKS)


def lay_out_everything() -> None:
    """Lay out every series that is behind the horizon, each in a transaction of its own."""
    behind = Series.objects.filter(Q(laid_out_until=None) | Q(laid_out_until__lt=horizon()))
    for series_id in behind.values_list("pk", flat=True):
        lay_out(series_id)


@transaction.atomic
def lay_out(series_id: UUID, *, news_at: datetime | None = None) -> list[Session]:
    """Add the sessions that this series still lacks, from its first day up to the horizon; return the new ones.

    A row that is there is left alone, whatever happened to it: moved, cancelled, answered. Where the room of the series
    is taken, the session is laid out without a room and `lacks_room` says so. Where who gives it said that she cannot
    come, her place is open.

    Args:
        news_at: when people should notice the new sessions; None if they come with the passing of time.
    """
    series = Series.objects.select_for_update(of=("self",)).select_related("room").get(pk=series_id)
    until = horizon()
    missing = _missing_days(series, until)
    sessions = [_session_on(series, on, news_at) for on in missing]
    if series.room is not None and sessions:
        _give_room(series.room, sessions)
    Session.objects.bulk_create(sessions)
    leave_for_those_away(series, sessions)
    series.laid_out_until = until
    series.save(update_fields=["laid_out_until"])
    return sessions


def _missing_days(series: Series, until: date) -> list[date]:
    there = set(series.sessions.values_list("original_on", flat=True))
    start = series.laid_out_until or series.rhythm.begins_on
    return [on for on in series.rhythm.days(start, until) if on not in there]


def _session_on(series: Series, on: date, news_at: datetime | None) -> Session:
    starts_at = rhythm.moment(on, series.start_time, timezone.get_default_timezone())
    return Session(
        series=series,
        original_on=on,
        held_on=on,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=series.length_minutes),
        news_at=news_at,
    )


def _give_room(room: Room, sessions: list[Session]) -> None:
    """Give each session this room, or the flag that it lacks one. Sessions come earliest first."""
    room.hold()
    planned = Session.objects.filter(room=room).planned_between(sessions[0].starts_at, sessions[-1].ends_at)
    others = list(planned.only("starts_at", "ends_at"))
    for session in sessions:
        if room.is_closed or (not room.is_shared and _overlaps(session, others)):
            session.lacks_room = True
        else:
            session.go_to(room)


def _overlaps(session: Session, others: Iterable[Session]) -> bool:
    return any(other.starts_at < session.ends_at and session.starts_at < other.ends_at for other in others)
