"""Worries, their addressees, and the named readers of a house."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Self
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.ages import waits_in_words
from house.people.models.facts import Position, Role
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.sealing import SealedTextField

WORDS_MAX = 2000
HOURS_MAX = 80
ANSWER_MAX = 500
WORRIES_MAX = 6
"""From one sender, waiting or written within an hour; with as many the house asks her to call."""
AN_HOUR = timedelta(hours=1)
READING_ROLES = (Role.COORDINATOR, Role.COACH, Role.FACILITATOR)


class NamedReaderQuerySet(models.QuerySet["NamedReader"]):
    def of(self, person_id: UUID) -> Self:
        """Hers, in the houses where she is in post."""
        return self.in_post().filter(person=person_id)

    def in_post(self) -> Self:
        """Readers who work in their house today, in a role that may read."""
        return self.filter(_is_in_post("house"))


class NamedReader(models.Model):
    """Somebody who reads what worries people of a house, chosen by its coordinator. She counts while she is in post."""

    class Rank(models.IntegerChoices):
        FIRST = 1, _("eerste")
        SECOND = 2, _("tweede")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="named_readers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(choices=Rank)
    hours = SealedTextField(_("wanneer zij leest"), max_length=HOURS_MAX)
    seen_at = models.DateTimeField(null=True)
    """The moment when she read that she was chosen, and with which hours."""

    objects = NamedReaderQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["house", "rank"], name="one_reader_of_a_rank_per_house"),
            models.UniqueConstraint(fields=["house", "person"], name="nobody_reads_twice_in_a_house"),
        ]


class WorryQuerySet(models.QuerySet["Worry"]):
    def sent_by(self, person: Person | AnonymousUser) -> Self:
        return self.filter(sender=person) if person.is_authenticated else self.none()

    def kept(self) -> Self:
        """Those that the sender did not put away."""
        return self.filter(put_away_at=None)

    def to_answer_by(self, person: Person | AnonymousUser) -> Self:
        """Worries that she may read and answer; never her own.

        Those are for the people to whom they were addressed, while these are in post. If none of them is any more, they
        are for the coordinators of the house, unless the sender wanted nobody else to read it.
        """
        if not person.is_authenticated:
            return self.none()
        return self.to_answer_in(standing_of(person).houses_run, person.pk)

    def to_answer_in(self, houses_run: Collection[UUID], person_id: UUID) -> Self:
        """`to_answer_by`, for plain values."""
        addressed_to_her = Exists(_addressees_in_post().filter(person=person_id))
        is_hers = Q(addressed_to_her) | Q(_is_for_the_house(), house__in=houses_run)
        return self.kept().filter(is_hers).exclude(sender=person_id)

    def to_read_by(self, person_id: UUID) -> Self:
        """Worries of this sender that were closed, or that nobody may read any more."""
        has_outcome = Q(state=Worry.State.CLOSED) | _is_for_nobody()
        return self.kept().filter(has_outcome, sender=person_id).order_by("written_at")

    def waiting(self) -> Self:
        return self.filter(state=Worry.State.WAITING)

    def waiting_for_somebody(self) -> Self:
        """Those that somebody may still answer."""
        return self.kept().waiting().exclude(_is_for_nobody())

    def recent_from(self, sender: Person) -> Self:
        """Worries of this sender that wait, or that she wrote within the last hour: as many as WORRIES_MAX allows."""
        waits = Q(state=Worry.State.WAITING, put_away_at=None)
        return self.filter(waits | Q(written_at__gt=timezone.now() - AN_HOUR), sender=sender)


def _is_in_post(house: str) -> Exists:
    posts = Position.objects.current().filter(role__in=READING_ROLES, person=OuterRef("person"), house=OuterRef(house))
    return Exists(posts)


def _addressees_in_post() -> models.QuerySet:
    return Addressee.objects.filter(_is_in_post("worry__house"), worry=OuterRef("pk"))


def _is_for_the_house() -> Q:
    return Q(~Exists(_addressees_in_post()), is_theirs_alone=False)


def _is_for_nobody() -> Q:
    coordinators = Position.objects.current().filter(house=OuterRef("house"), role=Role.COORDINATOR)
    others = Exists(coordinators.exclude(person=OuterRef("sender")))
    return Q(~Exists(_addressees_in_post())) & (Q(is_theirs_alone=True) | Q(~others))


class Worry(models.Model):
    """A worry about somebody, in the words of the sender. No field but the words says whom it is about.

    `sender` is stored without `is_named` too, so that an answer finds her: no reader is shown her name then. Put away,
    it has no words any more, and the worker deletes it after its first hour.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("wacht")
        CLOSED = "closed", _("gesloten")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="worries")
    sender = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="worries")
    is_named = models.BooleanField(default=True)
    is_theirs_alone = models.BooleanField(default=False)
    """May only the addressees read it, also when none of them is in post any more?"""
    words = SealedTextField(max_length=WORDS_MAX)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    answer = SealedTextField(max_length=ANSWER_MAX, blank=True, default="")
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)

    objects = WorryQuerySet.as_manager()

    class Meta:
        ordering = ["written_at"]

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def waits_in_words(self) -> str:
        """'Wacht 2 uur.'"""
        return waits_in_words(timezone.now() - self.written_at)


class Addressee(models.Model):
    """One person to whom a worry was addressed. Without any it is for the coordinators."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worry = models.ForeignKey(Worry, on_delete=models.CASCADE, related_name="addressees")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worry", "person"], name="a_worry_names_a_reader_once")]
