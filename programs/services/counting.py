"""Whom sessions count in, worked out for many at once. The same rule as `programs.models.welcomes`, by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from house.models import Person, Stay
from house.models.facts import DatedFact
from programs.models import Audience, Enrolment, Session, Welcome
from programs.models.series import OF_THE_HOUSE


def counted_in(sessions: Collection[Session]) -> dict[UUID, dict[UUID, Person]]:
    """By session: whom it counts in by living in the house or by name. Two queries whatever their number."""
    stays = _by(Stay.objects.filter(house__in={session.series.house_id for session in sessions}), "house_id")
    enrolments = _by(Enrolment.objects.filter(series__in={session.series_id for session in sessions}), "series_id")
    found = {}
    for session in sessions:
        at_home = _on_day(session, stays[session.series.house_id])
        named = _on_day(session, enrolments[session.series_id])
        found[session.pk] = _whom(session.series.audience, at_home, named)
    return found


def welcome_at(sessions: Collection[Session]) -> dict[UUID, dict[UUID, Person]]:
    """By session: which alumnae are welcome. One query whatever their number."""
    of_house = [session for session in sessions if session.series.audience in OF_THE_HOUSE]
    to_these = Q(session__in=[session.pk for session in of_house]) | Q(series__in={one.series_id for one in of_house})
    its_house = Q(house=OuterRef("series__house")) | Q(house=OuterRef("session__series__house"))
    lived_there = Stay.objects.over().filter(its_house, person=OuterRef("person"))
    welcomes = Welcome.objects.filter(to_these, Exists(lived_there)).select_related("person__needs")
    found: dict[UUID, dict[UUID, Person]] = {session.pk: {} for session in sessions}
    for session in of_house:
        to_it = (one for one in welcomes if one.session_id == session.pk or one.series_id == session.series_id)
        found[session.pk] = _on_day(session, to_it)
    return found


def _by(facts, name: str) -> defaultdict[UUID, list[DatedFact]]:
    found = defaultdict(list)
    for fact in facts.select_related("person__needs"):
        found[getattr(fact, name)].append(fact)
    return found


def _on_day(session: Session, facts: Iterable[DatedFact]) -> dict[UUID, Person]:
    return {fact.person_id: fact.person for fact in facts if fact.is_current(session.held_on)}  # type: ignore[attr-defined]


def _whom(audience: str, at_home: dict[UUID, Person], named: dict[UUID, Person]) -> dict[UUID, Person]:
    if audience == Audience.HOUSE:
        return at_home
    if audience == Audience.CHOSEN:
        return {pk: person for pk, person in named.items() if pk in at_home}
    return named
