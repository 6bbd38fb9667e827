"""One session, for those who come and those who give it, with their answers about it."""

from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from house.access_log.services import log
from house.answers import answer_form
from house.cached_sql import CachedSql
from house.errors import NotHere
from house.guards import behind_proof
from house.models import Coaching, Position, What
from house.people.models.standing import standing_of
from house.people.queries.coordinators import gaps_told_to
from house.sign_in.services.lock import has_proved_herself
from house.site.queries import first_parts
from programs.attendance.forms.attendance import AttendanceForm, OwnWordForm
from programs.attendance.services.answers import say_coming, say_not_coming, say_was_there
from programs.attendance.services.attendance import (
    NOTED_FOR,
    last_day_to_note,
    may_note,
    note_attendance,
    own_word_of,
    rosters_of,
    waits_for_note,
)
from programs.feedback.services.feedback import may_speak
from programs.household.models.household import HouseNote
from programs.materials.models import told_in_all
from programs.materials.views import asked_of
from programs.planning.edits.models import Edit
from programs.planning.services.change import restore_session
from programs.planning.services.undo import undoable
from programs.recurrence.rhythm import DAY
from programs.recurrence.weeks import Day, Week, days_from
from programs.sessions.models.closures import Closure
from programs.sessions.models.duties import Duty
from programs.sessions.models.sessions import Session
from programs.sessions.queries.her_sessions import her_session, her_sessions, sessions_for_staff
from programs.sessions.services.notices import news_in, note_visit
from programs.staffing.views import asks_among, duties_of, duties_told_to
from programs.week.days import inside_of
from programs.week.parts import csrf_of
from programs.week.rows import SESSION, answer_of, house_rows_of, news_row, session_row, tells_her_name

AHEAD = timedelta(weeks=2)


@require_safe
def today(request):
    """What waits for her, what happens in the house today, and what she gives in the next two weeks."""
    person = request.user
    if not standing_of(person).houses_worked_in:
        raise NotHere
    note_visit(actor=person)
    day = Day(timezone.localdate())
    parts = first_parts(person, request.device)
    duties = duties_told_to(person)
    hers = her_sessions(person, day.on - NOTED_FOR, day.on + AHEAD)
    given = [session for session in hers.of_days if session.is_given and session.held_on < day.on + AHEAD]
    rosters = rosters_of([*given, *(duty.session for duty in asks_among(duties))])
    cards = [_card(person, session, rosters[session.pk]) for session in given if session.held_on >= day.on]
    note_names(person, cards)
    in_house = _in_house(request, day.on, given) if standing_of(person).is_colleague else ""
    return render(
        request,
        "programs/week/today.html",
        {
            "today": day.on,
            "first": parts,
            "gaps": gaps_told_to(person),
            "news": [news_row(line) for line in news_in(hers)],
            "unnoted": [
                session
                for session in given
                if session.held_on < day.on and waits_for_note(person, session, rosters[session.pk])
            ],
            "todays": [card for card in cards if card["session"].held_on == day.on],
            "in_house": in_house,
            "later": _by_day(card for card in cards if card["session"].held_on > day.on),
            **duties_of(person, duties, rosters),
        },
    )


def _in_house(request, on, given):
    """Draw the day of the houses where she is a colleague: its closures and notes, and what others give."""
    person, span, hers = request.user, (on, on + DAY), {session.pk for session in given}
    sessions = [each for each in sessions_for_staff(person, *span, with_story=True) if each.pk not in hers]
    [day] = days_from(*span, sessions, Closure.objects.told_to(person, *span))
    day.notes = list(HouseNote.objects.told_to(person, *span))
    free = _("Verder is er vandaag niets.") if hers else _("Vandaag is er niets gepland.")
    return inside_of(day, house_rows_of(day, csrf_of(request)), free=free)


@require_safe
def session(request, session_id):
    session = _told_or_404(request, session_id)
    context = _context_of(request, session)
    note_names(request.user, [context])
    return render(request, "programs/week/session.html", context)


@behind_proof
@require_safe
def where(request, session_id):
    """Behind her code: back to the page, which tells more now."""
    return redirect(_path_of(_told_or_404(request, session_id)))


def _context_of(request, session):
    """The context of the page of a session; for its leader, who is expected too."""
    person = request.user
    accounts = told_in_all(session.training)
    context = {
        "session": session,
        "told": asked_of(request, accounts),
        "languages": accounts.values() if len(accounts) > 1 else (),
        "papers": session.training.papers.all(),
        "week": Week.of(session.held_on),
        "tells_place": session.knows_place,
        "tells_more": not session.is_quiet or has_proved_herself(request.device),
        "answer": answer_of(session, SESSION, csrf_of(request)) if session.is_meant and session.is_open else None,
        "own": own_word_of(person, session) if session.is_meant else None,
        "givers": _givers_with_background(session),
        "may_speak": may_speak(person, session),
        "coach": next(iter(_coachings.objects(person.pk)), None),
    }
    if not session.is_led:
        return context
    context["may_write"] = session.is_given and session.series.house_id in standing_of(person).houses_of_colleagues
    context["handed_over"] = list(Duty.objects.handed_over([session.pk]))
    edit = Edit.objects.undoable_by(person).filter(series=session.series_id).last()
    return context | _card(person, session) | {"undoable": edit, "change": undoable(person, session)}


