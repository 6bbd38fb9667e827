"""Counted places: join, wait, and get a place that comes free.

Each verb here needs the locked row of its session, so that the last place goes to one person, in order of arrival.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.models import Person
from programs.attendance.models.answers import Answer
from programs.attendance.models.joinings import Joining
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session
from programs.sessions.queries.counted import counted_in
from programs.sessions.services.notices import take_back, tell


def join(session: Session, person: Person) -> None:
    """Join with a place, or on the waiting list.

    Doing it twice has no effect. The session is locked and counts her in.
    """
    Answer.objects.filter(session=session, person=person).delete()
    if session.joinings.filter(person=person).exists():
        return
    fill_places(session)
    places = places_of(session)
    has_place = places is None or session.joinings.filter(has_place=True).count() < places
    Joining.objects.create(session=session, person=person, has_place=has_place)
    take_back([person], Notice.Kind.JOIN, session=session)


def step_back(session: Session, person: Person) -> None:
    """Give back her place, or leave the list; the person who waited longest gets it. The session is locked."""
    if session.joinings.filter(person=person).delete()[0]:
        take_back([person], Notice.Kind.PLACE, session=session)
        fill_places(session)


def fill_places(session: Session) -> None:
    """Give free places to the people who waited longest, and tell them. The session is locked.

    People whom the session no longer counts in lose their place. Nobody loses one because there are fewer now.
    """
    joinings = list(session.joinings.all())
    if not joinings:
        return
    counted = counted_in([session])[session.pk]
    staying = counted.members | counted.alumnae
    session.joinings.exclude(person__in=staying).delete()
    joinings = [joining for joining in joinings if joining.person_id in staying]
    waiting = [joining for joining in joinings if not joining.has_place]
    places = places_of(session)
    free = len(waiting) if places is None else max(0, places - len(joinings) + len(waiting))
    for joining in waiting[:free]:
        joining.has_place, joining.offered_at = True, timezone.now()
    Joining.objects.bulk_update(waiting[:free], ["has_place", "offered_at"])
    tell([joining.person_id for joining in waiting[:free]], Notice.Kind.PLACE, session=session)


def places_of(session: Session) -> int | None:
    """The number of places, read again, because the row of the series is not locked."""
    return session.places or Series.objects.values_list("places", flat=True).get(pk=session.series_id)


def fill_all_places(person_id: UUID | None = None) -> None:
    """Check places again in all sessions where somebody waits, or where this person has a place or waits.

    Run by the worker, because a right may end by itself on its date.
    """
    coming = Session.objects.to_come()
    asked = Joining.objects.filter(has_place=False) if person_id is None else Joining.objects.filter(person=person_id)
    for session_id in coming.filter(pk__in=asked.values("session")).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            sessions = Session.objects.select_related("series").select_for_update(of=("self",))
            fill_places(sessions.get(pk=session_id))
