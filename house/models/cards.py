"""A card on paper: the only way in. And what it takes to be forgotten."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from house.models.people import Person
from house.models.places import House


class CardQuerySet(models.QuerySet["Card"]):
    def valid(self) -> CardQuerySet:
        """Cards that still open the door."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


class Card(models.Model):
    """One use, 72 hours, for one person in one house and role. Only a hash of its code is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cards")
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="cards")
    role = models.CharField(max_length=16)  # a Role, "resident" or "alumna"
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(used_at=None, withdrawn_at=None), name="one_open_card_per_person"
            )
        ]


class ReturnQuerySet(models.QuerySet["Return"]):
    def open(self) -> ReturnQuerySet:
        """Returns that still lead to a card."""
        return self.filter(card=None, expires_at__gt=timezone.now())


class Return(models.Model):
    """Two colleagues see somebody in person: she stands at the door again without her passphrase, or leaves for good.

    One colleague asks, another confirms. Only then a card is made, or everything of hers erased. `code_hash` is of the
    code that the one reads aloud to the other.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="returns")
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="returns")
    is_farewell = models.BooleanField(default=False)
    code_hash = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    card = models.OneToOneField(Card, null=True, on_delete=models.SET_NULL, related_name="made_for")

    objects = ReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(asked_by=None) | ~Q(confirmed_by=models.F("asked_by")),
                name="nobody_confirms_what_she_asked",
            )
        ]

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def waiting(self) -> ErasureQuerySet:
        """Those that will be carried out on their day."""
        return self.filter(stopped_at=None)

    def due(self) -> ErasureQuerySet:
        return self.waiting().filter(due_on__lte=timezone.localdate())

    def to_ask_about_by(self, person: Person | AnonymousUser) -> ErasureQuerySet:
        """Of the people in the houses she runs: whoever asked may not be the one whose telephone it was."""
        return self.waiting().filter(person__in=Person.objects.visible_to(person)).exclude(person=person.pk)


class Erasure(models.Model):
    """She asked us to erase everything of hers. It waits, for somebody else may have had her telephone in his hand."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="erasure")
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    stopped_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    stopped_at = models.DateTimeField(null=True)

    objects = ErasureQuerySet.as_manager()
