"""Pages for the second step at sign-in, and for signing in with a passkey alone."""

import json
import struct
from functools import wraps

from allauth.account.decorators import reauthentication_required
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from fido2.webauthn import UserVerificationRequirement

from house import throttle
from house.errors import AlreadyThere, PasskeyNotKnown, WrongCode
from house.guards import before_second_step, open_while_shut
from house.sign_in.allauth_internals import login_stage_required, perform_login, record_authentication, totp, webauthn
from house.sign_in.forms.second_factor import CodeForm, NewPasskeyForm, PasskeyForm
from house.sign_in.services import second_factor

ASKED_COOKIE = f"{settings.COOKIE_PREFIX}k"
ASKED_FOR_S = 5 * 60
NONSENSE = (ValidationError, ValueError, TypeError, KeyError, IndexError, AttributeError, struct.error)
"""The errors of allauth and fido2 for an answer that no browser gave."""


def changes_steps(view):
    return reauthentication_required(app="allauth.mfa")(sensitive_post_parameters()(view))


@open_while_shut
@before_second_step
@require_safe
def index(request):
    day = second_factor.due(request.user)
    context = {
        "factors": second_factor.factors_of(request.user),
        "due": day,
        "is_overdue": day is not None and day <= timezone.localdate(),
    }
    return render(request, "mfa/index.html", context)


@open_while_shut
@before_second_step
@changes_steps
@require_http_methods(["GET", "POST"])
def add_app(request):
    """Add an app: it takes a secret from the screen, and proves it with its first code."""
    secret = _secret_on_screen(request)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes = second_factor.add_app(person=request.user, secret=secret, code=form.cleaned_data["code"])
        except WrongCode as refusal:
            form.add_error("code", refusal.message)
        except AlreadyThere:
            return redirect("mfa_index")
        else:
            del request.session[totp.SECRET_SESSION_KEY]
            return _added(request, codes)
    adapter = get_adapter()
    address = adapter.build_totp_url(request.user, secret)
    spelled = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    context = {"form": form, "address": address, "qr": adapter.build_totp_svg(address), "secret": spelled}
    return render(request, "mfa/app.html", context, status=422 if form.is_bound else 200)


def _secret_on_screen(request):
    """The same secret until it is used, so that a reloaded page still fits what her app took."""
    if totp.SECRET_SESSION_KEY not in request.session:
        request.session[totp.SECRET_SESSION_KEY] = encrypt(totp.generate_totp_secret())
    return decrypt(request.session[totp.SECRET_SESSION_KEY])


@open_while_shut
@before_second_step
@changes_steps
@require_http_methods(["GET", "POST"])
def add_passkey(request):
    form = NewPasskeyForm(request.POST or None)
    if form.is_valid():
        try:
            _prove_new(form.cleaned_data["credential"])
        except PasskeyNotKnown:
            form.add_error(None, _("Dat lukte niet. Probeer het rustig nog eens."))
        else:
            return _added(request, second_factor.add_passkey(person=request.user, **form.cleaned_data))
    options = json.dumps(webauthn.begin_registration(request.user, passwordless=True))
    context = {"form": form, "options": options}
    return render(request, "mfa/passkey.html", context, status=422 if form.is_bound else 200)


def _added(request, codes):
    """The answer to a new step. Her first one comes with codes on paper: only this answer holds them."""
    if codes:
        return render(request, "mfa/codes.html", {"codes": codes})
    messages.success(request, _("De tweede stap staat erbij."))
    return redirect("mfa_index")


@changes_steps
@require_http_methods(["GET", "POST"])
def remove_app(request):
    if not second_factor.factors_of(request.user).app_added_at:
        raise Http404
    return _remove(request, lambda: second_factor.remove_app(person=request.user), what=_("De app met codes"))


@changes_steps
@require_http_methods(["GET", "POST"])
def remove_passkey(request, key):
    passkeys = second_factor.factors_of(request.user).passkeys
    passkey = next((passkey for passkey in passkeys if passkey.key == key), None)
    if passkey is None:
        raise Http404
    return _remove(request, lambda: second_factor.remove_passkey(person=request.user, key=key), what=passkey.name)


def _remove(request, verb, what):
    if request.method == "GET":
        context = {"what": what, "is_last": second_factor.factors_of(request.user).count == 1}
        return render(request, "mfa/remove.html", context)
    verb()
    messages.success(request, _("Weggehaald."))
    return redirect("mfa_index")


