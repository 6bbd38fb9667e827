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
from programs.planning.forms.quick_line import LINE_MAX
from programs.planning.forms.series import ONCE, WEEKLY, SeriesForm
from programs.planning.rows import series_rows
from programs.planning.services.start import start_first_series, start_series
from programs.recurrence.rhythm import is_loose
from programs.sessions.models.series import Audience, by_training
from programs.sessions.models.story import series_of_houses

NEW_PAGE = "programs/planning/new_series.html"
STARTED = _("Het staat in de week.")


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
    """What is new in the week. `?on=2026-12-03&at=14:00&room=…` fills in a day, an hour and a room."""
    house = house_asked_for(request)
    if "look" in request.POST:
        return _clashes(request, house)
    if "line" in request.POST:
        return _filled_in(request, house)
    form = SeriesForm(request.POST or None, house=house, actor=request.user, initial=_asked(request.GET))
    return form_page(
        request,
        form=form,
        verb=partial(_start, request.user, house),
        once=True,
        template=NEW_PAGE,
        context=_about(request, house),
        done=STARTED,
        back=_page_of,
        before_showing=partial(_note_choice, request.user, house),
    )


def _about(request, house):
    return {"house": house, "houses": House.objects.run_by(request.user), "line_max": LINE_MAX}


def _filled_in(request, house):
    """The form with what a quick line says, over what was filled in before."""
    form = SeriesForm(house=house, actor=request.user)
    form.initial |= _sent(form, request.POST) or _asked(request.GET)
    told, unknown = form.fill_in(line := request.POST["line"])
    _note_choice(request.user, house)
    context = _about(request, house) | {"form": form, "line": line, "told": told, "unknown": unknown}
    return render(request, NEW_PAGE, context)


def _sent(form, data):
    """What stands in the form that was sent along, as it was typed."""
    values = {name: field.widget.value_from_datadict(data, {}, name) for name, field in form.fields.items()}
    return {name: value for name, value in values.items() if value and value != [None]}


def _asked(query):
    """The fields that a link fills in. It may come from a grid, whose cells are each one day."""
    place = asked_place(query)
    asked = {"from_on": place.get("on"), "start_time": place.get("at"), "room_id": place.get("room_id")}
    filled = {name: value for name, value in asked.items() if value is not None}
    return filled | {"how_often": ONCE if "on" in place else WEEKLY}


def _clashes(request, house):
    """What would be in its way, while she still fills in. It names colleagues and no residents."""
    form = SeriesForm(request.POST, house=house, actor=request.user)
    form.is_valid()
    return render(request, "programs/planning/_clashes.html", {"form": form})


def _page_of(series):
    """The page of a single session, or of a series, which shows how it is held and where it lacks a room."""
    session = series.sessions.first() if is_loose(series.rhythm) else None
    if session:
        return reverse("programs:session", args=[session.pk])
    return reverse("programs:one_series", args=[series.pk])


def _note_choice(actor, house):
    """Write to the access log that the form lists the residents, of now and before."""
    whose = Person.objects.with_stay_in(house.pk)
    log.note(actor=actor, house_id=house.pk, whose=whose, what=What.CHOICE)


def _start(actor, house, *, training_id, title, theme, **arguments):
    if training_id:
        return start_series(actor=actor, training_id=training_id, **arguments)
    return start_first_series(actor=actor, house_id=house.pk, title=title, theme=theme, **arguments)
