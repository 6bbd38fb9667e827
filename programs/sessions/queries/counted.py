"""The people that sessions count, for many sessions at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from house.cached_sql import CachedSql
from house.later import later
from house.models import Person, Stay
from house.people.models.people import PersonQuerySet
from house.people.models.standing import standings_of
from programs.sessions.models.series import Enrolment
from programs.sessions.models.sessions import Session
from programs.sessions.models.standing import SessionRules
from programs.sessions.models.welcomes import Welcome


@dataclass
class Counted:
    """People by id. `members`: a session counts her because she lives in the house or by name, also if she left since.
    `alumnae` are welcome at it.
    """

    members: dict[UUID, Person] = field(default_factory=dict)
    alumnae: dict[UUID, Person] = field(default_factory=dict)


def counted_in(sessions: Collection[Session]) -> dict[UUID, Counted]:
    """Counted of each of these sessions, in two queries whatever their number.

    They must have been read with their series.
    """
    people = {person.pk: person for person in _near(sessions)} if sessions else {}
    counted = {session.pk: Counted() for session in sessions}
    for person_id, standing in standings_of(people).items():
        rules = SessionRules(standing)
        for session in sessions:
            if rules.took_part.covers(session):
                counted[session.pk].members[person_id] = people[person_id]
            elif rules.welcome.covers(session):
                counted[session.pk].alumnae[person_id] = people[person_id]
    return counted


def _near(sessions: Collection[Session]) -> Collection[Person]:
    """Everybody that one of these sessions may count."""
    days = [session.held_on for session in sessions]
    houses = {session.series.house_id for session in sessions}
    series = {session.series_id for session in sessions}
    return later(_people_near, houses, series, [session.pk for session in sessions], min(days), max(days))


def _near_in(
    houses: Collection[UUID], series: Collection[UUID], sessions: Collection[UUID], first: date, last: date
) -> PersonQuerySet:
    stays = Stay.objects.filter(
        Q(left_on=None) | Q(left_on__gt=first), person=OuterRef("pk"), house__in=houses, arrived_on__lte=last
    )
    to_these = Q(series__in=series) | Q(session__in=sessions)
    return Person.objects.filter(
        Exists(stays)
        | Exists(Enrolment.objects.filter(person=OuterRef("pk"), series__in=series))
        | Exists(Welcome.objects.filter(to_these, person=OuterRef("pk")))
    ).select_related("needs")


_people_near = CachedSql(_near_in)