@changes_steps
@require_http_methods(["GET", "POST"])
def new_codes(request):
    factors = second_factor.factors_of(request.user)
    if not factors.count:
        raise Http404
    if request.method == "GET":
        return render(request, "mfa/new_codes.html", {"factors": factors})
    return render(request, "mfa/codes.html", {"codes": second_factor.new_codes(person=request.user)})


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def ask(request):
    """The second step itself. Her passphrase was right; she is not in yet."""
    stage = request._login_stage
    person = stage.login.user
    code_form = CodeForm(request.POST if "code" in request.POST else None)
    passkey_form = PasskeyForm(request.POST if "credential" in request.POST else None)
    if code_form.is_valid():
        place = throttle.place_of(request, person.sign_in_name)
        kind = second_factor.accept_code(person=person, code=code_form.cleaned_data["code"], address=place)
        if kind is not None:
            return _let_in(request, stage, kind)
        code_form.add_error("code", WrongCode.message)
    elif passkey_form.is_valid():
        prove_passkey(person, passkey_form.cleaned_data["credential"])
        return _let_in(request, stage, second_factor.PASSKEY)
    factors = second_factor.factors_of(person)
    options = json.dumps(webauthn.begin_authentication(person)) if factors.passkeys else ""
    context = {"form": code_form, "factors": factors, "options": options}
    return render(request, "mfa/authenticate.html", context, status=422 if request.method == "POST" else 200)


def _let_in(request, stage, kind):
    record_authentication(request, stage.login.user, "mfa", type=kind)
    return stage.exit()


def may_sign_in(view):
    """A decorator: people who are signed in already go to the start page."""

    @login_not_required
    @wraps(view)
    def guarded(request):
        return redirect("house:start") if request.user.is_authenticated else view(request)

    return guarded


@may_sign_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def passkey(request):
    """The question for any passkey of this house; and the sign-in with its answer.

    The question stays with her in a signed cookie, so that visitors fill no table.
    """
    if request.method == "POST":
        return _sign_in_with_passkey(request)
    options, state = webauthn.get_server().authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    response = JsonResponse(dict(options))
    response.set_signed_cookie(
        ASKED_COOKIE,
        state["challenge"],
        salt=ASKED_COOKIE,
        max_age=ASKED_FOR_S,
        secure=settings.IS_BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _sign_in_with_passkey(request):
    """Sign in with the answer of a passkey. There is nothing to guess here, so nothing is counted."""
    form = PasskeyForm(request.POST)
    challenge = request.get_signed_cookie(ASKED_COOKIE, default="", salt=ASKED_COOKIE, max_age=ASKED_FOR_S)
    if not (form.is_valid() and challenge):
        raise PasskeyNotKnown
    person = _owner_of(form.cleaned_data["credential"], challenge)
    record_authentication(request, person, "mfa", type="webauthn", passwordless=True)  # so no second step is asked
    response = perform_login(request, Login(user=person, redirect_url=get_next_redirect_url(request)))
    response.delete_cookie(ASKED_COOKIE, samesite="Lax")
    return response


def _owner_of(credential, challenge):
    """The person who proved a passkey of hers with this answer. Each answer counts once.

    Raises:
        PasskeyNotKnown: nobody who may come in did.
    """
    try:
        person = webauthn.extract_user_from_response(credential)
    except NONSENSE:
        raise PasskeyNotKnown from None
    webauthn.set_state({"challenge": challenge, "user_verification": UserVerificationRequirement.REQUIRED})
    try:
        prove_passkey(person, credential)
    finally:
        webauthn.clear_state()
    if not person.is_active or not cache.add(f"passkey:{challenge}", True, ASKED_FOR_S):
        raise PasskeyNotKnown
    return person


def prove_passkey(person, credential):
    """Raises PasskeyNotKnown unless a passkey of hers gave this answer to the question of the session."""
    try:
        webauthn.parse_authentication_response(credential)
        webauthn.complete_authentication(person, credential)
    except NONSENSE:
        raise PasskeyNotKnown from None


def _prove_new(credential):
    """Raises PasskeyNotKnown unless this is a new passkey, made as the session asked."""
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except NONSENSE:
        raise PasskeyNotKnown from None
