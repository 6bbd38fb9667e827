"""The keeper's page: does the platform run, and are there back-ups? It shows no person and nothing that was said."""

from django.db import connection
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from house.people.models.houses import House
from house.registry import registry
from house.upkeep.models import BackUpRun, Overdue, TickRun


@require_safe
def keeping(request):
    if not request.user.is_keeper:
        raise Http404
    began = dict(TickRun.objects.values_list("name", "began_at"))
    context = {
        "engine": connection.display_name,
        "houses": House.objects.count(),
        "shut": House.objects.shut().count(),
        "duties": [_state_of(tick, began.get(tick.name)) for tick in registry.ticks],
        "overdue": list(Overdue.objects.order_by("since")),
        "runs": [run for kind in BackUpRun.Kind if (run := BackUpRun.objects.filter(kind=kind).first())],
    }
    return render(request, "house/site/keeping.html", context)


def _state_of(tick, began_at):
    """A duty is late when two of its turns have passed."""
    is_late = began_at is None or timezone.now() - began_at > 2 * tick.every
    return {"name": tick.name, "every": tick.every, "began_at": began_at, "is_late": is_late}
