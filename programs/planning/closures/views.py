"""Pages about closures of a house and pauses of series, for the coordinator."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from house.answers import form_page
from house.errors import NotHere, Refusal
from house.models import House
from house.people.services.houses import situate_house
from house.people.views import coordinator_only
from programs.houses import house_asked_for
from programs.planning.closures import forms, services
from programs.planning.services.layout import horizon
from programs.sessions.models.closures import Closure
from programs.sessions.models.series import Series

YEARS_AHEAD = 2


@coordinator_only
@require_safe
def closures(request):
    houses = House.objects.run_by(request.user).prefetch_related("holiday_years")
    closures = Closure.objects.run_by(request.user).told().filter(until_on__gt=date(timezone.localdate().year, 1, 1))
    context = {
        "houses": [
            _of_house(house, [closure for closure in closures if closure.house_id == house.pk]) for house in houses
        ],
        "years": _years()[:2],
    }
    return render(request, "programs/planning/closures.html", context)


def _of_house(house, closures):
    return {
        "house": house,
        "region": forms.region_in_words(house),
        "to_come": [closure for closure in closures if not closure.is_over],
        "past": [closure for closure in closures if closure.is_over],
        "asked": [year for year in house.holiday_years.all() if year.chosen_at is None and year.year in _years()],
    }


def _years():
    this_year = timezone.localdate().year
    return [this_year + ahead for ahead in range(YEARS_AHEAD + 1)]


def _closing_page(request, *, form, verb, title, button, done, context=None, is_shown_at_once=False):
    """Ask for days, show what happens to the sessions, and do it after she saw that.

    `seen` is the mark of the effect that was shown. When the effect is another one now, that is shown first.
    """
    effect = services.preview(verb) if is_shown_at_once and not form.is_bound else None
    if form.is_bound and form.is_valid():
        try:
            effect = services.preview(verb, **form.cleaned_data)
            if request.POST.get("seen") == effect.mark:
                verb(**form.cleaned_data)
                messages.success(request, done)
                return redirect("programs:closures")
        except NotHere:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    shown = {"form": form, "title": title, "button": button, "effect": effect, "horizon": _horizon_within(form)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "programs/planning/closing.html", shown | (context or {}), status=status)


def _horizon_within(form):
    """The first day that is not planned yet; None when all the days asked for come before it."""
    until_on = getattr(form, "cleaned_data", {}).get("until_on")
    return None if until_on and until_on <= horizon() else horizon()


def new_closure(request):
    house = house_asked_for(request)
    return _closing_page(
        request,
        form=forms.NewClosureForm(request.POST or None),
        verb=partial(services.close_days, actor=request.user, house_id=house.pk),
        title=_("Een dag of vakantie erbij"),
        button=_("Zet dicht"),
        done=_("Het staat erbij. Iedereen ziet het in haar week."),
    )


def closure(request, closure_id):
    closure = _closure_or_404(request, closure_id)
    if closure.is_holiday:
        raise Http404
    return _closing_page(
        request,
        form=forms.ClosureForm(request.POST or None, closure=closure),
        verb=partial(services.change_closure, actor=request.user, closure_id=closure_id),
        title=_title_of(closure),
        button=_("Verander"),
        done=_("Bewaard."),
        context={"closure": closure},
    )


def reopen(request, closure_id):
    """Show at once what comes back, because there is nothing to fill in."""
    closure = _closure_or_404(request, closure_id)
    verb = partial(services.reopen, actor=request.user, closure_id=closure_id)
    return _closing_page(
        request,
        form=forms.ReopenForm(request.POST if request.method == "POST" else None),
        verb=verb,
        title=_("Ga weer verder: %(name)s") % {"name": _title_of(closure)},
        button=_("Ga weer verder"),
        done=_("Het gaat weer verder. Iedereen ziet het in haar week."),
        is_shown_at_once=True,
    )


def pause(request, series_id):
    series = get_object_or_404(Series.objects.run_by(request.user).select_related("training"), pk=series_id)
    return _closing_page(
        request,
        form=forms.PauseForm(request.POST or None),
        verb=partial(services.pause_series, actor=request.user, series_id=series_id),
        title=_("%(title)s slaapt een tijdje") % {"title": series.training.title},
        button=_("Laat slapen"),
        done=_("De reeks slaapt. Iedereen die komt, ziet het in haar week."),
    )


def holidays(request, year):
    house = _house_in(request, year)
    return _closing_page(
        request,
        form=forms.HolidaysForm(request.POST if request.method == "POST" else None, house=house, year=year),
        verb=partial(services.choose_holidays, actor=request.user, house_id=house.pk, year=year),
        title=_("Feestdagen %(year)s") % {"year": year},
        button=_("Bewaar de keuze"),
        done=_("Bewaard."),
        context={"note": forms.region_in_words(house)},
    )


def breaks(request, year):
    house = _house_in(request, year)
    proposals = forms.breaks_to_propose(house, year)
    return _closing_page(
        request,
        form=forms.BreaksForm(request.POST if request.method == "POST" else None, proposals=proposals),
        verb=partial(services.close_all, actor=request.user, house_id=house.pk),
        title=_("Vakanties en eigen dagen %(year)s") % {"year": year},
        button=_("Neem over"),
        done=_("Het staat erbij. Iedereen ziet het in haar week."),
        context={"note": forms.region_in_words(house), "is_of_breaks": True, "house": house},
    )


def region(request):
    house = house_asked_for(request)
    return form_page(
        request,
        form=forms.RegionForm(request.POST or None, house=house),
        verb=partial(situate_house, actor=request.user, house_id=house.pk),
        template="programs/planning/region.html",
        context={},
        done=_("Bewaard."),
        back="programs:closures",
    )


def _house_in(request, year):
    """The house that the request names, if this year can be planned."""
    if year not in _years():
        raise Http404
    return house_asked_for(request)


def _closure_or_404(request, closure_id):
    return get_object_or_404(Closure.objects.run_by(request.user).told(), pk=closure_id)


def _title_of(closure):
    return closure.series.training.title if closure.is_pause else closure.told_name
