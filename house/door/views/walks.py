"""Pages of a shut house: that it is shut, the walk of its coordinator, and the word of the second person."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from house.access_log.services import log
from house.answers import answer_form, is_asked_by_script
from house.door.forms.walks import SecondPersonForm
from house.door.queries import people_there
from house.door.services import walks
from house.door.spelled import spelled
from house.door.views.cards import patiently
from house.errors import (
    AskAColleague,
    HouseShut,
    IntroductionNotValid,
    NotIndependent,
    NotOfThisHouse,
    NotVouched,
)
from house.guards import open_while_shut
from house.people.models.houses import House
from house.people.views import coordinator_only, eyewitness_only
from house.registry import registry
from house.sign_in.views.proof import proof_again
from house.upkeep.models import BackUpRun

SECOND = "house/door/walk_second.html"


def shut_page(request):
    """Say that the house is not open yet, and lead those who may open it on. A script gets JSON."""
    if is_asked_by_script(request):
        return JsonResponse({"code": HouseShut.code, "message": str(HouseShut.message)}, status=HouseShut.status)
    context = {
        "may_walk": walks.runs_shut_house(request.user),
        "may_be_second": walks.may_be_second(request.user),
        "is_lost": request.method not in ("GET", "HEAD"),
    }
    return render(request, "house/door/shut.html", context, status=HouseShut.status)


@open_while_shut
@coordinator_only
@require_safe
def walk(request):
    """Everybody of each shut house that she runs: who lives there, works there, coaches whom and has a seat."""
    houses = list(House.objects.shut().run_by(request.user))
    if not houses:
        return redirect("house:start")
    is_vouched = request.user.is_vouched
    places = [_place_of(request, house) for house in houses] if is_vouched else []
    put_back = BackUpRun.objects.filter(kind=BackUpRun.Kind.PUT_BACK).first()
    return render(request, "house/door/walk.html", {"is_vouched": is_vouched, "places": places, "put_back": put_back})


def _place_of(request, house):
    """A house as the page shows it. Writes to the access log that she sees them."""
    people = people_there(house)
    parts = [
        {"part": part, "found": found}
        for part in registry.about_house
        if (found := part.find(request.user, house)) is not None
    ]
    seen_in_parts = [seen for part in parts for seen in part["part"].seen(part["found"])]
    log.note_all(actor=request.user, house_id=house.pk, seen=[*people.seen, *seen_in_parts])
    return {"house": house, "people": people, "parts": parts}


@open_while_shut
@coordinator_only
@proof_again
@require_POST
def walk_code(request, house_id):
    """She went through this house: the code for the second person, once. Only this answer holds it."""
    house = get_object_or_404(House.objects.run_by(request.user), pk=house_id)
    if house.shut_at is None:
        messages.info(request, _("Het huis is al open."))
        return redirect("house:start")
    walk, code = walks.finish(actor=request.user, house_id=house_id)
    context = {"house": house, "walk": walk, "code": code, "spelled": spelled(code, request.user.language)}
    return render(request, "house/door/walk_code.html", context)


@open_while_shut
@eyewitness_only
@proof_again
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def walk_second(request):
    """The second person types the code on the coordinator's screen, and the house opens."""
    form = SecondPersonForm(request.POST or None)
    if not form.is_valid():
        return (answer_form if form.is_bound else render)(request, SECOND, {"form": form})
    try:
        patiently(request, walks.confirm, form.cleaned_data["code"])
    except (IntroductionNotValid, AskAColleague, NotOfThisHouse, NotVouched, NotIndependent) as refusal:
        form.add_error("code", refusal.message)
        return answer_form(request, SECOND, {"form": form})
    messages.success(request, _("Dank je. Het huis is weer open."))
    return redirect("house:start")
