"""The page with all that is there for who works, also what has a place in the bar of a wide screen alone."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from house.errors import NotHere
from house.menu import entries_for
from house.registry import DESK_HEADS, registry


@require_safe
def more(request):
    desk = entries_for(request, registry.desk)
    if not desk:
        raise NotHere
    of_bar = entries_for(request, registry.bar)
    under = [(head, [entry for entry in desk if entry.line.head is head]) for head in DESK_HEADS]
    context = {
        "first": [entry for entry in of_bar if entry.line.route == "house:help"]
        + [entry for entry in desk if entry.line.needs_room],
        "by_head": [(head, entries) for head, entries in under if entries],
        "own": [entry for entry in of_bar if entry.line.route != "house:help"],
    }
    return render(request, "house/site/more.html", context)
