"""Feedback: voices about a training, kept in a closed batch until five people have spoken.

A voice has no day, no session and no name, and the rows of a batch are stored in no order.
"""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from house.models import Person
from house.people.models.standing import standing_of
from house.sealing import SealedTextField
from programs.sessions.models.sessions import Session
from programs.trainings.models import Training

WORDS_MAX = 500
MARK_BYTES = 16


class Face(models.TextChoices):
    GREAT = "great", _("heel fijn")
    GOOD = "good", _("fijn")
    SO_SO = "so_so", _("gaat wel")
    BAD = "bad", _("niet fijn")

    @property
    def icon(self) -> str:
        return {"great": "laugh", "good": "smile", "so_so": "meh", "bad": "frown"}[self]


class FeedbackBatchQuerySet(models.QuerySet["FeedbackBatch"]):
    def closed(self) -> FeedbackBatchQuerySet:
        return self.filter(opened_on=None)

    def visible_to(self, person: Person | AnonymousUser) -> FeedbackBatchQuerySet:
        """Opened batches, for people who gave one of their sessions, and for the coordinator of the house."""
        if not person.is_authenticated:
            return self.none()
        days = (OuterRef("first_on"), OuterRef("last_on"))
        gave = Session.objects.given_by(person).filter(series__training=OuterRef("training"), held_on__range=days)
        runs = Q(training__house__in=standing_of(person).houses_run)
        return self.filter(runs | Exists(gave), opened_on__isnull=False)


class FeedbackBatch(models.Model):
    """The voices about one training, for sessions from `first_on` up to and including `last_on`.

    Nobody reads it while it is closed. It opens as a whole, and nothing is added to it afterwards.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="feedback_batches")
    first_on = models.DateField()
    last_on = models.DateField()
    opened_on = models.DateField(null=True)

    objects = FeedbackBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-last_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training"], condition=Q(opened_on=None), name="one_closed_batch_per_training"
            ),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="a_batch_ends_after_it_begins"),
        ]

    @property
    def tally(self) -> list[tuple[Face, int]]:
        """The faces that were given, each with its number. Prefetch the voices."""
        given = Counter(voice.look for voice in self.voices.all())
        return [(face, given[face]) for face in Face if given[face]]


class Voice(models.Model):
    """One face, and perhaps some words. Its random id is the only order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.ForeignKey(FeedbackBatch, on_delete=models.CASCADE, related_name="voices")
    face = models.CharField(max_length=8, choices=Face)
    words = SealedTextField(_("in je eigen woorden"), max_length=WORDS_MAX, blank=True, default="")

    class Meta:
        ordering = ["pk"]

    @property
    def look(self) -> Face:
        return Face(self.face)


class Heard(models.Model):
    """A mark that somebody has spoken in a closed batch; nobody can read from it who. Deleted when the batch opens."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.ForeignKey(FeedbackBatch, on_delete=models.CASCADE, related_name="heard")
    mark = models.BinaryField(max_length=MARK_BYTES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "mark"], name="each_is_counted_once_per_batch")]


class Spoken(models.Model):
    """A mark that somebody has said how this session was, so that she says it once.

    Deleted when nobody can speak any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="spoken")
    mark = models.BinaryField(max_length=MARK_BYTES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "mark"], name="each_speaks_once_per_session")]
