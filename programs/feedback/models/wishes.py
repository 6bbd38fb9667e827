"""Wishes: what people would like to learn or do, and the answers."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.models import House, Person
from house.people.models.standing import standing_of
from house.sealing import SealedTextField
from programs.sessions.models.series import Audience, Series, SeriesQuerySet
from programs.sessions.models.sessions import Session

WISH_MAX = 120
ANSWER_MAX = 200
MANY = 5
"""From this number of people on, the page says that many want it. Below it nothing is said."""


class WishQuerySet(models.QuerySet["Wish"]):
    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Wishes of the houses where she lives or works today. A guest sees none."""
        if not person.is_authenticated:
            return self.none()
        standing = standing_of(person)
        return self.filter(house__in=standing.houses_of_colleagues | standing.homes)

    def answered_by(self, person: Person | AnonymousUser) -> Self:
        """Wishes that she may answer: of the houses where she works."""
        return self.filter(house__in=standing_of(person).houses_of_colleagues)

    def run_by(self, person: Person | AnonymousUser) -> Self:
        return self.filter(house__in=standing_of(person).houses_run)

    def told_to(self, person: Person) -> Self:
        """Wishes with their series, and with `is_hers`, `wants_it_too` and `has_many` (five or more want it)."""
        return (
            self.select_related("series__training")
            .alias(wanting=Count("votes") + 1)
            .annotate(
                is_hers=_truth(Q(asked_by=person)),
                wants_it_too=Exists(Vote.objects.filter(wish=OuterRef("pk"), person=person)),
                has_many=_truth(Q(wanting__gte=MANY)),
            )
        )


def _truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


class Wish(models.Model):
    """A wish, without a name to anybody but herself. Staff answer it in words, and perhaps with a series."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="wishes")
    text = SealedTextField(_("wat zou je willen?"), max_length=WISH_MAX)
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wishes")
    asked_on = models.DateField(default=timezone.localdate)
    answer = SealedTextField(_("antwoord"), max_length=ANSWER_MAX, blank=True, default="")
    answered_on = models.DateField(null=True)
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="wishes")

    objects = WishQuerySet.as_manager()

    next_session: Session | None = None
    """The first session to come of its series that the reader finds in the week: see `with_next_sessions`."""

    class Meta:
        ordering = ["-asked_on", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_answered(self) -> bool:
        return self.answered_on is not None

    def series_to_choose(self) -> SeriesQuerySet:
        """The series that its answer may name: of its house, not for one person, and with a session to come.

        A series that it named before may stay.
        """
        coming = Session.objects.to_come().values("series")
        series = Series.objects.filter(house=self.house_id).exclude(audience=Audience.PERSONAL)
        return series.filter(Q(pk__in=coming) | Q(pk=self.series_id))


class Vote(models.Model):
    """She would like it too. She may take it back, and nobody is shown it."""

    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wish", "person"], name="one_vote_per_person_and_wish")]
