"""One answer for a page and for talk.js: the same verb, told as a page or as JSON."""

from django.http import JsonResponse

from house.errors import BadFrame, NotHere, Refusal
from peergroups.errors import Empty, TooLong


def wants_json(request):
    return not request.accepts("text/html")


def carry_out(form, verb):
    """What `verb(**cleaned_data)` gave, or None when the form now says why not. NotHere stays a 404."""
    if not form.is_valid():
        return None
    try:
        return verb(**form.cleaned_data)
    except NotHere:
        raise
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        form.refusal = refusal
        return None


CODES = {"required": Empty.code, "max_length": TooLong.code}


def refused_json(form):
    """Why a form was not taken, in the words of a `refused` frame."""
    refusal = getattr(form, "refusal", None)
    told = {
        "code": refusal.code if refusal else _code_of(form),
        "message": " ".join(str(error) for errors in form.errors.values() for error in errors),
    }
    if wait := getattr(refusal, "retry_after_s", None):
        told["retry_after_s"] = wait
    return JsonResponse(told, status=refusal.status if refusal else 422)


def _code_of(form):
    """Why the words were not taken; whatever else is wrong with a form is the page's own fault."""
    if form.errors.keys() - {"text", "note", "value"}:
        return BadFrame.code
    first = next(error for errors in form.errors.as_data().values() for error in errors)
    return CODES.get(first.code, BadFrame.code)
