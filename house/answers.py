"""How a page answers a form, here and in the other apps."""

import hashlib

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render, resolve_url

from house.duties import registry
from house.errors import NotHere, Refusal
from house.forms.devices import OpenForm
from house.services.sending import send_once


def answer_form(request, template, context):
    """The page again with what was typed and what is wrong: 422."""
    return render(request, template, context, status=422)


def form_page(request, *, form, verb, template, context, done, back, before_showing=None, once=False):
    """Show a form, or carry out `verb(**cleaned_data)` and go `back` with the sentence `done`.

    A refusal comes back above the form, with everything that was typed; NotHere stays a 404. `back` may be a function
    of what the verb gave. A page that tells of another person needs `before_showing`, which writes down who looks.
    What makes something new is done `once`, however often that page is sent.
    """

    def do():
        outcome = verb(**form.cleaned_data)
        return resolve_url(back(outcome) if callable(back) else back)

    if form.is_bound and form.is_valid():
        try:
            mark = _mark_of(request) if once else None
            led_to, is_first = send_once(mark, do) if mark else (do(), True)
        except NotHere:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            if is_first:
                messages.success(request, done)
            return redirect(led_to)
    if before_showing:
        before_showing()
    context = context | {"form": form}
    return answer_form(request, template, context) if form.is_bound else render(request, template, context)


def _mark_of(request):
    """What tells this page with these words on it from any other: its token differs each time that it is shown.

    None where there is no token, for then it was no page.
    """
    if "csrfmiddlewaretoken" not in request.POST:
        return None
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    told = (str(request.user.pk), request.path, sorted(request.POST.lists()), files)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def is_asked_by_script(request):
    """A script waits for the answer; nobody would read a page."""
    return bool(request.htmx) or request.headers.get("Sec-Fetch-Dest") == "empty" or not request.accepts("text/html")


def is_behind_proof(request):
    """Is this page for her eyes only, however long she was away?"""
    return request.resolver_match.view_name.startswith(tuple(registry.behind_proof))


def lock_page(request, *, refusal, form=None, keeps=False):
    """Ask for the code, or for the passphrase of who has none. A script gets the bare fact.

    What was sent to a page behind proof, or where the caller `keeps` it, is sent again once it is open.
    """
    if is_asked_by_script(request):
        return JsonResponse({"code": refusal.code, "message": str(refusal.message)}, status=refusal.status)
    is_read = request.method in ("GET", "HEAD")
    is_kept = not is_read and (keeps or is_behind_proof(request))
    form = form or OpenForm(initial={"next": request.get_full_path() if is_read or is_kept else "", "again": is_kept})
    context = {
        "lock_form": form,
        "refusal": refusal,
        "is_kept": form["again"].value(),
        "sent": _sent_with(request) if form["again"].value() else [],
        "is_lost": not (is_read or is_kept or form.is_bound),
    }
    return render(request, "house/lock.html", context, status=422 if form.is_bound else refusal.status)


def _sent_with(request):
    """What she wrote in the form that found the lock, for it to be sent again when she opened it."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in fields if not name.startswith(("lock-", "csrf"))]
