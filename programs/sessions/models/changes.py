"""Changes of sessions: before, after and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, gettext_noop

from house.models import Person, Room
from house.sealing import SealedTextField

SENTENCE_MAX = 200
UNDONE_WITHIN = timedelta(minutes=10)
"""How long a change of one session, or an edit of a series, can be undone."""

REASONS = [
    gettext_noop("De trainer kan niet"),
    gettext_noop("De kamer is bezet"),
    gettext_noop("Het huis heeft iets anders"),
]
"""Reasons that need one tap. None says anything of somebody's health. They are stored in Dutch."""


class Change(models.Model):
    """A change of a session: before, after and why. Everyone who may see the session may read it.

    `edit` is the edit of the series that made it, if any; `is_back`: it undoes an edit, or the change before it.
    `was_by_hand` and `was_lacking_room` are the session's `is_by_hand` and `lacks_room` of before. `revision` is the
    session's own after the change, so that the changes of a session stay in order whatever the clock did; 0 for changes
    made before revisions were stored.
    """

    class Kind(models.TextChoices):
        MOVED = "moved", _("Andere tijd")
        ROOM = "room", _("Andere kamer")
        CANCELLED = "cancelled", _("Gaat niet door")
        RESTORED = "restored", _("Gaat toch door")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey("programs.Session", on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind)
    was_starts_at = models.DateTimeField()
    was_ends_at = models.DateTimeField()
    was_room = models.ForeignKey(Room, null=True, on_delete=models.RESTRICT, related_name="+")
    now_starts_at = models.DateTimeField()
    now_ends_at = models.DateTimeField()
    now_room = models.ForeignKey(Room, null=True, on_delete=models.RESTRICT, related_name="+")
    why = SealedTextField(_("waarom"), max_length=SENTENCE_MAX)
    and_now = SealedTextField(_("en nu"), max_length=SENTENCE_MAX, blank=True, default="")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    edit = models.ForeignKey("programs.Edit", null=True, on_delete=models.CASCADE, related_name="changes")
    is_back = models.BooleanField(default=False)
    was_by_hand = models.BooleanField(default=True)
    was_lacking_room = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["revision", "at", "kind"]

    @property
    def is_of_length(self) -> bool:
        """Is the session longer or shorter now?"""
        return self.was_ends_at - self.was_starts_at != self.now_ends_at - self.now_starts_at

    @property
    def is_to_another_day(self) -> bool:
        return timezone.localdate(self.was_starts_at) != timezone.localdate(self.now_starts_at)

    @property
    def undone_until(self) -> datetime:
        """The moment until which it can be undone."""
        return self.at + UNDONE_WITHIN

    @property
    def why_in_words(self) -> str:
        """The reason; one of `REASONS` in the language of the reader."""
        return gettext(self.why) if self.why in REASONS else self.why

    @property
    def in_words(self) -> str:
        """What it is called wherever it is told: 'Andere dag', 'Andere tijd', 'Andere kamer', 'Gaat niet door'."""
        if self.kind == self.Kind.MOVED and self.is_to_another_day:
            return gettext("Andere dag")
        return str(self.Kind(self.kind).label)

    @property
    def has_lost_room(self) -> bool:
        """Was it put back without its room, which was taken meanwhile?"""
        return bool(self.edit_id) and self.is_back and self.was_room_id is not None and self.now_room_id is None
