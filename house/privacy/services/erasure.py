"""Erase a person: everything of hers, everywhere, in one verb. docs/decisions says why it takes two people, or time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from house import registry
from house.access_log.models import What
from house.access_log.services import log
from house.errors import HasAnotherHouse, LastCoordinator, NotHere
from house.people.models.facts import Position, Role
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.queries.coordinators import is_run_without
from house.privacy.models.erasures import Erasure
from house.privacy.services import marks
from house.sign_in.services import devices
from house.take import take
from house.wiping import wipe_after_commit


@transaction.atomic
def ask(*, actor: Person) -> Erasure:
    """Ask to be erased. Carried out after `settings.ERASED_AFTER_DAYS`, unless she takes it back.

    Raises:
        LastCoordinator: nobody else runs her house.
    """
    refuse(actor)
    fields = {"asked_at": timezone.now(), "due_on": _day_from_now(), "stopped_by": None, "stopped_at": None}
    waiting = Erasure.objects.waiting().filter(person=actor).first()
    return waiting or Erasure.objects.update_or_create(person=actor, defaults=fields)[0]


def _day_from_now() -> date:
    return timezone.localdate() + timedelta(days=settings.ERASED_AFTER_DAYS)


def wait_anew(house_id: UUID) -> None:
    """Let each request of somebody with a place in this house wait for its whole time from today.

    A back-up may have brought a request back that she took back since. Call it when a shut house opened.
    """
    people = Person.objects.with_place_in([house_id])
    Erasure.objects.waiting().filter(person__in=people).update(due_on=_day_from_now())


def take_back(*, actor: Person) -> None:
    """Take her request back. Doing it twice has no effect; a note that the house stopped it goes too."""
    Erasure.objects.filter(person=actor).delete()


@transaction.atomic
def stop(*, actor: Person, person_id: UUID) -> Erasure:
    """Stop a request after speaking with her: it was not she who asked. She reads who stopped it. Raises NotHere."""
    request = take(Erasure.objects.to_ask_about_by, actor, person_id)
    house = House.objects.run_by(actor).with_place_for(person_id).first()
    if house is None:
        raise NotHere
    request.stopped_by, request.stopped_at = actor, timezone.now()
    request.save(update_fields=["stopped_by", "stopped_at"])
    log.note(actor=actor, house_id=house.pk, whose=[person_id], what=What.STOPPED)
    return request


def erase_who_is_due() -> None:
    """Erase people on their day, each in a transaction. The last coordinator of a house waits for a successor."""
    for person_id in Erasure.objects.due().values_list("person", flat=True):
        _erase_if_due(person_id)


@transaction.atomic
def _erase_if_due(person_id: UUID) -> None:
    House.hold_all_of(person_id)
    request = Erasure.objects.due().filter(person=person_id).select_for_update().first()  # not taken back meanwhile
    if request is None or _runs_alone(request.person):
        return
    erase(request.person)


def refuse(person: Person) -> None:
    """Raise when she may not be erased.

    Raises:
        LastCoordinator: nobody else runs her house.
    """
    if _runs_alone(person):
        raise LastCoordinator


def refuse_elsewhere(actor: Person, person: Person) -> None:
    """Raises HasAnotherHouse when she has a place today in a house that the actor does not run."""
    houses = set(House.objects.run_by(actor).values_list("pk", flat=True))
    places = {fact.house_id for facts in (person.stays, person.positions) for fact in facts.still_open()}
    if places - houses:
        raise HasAnotherHouse


def _runs_alone(person: Person) -> bool:
    house_ids = Position.objects.current().filter(role=Role.COORDINATOR, person=person).values_list("house", flat=True)
    return any(not is_run_without(person, house_id) for house_id in house_ids)


def erase(person: Person) -> None:
    """Erase without checking rights. Must run in a transaction; afterwards `person` no longer exists.

    `registry.on_erase` deletes what does not go with her row: see `erasure` of the programme and of the groups.

    Her messages in groups are emptied and lose their author. What others wrote about her is theirs, and fades. A mark
    that names nobody stays, and goes to a file beside the back-ups: see `marks`.
    """
    person_id = person.pk
    House.hold_all_of(person_id)
    Person.objects.select_for_update(no_key=True).get(pk=person_id)
    devices.end_all_of(person)
    registry.erase(person_id)
    person.delete()
    marks.add(person_id)
    wipe_after_commit()
    transaction.on_commit(lambda: registry.right_ended(person_id))


def forget_again(gone: Collection[str]) -> int:
    """Erase people again who were erased before and came back with a back-up, by their marks. Returns how many."""
    back = [person for person in Person.objects.only("pk") if marks.mark_of(person.pk) in gone]
    for person in back:
        with transaction.atomic():
            erase(person)
    return len(back)
