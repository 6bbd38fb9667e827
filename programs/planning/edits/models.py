"""Edits of a series, with everything that is needed to undo them."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import Person, Room
from house.people.models.standing import standing_of
from house.sealing import SealedTextField
from programs.recurrence.fields import LocalRecurrenceField
from programs.recurrence.rhythm import Rhythm
from programs.sessions.models.changes import SENTENCE_MAX, UNDONE_WITHIN
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session


class EditQuerySet(models.QuerySet["Edit"]):
    def to_undo_by(self, person: Person | AnonymousUser) -> EditQuerySet:
        """Edits that she may undo in time: her own while she works there, and all in a house that she runs."""
        if not person.is_authenticated:
            return self.none()
        standing = standing_of(person)
        own = Q(series__house__in=standing.houses_in_post, by=person)
        return self.filter(own | Q(series__house__in=standing.houses_run))

    def undoable_by(self, person: Person | AnonymousUser) -> EditQuerySet:
        """Edits that she may undo now: not undone, and made in the last ten minutes."""
        return self.to_undo_by(person).standing().filter(at__gt=timezone.now() - UNDONE_WITHIN)

    def standing(self) -> EditQuerySet:
        """Edits that were not undone, in the order in which they were made."""
        return self.filter(undone_at=None)


class Edit(models.Model):
    """A change of a series from a day on.

    `key` is a hash of the key of the page, the request and the reason: the same page sent twice is one edit, and
    another request from that page is another. `new` holds the values that were asked, by name, and no others. The
    fields `was_...`, `laid_out_until` and `assignments` are those of the series before the edit.
    Joinings after the edit have a higher key than `newest_joining`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="edits")
    key = models.UUIDField()
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    from_on = models.DateField(_("vanaf"))
    new = models.JSONField()
    why = SealedTextField(_("waarom"), max_length=SENTENCE_MAX)
    was_recurrence = LocalRecurrenceField()
    was_start_time = models.TimeField()
    was_length_minutes = models.PositiveSmallIntegerField()
    was_room = models.ForeignKey(Room, null=True, on_delete=models.RESTRICT, related_name="+")
    laid_out_until = models.DateField(null=True)
    assignments = models.JSONField(default=list)
    newest_joining = models.PositiveBigIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = EditQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="edits_of_a_series_are_numbered"),
            models.UniqueConstraint(fields=["series", "key"], name="one_edit_per_series_and_key"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def was_rhythm(self) -> Rhythm:
        return Rhythm.of(self.was_recurrence)

    @property
    def undone_until(self) -> datetime:
        """The moment until which it can be undone."""
        return self.at + UNDONE_WITHIN


class EditedSession(models.Model):
    """One session before and after an edit. `was` is None for a session that the edit added.

    Kept only as long as the edit can be undone.
    """

    edit = models.ForeignKey(Edit, on_delete=models.CASCADE, related_name="edited")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    was = models.JSONField(null=True)
    now = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edit", "session"], name="one_trace_per_edit_and_session"),
        ]
