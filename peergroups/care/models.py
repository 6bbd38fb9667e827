"""Reports: somebody lets the facilitator know about a message."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.ages import waits_in_words
from house.models import Person, Position, Role
from house.people.models.standing import standing_of
from house.sealing import SealedTextField
from peergroups.care.ages import due_in_words
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.seats.models import ANSWER_MAX
from peergroups.talk.models import NOTE_MAX

REASON_MAX = 500
STANDS = timedelta(days=30)
"""How long an answer is told to the reporter, unless she puts it away. On 'Over ons' it stands until it fades."""


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Her own reports, with their answers. The author of the message never sees them here."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(reporter=person)

    def to_answer_by(self, person: Person | AnonymousUser) -> Self:
        """Reports that she may answer; never one about her own words.

        A facilitator answers reports about peers. Reports about a facilitator, or in a group that has no other
        facilitator today, go to the coordinators of the house. While nobody but the author runs the house, the other
        facilitators of the group answer them.
        """
        if not person.is_authenticated:
            return self.none()
        return self.to_answer_in(standing_of(person).houses_run, person.pk)

    def to_answer_in(self, houses_run: Collection[UUID], person_id: UUID) -> Self:
        """`to_answer_by`, for plain values."""
        in_her_groups = Q(group__in=PeerGroup.objects.facilitated_by(Person(pk=person_id)).values("pk"))
        in_her_houses = Q(group__house__in=houses_run)
        is_hers = in_her_groups & ~_is_for_the_house() | in_her_houses & _is_for_the_house()
        return self.filter(is_hers).exclude(about__person=person_id)

    def for_the_house(self) -> Self:
        """Reports that are not for a facilitator to answer, but for the coordinators."""
        return self.filter(_is_for_the_house())

    def for_facilitators(self) -> Self:
        return self.exclude(_is_for_the_house())

    def to_read_by(self, person_id: UUID | OuterRef) -> Self:
        """Her own reports of which the answer still stands at the head of her pages: not put away, nor too old."""
        answered = self.filter(reporter=person_id, state=Report.State.ANSWERED, put_away_at=None)
        return answered.filter(answered_at__date__gte=timezone.localdate() - STANDS).order_by("answered_at")

    def waiting(self) -> Self:
        return self.filter(state=Report.State.WAITING)

    def overdue(self, now: datetime) -> Self:
        """Reports that wait longer than was promised."""
        return self.waiting().filter(due_at__lt=now)


def _is_for_the_house() -> Q:
    facilitators = Seat.objects.counting().facilitators().filter(group=OuterRef("group"))
    coordinators = Position.objects.current().filter(house=OuterRef("group__house"), role=Role.COORDINATOR)
    author = OuterRef("about__person")
    is_held_by_another = Q(Exists(facilitators.exclude(person=author)))
    is_run_by_another = Q(Exists(coordinators.exclude(person=author)))
    return (Q(about__kind=Seat.Kind.FACILITATOR) | ~is_held_by_another) & is_run_by_another


class Report(models.Model):
    """A report about one message. `words` and `note` are its text and content note at that moment.

    `due_at` is the moment that the group promised then: another promise since changes nothing of it. It is empty where
    no promise could be counted. `put_away_at` is when the reporter put the answer away.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("wacht op antwoord")
        ANSWERED = "answered", _("beantwoord")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="reports")
    number = models.PositiveBigIntegerField()
    about = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="reports_about")
    reporter = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reports")
    words = SealedTextField()
    note = SealedTextField(max_length=NOTE_MAX, blank=True, null=True)
    reason = SealedTextField(_("wat wil je erbij zeggen?"), max_length=REASON_MAX, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    answer = SealedTextField(_("wat is er gedaan?"), max_length=ANSWER_MAX, blank=True, default="")
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["reported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "number", "reporter"],
                condition=Q(state="waiting"),
                name="one_waiting_report_per_message_and_reporter",
            ),
        ]

    @property
    def is_late(self) -> bool:
        return self.state == self.State.WAITING and self.due_at is not None and self.due_at < timezone.now()

    @property
    def waits_in_words(self) -> str:
        """'Wacht 2 uur. Antwoord beloofd voor morgen 17:00.'"""
        return " ".join(filter(None, [waits_in_words(timezone.now() - self.reported_at), self.due_in_words]))

    @property
    def due_in_words(self) -> str:
        """'Antwoord beloofd voor morgen 17:00.', or nothing where no promise could be counted."""
        return due_in_words(self.due_at, timezone.now()) if self.due_at else ""
