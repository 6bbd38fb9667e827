"""When somebody wants to be reminded, and which reminders she got."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from house.models import Person
from programs.sessions.models.sessions import Session


class Reminding(models.Model):
    """Her choice when to be reminded of what is in her week. Without a row she is never reminded. Only she reads it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="reminding")
    an_hour_before = models.BooleanField(default=False)
    evening_before = models.BooleanField(default=False)

    def wants(self, ahead: str) -> bool:
        return self.an_hour_before if ahead == Reminder.Ahead.HOUR else self.evening_before


class Reminder(models.Model):
    """A reminder that she got of a session with this starting moment: once for each `ahead`, whatever process sends it.

    It no longer counts when the session begins at another moment, and is shown only while all of it still holds.
    """

    class Ahead(models.TextChoices):
        HOUR = "hour"
        EVENING = "evening"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminders")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="reminders")
    starts_at = models.DateTimeField()
    ahead = models.CharField(max_length=8)
    at = models.DateTimeField(default=timezone.now)
    """The moment when it was written."""

    class Meta:
        indexes = [models.Index(fields=["starts_at"], name="reminders_that_fade")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "session", "starts_at", "ahead"], name="nobody_is_reminded_of_a_moment_twice"
            ),
        ]
