"""Houses and their rooms."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from house.sealing import SealedTextField

if TYPE_CHECKING:
    from house.models.facts import DatedQuerySet
    from house.models.people import Person


class HouseQuerySet(models.QuerySet["House"]):
    def run_by(self, person: Person | AnonymousUser) -> HouseQuerySet:
        """Houses where she is coordinator today."""
        from house.models.facts import Position, Role

        return self._where(person, Position.objects.filter(role=Role.COORDINATOR))

    def worked_in_by(self, person: Person | AnonymousUser) -> HouseQuerySet:
        """Houses where she holds any position today."""
        from house.models.facts import Position

        return self._where(person, Position.objects.all())

    def to_call_for(self, person: Person | AnonymousUser) -> HouseQuerySet:
        """Houses whose number she may have: where she lives or lived, or works today."""
        from house.models.facts import Stay

        if not person.is_authenticated:
            return self.none()
        has_stayed = Exists(Stay.objects.filter(house=OuterRef("pk"), person=person))
        return self.filter(Q(has_stayed) | Q(pk__in=House.objects.worked_in_by(person).values("pk")))

    def with_place_for(self, person_id: UUID) -> HouseQuerySet:
        """Houses where somebody lives, lived, works or worked, or is about to."""
        from house.models.facts import Position, Stay

        facts = (model.objects.filter(house=OuterRef("pk"), person=person_id) for model in (Stay, Position))
        return self.filter(reduce(or_, map(Exists, facts)))

    def _where(self, person: Person | AnonymousUser, positions: DatedQuerySet) -> HouseQuerySet:
        if not person.is_authenticated:
            return self.none()
        return self.filter(Exists(positions.current().filter(house=OuterRef("pk"), person=person)))


class House(models.Model):
    """A training house. Its times are local times in `settings.TIME_ZONE`.

    `country` is its code in ISO 3166-1; `part_of_country` as the package `holidays` calls it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = SealedTextField(_("naam van het huis"), max_length=80)
    phone = SealedTextField(_("telefoonnummer van het huis"), max_length=40, blank=True, default="")
    phone_answered_by = SealedTextField(_("wie er opneemt"), max_length=120, blank=True, default="")
    country = models.CharField(_("land"), max_length=2, default="NL")
    part_of_country = models.CharField(_("streek"), max_length=24, blank=True, default="")
    opened_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def region(self) -> str:
        """Its country, and the part of it where that is known: 'NL', 'NL-Noord', 'DE-BY'."""
        return "-".join(filter(None, (self.country, self.part_of_country)))

    @classmethod
    def hold(cls, house_id: UUID) -> House:
        """Lock this house until the end of the transaction; rows that refer to it can still be added."""
        return cls.objects.select_for_update(no_key=True).get(pk=house_id)


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, person: Person | AnonymousUser) -> RoomQuerySet:
        """Rooms of the houses where she works today."""
        return self.filter(house__in=House.objects.worked_in_by(person).values("pk"))

    def run_by(self, person: Person | AnonymousUser) -> RoomQuerySet:
        return self.filter(house__in=House.objects.run_by(person).values("pk"))

    def in_use(self) -> RoomQuerySet:
        return self.filter(is_closed=False)


class Room(models.Model):
    """A room holds one session at a time; a shared one, such as a garden, holds more."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("naam"), max_length=40)
    where = models.CharField(_("waar"), max_length=80, blank=True, default="")
    is_shared = models.BooleanField(_("hier kunnen twee trainingen tegelijk zijn"), default=False)
    is_closed = models.BooleanField(_("niet meer in gebruik"), default=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["house", "name"], name="one_room_of_a_name_per_house")]

    def __str__(self) -> str:
        return self.name

    def hold(self) -> None:
        """Lock this room until the end of the transaction: two movers cannot both find it free."""
        Room.objects.select_for_update().get(pk=self.pk)
