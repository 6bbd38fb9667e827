"""Stays, positions and coachings in a house: facts that begin and end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house import registry
from house.access_log.models import What
from house.access_log.services import log
from house.door.models import Return
from house.door.services import vouches
from house.errors import AlreadyThere, ErasingAsked, HouseShut, LastCoordinator, NotHere, WrongDates
from house.people.models.facts import Coaching, DatedQuerySet, PlaceInHouse, Position, Role, Stay
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.people.queries.coordinators import is_run_without
from house.privacy.models.erasures import Erasure
from house.privacy.services import marks
from house.take import ask_twice, find, take, take_with_house

Fact = TypeVar("Fact", Stay, Position, Coaching)
Place = TypeVar("Place", Stay, Position)
LIVES_SOMEWHERE = _("Zij woont al in een huis. Sluit eerst die tijd af.")
HAS_ROLE = _("Deze rol heeft zij hier al.")


@transaction.atomic
def add_person(*, actor: Person, house_id: UUID, chosen_name: str, language: str, **first: object) -> Person:
    """Add a person who comes to live or work here, with her first stay or position.

    Args:
        first: the fields of `begin_stay`, or those of `give_position` when there is a `role`.

    Raises:
        NotHere: the house is not the actor's to run.
        WrongDates: an end before its beginning.
    """
    house = find(House.objects.run_by, actor, house_id)
    person = Person.objects.create(chosen_name=chosen_name, language=language)
    vouches.note_made(maker=actor, person=person)
    if "role" in first:
        _save(Position(person=person, house_id=house_id, **first))
    else:
        _save(Stay(person=person, house_id=house_id, **first))
    log.note(actor=actor, house_id=house.pk, whose=[person], what=What.ADDED)
    return person


@transaction.atomic
def begin_stay(
    *, actor: Person, person_id: UUID, house_id: UUID, phase: str, arrived_on: date, planned_until: date | None = None
) -> Stay:
    """Let her live here from a day on. Raises NotHere, AlreadyThere while she lives somewhere."""
    _check_house_and_person(actor, house_id, person_id)
    return _save(
        Stay(person_id=person_id, house_id=house_id, phase=phase, arrived_on=arrived_on, planned_until=planned_until),
        already=LIVES_SOMEWHERE,
    )


@transaction.atomic
def change_stay(*, actor: Person, stay_id: UUID, phase: str, planned_until: date | None) -> Stay:
    """Another phase or another plan. Any phase may follow any other. Raises NotHere, WrongDates."""
    stay = _locked_fact(Stay, actor, stay_id)
    if planned_until is not None and planned_until < stay.arrived_on:
        raise WrongDates
    stay.phase, stay.planned_until = phase, planned_until
    stay.save(update_fields=["phase", "planned_until"])
    return stay


@transaction.atomic
def end_stay(*, actor: Person, stay_id: UUID, on: date) -> Stay:
    """From this day on she does not live here, and her coaching ends. Her seats in groups stay.

    Raises NotHere, WrongDates.
    """
    stay = _end(Stay, actor, stay_id, on)
    coachings = Coaching.objects.filter(resident=stay.person_id, house=stay.house_id)
    last = max(on, timezone.localdate())  # her coach of today is still told what happens to her
    coachings.filter(from_on__gt=last).delete()
    coachings.current(last).update(until_on=last)
    return stay


@transaction.atomic
def put_back_stay(*, actor: Person, stay_id: UUID) -> Stay:
    """Her stay, which was ended today by mistake, goes on as before. Her coaching and her devices stay ended.

    Raises as `_put_back`.
    """
    return _put_back(Stay, actor, stay_id, already=LIVES_SOMEWHERE)


@transaction.atomic
def cancel_arrival(*, actor: Person, stay_id: UUID) -> None:
    """Delete a stay that has not begun: she does not come after all.

    If she is nowhere else and never came in, she is forgotten, her card too.

    Raises:
        NotHere: not the actor's to cancel.
        WrongDates: she has arrived.
    """
    stay = _locked_fact(Stay, actor, stay_id)
    if stay.arrived_on <= timezone.localdate():
        raise WrongDates(_("Zij woont hier al. Sluit haar tijd hier dan af."))
    person = stay.person
    Coaching.objects.filter(resident=person, house=stay.house_id, from_on__gte=stay.arrived_on).delete()
    stay.delete()
    if person.sign_in_name is None and not person.stays.exists() and not person.positions.exists():
        person_id = person.pk
        registry.erase(person_id)
        person.delete()
        marks.add(person_id)  # or a back-up brings her back


@transaction.atomic
def give_position(
    *,
    actor: Person,
    person_id: UUID,
    house_id: UUID,
    role: str,
    background: str,
    from_on: date,
    until_on: date | None = None,
) -> Position:
    """Give somebody a role in this house, for some time or until further notice.

    Raises NotHere, AlreadyThere when she holds this role on one of those days, WrongDates.
    """
    _check_house_and_person(actor, house_id, person_id)
    position = _save(
        Position(
            person_id=person_id,
            house_id=house_id,
            role=role,
            background=background,
            from_on=from_on,
            until_on=until_on,
        ),
        already=HAS_ROLE,
    )
    _note_role(actor, position, What.ROLE_GIVEN)
    return position


@transaction.atomic
def end_position(*, actor: Person, position_id: UUID, on: date) -> Position:
    """From this day on the role no longer counts.

    Raises:
        NotHere: not the actor's to end.
        WrongDates: the day lies before the first.
        LastCoordinator: nobody else runs the house from that day on.
    """
    position = _locked_fact(Position, actor, position_id)
    if position.role == Role.COORDINATOR and not is_run_without(position.person, position.house_id, on):
        raise LastCoordinator
    _note_role(actor, position, What.ROLE_ENDED)
    return _end(Position, actor, position_id, on)


@transaction.atomic
def put_back_position(*, actor: Person, position_id: UUID) -> Position:
    """Her role, which was ended today by mistake, goes on as before. Raises as `_put_back`."""
    position = _put_back(Position, actor, position_id, already=HAS_ROLE)
    _note_role(actor, position, What.ROLE_GIVEN)
    return position


def _note_role(actor: Person, position: Position, what: What) -> None:
    detail = str(position.get_role_display())
    log.note(actor=actor, house_id=position.house.pk, whose=[position.person], what=what, detail=detail)


@transaction.atomic
def begin_coaching(*, actor: Person, house_id: UUID, resident_id: UUID, coach_id: UUID, from_on: date) -> Coaching:
    """Let a coach walk along with a resident.

    Raises:
        NotHere: the house, the resident or the coach is not the actor's to see, or she is no coach there.
        AlreadyThere: she has a coach.
    """
    _check_house_and_person(actor, house_id, resident_id)
    if not Position.objects.current().filter(person=coach_id, house=house_id, role=Role.COACH).exists():
        raise NotHere
    return _save(
        Coaching(resident_id=resident_id, coach_id=coach_id, house_id=house_id, from_on=from_on),
        already=_("Zij heeft al een coach. Sluit eerst die begeleiding af."),
    )


def end_coaching(*, actor: Person, coaching_id: UUID, on: date) -> Coaching:
    """From this day on the coaching no longer counts. Raises NotHere, WrongDates."""
    return _end(Coaching, actor, coaching_id, on)


def _check_house_and_person(actor: Person, house_id: UUID, person_id: UUID) -> None:
    """Locks the person, so that two facts of one kind cannot both pass the check."""
    take(Person.objects.visible_to, actor, person_id)
    find(House.objects.run_by, actor, house_id)


def _locked_fact(model: type[Fact], actor: Person, fact_id: UUID) -> Fact:
    """The fact with its house, both locked, when the actor runs that house: two coordinators cannot end each other."""

    return take_with_house(_run_by(model), actor, fact_id)


def _run_by(model: type[Fact]) -> Callable[[Person], DatedQuerySet]:
    return lambda person: model._default_manager.filter(house__in=standing_of(person).houses_run)


ONE_AT_A_TIME = {Stay: ("person",), Position: ("person", "house", "role"), Coaching: ("resident", "house")}


def _same(fact: Fact) -> DatedQuerySet:
    """The facts of which only one may count on a day."""
    return type(fact).objects.filter(**{name: getattr(fact, name) for name in ONE_AT_A_TIME[type(fact)]})


def _save(fact: Fact, *, already: object = None) -> Fact:
    """Save a fact; with `already`, the sentence of its refusal, only if no equal one overlaps. The constraints cover
    only those without an end.
    """
    begins, ends = getattr(fact, fact.BEGINS), getattr(fact, fact.ENDS)
    planned = getattr(fact, "planned_until", None)
    if any(end is not None and end < begins for end in (ends, planned)):
        raise WrongDates
    if already is not None and _same(fact).beside(fact).exists():
        raise AlreadyThere(str(already))
    try:
        with transaction.atomic():
            fact.save()
    except IntegrityError:
        raise AlreadyThere(str(already)) from None
    return fact


def _refuse_longer(fact: Fact) -> None:
    """Raise when a fact that has an end may not go on for longer: a right of old rows must not outlive a shut house."""
    if House.objects.shut().filter(pk=fact.house_id).exists():
        raise HouseShut
    if _same(fact).beside(fact).exists():
        raise WrongDates(_("Dan is het volgende al begonnen. Kies een dag daarvoor."))


@transaction.atomic
def _end(model: type[Fact], actor: Person, fact_id: UUID, on: date) -> Fact:
    fact = _locked_fact(model, actor, fact_id)
    if fact.is_over:
        raise WrongDates(_("Dit was al voorbij. Wat weer begint, zet je er nieuw bij."))
    if on < getattr(fact, fact.BEGINS):
        raise WrongDates
    if on < timezone.localdate() and not isinstance(fact, Stay):
        raise WrongDates(_("Wat geweest is, blijft zoals het was. Kies vandaag of een dag die nog komt."))
    ended_on = getattr(fact, fact.ENDS)
    if isinstance(fact, PlaceInHouse):
        fact.give_end(on)
    else:
        setattr(fact, fact.ENDS, on)
    if ended_on is not None and on > ended_on:
        _refuse_longer(fact)
    fact.save()
    person_id = fact.resident_id if isinstance(fact, Coaching) else fact.person_id
    if on <= timezone.localdate():
        transaction.on_commit(lambda: registry.right_ended(person_id))
    return fact


def _put_back(model: type[Place], actor: Person, fact_id: UUID, *, already: object) -> Place:
    """Take back an end that was given today. Nothing else comes back with it: a device signs in again.

    Raises:
        NotHere: not the actor's to put back.
        WrongDates: it was not ended today.
        AlreadyThere: another one began meanwhile; the sentence is `already`.
        ErasingAsked: everything of hers is about to be erased.
        HouseShut: a right of old rows must not outlive a shut house.
    """
    fact = ask_twice(
        lambda: find(_run_by(model), actor, fact_id),
        locking=lambda fact: (House(pk=fact.house_id), Person(pk=fact.person_id), fact),
    )
    if not fact.can_be_put_back:
        raise WrongDates(_("Terugzetten kan alleen op de dag zelf. Zet het er nieuw bij."))
    if House.objects.shut().filter(pk=fact.house_id).exists():
        raise HouseShut
    if _is_to_be_erased(fact.person_id):
        raise ErasingAsked
    fact.take_end_back()
    return _save(fact, already=already)


def _is_to_be_erased(person_id: UUID) -> bool:
    farewells = Return.objects.under_way().filter(is_farewell=True, person=person_id)
    return farewells.exists() or Erasure.objects.waiting().filter(person=person_id).exists()
