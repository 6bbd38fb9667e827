"""The answer of a locked device."""

from django.http import JsonResponse
from django.shortcuts import render

from house.answers import is_asked_by_script, is_behind_proof
from house.sign_in.forms.devices import OpenForm


def lock_page(request, *, refusal, form=None):
    """Ask for the code, or for the passphrase when there is no code. A script gets JSON.

    A form that was sent to a page behind proof is sent again after opening.
    """
    if is_asked_by_script(request):
        return JsonResponse({"code": refusal.code, "message": str(refusal.message)}, status=refusal.status)
    is_read = request.method in ("GET", "HEAD")
    is_kept = not is_read and is_behind_proof(request)
    form = form or OpenForm(initial={"next": request.get_full_path() if is_read or is_kept else "", "again": is_kept})
    context = {
        "lock_form": form,
        "refusal": refusal,
        "is_kept": form["again"].value(),
        "sent": sent_with(request) if form["again"].value() else [],
        "is_lost": not (is_read or is_kept or form.is_bound),
    }
    return render(request, "house/sign_in/lock.html", context, status=422 if form.is_bound else refusal.status)


def sent_with(request):
    """The fields of the form that met the lock, to send again after opening."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in fields if not name.startswith(("lock-", "csrf"))]
