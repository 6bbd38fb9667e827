"""Series: trainings that repeat, with their facilitators and audience."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.cached_sql import rows_beside
from house.models import House, Person, Room
from house.people.models.facts import DatedFact
from house.people.models.standing import Standing, standing_of
from house.sealing import SealedTextField
from programs.recurrence.fields import LocalRecurrenceField, Stored, rhythm_of
from programs.recurrence.rhythm import Rhythm
from programs.sessions.models.interpreters import NEEDS_MAX, Language
from programs.trainings.models import Training

LENGTH_MIN_MINUTES = 5
LENGTH_MAX_MINUTES = 12 * 60
PLACES_MAX = 99


class Audience(models.TextChoices):
    HOUSE = "house", _("iedereen die hier woont")
    CHOSEN = "chosen", _("gekozen bewoonsters")
    PERSONAL = "personal", _("één persoon")
    GROUP = "group", _("een groep")


OF_THE_HOUSE = [Audience.HOUSE, Audience.CHOSEN]


def series_given(standing: Standing) -> frozenset[UUID]:
    """Ids of the series that she gives today, in houses where she has a position."""
    return frozenset(
        fact.thing_id
        for fact in standing.of_kind("Assignment")
        if fact.counts_on(standing.today) and fact.house_id in standing.houses_in_post
    )


class SeriesQuerySet(models.QuerySet["Series"]):
    def run_by(self, person: Person | AnonymousUser) -> SeriesQuerySet:
        """Series of the houses where she is coordinator today."""
        return self.filter(house__in=standing_of(person).houses_run)

    def led_by(self, person: Person | AnonymousUser) -> SeriesQuerySet:
        """Series that she gives today, and all series of the houses where she is coordinator."""
        standing = standing_of(person)
        return self.filter(Q(pk__in=series_given(standing)) | Q(house__in=standing.houses_run))

    def named_to(self, person: Person | AnonymousUser) -> SeriesQuerySet:
        """Series of `led_by` whose people she may see by name on any day: not in houses where she is a guest."""
        return self.led_by(person).filter(house__in=standing_of(person).houses_of_colleagues)

    def of_the_house(self) -> SeriesQuerySet:
        """Series for all or some residents. Alumnae may be made welcome at these."""
        return self.filter(audience__in=OF_THE_HOUSE)

    def told(self) -> SeriesQuerySet:
        """Series with training, room, people and pauses, and with the counts of `counted`."""
        return self.counted(timezone.now()).with_givers().prefetch_related("enrolments__person", "pauses")

    def with_givers(self) -> SeriesQuerySet:
        """Series with what `givers` needs."""
        return self.prefetch_related("assignments__person", "house__positions")

    def counted(self, now: datetime) -> SeriesQuerySet:
        """Series with training and room, and with two counts.

        `coming_count` is the number of sessions to come, `roomless_count` the number of those that lack a room.
        """
        to_come = Q(sessions__state="planned", sessions__ends_at__gt=now)
        return self.select_related("training", "room").annotate(
            coming_count=Count("sessions", filter=to_come),
            roomless_count=Count("sessions", filter=to_come & Q(sessions__lacks_room=True)),
        )


def by_training(series: Iterable[Series]) -> list[Series]:
    """Series sorted by training title, which is sealed, and then by start time."""
    return sorted(series, key=lambda item: (item.training.title.casefold(), item.start_time))


class Series(models.Model):
    """A training that repeats. `start_time` is local: 10:00 stays 10:00 when the clocks change.

    With `places` each session has that many places and people say that they join; without, silence means nothing.
    `laid_out_until` is the first day for which no sessions have been made yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="series")
    training = models.ForeignKey(Training, on_delete=models.RESTRICT, related_name="series")
    recurrence = LocalRecurrenceField()
    start_time = models.TimeField(_("begint om"))
    length_minutes = models.PositiveSmallIntegerField(_("duurt, in minuten"))
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="series")
    audience = models.CharField(_("voor wie"), max_length=8, choices=Audience, default=Audience.HOUSE)
    places = models.PositiveSmallIntegerField(_("aantal plekken"), null=True, blank=True)
    interpreter = models.CharField(_("tolk"), max_length=3, choices=Language, blank=True, default="")
    needs = SealedTextField(_("wat er nodig is"), max_length=NEEDS_MAX, null=True, blank=True)
    laid_out_until = models.DateField(null=True, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["start_time"]
        constraints = [
            models.CheckConstraint(
                condition=Q(length_minutes__range=(LENGTH_MIN_MINUTES, LENGTH_MAX_MINUTES)),
                name="a_series_lasts_five_minutes_to_twelve_hours",
            ),
            models.CheckConstraint(condition=Q(places=None) | Q(places__gte=1), name="a_counted_series_has_a_place"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def rhythm(self) -> Rhythm:
        stored = self.__dict__.get("recurrence")
        return rhythm_of(stored) if isinstance(stored, Stored) else Rhythm.of(self.recurrence)

    def givers(self, on: date | None = None) -> list[Person]:
        """Its facilitators on this local day; without a day, those who stop neither giving nor working before today."""
        working = self.working(on)
        return [person for person in self.assigned(on) if person.pk in working]

    def assigned(self, on: date | None = None) -> list[Person]:
        """The people assigned to it, whether or not they work in its house then. Days as for `givers`."""
        return [assignment.person for assignment in rows_beside(self, "assignments") if _counts(assignment, on)]

    @property
    def posts(self) -> Any:
        """The positions in its house, of all days, as a manager."""
        return self.house.positions

    def working(self, on: date | None = None) -> set[UUID]:
        """Ids of the people with a position in its house, whatever position. Days as for `givers`."""
        return {post.person_id for post in rows_beside(self, "posts") if _counts(post, on)}

    def people(self) -> list[Person]:
        """The people enrolled in it, except those who have left it."""
        return [enrolment.person for enrolment in rows_beside(self, "enrolments") if _counts(enrolment, None)]


def _counts(fact: DatedFact, on: date | None) -> bool:
    return not fact.is_over if on is None else fact.is_current(on)


class Assignment(DatedFact):
    """A period in which one person gives a series. She gives the sessions whose `original_on` lies in it."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assignments")
    from_on = models.DateField(_("vanaf"))
    until_on = models.DateField(_("tot"), null=True, blank=True)

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "person"],
                condition=Q(until_on=None),
                name="one_open_assignment_per_person_and_series",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="no_assignment_ends_before_it_begins"
            ),
        ]


class Enrolment(DatedFact):
    """A period in which one person belongs to a series that names its people."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    from_on = models.DateField(_("vanaf"))
    until_on = models.DateField(_("tot"), null=True, blank=True)

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "person"], condition=Q(until_on=None), name="one_open_enrolment_per_person_and_series"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="no_enrolment_ends_before_it_begins"
            ),
        ]
