"""Answer a form with a page. All apps use this."""

import hashlib
from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render, resolve_url

from house.errors import NotHere, Refusal
from house.registry import registry
from house.retry import once_more
from house.upkeep.services.once import send_once, where_it_led


def answer_form(request, template, context):
    """The page again with what was typed and what is wrong: 422."""
    return render(request, template, context, status=422)


def form_page(request, *, form, verb, template, context, done, back, before_showing=None, once=False, first=None):
    """Show a form, or carry out `verb(**cleaned_data)` and go `back` with the message `done`.

    A refusal is shown above the form, with everything that was typed; NotHere stays a 404. `back` may be a function of
    the verb's result. A page about another person needs `before_showing`, which writes to the access log who looks.
    With `once` the verb is carried out once, however often the same page is sent; sent again, it leads where it led
    before. Slow work goes in `first`, before anything is locked: it gets the cleaned data, and returns the arguments of
    the verb.
    """
    mark = _mark_of(request) if once and form.is_bound else None
    if mark and (led_to := where_it_led(mark)):  # before validation, which may refuse what the first sending made
        return redirect(led_to)

    if form.is_bound and form.is_valid():
        arguments, form.cleaned_data = form.cleaned_data, {}  # a reference cycle would keep an uploaded file in memory
        try:
            arguments = first(**arguments) if first else arguments
            do = partial(_done, verb, arguments, back)
            led_to, is_first = once_more(partial(send_once, mark, do) if mark else lambda: (do(), True))
        except NotHere:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            if is_first:
                messages.success(request, done)
            return redirect(led_to)
    if mark and (led_to := where_it_led(mark)):  # the same page, sent at the same moment, was first
        return redirect(led_to)
    return _shown(request, form, template, context, before_showing)


def _shown(request, form, template, context, before_showing):
    if before_showing:
        before_showing()
    return (answer_form if form.is_bound else render)(request, template, context | {"form": form})


def _done(verb, arguments, back):
    """Carry out the verb; returns the address of the page to go to."""
    outcome = verb(**arguments)
    return resolve_url(back(outcome) if callable(back) else back)


def _mark_of(request):
    """A hash of this page with this input: its token differs each time that the page is shown.

    None without a token, for then no page sent it.
    """
    if "csrfmiddlewaretoken" not in request.POST:
        return None
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    content = (str(request.user.pk), request.path, sorted(request.POST.lists()), files)
    return hashlib.sha256(repr(content).encode()).hexdigest()


def is_asked_by_script(request):
    """Does a script wait for the answer? Nobody would read a page then.

    Our worker fetches whole pages for her: a browser says "empty" of those too, and that she navigates.
    """
    headers = request.headers
    is_fetched = headers.get("Sec-Fetch-Dest") == "empty" and headers.get("Sec-Fetch-Mode") != "navigate"
    return bool(request.htmx) or is_fetched or not request.accepts("text/html")


def is_behind_proof(request):
    """Is this page for her eyes only, so that her code is asked after she was away?"""
    match = request.resolver_match
    return getattr(match.func, "is_behind_proof", match.app_name in registry.behind_proof)


def sent_once_more(request):
    """All fields that she sent, with the token, so that a page that is carried out once stays so.

    None when she sent nothing, or a secret or a file: neither may stand in a page.
    """
    is_secret = hasattr(request, "sensitive_post_parameters")
    if request.method != "POST" or is_secret or request.FILES:
        return None
    return [(name, value) for name, values in request.POST.lists() for value in values]
