"""Ask for the second step again, before anything that gives power over another person. It counts for five minutes.

A view that needs it says so itself, with `proof_again`, so that no other name of its route opens it. The four digits of
a device are no proof, nor is a code from paper: both may be in another's hand.
"""

import json
import time
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from house import throttle
from house.answers import is_asked_by_script
from house.errors import ProofAsked, Refusal, SecondStepDue, WrongCode, WrongPassphrase
from house.guards import open_while_shut
from house.sign_in.allauth_internals import (
    get_authentication_records,
    reauthenticate_by_password,
    record_authentication,
    webauthn,
)
from house.sign_in.forms.second_factor import ProofForm
from house.sign_in.services import second_factor
from house.sign_in.views.second_factor import NONSENSE, prove_passkey


def proof_again(view):
    """A decorator: ask for the second step before this view, and then go on with what was sent to it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return view(request, *args, **kwargs) if is_proved(request) else _ask(request)

    guarded.asks_proof = True
    return guarded


def is_proved(request):
    """Did she give a code of her app or a passkey here just now?

    If she has neither and needs neither: her passphrase.
    """
    has_steps = second_factor.factors_of(request.user).count > 0
    since = time.time() - settings.PROOF_FRESH_S
    return any(
        record["at"] > since
        and (_is_step(record) if has_steps else record["method"] == "password")
        and (has_steps or not settings.SECOND_FACTOR_REQUIRED)
        for record in get_authentication_records(request, request.user)
    )


def prove_passphrase(request, *, passphrase, **rest):
    """Check her passphrase, for what four digits on a telephone in another's hand may not do: `first` of a form page.

    Returns what else was sent. Raises WrongPassphrase, TooManyTries.
    """
    if not get_adapter().reauthenticate(request.user, passphrase):
        raise WrongPassphrase
    return rest


def _is_step(record):
    return record["method"] == "mfa" and record.get("type") != second_factor.PAPER


def _ask(request, form=None):
    """The page that asks for it, with the sent form, so that nothing is lost. A script gets JSON."""
    factors = second_factor.factors_of(request.user)
    if not factors.count and settings.SECOND_FACTOR_REQUIRED:
        messages.info(request, SecondStepDue.message)
        return redirect("mfa_index")
    if is_asked_by_script(request):
        return JsonResponse({"code": ProofAsked.code, "message": str(ProofAsked.message)}, status=ProofAsked.status)
    is_read = request.method in ("GET", "HEAD")
    form = form or ProofForm(initial={"next": request.get_full_path(), "again": not is_read})
    context = {
        "proof_form": form,
        "factors": factors,
        "options": _passkey_options(request.user) if factors.passkeys else "",
        "sent": _sent_with(request) if form["again"].value() else [],
    }
    return render(request, "house/sign_in/proof.html", context, status=422 if form.is_bound else ProofAsked.status)


def _passkey_options(person):
    """The question for her browser; empty when no passkey of hers can be read, because her app may still help."""
    try:
        return json.dumps(webauthn.begin_authentication(person))
    except NONSENSE:
        return ""


def _sent_with(request):
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in fields if not name.startswith(("proof-", "csrf"))]


@open_while_shut
@sensitive_post_parameters()
@require_POST
def prove(request):
    """Check her code, passkey or passphrase; then go to the page where she was, with what she sent there."""
    form = ProofForm(request.POST)
    if form.is_valid():
        try:
            _prove(request, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            path = form.cleaned_data["next"]
            if not (url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path.startswith("/")):
                return redirect("house:start")
            return redirect(path, preserve_request=form.cleaned_data["again"])
    return _ask(request, form)


def _prove(request, *, code, credential, passphrase, **_rest):
    """Raises WrongCode, PasskeyNotKnown, WrongPassphrase, TooManyTries."""
    person = request.user
    if not second_factor.factors_of(person).count:
        prove_passphrase(request, passphrase=passphrase)
        reauthenticate_by_password(request)
    elif credential:
        prove_passkey(person, credential)
        record_authentication(request, person, "mfa", type=second_factor.PASSKEY, reauthenticated=True)
    else:
        place = throttle.place_of(request, person.sign_in_name)
        if second_factor.accept_code(person=person, code=code, address=place, kinds=(second_factor.APP,)) is None:
            raise WrongCode
        record_authentication(request, person, "mfa", type=second_factor.APP, reauthenticated=True)
