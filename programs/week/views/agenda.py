"""The sessions that a person gives in the next weeks, and the requests to her."""

from datetime import timedelta
from itertools import groupby

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from house.errors import NotHere
from house.people.models.standing import standing_of
from programs.recurrence.weeks import Day, Week
from programs.sessions.models.duties import Duty
from programs.sessions.models.sessions import Session

AHEAD = timedelta(weeks=12)


@require_safe
def agenda(request):
    if not standing_of(request.user).houses_worked_in:
        raise NotHere
    today = timezone.localdate()
    given = Session.objects.given_by(request.user)
    requested = Duty.objects.told_to(request.user).to_answer()
    given_or_asked = Session.objects.filter(Q(pk__in=given.values("pk")) | Q(pk__in=requested.values("session")))
    sessions = given_or_asked.between(today, today + AHEAD).select_related("series__house").told_to(request.user)
    entries = [_entry(request.user, session) for session in sessions]
    context = {
        "weeks": [(week, list(those)) for week, those in groupby(entries, key=lambda entry: Week.of(entry["day"].on))],
        "is_of_more_houses": len(standing_of(request.user).houses_worked_in) > 1,
    }
    return render(request, "programs/week/agenda.html", context)


def _entry(person, session):
    """A session, and for whom she gives it if it was another's."""
    took_it_on = any(duty.person_id == person.pk and duty.gives for duty in session.duties.all())
    return {
        "session": session,
        "day": Day(session.held_on),
        "is_asked": not session.is_given,
        "stands_in": took_it_on,
        "for_whom": [other for other in session.left_by() if other != person] if took_it_on else [],
    }
