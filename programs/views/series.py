"""The series of a house, for its coordinator."""

from functools import partial

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from house.answers import form_page
from house.models import House
from house.views.desk import coordinator_only
from programs import services
from programs.forms import SeriesForm
from programs.models import Series
from programs.views.houses import house_asked_for


@coordinator_only
@require_safe
def all_series(request):
    houses = House.objects.run_by(request.user)
    series = Series.objects.run_by(request.user).told()
    context = {"houses": [(house, [one for one in series if one.house_id == house.pk]) for house in houses]}
    return render(request, "programs/series.html", context)


def new_series(request):
    house = house_asked_for(request)
    return form_page(
        request,
        form=SeriesForm(request.POST or None, house=house),
        verb=partial(_start, request.user, house),
        template="programs/new_series.html",
        context={"house": house, "houses": House.objects.run_by(request.user)},
        done=_("De reeks staat in de week."),
        back="programs:series",
    )


def _start(actor, house, *, training_id, title, theme, **words):
    if training_id:
        return services.start_series(actor=actor, training_id=training_id, **words)
    return services.start_first_series(actor=actor, house_id=house.pk, title=title, theme=theme, **words)
