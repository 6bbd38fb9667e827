"""Her own quiet hours."""

from functools import partial

from django.utils.translation import gettext as _

from house.answers import form_page
from house.people.models.houses import House
from house.people.services import people
from house.site.forms import OwnQuietForm


def quiet(request):
    """Choose her own quiet hours, or those of her house."""
    person = request.user
    return form_page(
        request,
        form=OwnQuietForm(request.POST or None, hours=person.quiet_hours, of_house=_of_house(person)),
        verb=partial(people.choose_quiet_hours, actor=person),
        template="house/site/quiet.html",
        context={},
        done=_("Bewaard."),
        back="house:me",
    )


def _of_house(person):
    """'van 22:00 tot 8:00', or nothing when her houses differ."""
    hours = {house.quiet_hours for house in House.objects.with_place_for(person.pk)}
    return hours.pop().in_words if len(hours) == 1 else ""
