"""Her own week, and its reminders."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from house.guards import unattended
from house.markup import joined
from house.site import queries
from programs.household.models.household import Appointment, HouseNote
from programs.household.services.chores import rota_in
from programs.household.services.reminders import choice_of, soon_in
from programs.planning.services.layout import horizon
from programs.recurrence.rhythm import DAY, days_between
from programs.recurrence.weeks import Week, days_of
from programs.sessions.models.closures import Closure
from programs.sessions.queries.her_sessions import her_sessions
from programs.sessions.services.notices import news_in, note_visit
from programs.week.days import free_words, section_of, strip_of
from programs.week.parts import csrf_of
from programs.week.rows import news_row, rows_of, soon_row


@require_safe
def week(request, week=None):
    """Her week: the sessions that are for her and those that she gives."""
    week = week or Week.of(timezone.localdate())
    person, span = request.user, (week.monday, week.shown_until)
    if week.is_this_week:
        note_visit(actor=person)
    closures, notes = Closure.objects.told_to(person, *span), HouseNote.objects.told_to(person, *span)
    own, rota = Appointment.objects.of_days(person, *span), rota_in(person, *span)
    choices, may_wait = choice_of(person), queries.what_may_wait_for(person)
    first = queries.first_parts(person, request.device) if week.is_this_week else None
    sessions = her_sessions(person, *span)  # also reads, in the same query, all that `later` collected above
    days = days_of(week, sessions.of_days, closures)
    put_on(
        days,
        notes=by_day(notes),
        turns=[(on, turn) for turn in (rota.turns_to_come(person) if rota else ()) for on in turn.days],
        appointments=[(appointment.on, appointment) for appointment in own],
    )
    context = frame(week, days, "programs:week")
    csrf = csrf_of(request)
    for shown in ("coming_days", "past_days"):
        context[shown] = joined(section_of(day, rows_of(day, csrf), free=free_words(day)) for day in context[shown])
    if week.is_this_week:
        context |= _soon_context(choices, sessions, own)
        context |= {
            "news": [news_row(line) for line in news_in(sessions)],
            "first": first,
            "is_asked_to_read": queries.is_asked_to_read(person, may_wait),
        }
    return render(request, "programs/week/week.html", context)


def _soon_context(choices, sessions, own):
    """The context of the top of her page; `shown` names what is on it."""
    lines = soon_in(choices, sessions, own)
    shown = "".join(f"{line.thing.pk}," for line in lines)
    return {"is_reminded": bool(choices), "soon": [soon_row(line) for line in lines], "shown": shown}


def by_day(notes):
    """Each note with each of its days."""
    return [(on, note) for note in notes for on in days_between(note.from_on, note.until_on)]


def put_on(days, **things):
    by_date = {day.on: day for day in days}
    for name, by_day in things.items():
        for on, thing in by_day:
            if on in by_date:
                getattr(by_date[on], name).append(thing)


def frame(week, days, route):
    """The context of both pages of a week. `route` names the page of this week, and with `_of` that of another."""
    return {
        "week": week,
        "now": reverse(route),
        "earlier": reverse(f"{route}_of", args=[week.previous]),
        "later": reverse(f"{route}_of", args=[week.next]),
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
    today = timezone.localdate()
    span = (today, today + 2 * DAY)
    own, choices = Appointment.objects.of_days(request.user, *span), choice_of(request.user)
    context = _soon_context(choices, her_sessions(request.user, *span), own)
    if request.GET.get("shown") == context["shown"] and context["is_reminded"]:
        return HttpResponse(status=204)
    return render(request, "programs/week/_soon.html", context)
