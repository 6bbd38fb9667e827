"""How a page answers a form, here and in the other apps."""

import hashlib
from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render, resolve_url

from house.errors import NotHere, Refusal
from house.registry import registry
from house.retry import once_more
from house.upkeep.services.once import send_once


def answer_form(request, template, context):
    """The page again with what was typed and what is wrong: 422."""
    return render(request, template, context, status=422)


def form_page(request, *, form, verb, template, context, done, back, before_showing=None, once=False, first=None):
    """Show a form, or carry out `verb(**cleaned_data)` and go `back` with the sentence `done`.

    A refusal comes back above the form, with everything that was typed; NotHere stays a 404. `back` may be a function
    of what the verb gave. A page that tells of another person needs `before_showing`, which writes down who looks.
    What makes something new is done `once`, however often that page is sent. What takes long is done `first`, before
    anything is locked: it gets what was typed, and gives what the verb gets.
    """

    def do():
        outcome = verb(**told)
        return resolve_url(back(outcome) if callable(back) else back)

    if form.is_bound and form.is_valid():
        told, form.cleaned_data = form.cleaned_data, {}  # it and its fields hold each other, and so a file
        try:
            told = first(**told) if first else told
            mark = _mark_of(request) if once else None
            led_to, is_first = once_more(partial(send_once, mark, do) if mark else lambda: (do(), True))
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
    match = request.resolver_match
    return getattr(match.func, "is_behind_proof", match.app_name in registry.behind_proof)


def sent_once_more(request):
    """All that she sent, with its token, so that what is done once stays done once.

    None where it was nothing, or holds a secret or a file: neither may stand in a page.
    """
    is_secret = hasattr(request, "sensitive_post_parameters")
    if request.method != "POST" or is_secret or request.FILES:
        return None
    return [(name, value) for name, values in request.POST.lists() for value in values]
