"""What the apps tell at the head of her first pages, asked again by an open page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from house.guards import unattended
from house.site.queries import first_parts


@unattended
@require_safe
def first(request):
    """All parts again, or 204 if they say the same as the page that asks."""
    parts = first_parts(request.user, request.device)
    if request.GET.get("shown") == parts.mark:
        return HttpResponse(status=204)
    return render(request, "house/site/_first.html", {"first": parts})
