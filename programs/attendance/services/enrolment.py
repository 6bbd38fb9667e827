"""Enrol people in a series by name, and end their enrolment."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.errors import AlreadyThere, NotHere
from house.models import Person, Stay
from house.people.models.people import PersonQuerySet
from house.take import ask_twice, find, take
from programs.attendance.services.places import fill_all_places
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Audience, Enrolment, Series
from programs.sessions.services.hold import group_series
from programs.sessions.services.notices import tell
from programs.sessions.services.page_rights import tell_of_rights


@transaction.atomic
def enrol(*, actor: Person, series_id: UUID, person_id: UUID, from_on: date | None = None) -> Enrolment:
    """Enrol somebody in a series, from this local day on (today unless given).

    Raises:
        NotHere: the series is not the actor's to lead, or the person never lived in its house; for a series of chosen
            people, does not live there.
        AlreadyThere: she is enrolled already.
    """
    series = take(Series.objects.exclude(audience=Audience.HOUSE).named_to, actor, series_id)
    return _enrol_and_tell(series, person_id, from_on or timezone.localdate(), actor)


def _enrol_and_tell(series: Series, person_id: UUID, from_on: date, by: Person | None) -> Enrolment:
    enrolment = enrol_in(series, person_id, from_on)
    tell([person_id], Notice.Kind.NEW, series=series, by=by)
    return enrolment


def to_choose_for(series: Series) -> PersonQuerySet:
    """People who may be enrolled: residents and those about to arrive.

    Former residents too, if not for chosen people.
    """
    stays = Stay.objects.filter(house=series.house_id, person=OuterRef("pk"))
    return Person.objects.filter(Exists(stays.still_open() if series.audience == Audience.CHOSEN else stays))


def enrol_in(series: Series, person_id: UUID, from_on: date) -> Enrolment:
    if not to_choose_for(series).filter(pk=person_id).exists():
        raise NotHere
    if Enrolment.objects.filter(series=series, person=person_id, until_on=None).exists():
        raise AlreadyThere(_("Zij doet al mee."))
    return Enrolment.objects.create(series=series, person_id=person_id, from_on=from_on)


@transaction.atomic
def end_enrolment(*, actor: Person, series_id: UUID, person_id: UUID, on: date | None = None) -> None:
    """End her enrolment from this local day on (today unless given). She may end her own.

    Raises:
        NotHere: the series is neither the actor's to lead nor is it about herself, or this person is not enrolled.
    """
    enrolment = ask_twice(lambda: _to_end_by(actor, series_id, person_id), locking=lambda enrolment: (enrolment,))
    _end_and_tell(enrolment, on or timezone.localdate())


def _to_end_by(actor: Person, series_id: UUID, person_id: UUID) -> Enrolment:
    """Her open enrolment, when the actor may end it. Raises NotHere."""
    if person_id != actor.pk:
        find(Series.objects.named_to, actor, series_id)
    return _enrolment_of(series_id, person_id)


def _enrolment_of(series_id: UUID, person_id: UUID) -> Enrolment:
    """Her enrolment without a last day. Raises NotHere."""
    enrolment = Enrolment.objects.filter(series=series_id, person=person_id, until_on=None).first()
    if enrolment is None:
        raise NotHere
    return enrolment


def _end_and_tell(enrolment: Enrolment, on: date) -> None:
    enrolment.until_on = max(enrolment.from_on, on)
    enrolment.save(update_fields=["until_on"])
    tell_of_rights([enrolment.person_id])
    fill_all_places(enrolment.person_id)


def let_come(*, series_id: UUID, person_id: UUID, by: Person | None) -> None:
    """Enrol her from today on, on behalf of the owner of the series. Raises NotHere or AlreadyThere."""
    _enrol_and_tell(group_series(series_id), person_id, timezone.localdate(), by)


def let_come_no_more(*, series_id: UUID, person_id: UUID, by: Person | None) -> None:
    """End her enrolment from today on, on behalf of the owner of the series. Raises NotHere."""
    enrolment = ask_twice(lambda: _enrolment_of(series_id, person_id), locking=lambda enrolment: (enrolment,))
    _end_and_tell(enrolment, timezone.localdate())
