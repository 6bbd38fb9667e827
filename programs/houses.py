"""The houses that a page of the desk may be about."""

from __future__ import annotations

from house.errors import NotHere
from house.models import House, Person
from house.people.models.standing import standing_of


def house_asked_for(request):
    """The house that the request names, or else the first that she runs. Raises NotHere."""
    house_id = request.GET.get("house")
    for house in House.objects.run_by(request.user):
        if house_id in (None, str(house.pk)):
            return house
    raise NotHere


def houses_of_colleague(actor: Person) -> list[House]:
    """The houses where she works today and is no guest, each once."""
    return list(House.objects.filter(pk__in=standing_of(actor).houses_of_colleagues))
