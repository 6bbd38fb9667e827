"""Set the number of places and the needs of a session, or of a series."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from house.models import Person
from house.take import take
from programs.attendance.services.places import fill_places, places_of
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session
from programs.sessions.services.hold import hold_open
from programs.sessions.services.notices import tell_everyone, tell_of_series


@transaction.atomic
def arrange_session(
    *,
    actor: Person,
    session_id: UUID,
    places: int | None = None,
    interpreter: str | None = None,
    needs: str | None = None,
) -> Session:
    """Set what one session has otherwise than its series. People with a place keep it, also when there are fewer now.

    Args:
        places: the number of places; None is as in its series.
        interpreter, needs: beside what its series and its people need; None leaves them as they are.

    Raises:
        NotHere: there is no such session, or it is not the actor's to change.
        Passed, AlreadyCancelled, Lapsed: it is too late.
    """
    session = hold_open(Session.objects.select_related("series").led_by, actor, session_id)
    was_counted = places_of(session) is not None
    session.places = places
    if interpreter is not None:
        session.interpreter = interpreter
    if needs is not None:
        session.needs = needs or None
    session.save(update_fields=["places", "interpreter", "needs"])
    fill_places(session)
    if not was_counted and places is not None:
        tell_everyone([session], Notice.Kind.JOIN, by=actor)
    return session


@transaction.atomic
def arrange_series(
    *, actor: Person, series_id: UUID, places: int | None = None, interpreter: str = "", needs: str = ""
) -> Series:
    """The same for all sessions of a series that are still to come. A session keeps its own number of places.

    Raises NotHere: there is no such series, or it is not the actor's to lead.
    """
    series = take(Series.objects.led_by, actor, series_id)
    coming = series.sessions.to_come()
    sessions = list(coming.select_for_update(of=("self",)).select_related("series").order_by("pk"))
    was_counted = series.places is not None
    series.places, series.interpreter, series.needs = places, interpreter, needs or None
    series.save(update_fields=["places", "interpreter", "needs"])
    for session in sessions:
        fill_places(session)
    if not was_counted and places is not None:
        tell_of_series(series, sessions, Notice.Kind.JOIN, by=actor)
    return series
