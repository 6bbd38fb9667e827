"""Stays, positions and coachings as facts with dates. A right ends by itself on its date.

A fact counts from its first day up to, and not including, its last: `begins <= today < ends`. So it can be ended
today and is over at once. Days are local days in `settings.TIME_ZONE`.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, cast
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.people.models.houses import House
from house.people.models.people import Person


class DatedQuerySet(models.QuerySet):
    def current(self, on: date | None = None) -> Self:
        """Facts that count on this local day, today unless given."""
        day = on or timezone.localdate()
        begins, ends = self._fact.BEGINS, self._fact.ENDS
        return self.filter(Q(**{ends: None}) | Q(**{f"{ends}__gt": day}), **{f"{begins}__lte": day})

    def still_open(self) -> Self:
        """Facts that are not over today, also those that have not begun."""
        return self.filter(Q(**{self._fact.ENDS: None}) | Q(**{f"{self._fact.ENDS}__gt": timezone.localdate()}))

    def over(self) -> Self:
        return self.filter(**{f"{self._fact.ENDS}__lte": timezone.localdate()})

    def beside(self, fact: DatedFact) -> Self:
        """Other facts that share a day with this one."""
        begins, ends = self._fact.BEGINS, self._fact.ENDS
        others = self.exclude(pk=fact.pk).filter(Q(**{ends: None}) | Q(**{f"{ends}__gt": getattr(fact, begins)}))
        last = getattr(fact, ends)
        return others if last is None else others.filter(**{f"{begins}__lt": last})

    @property
    def _fact(self) -> type[DatedFact]:
        return cast("type[DatedFact]", self.model)


class Phase(models.TextChoices):
    """The phase of a stay. Phases may come in any order, and she may go back."""

    ACQUAINTANCE = "acquaintance", _("kennismaking")
    INTAKE = "intake", _("intake")
    TRAINING = "training", _("uitvoering")
    AFTERCARE = "aftercare", _("nazorg")


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("coördinator")
    COACH = "coach", _("coach")
    TRAINER = "trainer", _("trainer")
    FACILITATOR = "facilitator", _("begeleider van een groep")
    GUEST = "guest", _("gast van een partner")
    WITNESS = "witness", _("tweede paar ogen")


FROM_OUTSIDE = (Role.GUEST, Role.WITNESS)
"""A guest gives a training; a witness helps to confirm who somebody is. Neither works with residents."""


class Background(models.TextChoices):
    PROFESSIONAL = "professional", _("professional")
    EXPERIENCE = "experience", _("ervaringsdeskundige")
    VOLUNTEER = "volunteer", _("vrijwilliger")
    PARTNER = "partner", _("partnerorganisatie")


class DatedFact(models.Model):
    BEGINS: ClassVar[str] = "from_on"
    ENDS: ClassVar[str] = "until_on"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_current(self, on: date | None = None) -> bool:
        day = on or timezone.localdate()
        begins, ends = getattr(self, self.BEGINS), getattr(self, self.ENDS)
        return begins <= day and (ends is None or day < ends)

    @property
    def is_planned(self) -> bool:
        return getattr(self, self.BEGINS) > timezone.localdate()

    @property
    def is_over(self) -> bool:
        ends = getattr(self, self.ENDS)
        return ends is not None and ends <= timezone.localdate()


class PlaceInHouse(DatedFact):
    """What lets somebody into a house. An end that was given by mistake can be taken back on the day it was given."""

    end_given_on = models.DateField(null=True, editable=False)
    """The local day on which somebody last said when it ends."""
    end_before = models.DateField(null=True, editable=False)
    """The end that it had until then, if it had one."""

    class Meta:
        abstract = True

    @property
    def can_be_put_back(self) -> bool:
        return self.is_over and self.end_given_on == timezone.localdate()

    def give_end(self, on: date | None) -> None:
        """Set the end, and remember for today what it was. Does not save."""
        self.end_given_on, self.end_before = timezone.localdate(), getattr(self, self.ENDS)
        setattr(self, self.ENDS, on)

    def take_end_back(self) -> None:
        """The end is again what it was before it was given. Does not save."""
        setattr(self, self.ENDS, self.end_before)
        self.end_given_on = self.end_before = None


class Stay(PlaceInHouse):
    """Her time in a house. While it lasts she is a resident; after it, an alumna."""

    BEGINS = "arrived_on"
    ENDS = "left_on"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stays")
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="stays")
    phase = models.CharField(_("fase"), max_length=16, choices=Phase, default=Phase.ACQUAINTANCE)
    arrived_on = models.DateField(_("vanaf"))
    planned_until = models.DateField(_("waarschijnlijk tot"), null=True, blank=True)
    left_on = models.DateField(_("woont hier niet meer vanaf"), null=True, blank=True)

    class Meta:
        ordering = ["-arrived_on"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(left_on=None), name="one_open_stay_per_person"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("arrived_on")), name="nobody_leaves_before_she_arrives"
            ),
        ]


class Position(PlaceInHouse):
    """A role of somebody in a house, with dates."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="positions")
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="positions")
    role = models.CharField(_("rol"), max_length=16, choices=Role)
    background = models.CharField(_("achtergrond"), max_length=16, choices=Background, default=Background.PROFESSIONAL)
    from_on = models.DateField(_("vanaf"))
    until_on = models.DateField(_("tot"), null=True, blank=True)

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "house", "role"],
                condition=Q(until_on=None),
                name="one_open_position_per_person_house_and_role",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="no_position_ends_before_it_begins"
            ),
        ]

    @property
    def told_as(self) -> str:
        """'trainer', or for who is no professional what she is: 'ervaringsdeskundige'. Stands under her name."""
        is_professional = self.background == Background.PROFESSIONAL
        return self.get_role_display() if is_professional else self.get_background_display()

    @property
    def in_words(self) -> str:
        """'trainer, ervaringsdeskundige'; for a professional, and for a role from outside, the role alone."""
        if self.background == Background.PROFESSIONAL or self.role in FROM_OUTSIDE:
            return self.get_role_display()
        return f"{self.get_role_display()}, {self.get_background_display()}"


class Coaching(DatedFact):
    """The coach of one resident, with dates."""

    resident = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="coachings")
    coach = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="coaches")
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="coachings")
    from_on = models.DateField(_("vanaf"))
    until_on = models.DateField(_("tot"), null=True, blank=True)

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "house"],
                condition=Q(until_on=None),
                name="one_open_coaching_per_resident_and_house",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="no_coaching_ends_before_it_begins"
            ),
            models.CheckConstraint(condition=~Q(resident=F("coach")), name="nobody_coaches_herself"),
        ]
