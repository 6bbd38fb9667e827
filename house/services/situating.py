"""Where a house stands."""

from __future__ import annotations

from uuid import UUID

from house.errors import NotHere
from house.models import House, Person


def situate_house(*, actor: Person, house_id: UUID, country: str, part_of_country: str = "") -> None:
    """Say in which country a house stands, and in which part of it. Raises NotHere if the actor does not run it."""
    found = House.objects.run_by(actor).filter(pk=house_id)
    if not found.update(country=country, part_of_country=part_of_country):
        raise NotHere
