"""Open a house, and check at each start that its keys are here."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from house.door.models import Card
from house.door.services import cards
from house.errors import NotHere
from house.people.models.facts import Background, Role
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.queries import coordinators
from house.sealing import SealBroken
from house.upkeep.models import Canary

SONG = "Dag. Fijn dat je er bent."


@transaction.atomic
def open_house(
    *,
    name: str,
    coordinator_name: str,
    witness_name: str,
    language: str,
    phone: str = "",
    phone_answered_by: str = "",
) -> tuple[House, list[tuple[Card, str]]]:
    """Open a house with its coordinator and its witness. Only a command on the server calls this.

    Returns the house, and the card of each with its code, which is stored nowhere.
    """
    house = House.objects.create(name=name, phone=phone, phone_answered_by=phone_answered_by)
    return house, [
        _add_person(house, coordinator_name, language, role=Role.COORDINATOR, background=Background.PROFESSIONAL),
        add_witness(house=house, name=witness_name, language=language),
    ]


@transaction.atomic
def add_witness(*, house: House, name: str, language: str) -> tuple[Card, str]:
    """Add a witness to a house, who depends on nobody in it. Only commands on the server call this."""
    return _add_person(house, name, language, role=Role.WITNESS, background=Background.PARTNER)


@transaction.atomic
def add_coordinator(*, house: House, name: str, language: str) -> tuple[Card, str]:
    """Add a coordinator to a house that has none without a last day. Only a command on the server calls this.

    Raises:
        NotHere: it has one, by the rule of `house.people.queries.coordinators`.
    """
    House.hold(house.pk)
    if coordinators.is_run(house.pk):
        raise NotHere
    return _add_person(house, name, language, role=Role.COORDINATOR, background=Background.PROFESSIONAL)


def _add_person(house: House, name: str, language: str, *, role: str, background: str) -> tuple[Card, str]:
    person = Person.objects.create(chosen_name=name, language=language)
    house.positions.create(person=person, role=role, background=background, from_on=timezone.localdate())
    return cards.issue(person=person, house=house, made_by=None)


def prove_keys() -> None:
    """Open the canary, or write it in a database where nothing is sealed yet.

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
