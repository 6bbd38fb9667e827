"""Cards on paper, the only way in; returns, when a card or passphrase is lost; the walk that opens a shut house."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from house.people.models.facts import Position, Role
from house.people.models.houses import House
from house.people.models.people import Person


class CardQuerySet(models.QuerySet["Card"]):
    def valid(self, now: datetime | None = None) -> CardQuerySet:
        """Cards that can still be used."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=now or timezone.now())


class Card(models.Model):
    """A card for one person in one house and role: usable once, within `retention.CARD_WORKS`.

    Only a hash of its code is stored.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cards")
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="cards")
    role = models.CharField(max_length=16)  # a Role, "resident" or "alumna"
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    is_from_server = models.BooleanField(default=False)  # `made_by` is also empty when the maker was erased
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
    def open(self, now: datetime | None = None) -> ReturnQuerySet:
        """Returns that can still lead to a card: asked within the hour, or confirmed; and not stopped."""
        leads = Q(confirmed_at=None, expires_at__gt=now or timezone.now()) | Q(confirmed_at__isnull=False)
        return self.filter(leads, card=None, stopped_at=None, asked_by__isnull=False)

    def under_way(self, now: datetime | None = None) -> ReturnQuerySet:
        """Returns that can still be stopped: open ones, and those whose card was not used yet."""
        is_open = Q(pk__in=Return.objects.open(now).values("pk"))
        return self.filter(is_open | Q(card__in=Card.objects.valid(now)), stopped_at=None)

    def still_asked(self) -> ReturnQuerySet:
        """Open returns whose asker is still coordinator of that house, and still vouched for."""
        runs = Position.objects.current().filter(role=Role.COORDINATOR, house=OuterRef("house"))
        is_run = Exists(runs.filter(person=OuterRef("asked_by")))
        return self.open().filter(is_run, asked_by__in=Person.objects.vouched())


class Return(models.Model):
    """Two colleagues meet somebody in person: she is back without her passphrase, or leaves for good.

    One colleague asks, another confirms. Only then a card is made, or everything of hers is erased. Until the card is
    used she can stop it with her passphrase, and so can the coordinators of her house and people who were near her the
    day before. `code_hash` is of the code that the first colleague reads aloud to the second.
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
    stopped_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    stopped_at = models.DateTimeField(null=True)

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


class Walk(models.Model):
    """A coordinator goes through who lives, works and sits in her house, which is shut since a back-up was put back.

    `code_hash` is of the code on her screen, which a second person types on her own. The row goes when the house opens.
    """

    house = models.OneToOneField(House, primary_key=True, on_delete=models.CASCADE, related_name="walk")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
