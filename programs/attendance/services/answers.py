"""Her answers about sessions of her own week."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.models import Person
from house.take import take
from programs.attendance.models.answers import Answer, OwnWord
from programs.attendance.services.attendance import refuse_own_word
from programs.attendance.services.places import join, places_of, step_back
from programs.sessions.models.sessions import Session
from programs.sessions.queries.counted import counted_in
from programs.sessions.services.hold import hold_open


@transaction.atomic
def say_not_coming(*, actor: Person, session_id: UUID) -> Session:
    """Decline a session, without a reason. Doing it twice has no effect.

    If places are counted, somebody else gets hers, or she leaves the waiting list.

    Raises:
        NotHere: there is no such session, or it does not count her in.
        Passed, AlreadyCancelled, Lapsed: there is nothing left to stay away from.
    """
    session = _hold_session(actor, session_id)
    Answer.objects.get_or_create(session=session, person=actor)
    step_back(session, actor)
    return session


@transaction.atomic
def say_coming(*, actor: Person, session_id: UUID) -> Session:
    """Come after all; where places are counted, or as an alumna: join. Raises as `say_not_coming` does."""
    session = _hold_session(actor, session_id)
    if places_of(session) is not None or actor.pk not in counted_in([session])[session.pk].members:
        join(session, actor)
    else:
        Answer.objects.filter(session=session, person=actor).delete()
    return session


def _hold_session(actor: Person, session_id: UUID) -> Session:
    return hold_open(Session.objects.select_related("series").meant_for, actor, session_id)


@transaction.atomic
def say_was_there(*, actor: Person, session_id: UUID, was_there: bool | None) -> None:
    """Store her own word whether she was there, beside what was noted; it counts. None takes it back.

    Raises:
        NotHere: there is no such session, or it does not count her in.
        AlreadyCancelled, Lapsed, NotYet, NoLongerNoted: there is nothing to say about it today.
    """
    session = take(Session.objects.meant_for, actor, session_id)
    refuse_own_word(session)
    if was_there is None:
        OwnWord.objects.filter(session=session, person=actor).delete()
    else:
        defaults = {"was_there": was_there, "at": timezone.now()}
        OwnWord.objects.update_or_create(session=session, person=actor, defaults=defaults)
