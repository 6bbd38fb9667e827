"""Feeds: the secret address where a calendar elsewhere fetches somebody's times."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from house.models import Person, Position, Stay
from house.people.models.standing import standing_of


class FeedQuerySet(models.QuerySet["Feed"]):
    def counting(self) -> FeedQuerySet:
        """Feeds whose stay or position lasts today. A feed that is over never comes back, not even with a new stay.

        While a house of hers is shut she has none: the stay may have ended after the back-up was made.
        """
        lasts = Q(stay__in=Stay.objects.current()) | Q(position__in=Position.objects.current())
        return self.filter(lasts, person__is_active=True).exclude(person__in=Person.objects.shut_out())

    def run_by(self, person: Person | AnonymousUser) -> FeedQuerySet:
        """Feeds for a stay or position in a house where she is coordinator today."""
        houses = standing_of(person).houses_run
        return self.filter(Q(stay__house__in=houses) | Q(position__house__in=houses))


class Feed(models.Model):
    """A person's feed, at most one. Its key is enough to read it, so only a hash is stored; the key is shown once.

    It belongs to one stay or one position, and ends with that. `programs/feeds/services.py` says what is in it.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="feed")
    stay = models.ForeignKey(Stay, null=True, on_delete=models.CASCADE, related_name="+")
    position = models.ForeignKey(Position, null=True, on_delete=models.CASCADE, related_name="+")
    key_hash = models.CharField(max_length=64, unique=True)
    made_on = models.DateField(default=timezone.localdate)
    last_fetched_on = models.DateField(null=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stay=None, position__isnull=False) | Q(stay__isnull=False, position=None),
                name="a_feed_ends_with_a_stay_or_a_position",
            ),
        ]

    @property
    def place(self) -> Stay | Position:
        """The stay or position that it ends with."""
        place = self.stay or self.position
        assert place is not None  # the constraint above holds it
        return place

    @property
    def is_for_who_lives_here(self) -> bool:
        return self.stay_id is not None
