"""The answers of people about a session, and the notes of attendance about them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import Person
from programs.sessions.models.sessions import Session


class Answer(models.Model):
    """She declined the session. No reason is stored, and taking it back deletes the row."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="answers")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_answer_per_person_and_session"),
        ]


class Attendance(models.Model):
    """Was she there?

    Noted by the facilitator. When she is erased, the row stays without a name, so that the count stays.
    """

    class State(models.TextChoices):
        PRESENT = "present", _("Erbij")
        EXCUSED = "excused", _("Afgemeld")
        ABSENT = "absent", _("Niet erbij")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="attendances")
    state = models.CharField(max_length=8, choices=State)
    noted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField(null=True, default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_attendance_per_person_and_session"),
        ]


class OwnWord(models.Model):
    """Her own word whether she was there. It counts above what was noted."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="own_words")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="own_words")
    was_there = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_own_word_per_person_and_session"),
        ]
