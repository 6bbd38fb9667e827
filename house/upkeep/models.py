"""Rows for the house itself."""

from django.db import models
from django.utils import timezone

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
