"""Drafts of programmes that wait for their coordinator, and origins: where an imported series came from."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from house.models import House, Person
from house.people.models.standing import standing_of
from house.sealing import SealedJSONField, SealedTextField
from programs import retention
from programs.importing.readers.lines import Reading
from programs.sessions.models.series import Series


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, person: Person | AnonymousUser) -> DraftQuerySet:
        """Her own drafts, for houses that she runs today."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(made_by=person, house__in=standing_of(person).houses_run)

    def waiting(self) -> DraftQuerySet:
        return self.filter(put_at=None)

    def faded(self) -> DraftQuerySet:
        return self.waiting().filter(made_at__lt=timezone.now() - retention.DRAFTS)


class Draft(models.Model):
    """A programme that was imported or copied, before it is put in the week. Only its maker sees it; it fades.

    `source` is the same for each version of one file. Once the draft is put in the week its text is deleted, and the
    row says only that it was put.
    """

    class Kind(models.TextChoices):
        SHEET = "sheet", _("Uit een blad")
        CALENDAR = "calendar", _("Uit een agenda")
        WEEK = "week", _("Uit een andere week")
        PROGRAMME = "programme", _("Uit een ander programma")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="drafts")
    made_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    made_at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=12, choices=Kind)
    source = models.UUIDField(default=uuid4, editable=False)
    fingerprint = models.CharField(max_length=32, editable=False)
    words = SealedTextField()
    put_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["house", "made_by", "fingerprint"],
                condition=models.Q(put_at=None),
                name="one_waiting_draft_of_the_same",
            ),
        ]

    @property
    def fades_on(self) -> Any:
        return timezone.localdate(self.made_at + retention.DRAFTS)

    @cached_property
    def _content(self) -> dict[str, Any]:
        return json.loads(self.words) if self.words else {"reading": {"lines": [], "remarks": []}}

    @cached_property
    def reading(self) -> Reading:
        return Reading.from_json(self._content["reading"])

    @cached_property
    def answers(self) -> dict[str, str]:
        """Her answers, by the mark of the question."""
        return self._content.get("answers", {})

    @cached_property
    def taken(self) -> dict[int, bool]:
        """The lines that she chose to import (True) or to leave out (False)."""
        return {int(number): takes for number, takes in self._content.get("taken", {}).items()}

    def write(self) -> None:
        """Write the reading and her answers to `words`; the caller saves it."""
        content = {"reading": self.reading.to_json(), "answers": self.answers, "taken": self.taken}
        self.words = json.dumps(content, ensure_ascii=False)


class Origin(models.Model):
    """The source of a series and its facts at that time, so that a new version changes only what changed.

    `key` is a digest, because the name of an event in somebody's agenda may hold her address.
    """

    source = models.UUIDField()
    key = models.CharField(max_length=32)
    was = models.CharField(max_length=32)
    put = SealedJSONField(bound_to=("source", "key"))
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="origins")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="one_series_per_line_of_a_source")]
