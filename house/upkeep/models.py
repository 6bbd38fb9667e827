"""Rows for the house itself: its canary, runs of ticks, pages sent once, and what was done with back-ups."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.sealing import SealedTextField


class Canary(models.Model):
    """One sealed row. If it does not open, the key at hand is not the key of this house."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    song = SealedTextField()


class TickRun(models.Model):
    """The moment when a tick of the worker last began, in whatever process. Its row is the lock of the tick."""

    name = models.CharField(max_length=60, primary_key=True)
    began_at = models.DateTimeField(default=timezone.now)


class Sent(models.Model):
    """A page that was carried out lately, by a mark that shows neither its sender nor its content."""

    mark = models.CharField(max_length=64, primary_key=True)
    led_to = models.CharField(max_length=200, default="")
    at = models.DateTimeField(default=timezone.now)


class BackUpRun(models.Model):
    """Something that was done with a back-up."""

    class Kind(models.TextChoices):
        MADE = "made", _("reservekopie gemaakt")
        TRIED = "tried", _("reservekopie uitgeprobeerd")
        PUT_BACK = "put_back", _("reservekopie teruggezet")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    of_at = models.DateTimeField()
    """The moment that the back-up shows."""
    row_count = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()
    erased_known_until = models.DateField(null=True)
    """Of one that was put back: the local day from which on nobody can say who was erased; None where none could."""

    class Meta:
        ordering = ["-at"]

    @property
    def erased_unknown_from(self) -> date:
        """The local day from which on whoever had everything of hers erased may be there again."""
        return self.erased_known_until or timezone.localdate(self.of_at)


class Overdue(models.Model):
    """Something about back-ups that the keeper has to do."""

    class Matter(models.TextChoices):
        MAKE = "make", _("Er is al te lang geen reservekopie gemaakt.")
        TRY = "try", _("Er is al te lang geen reservekopie uitgeprobeerd.")
        MARKS = "marks", _("Het bestand met wie gewist is, kan niet worden bijgewerkt.")

    what = models.CharField(max_length=8, choices=Matter, primary_key=True)
    since = models.DateTimeField(default=timezone.now)
    said_at = models.DateTimeField(default=timezone.now)
    """The moment when the output of the server said so last."""
