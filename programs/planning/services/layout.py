"""Make the sessions of series from their rhythm: one per day, up to the horizon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, time, timedelta
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from house.models import House, Room
from programs.planning.services.closed_days import follow_all_closures
from programs.recurrence import rhythm
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session
from programs.sessions.services.rooms import place
from programs.staffing.services.duties import leave_for_those_away

ROWS_AT_ONCE = 500


def horizon() -> date:
    """The first day that is not planned yet."""
    return rhythm.horizon(timezone.localdate(), settings.HORIZON_WEEKS)


def lay_out_everything() -> None:
    """Lay out every series that is behind the horizon, each house in its own transaction."""
    behind = Series.objects.filter(Q(laid_out_until=None) | Q(laid_out_until__lt=horizon()))
    rows = behind.order_by("house").values_list("house", "pk")
    for house_id, of_house in groupby(rows, key=lambda row: row[0]):
        _lay_out(house_id, [series_id for _, series_id in of_house])


def lay_out(series_id: UUID) -> list[Session]:
    """Add the sessions that this series lacks, from its first day up to the horizon. Returns the new ones.

    An existing row is left alone, whatever happened to it: moved, cancelled, lapsed, restored, answered. On a closed
    day a new session lapses. When the room of the series is taken, the session gets no room and `lacks_room` is set.
    When its facilitator said that she is away then, her place is open.

    Locks the house first, then the series, then the rooms. Verbs that change a series or close days lock in this order
    too.
    """
    house_id = Series.objects.values_list("house", flat=True).get(pk=series_id)
    return _lay_out(house_id, [series_id])


@transaction.atomic
def _lay_out(house_id: UUID, series_ids: Collection[UUID]) -> list[Session]:
    House.hold(house_id)
    locked = Series.objects.select_for_update(of=("self",)).filter(pk__in=series_ids)
    series_list = list(locked.select_related("room").prefetch_related("assignments"))
    until = horizon()
    sessions = _missing_sessions(series_list, until)
    _add(house_id, sessions)
    Series.objects.filter(pk__in=series_ids).update(laid_out_until=until)
    return sessions


@transaction.atomic
def would_lack_room(series: Series) -> list[Session]:
    """The sessions to come of a new series whose room is taken then. Saves neither them nor the series."""
    sessions = _missing_sessions([series], horizon())
    follow_all_closures(series.house_id, sessions)
    place(sessions)
    return [session for session in sessions if session.lacks_room and session.is_open]


def lay_out_once(series: Series, on: date, *, at: time, room: Room | None) -> Session:
    """Add one session on any day, at its own time and in its own room. It counts as changed by hand.

    The caller has locked the house and the series, and knows that the day is free.
    """
    session = _session_on(series, on)
    session.shift_to(rhythm.moment(on, at, timezone.get_default_timezone()))
    session.room, session.is_by_hand = room, True
    _add(series.house_id, [session])
    return session


def _add(house_id: UUID, sessions: list[Session]) -> None:
    follow_all_closures(house_id, sessions)
    place(sessions)
    Session.objects.bulk_create(sessions, batch_size=ROWS_AT_ONCE)
    leave_for_those_away(sessions)


def _missing_sessions(series_list: Collection[Series], until: date) -> list[Session]:
    starts = {series.pk: series.laid_out_until or series.rhythm.begins_on for series in series_list}
    filled = Session.objects.annotate(fills=Coalesce("slot_on", "original_on"))
    existing = filled.filter(series__in=starts, fills__gte=min(starts.values(), default=until))
    filled_days = defaultdict(set)
    for series_id, on in existing.values_list("series", "fills"):
        filled_days[series_id].add(on)
    return [
        _session_on(series, on)
        for series in series_list
        for on in series.rhythm.days(starts[series.pk], until)
        if on not in filled_days[series.pk]
    ]


def _session_on(series: Series, on: date) -> Session:
    starts_at = rhythm.moment(on, series.start_time, timezone.get_default_timezone())
    return Session(
        series=series,
        original_on=on,
        held_on=on,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=series.length_minutes),
        room=series.room,
    )
