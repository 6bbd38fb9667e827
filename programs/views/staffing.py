"""Who gives a session: what a trainer was asked and says, and whom a coordinator asks."""

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
from house.errors import NotHere
from house.models import House
from house.views.desk import coordinator_only
from programs import services
from programs.forms.staffing import AskForm, AwayForm, WordForm
from programs.models import Away, Duty, Session
from programs.weeks import Day

FILLED_TOLD_FOR = timedelta(days=3)


def duties_of(person):
    """For her desk: what she was asked, what she said that she cannot give, and what was filled without her lately."""
    duties = list(Duty.objects.told_to(person).with_session())
    return {
        "asked": _asked_cards(person, [duty for duty in duties if duty.is_asked and duty.session.is_open]),
        "not_given": [duty for duty in duties if duty.said_no and duty.session.is_open],
        "filled": [duty for duty in duties if duty.was_filled and duty.at > timezone.now() - FILLED_TOLD_FOR],
        "is_of_more_houses": len({post.house_id for post in person.positions_today}) > 1,
    }


def _asked_cards(person, asked):
    """Each with the numbers of its roster, what else she gives then, and how often she is asked for its series.

    The first of a series alone has that number, if there are more.
    """
    if not asked:
        return []
    times = Counter(duty.session.series_id for duty in asked)
    sessions = [duty.session for duty in asked]
    rosters = services.rosters_of(sessions)
    moments = [(session.starts_at, session.ends_at) for session in sessions]
    agendas = services.Agendas([person.pk], min(moments)[0], max(end for _start, end in moments))
    return [
        {
            "duty": duty,
            "session": duty.session,
            "roster": rosters[duty.session_id],
            "busy": agendas.busy(person.pk, *moment),
            "times": times.pop(duty.session.series_id, 0),
        }
        for duty, moment in zip(asked, moments, strict=True)
    ]


@require_POST
def can(request, session_id):
    services.accept(actor=request.user, session_id=session_id)
    messages.success(request, _("Jij geeft het. Dank je."))
    return redirect("programs:sessions")


@require_POST
def can_all(request, series_id):
    taken = services.accept_all(actor=request.user, series_id=series_id)
    done = ngettext("Jij geeft het %(count)d keer. Dank je.", "Jij geeft het %(count)d keer. Dank je.", len(taken))
    messages.success(request, done % {"count": len(taken)})
    return redirect("programs:sessions")


def cannot(request, session_id):
    session = get_object_or_404(Session.objects.staffed_by(request.user).with_story(), pk=session_id)
    return form_page(
        request,
        form=WordForm(request.POST if request.method == "POST" else None),  # a word is not needed
        verb=partial(services.decline, actor=request.user, session_id=session_id),
        template="programs/cannot.html",
        context={"session": session},
        done=_("Je komt die keer niet. Dat is goed."),
        back="programs:sessions",
    )


def away(request):
    """Days on which she cannot come."""
    if not request.user.positions_today:
        raise NotHere
    return form_page(
        request,
        form=AwayForm(request.POST or None),
        verb=partial(services.stay_away, actor=request.user),
        once=True,
        template="programs/away.html",
        context={"aways": Away.objects.still_open().filter(person=request.user)},
        done=_("Bewaard. Wat je op die dagen zou geven, staat open voor een ander."),
        back="programs:away",
    )


@require_POST
def come_back(request, away_id):
    services.come_back(actor=request.user, away_id=away_id)
    messages.success(request, _("Je bent er die dagen weer. Wat je al had afgezegd, neem je zelf weer terug."))
    return redirect("programs:sessions")


@coordinator_only
@require_safe
def places(request):
    """What wants somebody, in the houses that she runs."""
    houses = House.objects.run_by(request.user)
    open_places = services.wanting(request.user).with_story().select_related("series__house")
    by_day = groupby(open_places, key=lambda session: session.held_on)
    context = {
        "houses": houses,
        "days": [(Day(on), list(sessions)) for on, sessions in by_day],
        "doublings": services.doublings(request.user),
        "aways": services.away_from(houses),
    }
    return render(request, "programs/places.html", context)


@coordinator_only
def place(request, session_id):
    """Who gives one session, who cannot, who was asked and who could be."""
    session = get_object_or_404(Session.objects.run_by(request.user).with_story(), pk=session_id)
    candidates = services.candidates(request.user, session)
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
        template="programs/place.html",
        context={"session": session, "candidates": candidates, "overlaps": session.overlaps.select_related("person")},
        done=_("Het is gevraagd."),
        back=_place_of(session_id),
    )


def _ask(*, and_later=False, **asked):
    return services.ask_for_open(**asked) if and_later else services.ask(**asked)


def _place_of(session_id):
    return reverse("programs:place", args=[session_id])


def _about_one(request, session_id, person_id, verb, done):
    """A button about one person of a session."""
    verb(actor=request.user, session_id=session_id, person_id=person_id)
    messages.success(request, done)
    return redirect(_place_of(session_id))


@require_POST
def relieve(request, session_id, person_id):
    return _about_one(request, session_id, person_id, services.relieve, _("Haar plek is open."))


@require_POST
def give_back(request, session_id, person_id):
    return _about_one(request, session_id, person_id, services.give_back, _("Zij geeft het weer."))


@require_POST
def withdraw(request, session_id, person_id):
    return _about_one(request, session_id, person_id, services.withdraw, _("Zij is niet meer gevraagd."))


@require_POST
def close_place(request, session_id, person_id):
    return _about_one(request, session_id, person_id, services.close_place, _("Er hoeft niemand bij."))
