"""Messages, reactions, who is hidden for whom, and the keys of messages that have faded."""

from __future__ import annotations

from hashlib import blake2b
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import Person
from house.sealing import SealedTextField
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.limits import TEXT_MAX

NOTE_MAX = 80
NOBODY = UUID(int=0)
"""The seat id, on the wire, of a message whose author was erased."""


class MessageQuerySet(models.QuerySet["Message"]):
    def seen_from(self, seat: Seat) -> Self:
        """The messages that the holder of this seat may read, if the seat counts."""
        return self.filter(group=seat.group_id, number__gte=seat.from_number)

    def with_words(self) -> Self:
        return self.filter(state=Message.State.SAID)

    def not_hidden_from(self, seat: Seat | Combinable) -> Self:
        """The messages of everybody whom the holder of this seat did not hide for herself."""
        return self.filter(~Exists(Hiding.objects.filter(seat=seat, peer=OuterRef("seat"))))


class Message(models.Model):
    """A message in a group.

    `number` orders the talk and has no gaps within a group; `version` is the group's head at the last change of this
    message. A message that was taken back or moderated stays as a row without text; when its author was erased, also
    without seat and author.
    """

    class State(models.TextChoices):
        SAID = "said", _("gezegd")
        TAKEN_BACK = "taken_back", _("teruggehaald")
        MODERATED = "moderated", _("weggehaald")

    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="messages", db_index=False)
    number = models.PositiveBigIntegerField()
    version = models.PositiveBigIntegerField()
    seat = models.ForeignKey(Seat, null=True, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="messages", db_index=False)
    key = models.UUIDField()
    text = SealedTextField(max_length=TEXT_MAX, bound_to=("group_id", "number"))
    note = SealedTextField(max_length=NOTE_MAX, blank=True, null=True, bound_to=("group_id", "number"))
    lang = models.CharField(max_length=8)
    reply_to = models.PositiveBigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.SAID)
    said_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="one_message_per_number"),
            models.UniqueConstraint(fields=["group", "version"], name="one_change_per_version"),
            models.UniqueConstraint(fields=["author", "key"], name="no_key_twice"),
            models.CheckConstraint(condition=Q(number__lte=F("version")), name="no_version_before_its_number"),
            models.CheckConstraint(
                condition=Q(seat__isnull=False, author__isnull=False)
                | Q(seat=None, author=None, state="taken_back", lang="", reply_to=None, edited_at=None),
                name="nothing_is_said_by_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}:{self.number}"

    @property
    def has_words(self) -> bool:
        return self.state == self.State.SAID


class Reaction(models.Model):
    """A reaction of one seat to one message. Each seat gives each reaction once."""

    class Name(models.TextChoices):
        SUN = "sun", _("zon")
        HEART = "heart", _("hart")
        SPROUT = "sprout", _("kiem")
        COFFEE = "coffee", _("kopje koffie")
        HAND = "hand", _("hand")
        EAR = "ear", _("ik hoor je")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="reactions")
    name = models.CharField(max_length=8, choices=Name)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["message", "seat", "name"], name="each_reaction_once_per_seat"),
        ]


class HidingQuerySet(models.QuerySet["Hiding"]):
    def wordless(self) -> Self:
        """Hidings of peers whose seat ended and whose last message is gone: there is nothing left to hide."""
        return self.filter(peer__state=Seat.State.ENDED, peer__messages=None)


class Hiding(models.Model):
    """The holder of `seat` hides what `peer` says, on her own pages alone. Nobody else is told.

    It ends when she takes it back, and with her own seat. When the seat of the peer ends, it stays while her words do.
    """

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="hidings", db_index=False)
    peer = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")

    objects = HidingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "peer"], name="nobody_is_hidden_twice_for_one_seat"),
            models.CheckConstraint(condition=~Q(seat=F("peer")), name="nobody_hides_herself"),
        ]


class FadedKey(models.Model):
    """The trace of a message that faded, so that its key is never accepted again as new.

    `mark` is a hash of author and key: it says neither who spoke, nor where, nor when. It takes sixteen bytes for each
    message that faded.
    """

    mark = models.BinaryField(primary_key=True, max_length=16)

    @staticmethod
    def mark_of(author_id: UUID, key: UUID) -> bytes:
        return blake2b(author_id.bytes + key.bytes, digest_size=16).digest()
