"""The houses that a page of the desk may be about."""

from __future__ import annotations

from house.errors import NotHere
from house.models import House, Person
from house.people.models.standing import standing_of


def house_asked_for(request):
    """The house in the address, or else the first that she runs. Raises NotHere."""
    asked = request.GET.get("house")
    for house in House.objects.run_by(request.user):
        if asked in (None, str(house.pk)):
            return house
    raise NotHere


def houses_kept_by(actor: Person) -> list[House]:
    """Where she works and is no guest, each house once."""
    return list(House.objects.filter(pk__in=standing_of(actor).houses_of_colleagues))
