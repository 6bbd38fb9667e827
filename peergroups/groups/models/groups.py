"""Groups of peers: their state, and the people who see, hold and run them."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import House, Person
from house.people.models.standing import standing_of
from house.sealing import SealedTextField
from peergroups.groups.models.seats import Seat
from peergroups.groups.promises import Promise
from programs.sessions.models.series import Series

WELCOME_MAX = 300


class PeerGroupQuerySet(models.QuerySet["PeerGroup"]):
    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Groups in which she holds a seat that counts today. No back door for staff."""
        return self.filter(Exists(Seat.objects.letting_in(person).filter(group=OuterRef("pk"))))

    def facilitated_by(self, person: Person | AnonymousUser) -> Self:
        """Groups that she facilitates today: she has the seat and the position."""
        return self.filter(Exists(Seat.objects.letting_in(person).facilitators().filter(group=OuterRef("pk"))))

    def run_by(self, person: Person | AnonymousUser) -> Self:
        """Groups of the houses where she is coordinator today: their name and seats, never their talk."""
        return self.filter(house__in=standing_of(person).houses_run)

    def tended_by(self, person: Person | AnonymousUser) -> Self:
        """Groups that she facilitates, and those of the houses where she is coordinator."""
        return self.run_by(person) | self.facilitated_by(person)

    def unattended(self) -> Self:
        """Groups that are not closed, in which no facilitator reads along today."""
        reading = Seat.objects.counting().facilitators().filter(group=OuterRef("pk"))
        return self.filter(~Exists(reading)).exclude(state=PeerGroup.State.CLOSED)

    def open_for_talk(self) -> Self:
        return self.filter(state__in=PeerGroup.TALKING)


class PeerGroup(models.Model):
    """A group of peers with one talk.

    `head` counts the changes of its talk, `newest` is the last number given to a message and `floor` the lowest number
    that still exists: messages below it have faded. `answer_time` holds the coordinator's own words, of before there
    were promises to choose from, until she chooses one. `agreements_number` is the version of its agreements, or 0.
    """

    class State(models.TextChoices):
        FORMING = "forming", _("begint net")
        OPEN = "open", _("open")
        RESTING = "resting", _("rust")
        CLOSED = "closed", _("gesloten")

    TALKING = (State.FORMING, State.OPEN)
    """The states in which it is open for talk."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="peer_groups")
    name = SealedTextField(_("naam van de groep"), max_length=60)
    promise = models.CharField(_("wanneer er antwoord komt"), max_length=12, choices=Promise, blank=True, default="")
    answer_time = SealedTextField(_("wanneer er antwoord komt"), max_length=80, blank=True, default="")
    welcome = SealedTextField(_("woord van welkom"), max_length=WELCOME_MAX, blank=True, null=True)
    agreements_number = models.PositiveIntegerField(_("onze afspraken"), default=0, editable=False)
    state = models.CharField(_("staat"), max_length=8, choices=State, default=State.OPEN)
    review_on = models.DateField(_("samen terugkijken op"), null=True, blank=True)
    series = models.OneToOneField(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("bijeenkomsten")
    )
    head = models.PositiveBigIntegerField(default=0)
    newest = models.PositiveBigIntegerField(default=0)
    floor = models.PositiveBigIntegerField(default=1)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PeerGroupQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.CheckConstraint(condition=Q(newest__lte=F("head")), name="every_message_is_a_change"),
            models.CheckConstraint(
                condition=Q(promise="") | Q(answer_time__is_empty=True), name="an_answer_is_promised_once"
            ),
            models.CheckConstraint(
                condition=Q(floor__gte=1, floor__lte=F("newest") + 1), name="a_floor_under_the_talk"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def answer_words(self) -> str:
        """When an answer comes, as every page says it after 'Antwoord:'."""
        return str(self.get_promise_display()) or self.answer_time

    @property
    def is_open_for_talk(self) -> bool:
        return self.state in self.TALKING
