"""Reports: somebody lets the facilitator know about a message."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import Person
from house.sealing import SealedTextField
from peergroups.groups.models import PeerGroup, Seat
from peergroups.seats.models import ANSWER_MAX

REASON_MAX = 500


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Her own reports, with their answers. The author of the message never sees them here."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(reporter=person)

    def to_answer_by(self, person: Person | AnonymousUser) -> Self:
        """Reports that she may answer; never one about her own words.

        A facilitator answers reports about peers. Reports about a facilitator, or in a group that has no facilitator
        today, go to the coordinator of the house.
        """
        if not person.is_authenticated:
            return self.none()
        in_post = Seat.objects.counting().facilitators().filter(group=OuterRef("group"))
        is_for_the_house = Q(about__kind=Seat.Kind.FACILITATOR) | ~Exists(in_post)
        in_her_groups = Q(group__in=PeerGroup.objects.facilitated_by(person).values("pk"))
        in_her_houses = Q(group__in=PeerGroup.objects.run_by(person).values("pk"))
        return self.filter(in_her_groups & ~is_for_the_house | in_her_houses & is_for_the_house).exclude(
            about__person=person
        )

    def waiting(self) -> Self:
        return self.filter(state=Report.State.WAITING)


class Report(models.Model):
    """A report about one message. `words` is the text of the message at that moment."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wacht op antwoord")
        ANSWERED = "answered", _("beantwoord")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="reports")
    number = models.PositiveBigIntegerField()
    about = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="reports_about")
    reporter = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reports")
    words = SealedTextField()
    reason = SealedTextField(_("wat wil je erbij zeggen?"), max_length=REASON_MAX, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    answer = SealedTextField(_("wat is er gedaan?"), max_length=ANSWER_MAX, blank=True, default="")
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

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
