"""Closures: periods without sessions, of a whole house or of one series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy as _

from house.cached_sql import CachedSql
from house.later import later
from house.models import House, Person
from house.people.models.facts import DatedFact, DatedQuerySet
from house.people.models.standing import standing_of
from house.sealing import SealedTextField
from programs.recurrence import public_days
from programs.recurrence.rhythm import DAY
from programs.sessions.models.series import Series

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NAME_MAX = 80


class ClosureQuerySet(DatedQuerySet):
    def run_by(self, person: Person | AnonymousUser) -> ClosureQuerySet:
        """Closures of the houses where she is coordinator today."""
        return self.filter(house__in=standing_of(person).houses_run)

    def told_to(self, person: Person, first: date, end: date) -> Sequence[Closure]:
        """Closures of houses on days in [first, end), for the houses where she lives or works today."""
        standing = standing_of(person)
        return later(_touching_sql, standing.houses_in_post | standing.homes, first, end)

    def told(self) -> ClosureQuerySet:
        """Closures in order of day, with their series; `lapsed_count` is the number of sessions that lapse for each."""
        closures = self.select_related("series__training").annotate(lapsed_count=Count("sessions"))
        return closures.order_by("from_on", "pk")

    def of_houses(self) -> ClosureQuerySet:
        return self.filter(series=None)

    def touching(self, start: date, end: date) -> ClosureQuerySet:
        """Closures that share a day with [start, end)."""
        return self.filter(from_on__lt=end, until_on__gt=start)


class Closure(DatedFact):
    """A period, [`from_on`, `until_on`), in which this house, or this `series` alone, holds no sessions.

    `region` ('NL', 'DE-BY') says where a holiday is one, so that its name can be shown in another language.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("feestdag")
        BREAK = "break", _("vakantie")
        OWN = "own", _("dag van het huis")
        PAUSE = "pause", _("pauze van een reeks")

    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="closures")
    series = models.ForeignKey(Series, null=True, on_delete=models.CASCADE, related_name="pauses")
    kind = models.CharField(max_length=8, choices=Kind)
    name = SealedTextField(_("naam"), max_length=NAME_MAX, blank=True, default="")
    region = models.CharField(max_length=24, blank=True, default="")
    from_on = models.DateField(_("vanaf"))
    until_on = models.DateField(_("tot"))

    objects = ClosureQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["from_on", "until_on", "pk"]
        indexes = [models.Index(fields=["house", "from_on"], name="closures_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="a_closure_has_a_day"),
            models.CheckConstraint(
                condition=Q(kind="pause", series__isnull=False) | (~Q(kind="pause") & Q(series=None)),
                name="only_a_series_pauses",
            ),
            models.UniqueConstraint(
                fields=["house", "from_on"], condition=Q(kind="holiday"), name="one_holiday_of_a_day_per_house"
            ),
        ]

    @property
    def told_name(self) -> str:
        """The name for the reader: a holiday in her language where that is known, else as it was written."""
        named = public_days.name_of(self.region, self.from_on, get_language() or "") if self.region else ""
        return named or self.name

    @property
    def last_on(self) -> date:
        return self.until_on - DAY

    @property
    def is_one_day(self) -> bool:
        return self.last_on == self.from_on

    @property
    def is_pause(self) -> bool:
        return self.kind == self.Kind.PAUSE

    @property
    def is_holiday(self) -> bool:
        return self.kind == self.Kind.HOLIDAY

    def covers(self, series_id: UUID, on: date) -> bool:
        """Does this closure close the day for this series of its house?"""
        return self.series_id in (None, series_id) and self.from_on <= on < self.until_on


class HolidayYear(models.Model):
    """The choice of a house which holidays of one year close it. Until the coordinator chooses, none does."""

    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="holiday_years")
    year = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)
    chosen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["house", "year"], name="one_choice_of_holidays_a_year")]


def closing(closures: Iterable[Closure], series_id: UUID, on: date) -> Closure | None:
    """The closure among these that closes this day for this series: the shortest, because it says most."""
    over = (closure for closure in closures if closure.covers(series_id, on))
    return min(
        over, key=lambda closure: (closure.until_on - closure.from_on, closure.from_on, closure.pk), default=None
    )


_touching_sql = CachedSql(
    lambda houses, first, end: Closure.objects.of_houses().filter(house__in=houses).touching(first, end)
)


_WHY_CLOSED = {
    frozenset({False}): _("Dan is het huis dicht"),
    frozenset({True}): _("Dan slaapt de reeks"),
    frozenset({False, True}): _("Dan is het huis dicht of slaapt de reeks"),
}


def why_closed(closures: Iterable[Closure]) -> StrPromise:
    """Why sessions on these days lapse: 'Dan is het huis dicht', 'Dan slaapt de reeks', or both."""
    return _WHY_CLOSED[frozenset(closure.is_pause for closure in closures)]
