"""Pages with her own data, and to erase all of it."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from house.answers import form_page
from house.guards import about_keys, behind_proof
from house.people.views import coordinator_only
from house.privacy.forms.erasure import EraseForm
from house.privacy.services import erasure
from house.privacy.services.personal_data import backups_in_words, everything_of
from house.sign_in.views.proof import prove_passphrase


@behind_proof
@require_safe
def kept(request):
    context = {"everything": everything_of(request.user), "backups": backups_in_words()}
    return render(request, "house/privacy/kept.html", context)


@about_keys
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def erase(request):
    """Ask to be erased, with her passphrase; it waits some days."""
    return form_page(
        request,
        form=EraseForm(request.POST or None),
        first=partial(prove_passphrase, request),
        verb=partial(erasure.ask, actor=request.user),
        template="house/privacy/erase.html",
        context={"backups": backups_in_words()},
        done=_("We hebben het gehoord. Tot die dag kun je het terugnemen."),
        back="house:me",
    )


@about_keys
@require_POST
def stay(request):
    erasure.take_back(actor=request.user)
    messages.success(request, _("Alles blijft staan. Fijn dat je er bent."))
    return redirect("house:me")


@about_keys
@coordinator_only
@require_POST
def stop(request, person_id):
    erasure.stop(actor=request.user, person_id=person_id)
    messages.success(request, _("Alles van haar blijft staan. Zij leest dat jij dit deed."))
    return redirect("house:person", person_id)
