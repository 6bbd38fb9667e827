"""The week on paper, for people who work in a house."""

import segno
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from house.errors import NotHere
from programs.houses import houses_of_colleague
from programs.materials.models import names_for_all_in
from programs.recurrence.weeks import days_of
from programs.sessions.models.closures import Closure
from programs.sessions.models.sessions import Session
from programs.week import poster as posters

LINES = 16
"""Lines to write on: as many as an empty day holds."""


@require_safe
def poster(request, week):
    """One page for the fridge, if asked in two languages. Everybody in the house may read all of it."""
    houses = _houses_of(request.user)
    house = next((house for house in houses if str(house.pk) == request.GET.get("house")), houses[0])
    sessions = Session.objects.for_staff(request.user).on_poster(house).between(week.monday, week.end)
    closures = Closure.objects.of_houses().filter(house=house).touching(week.monday, week.end)
    sides = posters.sides(week, timezone.localdate(), request.GET.get("with"))
    with translation.override(posters.FIRST):
        days = days_of(week, sessions, closures)[:7]
    second = sides[1] if len(sides) > 1 else None
    beside = _names_beside(days, second)
    address = request.build_absolute_uri(reverse("programs:week_of", args=[week]))
    context = {
        "week": week,
        "house": house,
        "houses": houses,
        "sides": sides,
        "second": second,
        "languages": list(posters.languages().values())[1:],
        "columns": [_column(day, sides, beside) for day in days],
        "lines": range(LINES),
        "size": posters.size_of(days, is_twice_named=bool(beside)),
        "qr": segno.make(address, error="m").svg_inline(scale=4, border=1, omitsize=True),
    }
    return render(request, "programs/week/poster.html", context)


def _names_beside(days, second):
    """The names of trainings in the other language, by key; none when there is no room for them."""
    if second is None or posters.fullest(days) > posters.TWICE_NAMED_MAX:
        return {}
    return names_for_all_in(second.words.code, [session.series.training_id for day in days for session in day.sessions])


def _column(day, sides, beside):
    return {
        "day": day,
        "names": [(side.words, side.words.day(day.on)) for side in sides],
        "sessions": [(session, beside.get(session.series.training_id)) for session in day.sessions],
    }


def _houses_of(person):
    """The houses where she is a colleague today. Raises NotHere."""
    houses = houses_of_colleague(person)
    if not houses:
        raise NotHere
    return houses
