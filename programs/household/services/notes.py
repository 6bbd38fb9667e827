"""Notes of the house, and appointments that somebody puts in her own week."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from django.db import transaction

from house.errors import NotHere
from house.models import Person
from house.take import take
from programs.household.models.household import Appointment, HouseNote
from programs.houses import houses_of_colleague


@transaction.atomic
def write_note(*, actor: Person, house_id: UUID, words: str, from_on: date, until_on: date) -> HouseNote:
    """Write a note for everyone in this house, for the days in [from_on, until_on).

    Raises:
        NotHere: the actor does not work in this house, or is its guest.
    """
    if house_id not in {house.pk for house in houses_of_colleague(actor)}:
        raise NotHere
    return HouseNote.objects.create(house_id=house_id, words=words, from_on=from_on, until_on=until_on, by=actor)


@transaction.atomic
def change_note(*, actor: Person, note_id: UUID, words: str, from_on: date, until_on: date) -> HouseNote:
    """Change a note. Raises NotHere."""
    note = take(HouseNote.objects.managed_by, actor, note_id)
    note.words, note.from_on, note.until_on, note.by = words, from_on, until_on, actor
    note.save()
    return note


@transaction.atomic
def take_note_away(*, actor: Person, note_id: UUID) -> None:
    """Delete a note. Raises NotHere."""
    take(HouseNote.objects.managed_by, actor, note_id).delete()


def add_appointment(*, actor: Person, on: date, at: time | None, words: str) -> Appointment:
    """Put an appointment in her own week. Nobody else sees it."""
    return Appointment.objects.create(person=actor, on=on, at=at, words=words)


@transaction.atomic
def change_appointment(*, actor: Person, appointment_id: UUID, on: date, at: time | None, words: str) -> Appointment:
    """Change her own appointment. Raises NotHere."""
    appointment = take(Appointment.objects.visible_to, actor, appointment_id)
    appointment.on, appointment.at, appointment.words = on, at, words
    appointment.save()
    return appointment


@transaction.atomic
def take_appointment_away(*, actor: Person, appointment_id: UUID) -> None:
    """Delete her own appointment. Raises NotHere."""
    take(Appointment.objects.visible_to, actor, appointment_id).delete()
