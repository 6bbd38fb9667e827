"""Add one more day to a series, at the time and in the room given."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from house.models import Person, Room
from house.take import take_with_house
from programs.planning.services.layout import lay_out_once
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session
from programs.sessions.services.notices import tell_everyone


def add_day(
    *,
    actor: Person,
    series_id: UUID,
    on: date,
    at: time,
    room: Room | None,
    notice_kind: Notice.Kind = Notice.Kind.NEW,
) -> Session | None:
    """Hold this series on one more day, within the caller's transaction. Does nothing if it has that day already.

    Raises:
        NotHere: it is no series of a house that the actor runs.
    """
    series = take_with_house(Series.objects.run_by, actor, series_id)
    if series.sessions.filling(on).exists():
        return None
    session = lay_out_once(series, on, at=at, room=room)
    tell_everyone([session], notice_kind, by=actor)
    return session
