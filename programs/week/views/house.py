"""The week of the houses where a person works, for planning: a list, on wide screens a grid; and their month."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from house.errors import NotHere
from house.markup import joined
from house.models import Position, Role, Room
from house.people.models.standing import standing_of
from house.people.services.people import choose_letter_keys
from programs.attendance.services.attendance import rosters_of
from programs.household.models.household import HouseNote
from programs.houses import houses_of_colleague
from programs.planning.services.layout import horizon
from programs.planning.services.undo import undoable_own
from programs.recurrence.months import Month
from programs.recurrence.weeks import Week, days_from, days_of
from programs.sessions.models.closures import Closure
from programs.sessions.models.sessions import Session
from programs.sessions.queries.her_sessions import sessions_for_staff
from programs.staffing.queries.stepping_in import open_places_among
from programs.week import grid
from programs.week.blocks import TRAINERS, WEEK, lines_of
from programs.week.days import month_rows, section_of
from programs.week.parts import csrf_of
from programs.week.rows import house_rows_of
from programs.week.views.own import by_day, frame, put_on
from programs.week.views.sessions import note_names


@require_safe
def house_week(request, week=None):
    """All sessions by day; and by room or by giver."""
    houses = houses_of(request.user)
    week = week or Week.of(timezone.localdate())
    person, span = request.user, (week.monday, week.shown_until)
    closures, notes = Closure.objects.told_to(person, *span), HouseNote.objects.told_to(person, *span)
    sessions = sessions_for_staff(person, *span, with_story=True)
    days = days_of(week, sessions, closures)
    put_on(days, notes=by_day(notes))
    chosen = _chosen(request)
    chosen_id = chosen["chosen"] and chosen["chosen"].pk
    context = frame(week, days, "programs:house_week") | chosen | _grid(request, houses, days[:7], chosen_id)
    context["change"] = undoable_own(person, sessions)
    csrf = csrf_of(request)
    for shown in ("coming_days", "past_days"):
        rows = ((day, house_rows_of(day, csrf)) for day in context[shown])
        context[shown] = joined(
            section_of(day, of_day, free=_("Niets gepland."), adds_in=context["adds_in"]) for day, of_day in rows
        )
    return render(request, "programs/week/house_week.html", context)


@require_POST
def letter_keys(request):
    """Switch single keys in the grid on or off, for her alone and on each of her devices."""
    houses_of(request.user)
    choose_letter_keys(actor=request.user, are_on=request.POST.get("are_on") == "1")
    return redirect("programs:house_week")


@require_safe
def month(request, month=None):
    """The month of the house: the number of sessions on each day, with links to the weeks."""
    houses_of(request.user)
    month = month or Month.of(timezone.localdate())
    everything = sessions_for_staff(request.user, month.monday, month.end)
    sessions = [session for session in everything if not session.is_veiled]
    closures = Closure.objects.told_to(request.user, month.monday, month.end)
    days = days_from(month.monday, month.end, sessions, closures)
    context = {
        "month": month,
        "first_week": days[:7],
        "rows": month_rows(days, month.first),
        "horizon": horizon(),
    }
    return render(request, "programs/week/month.html", context)


def houses_of(person):
    """The houses where she plans with others; a guest does not."""
    houses = houses_of_colleague(person)
    if not houses:
        raise NotHere
    return houses


def _grid(request, houses, days, chosen_id):
    is_by_trainers = request.GET.get("by") == TRAINERS
    held = [session.pk for day in days for session in day.sessions]
    open_places = open_places_among(held)
    if is_by_trainers:
        lines = grid.by_giver(days, _trainers(houses), open_places)
    else:
        lines = grid.by_room(days, Room.objects.in_use().filter(house__in=houses), open_places, houses)
    runs_a_house = bool(standing_of(request.user).houses_run)
    adds_in = reverse("programs:new_series") if runs_a_house else ""
    return {
        "lines": lines_of(lines, is_by_trainers=is_by_trainers, chosen_id=chosen_id, adds_in=adds_in),
        "is_by_trainers": is_by_trainers,
        "adds_in": adds_in,
        "came_from": TRAINERS if is_by_trainers else WEEK,
        "month": Month.of(days[0].on),
        "has_house_line": any(day.closures or day.notes for day in days),
        "runs_a_house": runs_a_house,
    }


def _trainers(houses):
    posts = Position.objects.current().filter(house__in=houses, role=Role.TRAINER).select_related("person")
    return [post.person for post in posts]


def _chosen(request):
    """The session in the panel beside the grid, if one was chosen."""
    if not (text := request.GET.get("session")):
        return {"chosen": None}
    try:
        session_id = UUID(text)
    except ValueError as nonsense:
        raise Http404 from nonsense
    session = Session.objects.unveiled_to(request.user).get_told_to(request.user, session_id)
    if not session.is_led:
        return {"chosen": session, "roster": None}
    roster = rosters_of([session])[session.pk]
    note_names(request.user, [{"session": session, "roster": roster}])
    return {"chosen": session, "roster": roster}
