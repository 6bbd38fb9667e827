"""Freezes of seats, questions about a new facilitator, and what peers were called before."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import Person
from house.sealing import SealedTextField
from peergroups.groups.models.seats import ALIAS_MAX, Seat

ANSWER_MAX = 500


class Freeze(models.Model):
    """One period in which a seat was closed: who closed and opened it, and when.

    `state_before` is the state that the seat had, and gets back: her own pause goes on after it.
    """

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="freezes")
    frozen_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    frozen_at = models.DateTimeField(default=timezone.now)
    state_before = models.CharField(max_length=8, choices=Seat.State, default=Seat.State.ACTIVE)
    thawed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    thawed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["frozen_at"]
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=Q(thawed_at=None), name="one_freeze_at_a_time"),
        ]


class SeatQuestionQuerySet(models.QuerySet["SeatQuestion"]):
    def waiting(self) -> Self:
        return self.filter(answered_at=None)


class SeatQuestion(models.Model):
    """A question from the group about a new facilitator. Her seat does not open before the answer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = SealedTextField(_("wie is zij?"), max_length=ANSWER_MAX, blank=True, default="")
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = SeatQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=Q(answered_at=None), name="one_question_at_a_time"),
        ]

    @property
    def is_open(self) -> bool:
        return self.answered_at is None


class FormerLookQuerySet(models.QuerySet["FormerLook"]):
    def wordless(self) -> Self:
        """Looks of seats whose last message is gone: nobody can take another for them any more."""
        return self.filter(seat__messages=None)


class FormerLook(models.Model):
    """How a peer was called and drawn before she chose anew. Nobody else may take it while her messages stand."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="former_looks")
    alias = SealedTextField(_("naam in de groep"), max_length=ALIAS_MAX)
    dye = models.CharField(_("kleur"), max_length=8, choices=Seat.Dye)
    figure = models.CharField(_("plaatje"), max_length=8, choices=Seat.Figure)
    until_at = models.DateTimeField(default=timezone.now)

    objects = FormerLookQuerySet.as_manager()

    class Meta:
        ordering = ["until_at"]
