"""The week on paper, for who works in a house."""

import segno
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from house.errors import NotHere
from house.models import Role
from programs import posters
from programs.models import Closure, Session
from programs.weeks import days_of

LINES = 16
"""To write on: as many as an empty day holds."""


@require_safe
def poster(request, week):
    """One page for the fridge, if asked in two languages. What is on it, everybody in the house may read."""
    houses = _houses_of(request.user)
    house = next((house for house in houses if str(house.pk) == request.GET.get("house")), houses[0])
    sessions = Session.objects.for_staff(request.user).on_poster(house).between(week.monday, week.end)
    closures = Closure.objects.of_houses().filter(house=house).touching(week.monday, week.end)
    sides = posters.sides(week, timezone.localdate(), request.GET.get("with"))
    with translation.override(posters.FIRST):
        days = days_of(week, sessions, closures)[:7]
    address = request.build_absolute_uri(reverse("programs:week_of", args=[week]))
    context = {
        "week": week,
        "house": house,
        "houses": houses,
        "sides": sides,
        "second": sides[1] if len(sides) > 1 else None,
        "languages": list(posters.languages().values())[1:],
        "columns": [{"day": day, "names": [(side.words, side.words.day(day.on)) for side in sides]} for day in days],
        "lines": range(LINES),
        "size": posters.size_of(days),
        "qr": segno.make(address, error="m").svg_inline(scale=4, border=1, omitsize=True),
    }
    return render(request, "programs/poster.html", context)


def _houses_of(person):
    """Where she is a colleague today. Raises NotHere."""
    posts = [position for position in person.positions_today if position.role != Role.GUEST]
    if not posts:
        raise NotHere
    return list(dict.fromkeys(post.house for post in posts))
