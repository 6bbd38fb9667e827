"""Her own week."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from house.services import emergencies
from programs import services
from programs.models import Appointment, Closure, HouseNote, Session
from programs.rhythm import days_between
from programs.weeks import Week, days_of


@require_safe
def week(request, week=None):
    """Her week: what is meant for her and what she gives."""
    week = week or Week.of(timezone.localdate())
    hers = Session.objects.in_week_of(request.user).touching(week.monday, week.shown_until)
    days = days_of(week, hers.told_to(request.user), closures_of(request.user, week))
    put_on(days, notes=notes_of(request.user, week), **_her_own(request.user, week))
    context = frame(week, days)
    if week.is_this_week:
        context |= services.soon_for(request.user)
        context |= {
            "news": services.look_at_news(actor=request.user),
            "is_asked_to_read": emergencies.waits_for(request.user),
        }
    return render(request, "programs/week.html", context)


def closures_of(person, week):
    return Closure.objects.told_to(person).touching(week.monday, week.shown_until)


def notes_of(person, week):
    """What the house lets know, by day."""
    notes = HouseNote.objects.visible_to(person).between(week.monday, week.shown_until)
    return [(on, note) for note in notes for on in days_between(note.from_on, note.until_on)]


def _her_own(person, week):
    """Her turns and her own appointments, by day."""
    hers = Appointment.objects.visible_to(person).filter(on__gte=week.monday, on__lt=week.shown_until)
    return {
        "turns": [(on, turn) for turn in services.turns_in(person, week.monday, week.shown_until) for on in turn.days],
        "appointments": [(appointment.on, appointment) for appointment in hers],
    }


def put_on(days, **things):
    known = {day.on: day for day in days}
    for name, by_day in things.items():
        for on, thing in by_day:
            if on in known:
                getattr(known[on], name).append(thing)


def frame(week, days):
    return {
        "week": week,
        "days": days[:7],
        "coming_days": [day for day in days if not (week.is_this_week and day.is_past)],
        "past_days": [day for day in days if week.is_this_week and day.is_past],
        "is_empty": not any(day.notes or day.closures or not day.is_free for day in days),
        "is_beyond_horizon": week.monday >= services.horizon(),
    }
