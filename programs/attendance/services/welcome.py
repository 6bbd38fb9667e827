"""Welcome alumnae: the coordinator chooses by name who may come."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from house.errors import NotHere
from house.models import Person, Stay
from house.people.models.facts import DatedQuerySet
from house.people.models.people import PersonQuerySet
from house.take import take
from programs.attendance.services.places import fill_places
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import OF_THE_HOUSE, Series
from programs.sessions.models.sessions import Session
from programs.sessions.models.welcomes import Welcome
from programs.sessions.services.hold import hold_open
from programs.sessions.services.notices import tell
from programs.sessions.services.page_rights import tell_of_rights


def alumnae_of(house_id: UUID) -> PersonQuerySet:
    """People who lived in this house and do not live there today, nor are about to."""
    stays = Stay.objects.filter(person=OuterRef("pk"), house=house_id)
    return Person.objects.filter(Exists(stays.over()), ~Exists(stays.still_open()))


@transaction.atomic
def welcome_to_series(*, actor: Person, series_id: UUID, person_ids: Collection[UUID]) -> Series:
    """Make these alumnae, and no others, welcome at a series from today on. Each sees it as something that she may do.

    Raises NotHere: the actor does not run its house, it is not for the house, or somebody is no alumna of it.
    """
    series = take(Series.objects.of_the_house().run_by, actor, series_id)
    if _set_welcomes(series.house_id, person_ids, series=series):
        coming = series.sessions.to_come()
        for session in coming.select_related("series").select_for_update(of=("self",)).order_by("pk"):
            fill_places(session)
    return series


@transaction.atomic
def welcome_to_session(*, actor: Person, session_id: UUID, person_ids: Collection[UUID]) -> Session:
    """The same for one session alone.

    Raises:
        NotHere: as `welcome_to_series`.
        Passed, AlreadyCancelled, Lapsed: it is too late.
    """
    of_house = Session.objects.filter(series__audience__in=OF_THE_HOUSE).select_related("series")
    session = hold_open(of_house.run_by, actor, session_id)
    if _set_welcomes(session.series.house_id, person_ids, session=session):
        fill_places(session)
    return session


def welcomed(**to: Any) -> DatedQuerySet:
    """The welcomes that stand, to this series or session."""
    return Welcome.objects.filter(until_on=None, **to)


def _set_welcomes(house_id: UUID, person_ids: Collection[UUID], **to: Any) -> bool:
    """Make the open welcomes match these people. Returns True when somebody is no longer welcome."""
    wanted, present = set(person_ids), set(welcomed(**to).values_list("person", flat=True))
    if alumnae_of(house_id).filter(pk__in=wanted - present).count() < len(wanted - present):
        raise NotHere
    today = timezone.localdate()
    Welcome.objects.bulk_create(Welcome(person_id=person, from_on=today, **to) for person in sorted(wanted - present))
    tell(wanted - present, Notice.Kind.WELCOME, **to)
    tell_of_rights(present - wanted)
    return bool(welcomed(**to).filter(person__in=present - wanted).update(until_on=today))
