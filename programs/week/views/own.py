"""Her own week, and its reminders."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from house.guards import unattended
from house.markup import joined
from house.site import queries
from programs.household.models.household import Appointment, HouseNote
from programs.household.services.chores import turns_in
from programs.household.services.reminders import soon_for
from programs.planning.services.layout import horizon
from programs.recurrence.rhythm import days_between
from programs.recurrence.weeks import Week, days_of
from programs.sessions.models.closures import Closure
from programs.sessions.queries.her_sessions import her_sessions
from programs.sessions.services.notices import news_in, note_visit
from programs.week.days import free_words, section_of, strip_of
from programs.week.rows import csrf_of, news_row, rows_of, soon_row


@require_safe
def week(request, week=None):
    """Her week: the sessions that are for her and those that she gives."""
    week = week or Week.of(timezone.localdate())
    if week.is_this_week:
        note_visit(actor=request.user)
    sessions = her_sessions(request.user, week.monday, week.shown_until)
    days = days_of(week, sessions.of_days, closures_of(request.user, week))
    own = Appointment.objects.of_days(request.user, week.monday, week.shown_until)
    put_on(
        days,
        notes=notes_of(request.user, week),
        turns=_turns_of(request.user, week),
        appointments=[(appointment.on, appointment) for appointment in own],
    )
    context = frame(week, days)
    csrf = csrf_of(request)
    for shown in ("coming_days", "past_days"):
        context[shown] = joined(section_of(day, rows_of(day, csrf), free=free_words(day)) for day in context[shown])
    if week.is_this_week:
        context |= soon_context(request.user, sessions, own)
        context |= {
            "news": [news_row(line) for line in news_in(sessions)],
            "is_asked_to_read": queries.is_asked_to_read(request.user),
        }
    return render(request, "programs/week/week.html", context)


def soon_context(person, sessions=None, own=None):
    """The context of the top of her page; `shown` names what is on it."""
    is_reminded, lines = soon_for(person, sessions, own)
    shown = "".join(f"{line.thing.pk}," for line in lines)
    return {"is_reminded": is_reminded, "soon": [soon_row(line) for line in lines], "shown": shown}


def closures_of(person, week):
    return Closure.objects.told_to(person, week.monday, week.shown_until)


def notes_of(person, week):
    """The notes of the house, by day."""
    notes = HouseNote.objects.told_to(person, week.monday, week.shown_until)
    return [(on, note) for note in notes for on in days_between(note.from_on, note.until_on)]


def _turns_of(person, week):
    return [(on, turn) for turn in turns_in(person, week.monday, week.shown_until) for on in turn.days]


def put_on(days, **things):
    by_date = {day.on: day for day in days}
    for name, by_day in things.items():
        for on, thing in by_day:
            if on in by_date:
                getattr(by_date[on], name).append(thing)


def frame(week, days):
    return {
        "week": week,
        "days": days[:7],
        "strip": strip_of(days[:7]),
        "coming_days": [day for day in days if not (week.is_this_week and day.is_past)],
        "past_days": [day for day in days if week.is_this_week and day.is_past],
        "is_empty": not any(day.notes or day.closures or not day.is_free for day in days),
        "is_beyond_horizon": week.monday >= horizon(),
    }


@unattended
@require_safe
def soon(request):
    """The answer to her open page when a reminder is due: all reminders again, or 204 if they are the same."""
    context = soon_context(request.user)
    if request.GET.get("shown") == context["shown"] and context["is_reminded"]:
        return HttpResponse(status=204)
    return render(request, "programs/week/_soon.html", context)
