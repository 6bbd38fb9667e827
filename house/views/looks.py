"""Who looked at her data: for her alone."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from house.forms.looks import OlderForm
from house.services import looking


@require_safe
def looks(request):
    form = OlderForm(request.GET)
    before = form.cleaned_data["before"] if form.is_valid() else None
    page = looking.lines_for(request.user, before=before)
    return render(request, "house/looks.html", {"page": page, "is_older": before is not None})
