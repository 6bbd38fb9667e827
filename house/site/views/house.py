"""The page of a house, for whoever runs it."""

from functools import partial

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from house.answers import form_page
from house.people.models.houses import House
from house.people.services import houses
from house.people.views import coordinator_only
from house.site.forms import HouseForm, HouseQuietForm


@coordinator_only
@require_safe
def our_house(request):
    """What each of her houses is called, its numbers and its quiet hours."""
    context = {"houses": House.objects.run_by(request.user), "exit_address": settings.LEAVE_TO}
    return render(request, "house/site/our_house.html", context)


@coordinator_only
def describe_house(request, house_id):
    house = get_object_or_404(House.objects.run_by(request.user), pk=house_id)
    first = {name: getattr(house, name) for name in HouseForm.Meta.fields}
    return _about_house(
        request,
        form=HouseForm(request.POST or None, initial=first),
        verb=partial(houses.describe_house, actor=request.user, house_id=house_id),
        title=_("Naam en telefoon"),
    )


@coordinator_only
def house_quiet(request, house_id):
    house = get_object_or_404(House.objects.run_by(request.user), pk=house_id)
    return _about_house(
        request,
        form=HouseQuietForm(request.POST or None, hours=house.quiet_hours),
        verb=partial(houses.set_quiet_hours, actor=request.user, house_id=house_id),
        title=_("Stille uren"),
    )


def _about_house(request, *, form, verb, title):
    return form_page(
        request,
        form=form,
        verb=verb,
        template="house/form.html",
        context={"title": title, "back": reverse("house:our_house")},
        done=_("Bewaard."),
        back="house:our_house",
    )