@require_POST
def not_coming(request, session_id):
    say_not_coming(actor=request.user, session_id=session_id)
    return _after_answer(request, session_id)


@require_POST
def coming(request, session_id):
    say_coming(actor=request.user, session_id=session_id)
    return _after_answer(request, session_id)


@require_POST
def restore(request, session_id):
    session = restore_session(actor=request.user, session_id=session_id)
    if session.lacks_room:
        messages.warning(request, _("Gaat toch door. De kamer is intussen bezet. Kies nu een andere kamer."))
    else:
        messages.success(request, _("Gaat toch door. Iedereen die komt, ziet het in haar week."))
    return redirect(_path_of(session))


def _after_answer(request, session_id):
    """The row again for htmx; else back to the page she came from. Her week never says where an alumna comes."""
    session = her_session(request.user, session_id)
    if request.htmx:
        return HttpResponse(session_row(session, csrf_of(request)))
    if request.POST.get("page") == "session":
        return redirect(_path_of(session))
    week = Week.of(session.held_on)
    page = reverse("programs:week") if week.is_this_week else reverse("programs:week_of", args=[week])
    return redirect(f"{page}#s-{session.pk}")


@require_POST
def was_there(request, session_id):
    form = OwnWordForm(request.POST)
    if form.is_valid():
        say_was_there(actor=request.user, session_id=session_id, **form.cleaned_data)
    return redirect(_path_of(_told_or_404(request, session_id)))


@require_POST
def attendance(request, session_id):
    session = Session.objects.led_by(request.user).get_told_to(request.user, session_id)
    form = AttendanceForm(request.POST, session=session, roster=rosters_of([session])[session.pk])
    if not form.is_valid():
        page = "programs/week/_attendance.html" if request.htmx else "programs/week/session.html"
        context = _context_of(request, session) | {"form": form}
        note_names(request.user, [context])
        return answer_form(request, page, context)
    note_attendance(actor=request.user, session_id=session_id, **form.cleaned_data)
    if request.htmx:
        return _saved(request, session, with_names=form.cleaned_data["is_rest_present"])
    messages.success(request, _("Bewaard."))
    back = reverse("programs:sessions") if request.POST.get("page") == "today" else _path_of(session)
    return redirect(f"{back}#c-{session.pk}")


def _saved(request, session, *, with_names):
    """The sentence that it is saved; the list again only when more than one tap changed."""
    card = _card(request.user, session) | {"is_saved": True, "page": request.POST.get("page")}
    if not with_names:
        return render(request, "programs/week/_saved.html", card)
    note_names(request.user, [card])
    return render(request, "programs/week/_attendance.html", card)


def note_names(person, cards):
    """Write to the access log whose names she sees: on the days that they are shown, and of whom she meets alone."""
    seen = {}
    for card in cards:
        if card.get("form") or tells_her_name(card["session"]):
            house = seen.setdefault(card["session"].series.house_id, [])
            title = card["session"].training.quiet_title
            house += [log.Seen(resident.pk, What.SESSION, title) for resident in card["roster"].people]
    for house_id, of_house in seen.items():
        log.note_all(actor=person, house_id=house_id, seen=of_house)


def _path_of(session):
    return reverse("programs:session", args=[session.pk])


def _told_or_404(request, session_id):
    return her_session(request.user, session_id, has_proved=has_proved_herself(request.device))


def _by_day(cards):
    return [(Day(on), list(those)) for on, those in groupby(cards, key=lambda card: card["session"].held_on)]


def _card(person, session, roster=None):
    """A session that she leads with its roster and, on the days that it can be noted, who was there."""
    roster = roster or rosters_of([session])[session.pk]
    form = AttendanceForm(session=session, roster=roster) if may_note(person, session) else None
    return {
        "session": session,
        "roster": roster,
        "form": form,
        "last_day": last_day_to_note(person, session),
    }


def _givers_with_background(session):
    givers = session.givers()
    posts = {post.person_id: post for post in _posts.objects(session.series.house_id, [giver.pk for giver in givers])}
    return [{"person": person, "post": posts.get(person.pk)} for person in givers]


_coachings = CachedSql(lambda person: Coaching.objects.current().filter(resident=person).select_related("coach")[:1])
_posts = CachedSql(lambda house, people: Position.objects.current().filter(house=house, person__in=people))
