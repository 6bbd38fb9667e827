"""Open an emergency: for one hour, with a reason, and the resident reads both."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.access_log.models import What
from house.access_log.services import log
from house.errors import NotHere, ReasonTooShort
from house.people.models.facts import DatedQuerySet, Stay
from house.people.models.people import Person, by_name
from house.people.models.standing import standing_of
from house.privacy.models.emergencies import EMERGENCY_LASTS, Emergency, EmergencyQuerySet
from house.sign_in.services import devices
from house.take import find, take

WORDS_MIN = 3
TOLD_FOR = timedelta(days=7)


def may_open(person: Person) -> bool:
    """Does she work somewhere as more than a guest, without running that house?"""
    return bool(_houses_of(person))


def to_choose_from(*, actor: Person) -> list[Person]:
    """Residents of the houses where the actor may open an emergency. Call `note_list` before showing them."""
    return by_name(stay.person for stay in _stays_for(actor).select_related("person"))


def note_list(*, actor: Person) -> None:
    """Write to the access log that she sees the names of all these residents."""
    for house_id in _houses_of(actor):
        whose = _stays_for(actor).filter(house=house_id).values_list("person_id", flat=True)
        log.note(actor=actor, house_id=house_id, whose=whose, what=What.NIGHT_LIST)


@transaction.atomic
def open_emergency(*, actor: Person, person_id: UUID, reason: str) -> Emergency:
    """Show the actor what matters at night of one resident, for one hour. A second call opens a new one.

    Args:
        reason: what is going on, in a few words that the resident and the coordinator will read.

    Raises:
        NotHere: she does not live today in a house where the actor works, or the actor may see her anyway.
        ReasonTooShort: the reason is no sentence.
    """
    stay = _stays_for(actor).filter(person=person_id).first()
    if stay is None:
        raise NotHere
    reason = " ".join(reason.split())
    if len(re.findall(r"\w{2,}", reason)) < WORDS_MIN:
        raise ReasonTooShort
    now = timezone.now()
    emergency = Emergency.objects.create(
        person_id=person_id,
        house_id=stay.house_id,
        opened_by=actor,
        reason=reason,
        began_at=now,
        ends_at=now + EMERGENCY_LASTS,
    )
    _note(actor, emergency, What.OPENED, reason)
    return emergency


def look_in(*, actor: Person, emergency_id: UUID) -> Emergency:
    """An open emergency with its person; each call is written to the access log.

    Raises NotHere when the hour is over.
    """
    emergency = _find_open(actor, emergency_id)
    _note(actor, emergency, What.EMERGENCY)
    return emergency


@transaction.atomic
def sign_out_everywhere(*, actor: Person, emergency_id: UUID) -> Emergency:
    """Sign her out everywhere, because her phone is in another's hand. Raises NotHere when the hour is over."""
    emergency = _find_open(actor, emergency_id)
    devices.end_all_of(emergency.person)
    _note(actor, emergency, What.SIGNED_OUT)
    return emergency


def told_to(person: Person) -> EmergencyQuerySet:
    """Recent emergencies about her, for her own page."""
    lately = timezone.now() - TOLD_FOR
    return Emergency.objects.filter(person=person, began_at__gte=lately).select_related("opened_by", "read_by")


def waits_for(person: Person) -> bool:
    """Is there a recent emergency about her that she did not read yet?"""
    return told_to(person).filter(seen_at=None).exists()


def note_seen(*, actor: Person) -> None:
    """Note that she reads of emergencies about her. Call it after reading `told_to`."""
    told_to(actor).filter(seen_at=None).update(seen_at=timezone.now())


def to_read(*, actor: Person) -> list[Emergency]:
    """Emergencies in the houses that she runs, unread ones first. Writes to the access log that she reads them."""
    emergencies = Emergency.objects.run_by(actor).select_related("person", "opened_by", "read_by")
    emergencies_read = sorted(emergencies, key=lambda emergency: emergency.read_at is not None)
    for house_id in {emergency.house_id for emergency in emergencies_read}:
        whose = [emergency.person_id for emergency in emergencies_read if emergency.house_id == house_id]
        log.note(actor=actor, house_id=house_id, whose=whose, what=What.EMERGENCIES)
    return emergencies_read


@transaction.atomic
def read_emergency(*, actor: Person, emergency_id: UUID) -> Emergency:
    """Note that the coordinator read it; the resident sees who. Doing it twice has no effect.

    Raises NotHere, also for one that the actor opened.
    """
    emergency = take(Emergency.objects.to_read_by, actor, emergency_id)
    if emergency.read_at is None:
        emergency.read_by, emergency.read_at = actor, timezone.now()
        emergency.save(update_fields=["read_by", "read_at"])
    return emergency


def _find_open(actor: Person, emergency_id: UUID) -> Emergency:
    return find(Emergency.objects.select_related("person", "house").open_to, actor, emergency_id)


def _houses_of(actor: Person) -> frozenset[UUID]:
    """Houses where she works as more than a guest; not those that she runs, where she sees the people anyway."""
    standing = standing_of(actor)
    return standing.houses_of_colleagues - standing.houses_run


def _stays_for(actor: Person) -> DatedQuerySet:
    return Stay.objects.current().filter(house__in=_houses_of(actor)).exclude(person=actor)


def _note(actor: Person, emergency: Emergency, what: What, detail: str = "") -> None:
    log.note(
        actor=actor,
        house_id=emergency.house_id,
        whose=[emergency.person_id],
        what=what,
        detail=detail,
        is_emergency=True,
    )
