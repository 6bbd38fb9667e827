"""Assign facilitators to a series, and end their assignment."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.errors import AlreadyThere, NotHere
from house.models import Person, Position
from house.take import take
from programs.errors import NotStaffThere
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Assignment, Series
from programs.sessions.services.hold import group_series
from programs.sessions.services.notices import everyone_at, tell
from programs.sessions.services.page_rights import tell_of_rights


def refuse_strangers(series: Series, person_ids: Collection[UUID]) -> None:
    posts = Position.objects.current().filter(house=series.house, person__in=person_ids)
    if set(posts.values_list("person_id", flat=True)) != set(person_ids):
        raise NotStaffThere


@transaction.atomic
def assign(*, actor: Person, series_id: UUID, person_id: UUID) -> Assignment:
    """Assign somebody to this series from today on, beside those who give it already.

    Raises:
        NotHere: it is no series of a house that the actor runs.
        NotStaffThere: she does not work there today.
        AlreadyThere: she gives it already.
    """
    return _begin_to_give(_take_series(actor, series_id), person_id, actor)


def _begin_to_give(series: Series, person_id: UUID, by: Person | None) -> Assignment:
    refuse_strangers(series, [person_id])
    today, own_assignments = timezone.localdate(), series.assignments.still_open().filter(person=person_id)
    if own_assignments.filter(from_on__lte=today, until_on=None).exists():
        raise AlreadyThere(_("Zij geeft dit al."))
    assignment = own_assignments.last() or Assignment(series=series, person_id=person_id, from_on=today)
    assignment.from_on, assignment.until_on = min(assignment.from_on, today), None
    assignment.save()
    _tell_of_givers(series, by=by, but=person_id)
    tell([person_id], Notice.Kind.NEW, series=series, by=by)
    return assignment


@transaction.atomic
def end_assignment(*, actor: Person, series_id: UUID, person_id: UUID) -> None:
    """End somebody's assignment to this series today. Duties in single sessions stay.

    Raises:
        NotHere: it is no series of a house that the actor runs, or she does not give it.
    """
    _stop_giving(_take_series(actor, series_id), person_id, actor)


def _stop_giving(series: Series, person_id: UUID, by: Person | None) -> None:
    own_assignments = series.assignments.still_open().filter(person=person_id)
    if not own_assignments.update(until_on=Greatest("from_on", Value(timezone.localdate()))):
        raise NotHere
    tell_of_rights([person_id])
    _tell_of_givers(series, by=by, but=person_id)


def _take_series(actor: Person, series_id: UUID) -> Series:
    return take(Series.objects.run_by, actor, series_id)


def _tell_of_givers(series: Series, *, by: Person | None, but: UUID) -> None:
    """Send notices of another facilitator, which people should notice; she herself knows."""
    coming = series.sessions.to_come().select_related("series")
    people = {person for people in everyone_at(coming).values() for person in people}
    tell(people - {but}, Notice.Kind.GIVER, series=series, by=by)


def let_give(*, series_id: UUID, person_id: UUID, by: Person | None) -> None:
    """Assign her to the series from today on. Raises NotHere, NotStaffThere, AlreadyThere."""
    _begin_to_give(group_series(series_id), person_id, by)


def let_give_no_more(*, series_id: UUID, person_id: UUID, by: Person | None) -> None:
    """End her assignment today. Raises NotHere."""
    _stop_giving(group_series(series_id), person_id, by)
