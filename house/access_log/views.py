"""Her page of looks at her data, which only she sees; and `note_look` for other pages."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from house.access_log.forms import OlderForm
from house.access_log.services import log
from house.errors import NotHere
from house.people.models.houses import House


def note_look(request, person_id, what):
    """Write down that she looks at somebody of a house that she runs. Raises NotHere: it ended while she looked."""
    house = House.objects.run_by(request.user).with_place_for(person_id).first()
    if house is None:
        raise NotHere
    log.note(actor=request.user, house_id=house.pk, whose=[person_id], what=what)


@require_safe
def looks(request):
    form = OlderForm(request.GET)
    before = form.cleaned_data["before"] if form.is_valid() else None
    page = log.lines_for(request.user, before=before)
    return render(request, "house/access_log/looks.html", {"page": page, "is_older": before is not None})
