"""How many may come to a session, and what is needed there: set for one, or for a series."""

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
    *, actor: Person, session_id: UUID, places: int | None = None, interpreter: str = "", needs: str = ""
) -> Session:
    """Say what one session has otherwise than its series. Who has a place keeps it, though there are fewer now.

    Args:
        places: so many may join; None is as in its series.
        interpreter, needs: beside what its series and its people need.

    Raises:
        NotHere: there is no such session, or it is not the actor's to change.
        Passed, AlreadyCancelled: it is too late.
    """
    session = hold_open(Session.objects.select_related("series").led_by, actor, session_id)
    was_counted = places_of(session) is not None
    session.places, session.interpreter, session.needs = places, interpreter, needs or None
    session.save(update_fields=["places", "interpreter", "needs"])
    fill_places(session)
    if not was_counted and places is not None:
        tell_everyone([session], Notice.Kind.JOIN, by=actor)
    return session


@transaction.atomic
def arrange_series(
    *, actor: Person, series_id: UUID, places: int | None = None, interpreter: str = "", needs: str = ""
) -> Series:
    """The same for every session of a series that is still to come, but where one has a number of its own.

    Raises NotHere: there is no such series, or it is not the actor's to lead.
    """
    series = take(Series.objects.led_by, actor, series_id)
    coming = series.sessions.to_come()
    held = list(coming.select_for_update(of=("self",)).select_related("series").order_by("pk"))
    was_counted = series.places is not None
    series.places, series.interpreter, series.needs = places, interpreter, needs or None
    series.save(update_fields=["places", "interpreter", "needs"])
    for session in held:
        fill_places(session)
    if not was_counted and places is not None:
        tell_of_series(series, held, Notice.Kind.JOIN, by=actor)
    return series
