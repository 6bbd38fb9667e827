"""Places that are counted: who joins, who waits, and who gets a place that comes free.

Each verb here holds the row of its session, so that the last place goes to one, in the order in which they came.
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
    """She joins, with a place or on the list. Twice is once. The session's row is held, and counts her in."""
    Answer.objects.filter(session=session, person=person).delete()
    if session.joinings.filter(person=person).exists():
        return
    fill_places(session)
    places = places_of(session)
    has_place = places is None or session.joinings.filter(has_place=True).count() < places
    Joining.objects.create(session=session, person=person, has_place=has_place)
    take_back([person], Notice.Kind.JOIN, session=session)


def step_back(session: Session, person: Person) -> None:
    """She gives back her place, or leaves the list; whoever waited longest gets it. The session's row is held."""
    if session.joinings.filter(person=person).delete()[0]:
        take_back([person], Notice.Kind.PLACE, session=session)
        fill_places(session)


def fill_places(session: Session) -> None:
    """Give what is free to who waited longest, and tell her. The session's row is held.

    Whom the session no longer counts in gives way. Nobody loses a place because there are fewer now.
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
    """Asked anew, for the row of the series is not held."""
    return session.places or Series.objects.values_list("places", flat=True).get(pk=session.series_id)


def fill_all_places(person_id: UUID | None = None) -> None:
    """Where somebody waits, or where this person has a place or waits: look whether that still holds.

    Run by the worker, for a right may end by itself on its date.
    """
    coming = Session.objects.to_come()
    asked = Joining.objects.filter(has_place=False) if person_id is None else Joining.objects.filter(person=person_id)
    for session_id in coming.filter(pk__in=asked.values("session")).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            held = Session.objects.select_related("series").select_for_update(of=("self",))
            fill_places(held.get(pk=session_id))
