"""Joinings ('Ik doe mee'): where places are counted, and for alumnae who are welcome."""

from __future__ import annotations

from django.db import models

from house.models import Person
from programs.sessions.models.sessions import Session


class Joining(models.Model):
    """She joins one session: she has a place, or waits for one in order of arrival. Nobody sees her place in the line.

    `offered_at` is the moment when a place came free for her while she waited.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="joinings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="joinings")
    has_place = models.BooleanField()
    offered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_joining_per_person_and_session"),
            models.CheckConstraint(
                condition=models.Q(offered_at=None) | models.Q(has_place=True), name="who_was_offered_a_place_has_it"
            ),
        ]
