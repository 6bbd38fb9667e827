"""Houses and their rooms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from house.cached_sql import CachedSql
from house.hashing import KeyedHashField
from house.later import later
from house.people.models import quiet
from house.people.models.quiet import QuietHours
from house.sealing import SealedTextField

if TYPE_CHECKING:
    from house.people.models.people import Person


def _houses_to_call(person: Person | AnonymousUser) -> set[UUID]:
    from house.people.models.standing import standing_of

    standing = standing_of(person)
    return {*standing.houses_worked_in, *(stay.house_id for stay in standing.stays)}


class HouseQuerySet(models.QuerySet["House"]):
    def shut(self) -> HouseQuerySet:
        """Houses that a back-up brought back and that nobody opened yet."""
        return self.exclude(shut_at=None)

    def run_by(self, person: Person | AnonymousUser) -> HouseQuerySet:
        """Houses where she is coordinator today."""
        from house.people.models.standing import standing_of

        return self.filter(pk__in=standing_of(person).houses_run)

    def to_call_for(self, person: Person | AnonymousUser) -> HouseQuerySet:
        """Houses whose number she may have: where she lives, lived or works today."""
        return self.filter(pk__in=_houses_to_call(person))

    def with_number_for(self, person: Person | AnonymousUser) -> Sequence[House]:
        """`to_call_for` as cached SQL, because every page shows it."""
        return later(_houses_sql, _houses_to_call(person))

    def with_place_for(self, person_id: UUID) -> HouseQuerySet:
        """Houses where somebody lives, lived, works or worked, or is about to."""
        from house.people.models.facts import Position, Stay

        facts = (model.objects.filter(house=OuterRef("pk"), person=person_id) for model in (Stay, Position))
        return self.filter(reduce(or_, map(Exists, facts)))


class House(models.Model):
    """A training house. Its times are local times in `settings.TIME_ZONE`.

    `country` is a code of ISO 3166-1; `part_of_country` is a name of the package `holidays`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = SealedTextField(_("naam van het huis"), max_length=80)
    phone = SealedTextField(_("telefoonnummer van het huis"), max_length=40, blank=True, default="")
    phone_hours = SealedTextField(_("wanneer er opgenomen wordt"), max_length=80, null=True, blank=True)
    """As a sentence has it: 'elke dag van 9 tot 17 uur'. Empty for day and night."""
    night_phone = SealedTextField(_("nummer voor de nacht"), max_length=40, null=True, blank=True)
    phone_answered_by = SealedTextField(_("wie er opneemt"), max_length=120, blank=True, default="")
    country = models.CharField(_("land"), max_length=2, default="NL")
    part_of_country = models.CharField(_("streek"), max_length=24, blank=True, default="")
    quiet_from = models.PositiveSmallIntegerField(_("stil vanaf"), default=quiet.DEFAULT.begin)
    quiet_until = models.PositiveSmallIntegerField(_("stil tot"), default=quiet.DEFAULT.end)
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    shut_at = models.DateTimeField(null=True, editable=False)
    """The moment when a back-up was put back; None once two people went through who lives, works and sits where."""

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=quiet.are_hours("quiet_from", "quiet_until"), name="a_house_is_quiet_for_whole_hours"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def quiet_hours(self) -> QuietHours:
        """Those of everybody here who did not choose her own."""
        return QuietHours(self.quiet_from, self.quiet_until)

    @property
    def region(self) -> str:
        """The country, with the part of it if known: 'NL', 'NL-Noord', 'DE-BY'."""
        return "-".join(filter(None, (self.country, self.part_of_country)))

    @classmethod
    def hold(cls, house_id: UUID) -> House:
        """Lock this house until the end of the transaction; rows that refer to it can still be added."""
        return cls.objects.select_for_update(no_key=True).get(pk=house_id)

    @classmethod
    def hold_all_of(cls, person_id: UUID) -> None:
        """Lock every house in which somebody has or had a place, lowest id first.

        Verbs that erase somebody or take a right away call this, or `hold`, before they lock anything else. The whole
        order is in docs/architecture.md.
        """
        list(cls.objects.with_place_for(person_id).select_for_update(no_key=True).order_by("pk").values_list("pk"))


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, person: Person | AnonymousUser) -> RoomQuerySet:
        """Rooms of the houses where she works today."""
        from house.people.models.standing import standing_of

        return self.filter(house__in=standing_of(person).houses_worked_in)

    def run_by(self, person: Person | AnonymousUser) -> RoomQuerySet:
        from house.people.models.standing import standing_of

        return self.filter(house__in=standing_of(person).houses_run)

    def in_use(self) -> RoomQuerySet:
        return self.filter(is_closed=False)

    def by_name(self) -> list[Room]:
        """Rooms sorted by name. Names are sealed, so the database cannot sort them."""
        return sorted(self, key=lambda room: room.name.casefold())


class Room(models.Model):
    """A room takes one session at a time; a shared one, such as a garden, takes more."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="rooms")
    name = SealedTextField(_("naam"), max_length=40)
    name_hash = KeyedHashField(of="name", within="house_id")
    where = SealedTextField(_("waar"), max_length=80, blank=True, default="")
    is_shared = models.BooleanField(_("hier kunnen twee trainingen tegelijk zijn"), default=False)
    is_closed = models.BooleanField(_("niet meer in gebruik"), default=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["house", "name_hash"], name="one_room_of_a_name_per_house")]

    def __str__(self) -> str:
        return self.name

    def hold(self) -> None:
        """Lock this room until the end of the transaction, so that two sessions cannot both find it free."""
        Room.objects.select_for_update().get(pk=self.pk)


_houses_sql = CachedSql(lambda houses: House.objects.filter(pk__in=houses))
