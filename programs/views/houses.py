"""Whose house a coordinator's page is about."""

from house.errors import NotHere
from house.models import House


def house_asked_for(request):
    """The house in the address, or else the first that she runs. Raises NotHere."""
    asked = request.GET.get("house")
    for house in House.objects.run_by(request.user):
        if asked in (None, str(house.pk)):
            return house
    raise NotHere
