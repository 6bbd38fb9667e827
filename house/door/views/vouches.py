"""Pages to vouch: one person shows a code on her screen, a colleague types it and says that she met her."""

from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from house.answers import answer_form
from house.door.forms.cards import ColleagueCodeForm
from house.door.services import vouches
from house.door.spelled import spelled
from house.door.views.cards import patiently
from house.errors import AskAColleague, IntroductionNotValid, NotIndependent, NotVouched
from house.guards import open_while_shut
from house.people.models.vouches import Vouch
from house.people.queries import coordinators
from house.people.views import eyewitness_only
from house.sign_in.views.proof import proof_again

VOUCH = "house/door/vouch.html"


@open_while_shut
@eyewitness_only
@require_http_methods(["GET", "POST"])
def introduce(request):
    """Her own page: whether her account counts, and the code for the colleague beside her."""
    context = {"vouch": Vouch.objects.filter(person=request.user).select_related("by").first()}
    if request.method == "POST":
        introduction, code = vouches.introduce(actor=request.user)
        context |= {"introduction": introduction, "code": code, "spelled": spelled(code, request.user.language)}
    return render(request, "house/door/introduce.html", context)


@open_while_shut
@eyewitness_only
@proof_again
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def vouch(request):
    """Type the code on her screen, read whose it is, and confirm that she met her."""
    form = ColleagueCodeForm(request.POST or None)
    context = {"form": form}
    if not form.is_bound:
        context["gaps"] = coordinators.gaps_told_to(request.user)
    if not form.is_valid():
        return answer_form(request, VOUCH, context) if form.is_bound else render(request, VOUCH, context)
    verb = vouches.vouch if form.cleaned_data["is_her"] else vouches.find_introduction
    try:
        introduction = patiently(request, verb, form.cleaned_data["code"])
    except (IntroductionNotValid, AskAColleague, NotVouched, NotIndependent) as refusal:
        form.add_error("code", refusal.message)
        return answer_form(request, VOUCH, context)
    context |= {
        "person": introduction.person,
        "posts": introduction.person.positions.current().select_related("house"),
        "hands": vouches.hands_in_words(introduction.person),
    }
    return render(request, VOUCH, context)
