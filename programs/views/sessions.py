"""One session, for who comes and for who gives it, and what either says about it."""

from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from house.answers import answer_form
from house.errors import NotHere
from house.models import Coaching, Position
from programs import services
from programs.forms import AttendanceForm
from programs.models import Session
from programs.weeks import Day, Week

AHEAD = timedelta(weeks=2)


@require_safe
def today(request):
    """Today's sessions that she gives, with who is there, and those of the next two weeks."""
    if not request.user.positions_today:
        raise NotHere
    first = timezone.localdate()
    given = Session.objects.given_by(request.user).between(first, first + AHEAD)
    cards = _cards(request.user, given.told_to(request.user))
    return render(
        request,
        "programs/today.html",
        {
            "today": first,
            "todays": [card for card in cards if card["session"].held_on == first],
            "later": _by_day(card for card in cards if card["session"].held_on > first),
        },
    )


@require_safe
def session(request, session_id):
    session = _told_or_404(request, session_id)
    return render(request, "programs/session.html", _context_of(request.user, session))


def _context_of(person, session):
    """What the page of a session needs; for who leads it, who is expected too."""
    context = {
        "session": session,
        "week": Week.of(session.held_on),
        "tells_place": session.knows_place or session.held_on == timezone.localdate(),
        "givers": _givers_with_background(session),
        "coach": Coaching.objects.current().filter(resident=person).select_related("coach").first(),
    }
    return context | _card(person, session) if session.is_led else context


@require_POST
def not_coming(request, session_id):
    services.say_not_coming(actor=request.user, session_id=session_id)
    return _after_answer(request, session_id)


@require_POST
def coming(request, session_id):
    services.say_coming(actor=request.user, session_id=session_id)
    return _after_answer(request, session_id)


def _after_answer(request, session_id):
    """The row again for htmx; else back to where she was."""
    session = _told_or_404(request, session_id)
    if request.htmx:
        return render(request, "programs/_row.html", {"session": session})
    if request.POST.get("page") == "session":
        return redirect(_path_of(session))
    week = Week.of(session.held_on)
    page = reverse("programs:week") if week.is_this_week else reverse("programs:week_of", args=[week])
    return redirect(f"{page}#s-{session.pk}")


@require_POST
def attendance(request, session_id):
    session = get_object_or_404(Session.objects.led_by(request.user).told_to(request.user), pk=session_id)
    form = AttendanceForm(request.POST, session=session, roster=services.rosters_of([session])[session.pk])
    if not form.is_valid():
        page = "programs/_attendance.html" if request.htmx else "programs/session.html"
        return answer_form(request, page, _context_of(request.user, session) | {"form": form})
    services.note_attendance(actor=request.user, session_id=session_id, **form.cleaned_data)
    if request.htmx:
        saved = {"is_saved": True, "page": request.POST.get("page")}
        return render(request, "programs/_attendance.html", _card(request.user, session) | saved)
    messages.success(request, _("Bewaard."))
    back = reverse("programs:sessions") if request.POST.get("page") == "today" else _path_of(session)
    return redirect(f"{back}#c-{session.pk}")


def _path_of(session):
    return reverse("programs:session", args=[session.pk])


def _told_or_404(request, session_id):
    sessions = Session.objects.visible_to(request.user).told_to(request.user)
    return get_object_or_404(sessions, pk=session_id)


def _by_day(cards):
    return [(Day(on), list(those)) for on, those in groupby(cards, key=lambda card: card["session"].held_on)]


def _cards(person, sessions):
    sessions = list(sessions)
    rosters = services.rosters_of(sessions)
    return [_card(person, session, rosters[session.pk]) for session in sessions]


def _card(person, session, roster=None):
    """A session that she leads with its roster and, on the days that it can be noted, who was there."""
    roster = roster or services.rosters_of([session])[session.pk]
    form = AttendanceForm(session=session, roster=roster) if services.may_note(person, session) else None
    return {
        "session": session,
        "roster": roster,
        "form": form,
        "last_day": services.last_day_to_note(person, session),
    }


def _givers_with_background(session):
    posts = Position.objects.filter(house=session.series.house_id, person__in=session.givers())
    posts = {post.person_id: post for post in posts.current()}
    return [{"person": person, "post": posts.get(person.pk)} for person in session.givers()]
