"""Days on which somebody is away, and reasons why somebody may give two things at once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import Person
from house.people.models.facts import DatedFact
from house.sealing import SealedTextField
from programs.sessions.models.duties import WORD_MAX


class Away(DatedFact):
    """Days on which somebody cannot come. She says so herself, for all houses, and nobody asks why."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aways")
    from_on = models.DateField(_("vanaf"))
    until_on = models.DateField(_("weer terug op"))

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="nobody_is_back_before_she_is_away"),
            models.UniqueConstraint(
                fields=["person", "from_on", "until_on"], name="said_once_to_be_away_on_those_days"
            ),
        ]

    @property
    def last_on(self) -> date:
        return self.until_on - timedelta(days=1)


class Overlap(models.Model):
    """A reason why somebody may give this session and something else at once, from the person who planned it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey("programs.Session", on_delete=models.CASCADE, related_name="overlaps")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="overlaps")
    why = SealedTextField(_("waarom het toch kan"), max_length=WORD_MAX)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_overlap_per_person_and_session"),
        ]
