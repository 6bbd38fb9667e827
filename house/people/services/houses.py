"""Change what a house is called and how it is called up, its place, and its quiet hours."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from house.people.models.houses import House
from house.people.models.people import Person
from house.people.models.quiet import QuietHours
from house.take import take


@transaction.atomic
def describe_house(
    *,
    actor: Person,
    house_id: UUID,
    name: str,
    phone: str = "",
    phone_hours: str = "",
    phone_answered_by: str = "",
    night_phone: str = "",
) -> None:
    """Change the name and the numbers of a house; everybody reads them at once. Raises NotHere, as below."""
    house = take(House.objects.run_by, actor, house_id)
    house.name, house.phone, house.phone_hours = name, phone, phone_hours
    house.phone_answered_by, house.night_phone = phone_answered_by, night_phone
    house.save(update_fields=["name", "phone", "phone_hours", "phone_answered_by", "night_phone"])


@transaction.atomic
def situate_house(*, actor: Person, house_id: UUID, country: str, part_of_country: str = "") -> None:
    """Set the country of a house, and the part of it. Raises NotHere if the actor does not run the house."""
    house = take(House.objects.run_by, actor, house_id)
    house.country, house.part_of_country = country, part_of_country
    house.save(update_fields=["country", "part_of_country"])


@transaction.atomic
def set_quiet_hours(*, actor: Person, house_id: UUID, hours: QuietHours) -> None:
    """Set the quiet hours of everybody in this house who did not choose her own. Raises NotHere, as above."""
    house = take(House.objects.run_by, actor, house_id)
    house.quiet_from, house.quiet_until = hours
    house.save(update_fields=["quiet_from", "quiet_until"])
