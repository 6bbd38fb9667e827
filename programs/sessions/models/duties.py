"""Duties: the people of one session, where they differ from those of its series."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import Person, Position
from house.people.models.standing import standing_of
from house.sealing import SealedTextField

WORD_MAX = 200


def gives_it(duty: Duty | None, *, is_assigned: bool, is_in_post: bool) -> bool:
    """Does somebody give a session? That is what every page says of her, and every list and right begins with.

    Args:
        duty: hers in this session; without one her assignment decides.
        is_assigned: she is assigned to its series on its `original_on`.
        is_in_post: she has a position in its house on the day that it is held, whatever position.
    """
    return is_in_post and (is_assigned if duty is None else duty.gives)


class DutyQuerySet(models.QuerySet["Duty"]):
    def told_to(self, person: Person | AnonymousUser) -> DutyQuerySet:
        """Her own duties in sessions to come, in houses where she works today."""
        return self.told_in(standing_of(person).houses_in_post, person.pk, timezone.now())

    def told_in(self, houses: Collection[UUID], person_id: UUID | None, now: datetime) -> DutyQuerySet:
        """`told_to`, of somebody who works in these houses, and works there on the day of the session too."""
        return self.in_post().filter(session__series__house__in=houses, person=person_id, session__ends_at__gt=now)

    def in_post(self) -> DutyQuerySet:
        """Duties of people who work in the house of the session on its day."""
        house, then = OuterRef("session__series__house"), OuterRef("session__held_on")
        in_post = Position.objects.current(then).filter(house=house, person=OuterRef("person"))  # type: ignore[arg-type]
        return self.filter(Exists(in_post))

    def to_answer(self) -> DutyQuerySet:
        """Duties that were asked and not answered, of sessions that go on as planned."""
        return self.filter(state=Duty.State.ASKED, session__state="planned")

    def with_session(self) -> DutyQuerySet:
        """Duties with their session, its room and the asker, in order of time."""
        duties = self.select_related("session__series__training", "session__series__house", "session__room", "by")
        return duties.order_by("session__starts_at", "pk")

    def handed_over(self, sessions: Collection[UUID]) -> DutyQuerySet:
        """Duties in these sessions whose holder cannot come and left a word for who takes it over."""
        left = self.filter(session__in=sessions, state__in=(Duty.State.LEFT, Duty.State.REPLACED))
        return left.filter(handover__isnull=False).in_order()

    def in_order(self) -> DutyQuerySet:
        return self.select_related("person", "by").order_by("at", "pk")


class Duty(models.Model):
    """One person's part in one session.

    If there is a duty, it alone says whether she gives the session; if not, her assignment to the series does.

    `word` is her message to the coordinator, `handover` the one to whoever is asked in her place or takes it over. `by`
    is the person who asked her, or took the session from her; None when she spoke herself. `at` is the moment of the
    present state.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("gevraagd")
        ACCEPTED = "accepted", _("geeft het")
        DECLINED = "declined", _("was gevraagd en kan niet")
        LEFT = "left", _("zou het geven en kan niet: haar plek is open")
        REPLACED = "replaced", _("zou het geven: haar plek is niet meer open")
        FILLED = "filled", _("was gevraagd: het is niet meer nodig")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey("programs.Session", on_delete=models.CASCADE, related_name="duties")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="duties")
    state = models.CharField(max_length=8, choices=State)
    word = SealedTextField(_("een woord voor de coördinator"), max_length=WORD_MAX, blank=True, default="")
    handover = SealedTextField(_("een woord voor wie het overneemt"), max_length=WORD_MAX, null=True, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_duty_per_person_and_session"),
        ]

    @property
    def gives(self) -> bool:
        return self.state == self.State.ACCEPTED

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def has_declined(self) -> bool:
        return self.state == self.State.DECLINED

    @property
    def is_pending(self) -> bool:
        """Does it wait for somebody: for her answer, or for another in her place?"""
        return self.is_asked or self.is_open_place

    @property
    def said_no(self) -> bool:
        """Did she say that she cannot give it? Somebody else may give it now."""
        return self.state in (self.State.DECLINED, self.State.LEFT, self.State.REPLACED)

    @property
    def is_open_place(self) -> bool:
        return self.state == self.State.LEFT

    @property
    def was_replaced(self) -> bool:
        return self.state == self.State.REPLACED

    @property
    def was_filled(self) -> bool:
        return self.state == self.State.FILLED
