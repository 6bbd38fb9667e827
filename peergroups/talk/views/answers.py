"""Answer a form of the talk as a page, or as JSON for talk.js."""

from django.http import JsonResponse

from house.errors import BadFrame, NotHere, Refusal
from peergroups.errors import Empty, TooLong


def wants_json(request):
    return not request.accepts("text/html")


def carry_out(form, verb):
    """The result of `verb(**cleaned_data)`, or None after a refusal: the form then holds the reason.

    NotHere stays a 404.
    """
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
    """The reason why a form was refused, with the members of a `refused` frame."""
    refusal = getattr(form, "refusal", None)
    payload = {
        "code": refusal.code if refusal else _code_of(form),
        "message": " ".join(str(error) for errors in form.errors.values() for error in errors),
    }
    if wait := getattr(refusal, "retry_after_s", None):
        payload["retry_after_s"] = wait
    return JsonResponse(payload, status=refusal.status if refusal else 422)


def _code_of(form):
    """The error code of an invalid form. Errors in fields that she did not type are the page's own fault: BadFrame."""
    if form.errors.keys() - {"text", "note", "value"}:
        return BadFrame.code
    first = next(error for errors in form.errors.as_data().values() for error in errors)
    return CODES.get(first.code, BadFrame.code)
