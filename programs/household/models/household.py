"""Living together: notes of the house, chores with swaps, and own appointments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.cached_sql import CachedSql
from house.later import later
from house.models import House, Person
from house.people.models.facts import DatedFact, DatedQuerySet
from house.people.models.standing import standing_of
from house.sealing import SealedTextField
from programs.recurrence.rhythm import DAY

NOTE_MAX = 160
NOTE_DAYS_MAX = 14
CHORE_MAX = 40
APPOINTMENT_MAX = 80


def _lives_there(person: Person) -> Q:
    return Q(house__in=standing_of(person).homes)


def _works_there(person: Person) -> Q:
    return Q(house__in=standing_of(person).houses_of_colleagues)


class HouseNoteQuerySet(DatedQuerySet):
    def visible_to(self, person: Person | AnonymousUser) -> HouseNoteQuerySet:
        """Notes of the houses where she lives today, or works and is no guest."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(_lives_there(person) | _works_there(person))

    def managed_by(self, person: Person | AnonymousUser) -> HouseNoteQuerySet:
        """Notes that she may write, change and delete: of the houses where she works today and is no guest."""
        return self.filter(_works_there(person)) if person.is_authenticated else self.none()

    def told_to(self, person: Person, first: date, end: date) -> Sequence[HouseNote]:
        """The notes of `visible_to` for some day in [first, end)."""
        standing = standing_of(person)
        return later(_notes_sql, standing.homes | standing.houses_of_colleagues, first, end)

    def between(self, start: date, end: date) -> HouseNoteQuerySet:
        """Notes for some day in [start, end)."""
        return self.filter(from_on__lt=end, until_on__gt=start)


class HouseNote(DatedFact):
    """A note for everyone in a house on some days.

    It is shown in the week of residents and staff, never on paper or in a feed.
    """

    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="notes")
    words = SealedTextField(_("wat iedereen mag weten"), max_length=NOTE_MAX)
    from_on = models.DateField(_("vanaf"))
    until_on = models.DateField(_("tot"))
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = HouseNoteQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="a_note_is_for_some_day"),
        ]

    @property
    def last_on(self) -> date:
        return self.until_on - DAY


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, person: Person | AnonymousUser) -> AppointmentQuerySet:
        """Her own appointments. Nobody else can reach them, not even in an emergency."""
        return self.filter(person=person) if person.is_authenticated else self.none()

    def of_days(self, person: Person, first: date, end: date) -> Sequence[Appointment]:
        """The appointments of `visible_to` on days in [first, end)."""
        return later(_appointments_sql, person.pk, first, end)


class Appointment(models.Model):
    """An appointment that she put in her own week. Nobody else sees it; it is deleted some days after it passed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appointments")
    on = models.DateField(_("dag"))
    at = models.TimeField(_("hoe laat"), null=True, blank=True)
    words = SealedTextField(_("wat"), max_length=APPOINTMENT_MAX)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["on", F("at").asc(nulls_first=True), "pk"]
        indexes = [models.Index(fields=["person", "on"], name="appointments_of_a_person")]


class ChoreQuerySet(DatedQuerySet):
    def visible_to(self, person: Person | AnonymousUser) -> ChoreQuerySet:
        """Chores of the house where she lives today."""
        return self.filter(_lives_there(person)) if person.is_authenticated else self.none()

    def managed_by(self, person: Person | AnonymousUser) -> ChoreQuerySet:
        """Chores that she may set up and end: of the houses where she works today and is no guest."""
        return self.filter(_works_there(person)) if person.is_authenticated else self.none()

    def with_count(self) -> ChoreQuerySet:
        """Chores with `people_count`: the number of people who take turns; 0 is everyone."""
        return self.annotate(people_count=Count("people"))


class Chore(DatedFact):
    """A chore of a house on some weekdays, in turns of a week. The turns follow from who lives there.

    It is never stored that somebody did it. `weekdays` holds a digit for each day, Monday is 0. `people` are those who
    take turns; if there are none, everyone who lives there.
    """

    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="chores")
    name = SealedTextField(_("wat er te doen is"), max_length=CHORE_MAX)
    weekdays = models.CharField(_("op welke dagen"), max_length=7)
    people = models.ManyToManyField(Person, related_name="chores")
    from_on = models.DateField(default=timezone.localdate)
    until_on = models.DateField(null=True, blank=True)

    objects = ChoreQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(weekdays=""), name="a_chore_has_its_days"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="no_chore_ends_before_it_begins"
            ),
        ]

    @property
    def days(self) -> frozenset[int]:
        return frozenset(int(digit) for digit in self.weekdays)


class Swap(models.Model):
    """A question who takes her turn in one week; and the answer, with a week in return.

    Weeks are named by their Monday. Neither is told the name of the other: they live together.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    chore = models.ForeignKey(Chore, on_delete=models.CASCADE, related_name="swaps")
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    week_on = models.DateField()
    taken_by = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    in_return_on = models.DateField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["chore", "week_on"], condition=Q(taken_by=None), name="one_open_question_per_chore_and_week"
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None, in_return_on=None) | Q(taken_by__isnull=False, in_return_on__isnull=False),
                name="a_turn_is_taken_for_one_in_return",
            ),
            models.CheckConstraint(condition=~Q(taken_by=F("asked_by")), name="nobody_swaps_with_herself"),
        ]


_notes_sql = CachedSql(lambda houses, first, end: HouseNote.objects.filter(house__in=houses).between(first, end))
_appointments_sql = CachedSql(
    lambda person, first, end: Appointment.objects.visible_to(Person(pk=person)).filter(on__gte=first, on__lt=end)
)
