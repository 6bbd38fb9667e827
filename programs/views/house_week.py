"""The week of the houses where somebody works, for planning: a list, on wide screens a grid; and a month of them."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from house.errors import NotHere
from house.models import Position, Role, Room
from programs import grid, services
from programs.models import Closure, Session
from programs.months import Month
from programs.views.week import closures_of, frame, notes_of, put_on
from programs.weeks import Week, days_from, days_of

TRAINERS = "trainers"


@require_safe
def house_week(request, week=None):
    """Everything that is held, by day; and by room or by who gives it."""
    houses = houses_of(request.user)
    week = week or Week.of(timezone.localdate())
    everything = Session.objects.for_staff(request.user).touching(week.monday, week.shown_until)
    told = everything.with_story().select_related("series__house")
    days = days_of(week, told, closures_of(request.user, week))
    put_on(days, notes=notes_of(request.user, week))
    return render(
        request, "programs/house_week.html", frame(week, days) | _grid(request, houses, days[:7]) | _chosen(request)
    )


@require_safe
def month(request, month=None):
    """How much is held on which day, and where each week is."""
    houses_of(request.user)
    month = month or Month.of(timezone.localdate())
    known = Session.objects.for_staff(request.user).filter(is_veiled=False).between(month.monday, month.end)
    closures = Closure.objects.told_to(request.user).of_houses().touching(month.monday, month.end)
    days = days_from(month.monday, month.end, known.select_related("series__training"), closures)
    context = {
        "month": month,
        "weeks": [(Week(days[past].on), days[past : past + 7]) for past in range(0, len(days), 7)],
        "horizon": services.horizon(),
        "today": timezone.localdate(),
    }
    return render(request, "programs/month.html", context)


def houses_of(person):
    """Where she plans with others; a guest does not."""
    houses = services.houses_kept_by(person)
    if not houses:
        raise NotHere
    return houses


def _grid(request, houses, days):
    is_by_trainers = request.GET.get("by") == TRAINERS
    held = [session.pk for day in days for session in day.sessions]
    open_places = set(Session.objects.with_open_place().filter(pk__in=held).values_list("pk", flat=True))
    if is_by_trainers:
        lines = grid.by_giver(days, _trainers(houses), open_places)
    else:
        lines = grid.by_room(days, Room.objects.in_use().filter(house__in=houses), open_places, houses)
    return {
        "lines": lines,
        "is_by_trainers": is_by_trainers,
        "month": Month.of(days[0].on),
        "has_house_line": any(day.closures or day.notes for day in days),
        "runs_a_house": request.user.holds(Role.COORDINATOR),
    }


def _trainers(houses):
    posts = Position.objects.current().filter(house__in=houses, role=Role.TRAINER).select_related("person")
    return [post.person for post in posts]


def _chosen(request):
    """The session that the panel beside the grid is about, if one was chosen."""
    if not (wanted := request.GET.get("session")):
        return {"chosen": None}
    try:
        session_id = UUID(wanted)
    except ValueError as nonsense:
        raise Http404 from nonsense
    known = Session.objects.for_staff(request.user).filter(is_veiled=False)
    session = get_object_or_404(known.told_to(request.user), pk=session_id)
    return {"chosen": session, "roster": services.rosters_of([session])[session.pk] if session.is_led else None}
