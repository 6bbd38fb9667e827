"""Pages to come in and go out, and those that a visitor may see."""

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from house import throttle
from house.answers import answer_form
from house.door.forms import door as forms
from house.door.services import cards
from house.errors import CardNotValid, NameTaken, NotHere
from house.guards import open_when_locked
from house.menu import entries_for, is_locked
from house.people.models.houses import House
from house.people.models.standing import standing_of
from house.registry import registry
from house.sign_in.allauth_internals import record_authentication
from house.sign_in.views.sign_out import sign_out


@require_safe
def start(request):
    """Lead residents and alumnae to their week, staff to their desk, and a witness to what waits for her."""
    standing = standing_of(request.user)
    if standing.houses_worked_in:
        return redirect("programs:sessions")
    if not standing.is_eyewitness:
        return redirect("programs:week")
    waiting = [entry.url for entry in entries_for(request, registry.desk) if entry.news]
    return redirect(waiting[0] if waiting else "house:vouch")


def _with_storage_emptied(response):
    """An answer that tells the browser to forget what it stores for us.

    WebKit obeys it on a page, not on a redirect.
    """
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


class SignIn(LoginView):
    def render_to_response(self, *args, **kwargs):
        """Every ended session leads to this page, so unsent text must not stay in the tab."""
        return _with_storage_emptied(super().render_to_response(*args, **kwargs))

    def form_invalid(self, form):
        """The page again with the typed name; 429 when she has to wait."""
        response = super().form_invalid(form)
        if refusal := getattr(form, "refusal", None):
            response.status_code = refusal.status
        return response


@login_not_required
@require_http_methods(["GET", "POST"])
def card(request):
    """Ask for the code on her card, then let her choose a name."""
    form = forms.CardForm(request.POST or None)
    if form.is_valid():
        try:
            card_found = _find_card(request, form.cleaned_data["code"])
        except CardNotValid as refusal:
            form.add_error("code", refusal.message)
        else:
            name = card_found.person.sign_in_name or forms.suggest_sign_in_name(card_found.person.language)
            choice = forms.ComeInForm(initial={"code": form.cleaned_data["code"], "sign_in_name": name})
            return render(request, "house/door/come_in.html", {"form": choice, "name": card_found.person.chosen_name})
    return render(request, "house/door/card.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@sensitive_post_parameters()
@require_POST
def come_in(request):
    """Use the card: she is signed in with the name and passphrase that she chose."""
    form = forms.ComeInForm(request.POST)
    if form.is_valid():
        _find_card(request, form.cleaned_data["code"])
        try:
            person = cards.come_in(**form.cleaned_data)
        except NameTaken as refusal:
            form.add_error("sign_in_name", refusal.message)
        else:
            get_adapter().login(request, person)
            record_authentication(request, person, "password", reauthenticated=True)
            return redirect("house:start")
    return answer_form(request, "house/door/come_in.html", {"form": form})


def _find_card(request, code):
    with throttle.counting(throttle.CARDS, address=throttle.address_of(request), wrong=(CardNotValid,)):
        return cards.find_card(code)


@open_when_locked
@login_not_required
@require_POST
def out(request):
    """Sign out; also for somebody who turns back at her second step."""
    sign_out(request)
    return redirect("account_login")


@open_when_locked
@csrf_exempt
@login_not_required
@require_POST
def leave(request):
    """Sluit: end the session and show an empty page that leads to the neutral site; 204 if the page is `gone` already.

    Works with an old form, for a visitor and without script.
    """
    sign_out(request)
    if "gone" in request.POST:
        return _with_storage_emptied(HttpResponse(status=204))
    return _with_storage_emptied(render(request, "house/door/gone.html", {"leads_to": settings.LEAVE_TO}))


@open_when_locked
@login_not_required
@require_http_methods(["GET", "POST"])
def language(request):
    """Choose a language before sign-in; the choice is stored in a cookie of this visit."""
    response = redirect("account_login") if request.method == "POST" else render(request, "house/door/language.html")
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", secure=settings.IS_BEHIND_TLS)
    return response


@open_when_locked
@login_not_required
@require_safe
def numbers(request):
    """The numbers that she can call: of her house once she is signed in, and public ones.

    A locked device shows no house.
    """
    houses = House.objects.none() if is_locked(request) else House.objects.to_call_for(request.user)
    return render(request, "house/door/help.html", {"houses": houses})


def not_here(request):
    """Every path that leads nowhere. For a visitor it looks like any other page behind the door."""
    raise NotHere


@login_not_required
def form_expired(request, reason=""):
    """The page was open too long, or cookies are off."""
    return render(request, "house/door/form_expired.html", status=403)
