"""Hold a session once more, on another day: a series of that one day, with its people and facilitators."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from house.models import House, Person
from house.take import find, take
from programs.errors import DayClosed, MomentPassed, NotLaidOutYet, RoomTaken
from programs.planning.services.start import start_series
from programs.recurrence.rhythm import Rhythm
from programs.sessions.models.series import OF_THE_HOUSE, Audience
from programs.sessions.models.sessions import Session

NAMED = [Audience.CHOSEN, Audience.PERSONAL]


def to_repeat(person: Person) -> QuerySet[Session]:
    """Sessions of the houses that she runs; those of a group are the group's own."""
    return Session.objects.run_by(person).filter(series__audience__in=[*OF_THE_HOUSE, Audience.PERSONAL])


@transaction.atomic
def repeat_session(
    *, actor: Person, session_id: UUID, starts_at: datetime, room_id: UUID | None, despite: str = ""
) -> Session:
    """Hold the same training once more, for the same people, by who gives it now and works there that day.

    Who was made welcome as an alumna is not asked again.

    Args:
        starts_at: timezone-aware; the length stays.
        despite: for the coordinator: why it is possible although a facilitator is busy then.

    Raises:
        NotHere: there is no such session in a house that the actor runs, or it is of a group; or no such room.
        MomentPassed, NotLaidOutYet, DayClosed, RoomTaken, RoomClosed: it cannot be held then.
        NobodyNamed: nobody is left for whom it is.
    """
    session = find(to_repeat, actor, session_id)
    take(House.objects.run_by, actor, session.series.house_id)
    if starts_at <= timezone.now():
        raise MomentPassed
    series, local = session.series, timezone.localtime(starts_at)
    on = local.date()
    working = series.working(on) & series.working(timezone.localdate())
    again = start_series(
        actor=actor,
        training_id=series.training_id,
        rhythm=Rhythm(weekdays=frozenset({on.weekday()}), from_on=on, until_on=on),
        start_time=local.time(),
        length_minutes=session.length_minutes,
        room_id=room_id,
        trainer_ids=[person.pk for person in session.givers() if person.pk in working],
        audience=series.audience,
        person_ids=[person.pk for person in series.people()] if series.audience in NAMED else [],
        despite=despite,
    )
    again.places, again.interpreter, again.needs = session.place_count, series.interpreter, series.needs
    again.save(update_fields=["places", "interpreter", "needs"])
    return _held(again.sessions.select_related("series", "room").first())


def _held(session: Session | None) -> Session:
    if session is None:
        raise NotLaidOutYet
    if session.is_lapsed:
        raise DayClosed
    session.go_to(session.series.room)
    if other := session.clash():
        raise RoomTaken(other)
    return session
