"""Needs of people to take part, such as an interpreter or a chair by the door."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from house.models import Person
from house.sealing import SealedTextField
from programs.sessions.models.interpreters import NEEDS_MAX


class Needs(models.Model):
    """Her needs, as she told them once herself. Facilitators read it without her name; she may empty it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="needs")
    interpreter = SealedTextField(_("tolk"), bound_to=("person_id",), max_length=3, blank=True, default="")
    words = SealedTextField(_("wat je nog meer nodig hebt"), bound_to=("person_id",), max_length=NEEDS_MAX, blank=True)
