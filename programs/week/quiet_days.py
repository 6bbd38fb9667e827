"""Her days as a phone may keep them for when there is no net: hours and quiet titles, no place and no name."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from house.models import Person
from house.registry import QuietDay, QuietLine
from programs.household.models.household import Appointment
from programs.recurrence.rhythm import WEEK
from programs.recurrence.weeks import Week, days_from
from programs.recurrence.words import clock, hour_in_words
from programs.sessions.models.sessions import Session
from programs.sessions.queries.her_sessions import her_sessions
from programs.week.rows import quiet_title_of


def quiet_days(person: Person) -> list[QuietDay]:
    """From today up to the end of next week. Her own appointments have no words here: those are for her alone."""
    first, end = timezone.localdate(), Week.of(timezone.localdate()).end + WEEK
    own: dict[date, list[Appointment]] = {}
    for appointment in Appointment.objects.of_days(person, first, end):
        own.setdefault(appointment.on, []).append(appointment)
    days = days_from(first, end, her_sessions(person, first, end).of_days)
    for day in days:
        day.appointments = own.get(day.on, [])
    return [QuietDay(day.on, [_line(thing) for thing in day.in_order]) for day in days]


def _line(thing: Session | Appointment) -> QuietLine:
    if isinstance(thing, Session):
        title = quiet_title_of(thing)
        return QuietLine(clock(thing.starts_at), clock(thing.ends_at), title, is_off=not thing.goes_on)
    return QuietLine(hour_in_words(thing.at) if thing.at else "", "", _("Afspraak"))
