"""What the house lets everyone know on some days, and what somebody puts in her week for herself."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.errors import NotHere
from house.models import House, Person, Role
from programs.models import Appointment, HouseNote
from programs.models.living import KEPT_FOR


@transaction.atomic
def write_note(*, actor: Person, house_id: UUID, words: str, from_on: date, until_on: date) -> HouseNote:
    """Let everyone in this house know something on the days in [from_on, until_on).

    Raises:
        NotHere: the actor does not work in this house, or is its guest.
    """
    if house_id not in {house.pk for house in houses_kept_by(actor)}:
        raise NotHere
    return HouseNote.objects.create(house_id=house_id, words=words, from_on=from_on, until_on=until_on, by=actor)


@transaction.atomic
def change_note(*, actor: Person, note_id: UUID, words: str, from_on: date, until_on: date) -> HouseNote:
    """Raises NotHere."""
    note = HouseNote.objects.kept_by(actor).select_for_update().filter(pk=note_id).first()
    if note is None:
        raise NotHere
    note.words, note.from_on, note.until_on, note.by = words, from_on, until_on, actor
    note.save()
    return note


def take_note_away(*, actor: Person, note_id: UUID) -> None:
    """Raises NotHere."""
    if not HouseNote.objects.kept_by(actor).filter(pk=note_id).delete()[0]:
        raise NotHere


def houses_kept_by(actor: Person) -> list[House]:
    """Where she works and is no guest, each house once."""
    houses = House.objects.worked_in_by(actor)
    return list(houses.filter(pk__in={post.house_id for post in actor.positions_today if post.role != Role.GUEST}))


def add_appointment(*, actor: Person, on: date, at: time | None, words: str) -> Appointment:
    """Put something in her own week. Nobody else sees it."""
    return Appointment.objects.create(person=actor, on=on, at=at, words=words)


@transaction.atomic
def change_appointment(*, actor: Person, appointment_id: UUID, on: date, at: time | None, words: str) -> Appointment:
    """Raises NotHere."""
    appointment = Appointment.objects.visible_to(actor).select_for_update().filter(pk=appointment_id).first()
    if appointment is None:
        raise NotHere
    appointment.on, appointment.at, appointment.words = on, at, words
    appointment.save()
    return appointment


def take_appointment_away(*, actor: Person, appointment_id: UUID) -> None:
    """Raises NotHere."""
    if not Appointment.objects.visible_to(actor).filter(pk=appointment_id).delete()[0]:
        raise NotHere


def forget_what_passed() -> None:
    """A week after its last day nothing is left of a note and of an appointment."""
    before = timezone.localdate() - KEPT_FOR
    HouseNote.objects.filter(until_on__lte=before).delete()
    Appointment.objects.filter(on__lt=before).delete()
