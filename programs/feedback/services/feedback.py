"""Collect how sessions were, so that readers cannot find out who said what.

Voices about one training gather in a closed batch, over several sessions if need be. A batch with the voices of five
people opens as a whole: between two looks there is nothing new, or the words of five people at once.
"""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from house.models import Person
from house.take import ask_twice, find
from programs import retention
from programs.errors import AlreadyCancelled, AlreadySaid, NoLongerNoted, NotYet
from programs.feedback.models.feedback import MARK_BYTES, FeedbackBatch, Heard, Spoken, Voice
from programs.sessions.models.series import Audience
from programs.sessions.models.sessions import Session, SessionQuerySet
from programs.trainings.models import Training

PEOPLE_TOGETHER = 5
SAID_WITHIN = timedelta(days=7)
shuffle = SystemRandom().shuffle


def to_speak_of(person: Person) -> SessionQuerySet:
    """Sessions that counted her in, except those for her alone: there everybody would know who spoke."""
    return Session.objects.meant_for(person).exclude(series__audience=Audience.PERSONAL)


def may_speak(person: Person, session: Session) -> bool:
    """Can she say now how it was? True from the end of a session for a week, until she has said it."""
    is_time = session.goes_on and session.is_over and timezone.localdate() <= session.held_on + SAID_WITHIN
    return (
        is_time
        and to_speak_of(person).filter(pk=session.pk).exists()
        and not Spoken.objects.filter(session=session, mark=_mark(session.pk, person)).exists()
    )


@transaction.atomic
def say_how_it_was(*, actor: Person, session_id: UUID, face: str, words: str = "") -> None:
    """Put a voice in the batch of this training. Nothing in it leads to her.

    Args:
        face: a `Face`.

    Raises:
        NotHere: there is no such session, or it was not for her, or for her alone.
        AlreadyCancelled, NotYet, NoLongerNoted: it did not take place, or not yet, or more than a week ago.
        AlreadySaid: she has said how this session was.
    """
    session = ask_twice(  # one voice at a time
        lambda: _to_speak_of_now(actor, session_id), locking=lambda session: (Training(pk=session.series.training_id),)
    )
    _spoken, is_first = Spoken.objects.get_or_create(session=session, mark=_mark(session.pk, actor))
    if not is_first:
        raise AlreadySaid
    batch = _batch_of(session)
    _mix(Voice, batch, Voice(batch=batch, face=face, words=words))
    mark = _mark(batch.pk, actor)
    if not batch.heard.filter(mark=mark).exists():
        _mix(Heard, batch, Heard(batch=batch, mark=mark))


def _to_speak_of_now(actor: Person, session_id: UUID) -> Session:
    session = find(lambda person: to_speak_of(person).select_related("series"), actor, session_id)
    if not session.goes_on:
        raise AlreadyCancelled
    if not session.is_over:
        raise NotYet(_("Dit kan als het is geweest."))
    if timezone.localdate() > session.held_on + SAID_WITHIN:
        raise NoLongerNoted(_("Dit is te lang geleden om er nog iets over te zeggen."))
    return session


def _batch_of(session: Session) -> FeedbackBatch:
    """The closed batch of its training, widened to this session."""
    day = session.held_on
    batch, _is_new = FeedbackBatch.objects.closed().get_or_create(
        training_id=session.series.training_id, defaults={"first_on": day, "last_on": day}
    )
    batch.first_on, batch.last_on = min(batch.first_on, day), max(batch.last_on, day)
    batch.save(update_fields=["first_on", "last_on"])
    return batch


def _mix(model: type[Voice] | type[Heard], batch: FeedbackBatch, new: Voice | Heard) -> None:
    """Store all rows again in random order. A database keeps rows as they came, which would pair voices with marks."""
    rows = [*model.objects.filter(batch=batch), new]
    model.objects.filter(batch=batch).delete()
    shuffle(rows)
    model.objects.bulk_create(rows)


def _mark(thing: UUID, person: Person) -> bytes:
    """A hash of the two. Without the secret of the house nobody can trace it to either."""
    return salted_hmac("programs.voices", f"{thing} {person.pk}", algorithm="sha256").digest()[:MARK_BYTES]


def open_batches() -> None:
    """Open each batch in which five people have spoken, and delete the marks of which five.

    Runs once a day, so that nobody sees who was fifth.
    """
    full = FeedbackBatch.objects.closed().alias(people=Count("heard")).filter(people__gte=PEOPLE_TOGETHER)
    for batch_id in full.values_list("pk", flat=True):
        _open(batch_id)
    Spoken.objects.filter(session__held_on__lt=timezone.localdate() - SAID_WITHIN).delete()
    FeedbackBatch.objects.filter(last_on__lt=timezone.localdate() - retention.FEEDBACK).delete()


@transaction.atomic
def _open(batch_id: UUID) -> None:
    training_id = FeedbackBatch.objects.values_list("training", flat=True).get(pk=batch_id)
    Training.objects.select_for_update().get(pk=training_id)
    Heard.objects.filter(batch=batch_id).delete()
    FeedbackBatch.objects.closed().filter(pk=batch_id).update(opened_on=timezone.localdate())
