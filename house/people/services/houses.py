"""Change the place of a house."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from house.people.models.houses import House
from house.people.models.people import Person
from house.take import take


@transaction.atomic
def situate_house(*, actor: Person, house_id: UUID, country: str, part_of_country: str = "") -> None:
    """Set the country of a house, and the part of it. Raises NotHere if the actor does not run the house."""
    house = take(House.objects.run_by, actor, house_id)
    house.country, house.part_of_country = country, part_of_country
    house.save(update_fields=["country", "part_of_country"])
