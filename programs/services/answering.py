"""What she says about her own week."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from house.models import Person
from programs.models import Answer, Session
from programs.services.holding import hold_open


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
