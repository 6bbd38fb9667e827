"""Alumnae who may come, if they like: chosen by name, by who runs the house."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from house.errors import NotHere
from house.models import Person, Stay
from house.models.facts import DatedQuerySet
from house.models.people import PersonQuerySet
from programs.models import Notice, Series, Session, Welcome
from programs.models.series import OF_THE_HOUSE
from programs.services.holding import hold_open
from programs.services.joining import fill_places
from programs.services.telling import tell


def alumnae_of(house_id: UUID) -> PersonQuerySet:
    """Who lived in this house and does not today, nor is about to."""
    stays = Stay.objects.filter(person=OuterRef("pk"), house=house_id)
    return Person.objects.filter(Exists(stays.over()), ~Exists(stays.still_open()))


@transaction.atomic
def welcome_to_series(*, actor: Person, series_id: UUID, person_ids: Collection[UUID]) -> Series:
    """These alumnae, and no others, are welcome at a series from today on. Each sees it as something that she may do.

    Raises NotHere: the actor does not run its house, it is not for the house, or somebody is no alumna of it.
    """
    of_house = Series.objects.run_by(actor).of_the_house()
    series = of_house.select_for_update(of=("self",)).filter(pk=series_id).first()
    if series is None:
        raise NotHere
    if _set(series.house_id, person_ids, series=series):
        coming = series.sessions.to_come()
        for session in coming.select_related("series").select_for_update(of=("self",)).order_by("pk"):
            fill_places(session)
    return series


@transaction.atomic
def welcome_to_session(*, actor: Person, session_id: UUID, person_ids: Collection[UUID]) -> Session:
    """The same for one session alone.

    Raises:
        NotHere: as `welcome_to_series`.
        Passed, AlreadyCancelled: it is too late.
    """
    of_house = Session.objects.run_by(actor).filter(series__audience__in=OF_THE_HOUSE)
    session = hold_open(of_house.select_related("series"), session_id)
    if _set(session.series.house_id, person_ids, session=session):
        fill_places(session)
    return session


def welcomed(**to: Any) -> DatedQuerySet:
    """Who is welcome there today, and was not told otherwise."""
    return Welcome.objects.filter(until_on=None, **to)


def _set(house_id: UUID, person_ids: Collection[UUID], **to: Any) -> bool:
    """Bring the open welcomes in line with these people; is somebody no longer welcome?"""
    asked, there = set(person_ids), set(welcomed(**to).values_list("person", flat=True))
    if alumnae_of(house_id).filter(pk__in=asked - there).count() < len(asked - there):
        raise NotHere
    today = timezone.localdate()
    Welcome.objects.bulk_create(Welcome(person_id=person, from_on=today, **to) for person in sorted(asked - there))
    tell(asked - there, Notice.Kind.WELCOME, **to)
    return bool(welcomed(**to).filter(person__in=there - asked).update(until_on=today))
