"""Pages about the series of a house, for its coordinator."""

from functools import partial

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from house.access_log.services import log
from house.answers import form_page
from house.models import House, Person, What
from house.people.views import coordinator_only
from programs.houses import house_asked_for
from programs.planning.forms.asked_place import asked_place
from programs.planning.forms.series import SeriesForm
from programs.planning.rows import series_rows
from programs.planning.services.start import start_first_series, start_series
from programs.sessions.models.series import Audience, by_training
from programs.sessions.models.story import series_of_houses

STARTED = _("De reeks staat in de week.")


@coordinator_only
@require_safe
def all_series(request):
    houses = House.objects.run_by(request.user)
    series = by_training(series_of_houses([house.pk for house in houses]))
    by_house = [(house, [item for item in series if item.house_id == house.pk]) for house in houses]
    for house, items in by_house:
        whose = [person for item in items if item.audience == Audience.PERSONAL for person in item.people()]
        log.note(actor=request.user, house_id=house.pk, whose=whose, what=What.SERIES)
    context = {"houses": [(house, series_rows(items)) for house, items in by_house]}
    return render(request, "programs/planning/series.html", context)


def new_series(request):
    house = house_asked_for(request)
    form = SeriesForm(request.POST or None, house=house, actor=request.user, place=asked_place(request.GET))
    return form_page(
        request,
        form=form,
        verb=partial(_start, request.user, house),
        once=True,
        template="programs/planning/new_series.html",
        context={"house": house, "houses": House.objects.run_by(request.user)},
        done=STARTED,
        back=_page_of,
        before_showing=partial(_note_choice, request.user, house),
    )


def _page_of(series):
    """The page of a series, which shows how it is held and where it lacks a room."""
    return reverse("programs:one_series", args=[series.pk])


def _note_choice(actor, house):
    """Write to the access log that the form lists the residents, of now and before."""
    whose = Person.objects.with_stay_in(house.pk)
    log.note(actor=actor, house_id=house.pk, whose=whose, what=What.CHOICE)


def _start(actor, house, *, training_id, title, theme, **arguments):
    if training_id:
        return start_series(actor=actor, training_id=training_id, **arguments)
    return start_first_series(actor=actor, house_id=house.pk, title=title, theme=theme, **arguments)
