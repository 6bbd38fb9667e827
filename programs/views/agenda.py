"""What somebody gives in the weeks to come, and what she was asked for."""

from datetime import timedelta
from itertools import groupby

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from house.errors import NotHere
from programs.models import Duty, Session
from programs.weeks import Day, Week

AHEAD = timedelta(weeks=12)


@require_safe
def agenda(request):
    if not request.user.positions_today:
        raise NotHere
    today = timezone.localdate()
    hers = Session.objects.given_by(request.user)
    asked = Duty.objects.told_to(request.user).to_answer()
    sessions = Session.objects.filter(Q(pk__in=hers.values("pk")) | Q(pk__in=asked.values("session")))
    told = sessions.between(today, today + AHEAD).told_to(request.user).select_related("series__house")
    entries = [_entry(request.user, session) for session in told]
    context = {
        "weeks": [(week, list(those)) for week, those in groupby(entries, key=lambda entry: Week.of(entry["day"].on))],
        "is_of_more_houses": len({post.house_id for post in request.user.positions_today}) > 1,
    }
    return render(request, "programs/agenda.html", context)


def _entry(person, session):
    """A session, and whom she gives it for if it was another's."""
    took_it_on = any(duty.person_id == person.pk and duty.gives for duty in session.duties.all())
    return {
        "session": session,
        "day": Day(session.held_on),
        "is_asked": not session.is_given,
        "stands_in": took_it_on,
        "for_whom": [other for other in session.left_by() if other != person] if took_it_on else [],
    }
