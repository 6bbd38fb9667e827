"""Pages about who gives a session: the answers of facilitators, and the questions of coordinators."""

from collections import Counter
from datetime import timedelta
from functools import partial
from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from house.answers import form_page
from house.cached_sql import CachedSql
from house.errors import NotHere
from house.later import later
from house.models import House
from house.people.models.standing import standing_of
from house.people.views import coordinator_only
from programs.recurrence.weeks import Day
from programs.sessions.models.duties import Duty
from programs.sessions.models.sessions import Session
from programs.staffing.forms import AskForm, AwayForm, HandoverForm, WordForm
from programs.staffing.models import Away
from programs.staffing.queries import stepping_in
from programs.staffing.queries.busy import Agendas
from programs.staffing.services import duties as duties_services

FILLED_TOLD_FOR = timedelta(days=3)


def duties_told_to(person):
    """Her duties with their sessions."""
    return later(_told_in, standing_of(person).houses_in_post, person.pk, timezone.now())


_told_in = CachedSql(lambda *asked: Duty.objects.told_in(*asked).with_session())


def asks_among(duties):
    """The duties that wait for her answer."""
    return [duty for duty in duties if duty.is_asked and duty.session.is_open]


def duties_of(person, duties, rosters):
    """The duties for her desk: asked, declined or left, and filled by somebody else lately.

    `rosters` has those of the sessions that she is asked to give.
    """
    return {
        "asked": _asked_cards(person, asks_among(duties), rosters),
        "not_given": [duty for duty in duties if duty.said_no and duty.session.is_open],
        "filled": [duty for duty in duties if duty.was_filled and duty.at > timezone.now() - FILLED_TOLD_FOR],
        "is_of_more_houses": len(standing_of(person).houses_worked_in) > 1,
    }


def _asked_cards(person, duties, rosters):
    """Each with its roster, what else she gives then, and how often she is asked for its series.

    That number stands with the first session of a series only.
    """
    if not duties:
        return []
    times = Counter(duty.session.series_id for duty in duties)
    sessions = [duty.session for duty in duties]
    moments = [(session.starts_at, session.ends_at) for session in sessions]
    agendas = Agendas([person.pk], min(moments)[0], max(end for _start, end in moments))
    handed_over = list(Duty.objects.handed_over([session.pk for session in sessions]))
    return [
        {
            "duty": duty,
            "session": duty.session,
            "roster": rosters[duty.session_id],
            "busy": agendas.busy(person.pk, *moment),
            "handed_over": [left for left in handed_over if left.session_id == duty.session_id],
            "times": times.pop(duty.session.series_id, 0),
        }
        for duty, moment in zip(duties, moments, strict=True)
    ]


@require_POST
def can(request, session_id):
    duties_services.accept(actor=request.user, session_id=session_id)
    messages.success(request, _("Jij geeft het. Dank je."))
    return redirect("programs:sessions")


@require_POST
def can_all(request, series_id):
    taken = duties_services.accept_all(actor=request.user, series_id=series_id)
    done = ngettext("Jij geeft het %(count)d keer. Dank je.", "Jij geeft het %(count)d keer. Dank je.", len(taken))
    messages.success(request, done % {"count": len(taken)})
    return redirect("programs:sessions")


def cannot(request, session_id):
    session = get_object_or_404(Session.objects.staffed_by(request.user).with_story(), pk=session_id)
    is_asked = session.duties.filter(person=request.user, state__in=(Duty.State.ASKED, Duty.State.DECLINED)).exists()
    form = WordForm if is_asked else HandoverForm
    return form_page(
        request,
        form=form(request.POST if request.method == "POST" else None),  # a word is not needed
        verb=partial(duties_services.decline, actor=request.user, session_id=session_id),
        template="programs/staffing/cannot.html",
        context={"session": session},
        done=_("Je komt die keer niet. Dat is goed."),
        back="programs:sessions",
    )


def away(request):
    """Days on which she is away."""
    if not standing_of(request.user).houses_worked_in:
        raise NotHere
    return form_page(
        request,
        form=AwayForm(request.POST or None),
        verb=partial(duties_services.stay_away, actor=request.user),
        once=True,
        template="programs/staffing/away.html",
        context={"aways": Away.objects.still_open().filter(person=request.user)},
        done=_("Bewaard. Wat je op die dagen zou geven, staat open voor een ander."),
        back="programs:away",
    )


@require_POST
def come_back(request, away_id):
    duties_services.come_back(actor=request.user, away_id=away_id)
    messages.success(request, _("Je bent er die dagen weer. Wat je al had afgezegd, neem je zelf weer terug."))
    return redirect("programs:sessions")


@coordinator_only
@require_safe
def places(request):
    """Sessions that need somebody, in the houses where she is coordinator."""
    houses = House.objects.run_by(request.user)
    open_places = stepping_in.wanting(request.user).with_story().select_related("series__house")
    by_day = groupby(open_places, key=lambda session: session.held_on)
    context = {
        "houses": houses,
        "days": [(Day(on), list(sessions)) for on, sessions in by_day],
        "doublings": stepping_in.doublings(request.user),
        "aways": stepping_in.away_from(houses),
    }
    return render(request, "programs/staffing/places.html", context)


@coordinator_only
def place(request, session_id):
    """One session: who gives it, who cannot, who was asked and who could be."""
    session = get_object_or_404(Session.objects.run_by(request.user).with_story(), pk=session_id)
    candidates = stepping_in.candidates(request.user, session)
    return form_page(
        request,
        form=AskForm(
            request.POST or None,
            actor=request.user,
            session=session,
            later=list(Session.objects.later_open(session)),
            candidates=candidates,
        ),
        verb=partial(_ask, actor=request.user, session_id=session_id),
        template="programs/staffing/place.html",
        context={"session": session, "candidates": candidates, "overlaps": session.overlaps.select_related("person")},
        done=_("Het is gevraagd."),
        back=_place_of(session_id),
    )


def _ask(*, and_later=False, **arguments):
    return duties_services.ask_for_open(**arguments) if and_later else duties_services.ask(**arguments)


def _place_of(session_id):
    return reverse("programs:place", args=[session_id])


def _act_on_one(request, session_id, person_id, verb, done):
    """Carry out a verb about one person of a session, and return to its page."""
    verb(actor=request.user, session_id=session_id, person_id=person_id)
    messages.success(request, done)
    return redirect(_place_of(session_id))


@require_POST
def relieve(request, session_id, person_id):
    return _act_on_one(request, session_id, person_id, duties_services.relieve, _("Haar plek is open."))


@require_POST
def give_back(request, session_id, person_id):
    return _act_on_one(request, session_id, person_id, duties_services.give_back, _("Zij geeft het weer."))


@require_POST
def withdraw(request, session_id, person_id):
    return _act_on_one(request, session_id, person_id, duties_services.withdraw, _("Zij is niet meer gevraagd."))


@require_POST
def close_place(request, session_id, person_id):
    return _act_on_one(request, session_id, person_id, duties_services.close_place, _("Er hoeft niemand bij."))
