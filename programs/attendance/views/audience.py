"""Pages about the audience of a series or a session: people, alumnae, places and needs."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from house.access_log.services import log
from house.answers import form_page
from house.desk.forms import EndForm
from house.errors import NotHere
from house.models import What, by_name
from programs.attendance.forms.audience import ArrangeForm, EnrolForm, WelcomeForm
from programs.attendance.services import arrange, enrolment
from programs.attendance.services.welcome import alumnae_of, welcome_to_series, welcome_to_session, welcomed
from programs.sessions.models.series import Audience, Series
from programs.sessions.models.sessions import Session

FORM = "programs/attendance/audience_form.html"
NAMES = (Audience.CHOSEN, Audience.PERSONAL)


@require_safe
def people(request, series_id):
    """The people of a series. Those of a group have names of their own there, and are not listed here."""
    series = _series_or_404(request, series_id, is_named=True)
    enrolments = (
        [enrolment for enrolment in series.enrolments.all() if not enrolment.is_over]
        if series.audience in NAMES
        else []
    )
    is_run = Series.objects.run_by(request.user).filter(pk=series_id).exists()
    welcome = _welcome_to(series) if is_run else []
    _note(request, series, What.SERIES, [*(enrolment.person for enrolment in enrolments), *welcome])
    context = {
        "series": series,
        "enrolments": sorted(enrolments, key=lambda enrolment: enrolment.person.chosen_name.casefold()),
        "welcome": by_name(welcome),
        "may_welcome": is_run and series.audience in (Audience.HOUSE, Audience.CHOSEN),
        "is_run": is_run,
    }
    return render(request, "programs/attendance/people.html", context)


def _series_or_404(request, series_id, *, is_named=False):
    series = Series.objects.named_to(request.user) if is_named else Series.objects.led_by(request.user)
    return get_object_or_404(series.select_related("training").prefetch_related("enrolments__person"), pk=series_id)


def _open(series):
    """Its enrolments without a last day, when the series names its people."""
    return [
        enrolment for enrolment in series.enrolments.all() if enrolment.until_on is None and series.audience in NAMES
    ]


def _welcome_to(series):
    return [welcome.person for welcome in welcomed(series=series).select_related("person")]


def _note(request, series, what, whose):
    log.note(actor=request.user, house_id=series.house_id, whose=whose, what=what)


def _about_series(request, series, **more):
    """A form about one series; its way back leads to the page of its people."""
    back = reverse("programs:people", args=[series.pk])
    context = more.pop("context", {}) | {"about": series.training.title, "back": back}
    return form_page(request, template=FORM, back=back, context=context, **more)


def enrol(request, series_id):
    series = _series_or_404(request, series_id, is_named=True)
    if series.audience not in NAMES:
        raise NotHere
    choice = enrolment.to_choose_for(series).exclude(pk__in=[item.person_id for item in _open(series)])
    return _about_series(
        request,
        series,
        form=EnrolForm(request.POST or None, people=choice),
        verb=partial(enrolment.enrol, actor=request.user, series_id=series_id),
        done=_("Zij hoort erbij. Ze ziet het in haar week."),
        before_showing=partial(_note, request, series, What.CHOICE, choice),
        context={"title": _("Nog iemand erbij"), "button": _("Zet erbij")},
    )


def end_enrolment(request, series_id, person_id):
    series = _series_or_404(request, series_id, is_named=True)
    person = next((item.person for item in _open(series) if item.person_id == person_id), None)
    if person is None:
        raise NotHere
    return _about_series(
        request,
        series,
        form=EndForm(request.POST or None),
        verb=partial(enrolment.end_enrolment, actor=request.user, series_id=series_id, person_id=person_id),
        done=_("Vanaf die dag hoort zij er niet meer bij."),
        before_showing=partial(_note, request, series, What.SERIES, [person]),
        context={
            "title": _("%(name)s hoort er niet meer bij") % {"name": person.chosen_name},
            "button": _("Haal eraf"),
        },
    )


def arrange_series(request, series_id):
    series = _series_or_404(request, series_id)
    hint = _("Leeg: iedereen kan komen en niemand hoeft iets te zeggen. Met een getal zegt wie komt: ik doe mee.")
    return _about_series(
        request,
        series,
        form=ArrangeForm(request.POST or None, thing=series, places_hint=hint),
        verb=partial(arrange.arrange_series, actor=request.user, series_id=series_id),
        done=_("Bewaard. Wie al een plek had, houdt die."),
        context={"title": _("Plekken en wat er nodig is"), "button": _("Bewaar")},
    )


def arrange_session(request, session_id):
    session = get_object_or_404(Session.objects.led_by(request.user).select_related("series__training"), pk=session_id)
    places = session.series.places
    hint = _("Leeg: zoals in de reeks, %(places)s.") % {"places": places} if places else _("Leeg: iedereen kan komen.")
    return _about_session(
        request,
        session,
        form=ArrangeForm(request.POST or None, thing=session, places_hint=hint, only_places="only" in request.POST),
        verb=partial(arrange.arrange_session, actor=request.user, session_id=session_id),
        done=_("Bewaard. Wie al een plek had, houdt die."),
        context={"title": _("Plekken en wat er nodig is"), "button": _("Bewaar")},
    )


def _about_session(request, session, **more):
    back = reverse("programs:session", args=[session.pk])
    context = more.pop("context") | {"about": session.training.title, "session": session, "back": back}
    return form_page(request, template=FORM, back=back, context=context, **more)


def welcome_series(request, series_id):
    of_house = Series.objects.run_by(request.user).of_the_house().select_related("training")
    series = get_object_or_404(of_house, pk=series_id)
    verb = partial(welcome_to_series, actor=request.user, series_id=series_id)
    return _about_series(request, series, **_welcoming(request, series, verb, {"series": series}))


def welcome_session(request, session_id):
    of_house = Series.objects.run_by(request.user).of_the_house()
    sessions = Session.objects.filter(series__in=of_house).select_related("series__training")
    session = get_object_or_404(sessions, pk=session_id)
    verb = partial(welcome_to_session, actor=request.user, session_id=session_id)
    return _about_session(request, session, **_welcoming(request, session.series, verb, {"session": session}))


def _welcoming(request, series, verb, to):
    alumnae = alumnae_of(series.house_id)
    welcome = welcomed(**to).values_list("person", flat=True)
    return {
        "form": WelcomeForm(request.POST if request.method == "POST" else None, people=alumnae, welcome=welcome),
        "verb": verb,
        "done": _("Bewaard. Wie welkom is, ziet het in haar week."),
        "before_showing": partial(_note, request, series, What.CHOICE, alumnae),
        "context": {
            "title": _("Welke oud-bewoonsters zijn welkom?"),
            "button": _("Bewaar"),
            "is_welcome": True,
            "lacks_people": not alumnae.exists(),
        },
    }
