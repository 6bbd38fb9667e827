"""Browser sessions, as they are in the database."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone

from house.sealing import SealedTextField


class BrowserSessionQuerySet(models.QuerySet["BrowserSession"]):
    def living(self, now: datetime | None = None) -> BrowserSessionQuerySet:
        return self.filter(expires_at__gt=now or timezone.now())

    def over(self) -> BrowserSessionQuerySet:
        return self.filter(expires_at__lte=timezone.now())


class BrowserSession(models.Model):
    """One session. Nothing here opens it: its key is in the cookie alone, and its content is sealed.

    Both hashes are keyed, see `house/sign_in/sessions.py`, the only module that queries this table. `whose` finds the
    sessions of one person, also those that wait for her second step; it is empty for a visitor.
    """

    mark = models.CharField(max_length=64, primary_key=True)
    whose = models.CharField(max_length=64, blank=True, default="", db_index=True)
    data = SealedTextField(bound_to=("mark",))
    expires_at = models.DateTimeField(db_index=True)

    objects = BrowserSessionQuerySet.as_manager()
