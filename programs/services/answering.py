"""What she says about her own week."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, When
from django.utils import timezone

from house.models import Person
from programs.models import Answer, Session, Visit
from programs.services.holding import hold_open

ONE_VISIT = timedelta(minutes=30)


@transaction.atomic
def say_not_coming(*, actor: Person, session_id: UUID) -> Session:
    """She does not come, and nobody asks why. Saying it twice is saying it once.

    Raises:
        NotHere: there is no such session, or it does not count her in.
        Passed, AlreadyCancelled: there is nothing left to stay away from.
    """
    session = hold_open(Session.objects.meant_for(actor), session_id)
    Answer.objects.get_or_create(session=session, person=actor)
    return session


@transaction.atomic
def say_coming(*, actor: Person, session_id: UUID) -> Session:
    """She comes after all. Raises what `say_not_coming` raises."""
    session = hold_open(Session.objects.meant_for(actor), session_id)
    Answer.objects.filter(session=session, person=actor).delete()
    return session


def note_visit(*, actor: Person, at: datetime | None = None) -> None:
    """She looks at her week now. Call it before reading what is new; one query but for the very first time."""
    now = at or timezone.now()
    is_new_visit = When(looked_at__lt=now - ONE_VISIT, then=F("looked_at"))
    known = Visit.objects.filter(person=actor)
    if not known.update(seen_until=Case(is_new_visit, default=F("seen_until")), looked_at=now):
        Visit.objects.get_or_create(person=actor, defaults={"seen_until": now, "looked_at": now})
