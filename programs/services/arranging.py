"""How many may come to a session, and what is needed there: set for one, or for a series."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from house.errors import NotHere
from house.models import Person
from programs.models import Notice, Series, Session
from programs.services.holding import hold_open
from programs.services.joining import fill_places, places_of
from programs.services.telling import tell_everyone, tell_of_series


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
    session = hold_open(Session.objects.led_by(actor).select_related("series"), session_id)
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
    series = Series.objects.led_by(actor).select_for_update(of=("self",)).filter(pk=series_id).first()
    if series is None:
        raise NotHere
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
