"""Emergencies: somebody looks in on one resident."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.people.models.facts import FROM_OUTSIDE, Position
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.sealing import SealedTextField

REASON_MAX = 300
EMERGENCY_LASTS = timedelta(hours=1)


class EmergencyQuerySet(models.QuerySet["Emergency"]):
    def open_to(self, person: Person | AnonymousUser) -> EmergencyQuerySet:
        """Emergencies that she opened in the last hour, while she works in that house."""
        if not person.is_authenticated:
            return self.none()
        posts = Position.objects.current().exclude(role__in=FROM_OUTSIDE)
        in_post = Exists(posts.filter(person=person, house=OuterRef("house")))
        return self.filter(Q(in_post), opened_by=person, ends_at__gt=timezone.now())

    def run_by(self, person: Person | AnonymousUser) -> EmergencyQuerySet:
        """Emergencies in houses where she is coordinator today."""
        return self.filter(house__in=standing_of(person).houses_run)

    def to_read_by(self, person: Person | AnonymousUser) -> EmergencyQuerySet:
        """Emergencies that she reads as coordinator; never those that she opened herself."""
        return self.to_read_in(standing_of(person).houses_run, person.pk)

    def to_read_in(self, houses: Collection[UUID], person_id: UUID | None) -> EmergencyQuerySet:
        """`to_read_by`, for a person who runs these houses."""
        return self.filter(house__in=houses).exclude(opened_by=person_id)


class Emergency(models.Model):
    """Somebody opened data that she may not see otherwise, for one hour and with a reason that the resident reads."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="emergencies")
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="emergencies")
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = SealedTextField(_("wat is er aan de hand?"), max_length=REASON_MAX)
    began_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    read_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    read_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    """The moment when the resident opened the page that tells her."""

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("began_at")), name="an_emergency_ends_after_it_begins"
            ),
        ]

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()
