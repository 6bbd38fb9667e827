"""The versions of what a group agreed."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import Person
from house.sealing import SealedTextField
from peergroups.groups.models.groups import PeerGroup

LINES_MAX = 12
LINE_MAX = 160
BREAK = "\t"


class Picture(models.TextChoices):
    """The pictograms that may stand before an agreement: names in the sprite."""

    HAND = "hand", _("hand")
    HEART = "heart", _("hart")
    HIDDEN = "eye-off", _("oog dicht")
    PHONE = "smartphone", _("telefoon")
    HOUSE = "house", _("huis")
    TOGETHER = "users-round", _("mensen")
    TALK = "messages-square", _("gesprek")
    LANGUAGES = "languages", _("talen")
    CLOCK = "clock", _("klok")
    COFFEE = "coffee", _("kopje koffie")
    LEAF = "leaf", _("blad")


class Line(NamedTuple):
    """One agreement. `picture` is a name of Picture, or empty."""

    text: str
    picture: str = ""


class Agreements(models.Model):
    """One version of what a group agreed; its number counts up within the group. No version ever changes."""

    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="agreed")
    number = models.PositiveIntegerField()
    words = SealedTextField(bound_to=("group_id", "number"))
    written_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="one_version_of_agreements_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}:{self.number}"

    @property
    def lines(self) -> list[Line]:
        return [Line(text, picture) for picture, _break, text in map(_parted, self.words.splitlines())]


def in_words(lines: list[Line]) -> str:
    """The lines as `Agreements.words` keeps them: each with its picture before it."""
    return "\n".join(f"{line.picture}{BREAK}{line.text}" for line in lines)


def _parted(words: str) -> tuple[str, str, str]:
    return words.partition(BREAK)
