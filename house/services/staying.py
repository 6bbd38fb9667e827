"""Who lives, works and walks along in a house: facts that begin and end."""

from __future__ import annotations

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house import duties
from house.errors import AlreadyThere, LastCoordinator, NotHere, WrongDates
from house.models import Coaching, House, Person, Position, Role, Stay
from house.models.facts import DatedQuerySet

Fact = TypeVar("Fact", Stay, Position, Coaching)


@transaction.atomic
def add_person(*, actor: Person, house_id: UUID, chosen_name: str, language: str, **first: object) -> Person:
    """Write down somebody who comes to live or work here, with her first stay or position.

    Args:
        first: the fields of `begin_stay`, or those of `give_position` when there is a `role`.

    Raises:
        NotHere: the house is not the actor's to run.
        WrongDates: an end before its beginning.
    """
    if not House.objects.run_by(actor).filter(pk=house_id).exists():
        raise NotHere
    person = Person.objects.create(chosen_name=chosen_name, language=language)
    if "role" in first:
        _save(Position(person=person, house_id=house_id, **first))
    else:
        _save(Stay(person=person, house_id=house_id, **first))
    return person


@transaction.atomic
def begin_stay(
    *, actor: Person, person_id: UUID, house_id: UUID, phase: str, arrived_on: date, planned_until: date | None = None
) -> Stay:
    """Let her live here from a day on. Raises NotHere, AlreadyThere while she lives somewhere."""
    _check_house_and_person(actor, house_id, person_id)
    return _save(
        Stay(person_id=person_id, house_id=house_id, phase=phase, arrived_on=arrived_on, planned_until=planned_until),
        same=Stay.objects.filter(person=person_id),
        already=_("Zij woont al in een huis. Sluit eerst die tijd af."),
    )


@transaction.atomic
def change_stay(*, actor: Person, stay_id: UUID, phase: str, planned_until: date | None) -> Stay:
    """Another phase or another plan. Any phase may follow any other. Raises NotHere, WrongDates."""
    stay = _held(Stay, actor, stay_id)
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
    coachings.filter(from_on__gt=on).delete()
    coachings.current(on).update(until_on=on)
    return stay


@transaction.atomic
def cancel_arrival(*, actor: Person, stay_id: UUID) -> None:
    """She does not come after all. If she is nowhere else and never came in, she is forgotten, her card too.

    Raises:
        NotHere: not the actor's to cancel.
        WrongDates: she has arrived.
    """
    stay = _held(Stay, actor, stay_id)
    if stay.arrived_on <= timezone.localdate():
        raise WrongDates(_("Zij woont hier al. Sluit haar tijd hier dan af."))
    person = stay.person
    Coaching.objects.filter(resident=person, house=stay.house_id, from_on__gte=stay.arrived_on).delete()
    stay.delete()
    if person.sign_in_name is None and not person.stays.exists() and not person.positions.exists():
        duties.erase(person.pk)
        person.delete()


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
    return _save(
        Position(
            person_id=person_id,
            house_id=house_id,
            role=role,
            background=background,
            from_on=from_on,
            until_on=until_on,
        ),
        same=Position.objects.filter(person=person_id, house=house_id, role=role),
        already=_("Deze rol heeft zij hier al."),
    )


@transaction.atomic
def end_position(*, actor: Person, position_id: UUID, on: date) -> Position:
    """From this day on the role no longer counts.

    Raises:
        NotHere: not the actor's to end.
        WrongDates: the day lies before the first.
        LastCoordinator: nobody else runs the house from that day on.
    """
    position = _held(Position, actor, position_id)
    if position.role == Role.COORDINATOR:
        House.objects.select_for_update().get(pk=position.house_id)  # two coordinators cannot end each other
        others = Position.objects.filter(house=position.house, role=Role.COORDINATOR).exclude(pk=position.pk)
        if not others.current(on).filter(until_on=None).exists():
            raise LastCoordinator
    return _end(Position, actor, position_id, on)


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
        same=Coaching.objects.filter(resident=resident_id, house=house_id),
        already=_("Zij heeft al een coach. Sluit eerst die begeleiding af."),
    )


def end_coaching(*, actor: Person, coaching_id: UUID, on: date) -> Coaching:
    """Raises NotHere, WrongDates."""
    return _end(Coaching, actor, coaching_id, on)


def _check_house_and_person(actor: Person, house_id: UUID, person_id: UUID) -> None:
    """Locks the person, so that two facts of one kind cannot both find her free."""
    is_house = House.objects.run_by(actor).filter(pk=house_id).exists()
    people = Person.objects.visible_to(actor).select_for_update(of=("self",))
    if not is_house or people.filter(pk=person_id).first() is None:
        raise NotHere


def _held(model: type[Fact], actor: Person, fact_id: UUID) -> Fact:
    """The fact, locked, when it belongs to a house that the actor runs."""
    houses = House.objects.run_by(actor).values("pk")
    fact = model._default_manager.select_for_update(of=("self",)).filter(pk=fact_id, house__in=houses).first()
    if fact is None:
        raise NotHere
    return fact


def _save(fact: Fact, *, same: DatedQuerySet | None = None, already: object = None) -> Fact:
    """Keep a new fact beside none of the `same` kind; the constraints know only those without an end."""
    begins, ends = getattr(fact, fact.BEGINS), getattr(fact, fact.ENDS)
    planned = getattr(fact, "planned_until", None)
    if any(end is not None and end < begins for end in (ends, planned)):
        raise WrongDates
    if same is not None and same.beside(fact).exists():
        raise AlreadyThere(str(already))
    try:
        with transaction.atomic():
            fact.save()
    except IntegrityError:
        raise AlreadyThere(str(already)) from None
    return fact


@transaction.atomic
def _end(model: type[Fact], actor: Person, fact_id: UUID, on: date) -> Fact:
    fact = _held(model, actor, fact_id)
    if fact.is_over:
        raise WrongDates(_("Dit was al voorbij. Wat weer begint, zet je er nieuw bij."))
    if on < getattr(fact, fact.BEGINS):
        raise WrongDates
    setattr(fact, fact.ENDS, on)
    fact.save(update_fields=[fact.ENDS])
    person_id = fact.resident_id if isinstance(fact, Coaching) else fact.person_id
    if on <= timezone.localdate():
        transaction.on_commit(lambda: duties.right_ended(person_id))
    return fact
