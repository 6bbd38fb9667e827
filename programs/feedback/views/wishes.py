"""Pages for wishes: her own page, and the answers at the desk."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from house.answers import form_page
from house.errors import NotHere
from house.people.models.standing import standing_of
from programs.feedback.forms.wishes import WishAnswerForm, WishForm
from programs.feedback.models.wishes import Wish
from programs.feedback.queries import with_next_sessions
from programs.feedback.services import wishes as services
from programs.sessions.models.sessions import Session


def wishes(request):
    home_id = standing_of(request.user).home_id
    if home_id is None:
        raise NotHere
    return form_page(
        request,
        form=WishForm(request.POST or None),
        verb=partial(services.ask_wish, actor=request.user),
        once=True,
        template="programs/feedback/wishes.html",
        context={
            "wishes": with_next_sessions(
                Wish.objects.visible_to(request.user).filter(house=home_id).told_to(request.user),
                Session.objects.in_week_of(request.user),
            )
        },
        done=_("Je wens staat erbij."),
        back="programs:wishes",
    )


@require_POST
def want_too(request, wish_id):
    services.want_it_too(actor=request.user, wish_id=wish_id)
    return redirect("programs:wishes")


@require_POST
def want_no_more(request, wish_id):
    services.want_it_no_more(actor=request.user, wish_id=wish_id)
    return redirect("programs:wishes")


@require_POST
def wish_back(request, wish_id):
    services.take_wish_back(actor=request.user, wish_id=wish_id)
    messages.success(request, _("Je wens is weg."))
    return redirect("programs:wishes")


@require_safe
def desk_wishes(request):
    if not standing_of(request.user).is_colleague:
        raise NotHere
    wishes = with_next_sessions(
        Wish.objects.answered_by(request.user).told_to(request.user), Session.objects.for_staff(request.user)
    )
    run = set(Wish.objects.run_by(request.user).values_list("pk", flat=True))
    return render(request, "programs/feedback/desk_wishes.html", {"wishes": wishes, "run": run})


def answer_wish(request, wish_id):
    wish = get_object_or_404(Wish.objects.answered_by(request.user), pk=wish_id)
    return form_page(
        request,
        form=WishAnswerForm(request.POST or None, wish=wish),
        verb=partial(services.answer_wish, actor=request.user, wish_id=wish_id),
        template="programs/feedback/answer_wish.html",
        context={"wish": wish},
        done=_("Je antwoord staat erbij."),
        back="programs:desk_wishes",
    )


@require_POST
def drop_wish(request, wish_id):
    services.drop_wish(actor=request.user, wish_id=wish_id)
    messages.success(request, _("De wens is weggehaald."))
    return redirect("programs:desk_wishes")
