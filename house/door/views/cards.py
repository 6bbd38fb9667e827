"""Pages to make a card: a first one alone, a new one by two colleagues who meet her in person."""

from functools import partial

import segno
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from house import throttle
from house.access_log.models import What
from house.access_log.services import log
from house.access_log.views import note_look
from house.answers import answer_form, form_page
from house.door.forms.cards import ColleagueCodeForm, StopReturnForm
from house.door.models import Return
from house.door.services import cards, returns as returning
from house.door.spelled import spelled
from house.errors import (
    AskAColleague,
    HasAnotherHouse,
    HasNoPlace,
    IntroductionNotValid,
    LastCoordinator,
    NotHere,
    NotIndependent,
    NotVouched,
    ReturnNotValid,
)
from house.people.models.houses import House
from house.people.models.people import Person
from house.people.views import coordinator_only, eyewitness_only
from house.privacy.services.personal_data import backups_in_words
from house.sign_in.views.proof import proof_again, prove_passphrase

BACK = "house/door/back.html"
CONFIRM = "house/door/back_confirm.html"


def card_page(request, card, code, back):
    """The card itself, once: only this answer holds the code."""
    log.note(actor=request.user, house_id=card.house_id, whose=[card.person_id], what=What.CARD)
    address = request.build_absolute_uri(reverse("house:card"))
    context = {
        "card": card,
        "code": code,
        "spelled": spelled(code, card.person.language),
        "address": address,
        "qr": segno.make(f"{address}#{code}", error="m").svg_inline(scale=4, border=2, omitsize=True),
        "back": back,
    }
    return render(request, "house/door/new_card.html", context)


@coordinator_only
@proof_again
@require_POST
def make_card(request, person_id):
    card, code = cards.make_card(actor=request.user, person_id=person_id)
    return card_page(request, card, code, reverse("house:person", args=[person_id]))


@coordinator_only
@proof_again
@require_http_methods(["GET", "POST"])
def back(request, person_id):
    """Begin a return: what it takes, and then the code that a colleague types."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_id, sign_in_name__isnull=False)
    if person == request.user:
        raise Http404
    context = {"person": person}
    if request.method == "POST":
        asked, code = returning.ask_return(actor=request.user, person_id=person_id)
        context |= {"asked": asked, "code": code, "spelled": spelled(code, request.user.language)}
    note_look(request, person_id, What.BACK)
    return render(request, BACK, context)


@coordinator_only
@proof_again
@require_http_methods(["GET", "POST"])
def farewell(request, person_id):
    """Begin her erasure: what it does, and then the code that a colleague types."""
    person = get_object_or_404(Person.objects.visible_to(request.user).exclude(pk=request.user.pk), pk=person_id)
    context, status = {"person": person, "backups": backups_in_words()}, 200
    if request.method == "POST":
        try:
            asked, code = returning.ask_return(actor=request.user, person_id=person_id, is_farewell=True)
        except (HasAnotherHouse, HasNoPlace, LastCoordinator, NotVouched) as refusal:
            context["refusal"], status = refusal, refusal.status
        else:
            context |= {"asked": asked, "code": code, "spelled": spelled(code, request.user.language)}
    note_look(request, person_id, What.FAREWELL)
    return render(request, "house/door/farewell.html", context, status=status)


@coordinator_only
@proof_again
@require_POST
def back_card(request, return_id):
    """The card after the colleague confirmed; until then the same page, without the code."""
    houses = House.objects.run_by(request.user)
    returns = Return.objects.open().filter(is_farewell=False, asked_by=request.user, house__in=houses)
    asked = get_object_or_404(returns.select_related("person"), pk=return_id)
    if not asked.is_confirmed:
        note_look(request, asked.person_id, What.BACK)
        return answer_form(request, BACK, {"person": asked.person, "asked": asked})
    card, code = returning.make_card(actor=request.user, return_id=return_id)
    return card_page(request, card, code, reverse("house:person", args=[asked.person_id]))


@require_POST
def stop(request, return_id):
    """Stop a return: by the coordinator of her house, or by people who were near her."""
    if returning.is_own(actor=request.user, return_id=return_id):
        raise NotHere  # her own return is stopped with her passphrase: see `stop_mine`
    asked = returning.stop(actor=request.user, return_id=return_id)
    messages.success(request, _("Het gaat niet door. Zij leest dat jij dit deed."))
    houses_run = House.objects.run_by(request.user).filter(pk=asked.house_id)
    return redirect("house:person", asked.person_id) if houses_run.exists() else redirect("house:me")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def stop_mine(request):
    """Stop a card that somebody asked in her name. She signed in, and gives her passphrase again."""
    asked = returning.about(request.user)
    if asked is None:
        raise Http404
    return form_page(
        request,
        form=StopReturnForm(request.POST or None),
        first=partial(prove_passphrase, request),
        verb=partial(returning.stop, actor=request.user, return_id=asked.pk),
        template="house/door/back_mine.html",
        context={"asked": asked},
        done=_("Het gaat niet door. Kies nu ook een nieuw wachtwoord."),
        back="house:me",
    )


@eyewitness_only
@proof_again
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request):
    """Type the code of a colleague, read whom it is about, and confirm that it is her."""
    form = ColleagueCodeForm(request.POST or None)
    context = {"form": form}
    if not form.is_bound:
        context["watched"] = returning.note_watched(actor=request.user)
    if not form.is_valid():
        return answer_form(request, CONFIRM, context) if form.is_bound else render(request, CONFIRM, context)
    verb = returning.confirm_return if form.cleaned_data["is_her"] else returning.find_return
    try:
        asked = patiently(request, verb, form.cleaned_data["code"])
    except (ReturnNotValid, AskAColleague, LastCoordinator, NotVouched, NotIndependent) as refusal:
        form.add_error("code", refusal.message)
        return answer_form(request, CONFIRM, context)
    if not form.cleaned_data["is_her"]:
        what = What.FAREWELL if asked.is_farewell else What.BACK
        log.note(actor=request.user, house_id=asked.house_id, whose=[asked.person], what=what)
    return render(request, CONFIRM, context | {"asked": asked})


def patiently(request, verb, code):
    """Carry out `verb` with a code that a colleague reads or shows. Wrong codes are counted by address."""
    wrong = (ReturnNotValid, IntroductionNotValid)
    with throttle.counting(throttle.COLLEAGUES_CODES, address=throttle.address_of(request), wrong=wrong):
        return verb(actor=request.user, code=code)
