"""Opening a house, and proving at each start that its keys are here."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from house.models import Canary, Card, House, Person, Position, Role
from house.sealing import SealBroken
from house.services import cards

SONG = "Dag. Fijn dat je er bent."


@transaction.atomic
def open_house(
    *, name: str, coordinator_name: str, language: str, phone: str = "", phone_answered_by: str = ""
) -> tuple[House, Card, str]:
    """Open a house with its first coordinator. Only a command on the server calls this.

    Returns the house, the coordinator's card and its code, which is kept nowhere.
    """
    house = House.objects.create(name=name, phone=phone, phone_answered_by=phone_answered_by)
    coordinator = Person.objects.create(chosen_name=coordinator_name, language=language)
    Position.objects.create(person=coordinator, house=house, role=Role.COORDINATOR, from_on=timezone.localdate())
    card, code = cards.issue(person=coordinator, house=house, made_by=None)
    return house, card, code


def prove_keys() -> None:
    """Open the canary, or write it where nothing is sealed yet.

    Raises:
        ImproperlyConfigured: there is no key, or it is not the key of this house.
    """
    canary = Canary.objects.first()
    try:
        if canary is not None:
            canary.song  # noqa: B018  opens it
        elif House.objects.exists():
            raise ImproperlyConfigured("The canary is gone: this database was changed outside the house. Do not start.")
        else:
            Canary.objects.create(song=SONG)
    except SealBroken:
        raise ImproperlyConfigured(
            "The key in SEALING_KEYS (or in the file sealing.keys) is not the key of this house. "
            "Put the right key back; nothing was changed."
        ) from None
