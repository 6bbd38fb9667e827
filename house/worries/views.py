"""Pages to write a worry and read what came of it, to answer one, and to choose who reads."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from house.access_log.models import What
from house.access_log.services import log
from house.answers import form_page
from house.errors import NotHere
from house.guards import behind_proof
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.people.views import coordinator_only, only_for
from house.sign_in.views.proof import proof_again
from house.worries import services
from house.worries.forms import ReadersForm, WorryAnswerForm, WorryForm
from house.worries.models import NamedReader, Worry
from house.worries.queries import may_read, readers_in, readers_to_choose


@behind_proof
def worry(request, house_id=None):
    """Write to a house, and read what came of what she wrote before."""
    houses = list(House.objects.to_call_for(request.user))
    house = _house_among(houses, house_id, standing_of(request.user).home_id)
    readers = readers_in(house.pk, sender=request.user)
    return form_page(
        request,
        form=WorryForm(request.POST or None, readers=readers, sender=request.user),
        verb=partial(services.write_worry, actor=request.user, house_id=house.pk, mark=request.POST.get("readers", "")),
        once=True,
        template="house/worries/worry.html",
        context={
            "house": house,
            "elsewhere": [other for other in houses if other != house],
            "readers": readers,
            "outcomes": Worry.objects.to_read_by(request.user.pk).select_related("answered_by"),
            "waiting": Worry.objects.sent_by(request.user).waiting_for_somebody(),
        },
        done=_("Het is aangekomen. Wat ermee gebeurt, lees je hier."),
        back=request.path,
    )


def _house_among(houses, house_id, home_id):
    """The house that she asked for; else the one where she lives, or the first of them."""
    if house_id is not None:
        return _by_id(houses, house_id)
    if not houses:
        raise NotHere
    return next((house for house in houses if house.pk == home_id), houses[0])


def _by_id(houses, house_id):
    for house in houses:
        if house.pk == house_id:
            return house
    raise NotHere


@behind_proof
@require_POST
def put_away(request, worry_id):
    services.put_away(actor=request.user, worry_id=worry_id)
    messages.success(request, _("Het is weg."))
    return redirect("house:worry")


@behind_proof
@only_for(may_read)
@require_safe
def worries(request):
    """The worries that she may answer, by their age alone; and when a house expects her to read."""
    context = {
        "worries": Worry.objects.waiting().to_answer_by(request.user),
        "duties": list(NamedReader.objects.of(request.user.pk).select_related("house")),
    }
    page = render(request, "house/worries/worries.html", context)
    services.note_duties_read(actor=request.user)
    return page


@behind_proof
@only_for(may_read)
def answer_worry(request, worry_id):
    """Read one and close it, with or without words. Somebody who was just too late keeps what she typed."""
    worries = Worry.objects.to_answer_by(request.user).select_related("sender", "house")
    worry = get_object_or_404(worries if request.method == "POST" else worries.waiting(), pk=worry_id)
    return form_page(
        request,
        form=WorryAnswerForm(request.POST if request.method == "POST" else None),
        verb=partial(services.answer_worry, actor=request.user, worry_id=worry_id),
        template="house/worries/answer.html",
        context={"worry": worry},
        before_showing=partial(
            log.note, actor=request.user, house_id=worry.house_id, whose=[worry.sender_id], what=What.WORRY
        ),
        done=_("Het is klaar. Zij hoort het."),
        back="house:worries",
    )


@coordinator_only
@require_safe
def worry_readers(request):
    """The readers of each house that she runs."""
    named = NamedReader.objects.filter(house__in=House.objects.run_by(request.user)).select_related("person")
    in_post = set(named.in_post().values_list("pk", flat=True))
    met = set(Person.objects.vouched().filter(pk__in=named.values("person")).values_list("pk", flat=True))
    places = [
        {
            "house": house,
            "readers": [
                (reader, reader.pk in in_post, reader.person_id in met)
                for reader in named
                if reader.house_id == house.pk
            ],
        }
        for house in House.objects.run_by(request.user)
    ]
    return render(request, "house/worries/readers.html", {"places": places})


@coordinator_only
@proof_again
def name_readers(request, house_id):
    get_object_or_404(House.objects.run_by(request.user), pk=house_id)
    people = readers_to_choose(house_id)
    back = reverse("house:worry_readers")
    return form_page(
        request,
        form=ReadersForm(request.POST or None, people=people, initial=_now_in(house_id)),
        verb=partial(services.name_readers, actor=request.user, house_id=house_id),
        template="house/form.html",
        context={"title": _("Wie zorgen leest"), "back": back},
        before_showing=partial(log.note, actor=request.user, house_id=house_id, whose=people, what=What.CHOICE),
        done=_("Bewaard. Wat er al lag, blijft bij wie het kreeg."),
        back=back,
    )


def _now_in(house_id):
    """The readers of now, for the form."""
    return {
        f"{which}_{field}": value
        for reader in NamedReader.objects.filter(house=house_id)
        for which in [NamedReader.Rank(reader.rank).name.lower()]
        for field, value in (("id", reader.person_id), ("hours", reader.hours))
    }
