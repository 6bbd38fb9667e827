"""Requests of people to be erased, and the marks of those who were."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.sealing import SealedTextField


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def waiting(self) -> ErasureQuerySet:
        """Erasures that will be carried out on their day."""
        return self.filter(stopped_at=None)

    def due(self) -> ErasureQuerySet:
        """Erasures of today or before, but of nobody whose house is shut: there she cannot take it back."""
        waiting = self.waiting().filter(due_on__lte=timezone.localdate())
        return waiting.exclude(person__in=Person.objects.shut_out())

    def to_ask_about_by(self, person: Person | AnonymousUser) -> ErasureQuerySet:
        """Erasures of people in the houses she runs: she checks that the request really came from the person."""
        return self.to_ask_about_in(standing_of(person).houses_run, person.pk)

    def to_ask_about_in(self, houses: Collection[UUID], person_id: UUID | None) -> ErasureQuerySet:
        """`to_ask_about_by`, for a person who runs these houses."""
        return self.waiting().filter(person__in=Person.objects.with_place_in(houses)).exclude(person=person_id)


class Erasure(models.Model):
    """A person's request to erase everything of hers. It waits, because somebody else may have had her telephone."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="erasure")
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    stopped_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    stopped_at = models.DateTimeField(null=True)

    objects = ErasureQuerySet.as_manager()


class ErasureKey(models.Model):
    """The key that makes marks. It is made once, and each back-up holds it, sealed: so it outlives every other key."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    key = SealedTextField()


class ErasureMark(models.Model):
    """The mark of somebody who was erased: it names nobody, and says who comes back with an older back-up.

    Numbers have no gaps, and are given under the lock of the key's row, so they are in the order of the commits.
    """

    number = models.PositiveIntegerField(primary_key=True)
    mark = models.CharField(max_length=32, unique=True)

    class Meta:
        ordering = ["number"]
