"""Find the house that a command is about."""

from __future__ import annotations

from django.core.management import CommandError

from house.people.models.houses import House


def house_named(name: str | None) -> House:
    """The house of this name, or the only one. Raises CommandError in one sentence."""
    houses = [house for house in House.objects.all() if name in (None, house.name)]
    if len(houses) != 1:
        raise CommandError(f"Say which house, with --house. There are {House.objects.count()} here.")
    return houses[0]
