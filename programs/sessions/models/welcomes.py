"""Welcomes: alumnae who may come back for a session or a series."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from house.models import Person
from house.people.models.facts import DatedFact
from programs.sessions.models.series import Series


class Welcome(DatedFact):
    """An alumna who may come, if she likes: to the sessions of a series on these days, or to one session.

    It shows her those sessions and nothing else of the house. She is expected only after she says that she joins.
    """

    series = models.ForeignKey(Series, null=True, on_delete=models.CASCADE, related_name="welcomes")
    session = models.ForeignKey("programs.Session", null=True, on_delete=models.CASCADE, related_name="welcomes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="welcomes")
    from_on = models.DateField(_("vanaf"))
    until_on = models.DateField(_("tot"), null=True, blank=True)

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "person"],
                condition=Q(until_on=None, session=None),
                name="one_open_welcome_per_person_and_series",
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(until_on=None, series=None),
                name="one_open_welcome_per_person_and_session",
            ),
            models.CheckConstraint(
                condition=Q(series=None, session__isnull=False) | Q(series__isnull=False, session=None),
                name="a_welcome_is_to_a_series_or_to_a_session",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="no_welcome_ends_before_it_begins"
            ),
        ]
