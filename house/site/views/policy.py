"""Reports of browsers when a page breaks its own content security policy. The reports stay in the house."""

import json
import logging

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

logger = logging.getLogger(__name__)

DIRECTIVES = {"script-src-elem", "script-src-attr", "script-src", "style-src-elem", "style-src-attr", "style-src"}
DIRECTIVES |= {"img-src", "font-src", "connect-src", "frame-src", "form-action", "media-src", "manifest-src"}
SOURCES = {"inline", "eval", "data", "blob", "https", "http", "wss", "ws", "chrome-extension", "moz-extension"}
TOLD_EVERY_S = 60 * 60


@csrf_exempt
@login_not_required
@require_POST
def broken(request):
    """One line in the log for each kind of breach, once an hour: the rule and the kind of source, nothing more.

    https://www.w3.org/TR/CSP3/#deprecated-serialize-violation
    """
    try:
        report = json.loads(request.body)["csp-report"]
        directive = report.get("effective-directive") or report["violated-directive"].split()[0]
        source = report["blocked-uri"].partition(":")[0]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, RequestDataTooBig):
        return HttpResponse(status=400)
    directive, source = _known(directive, DIRECTIVES), _known(source, SOURCES)
    if cache.add(f"policy:{directive}:{source}", 1, TOLD_EVERY_S):
        logger.warning("A page broke its own policy: %s refused %s.", directive, source)
    return HttpResponse(status=204)


def _known(value, words):
    """The value if it is a known word: anybody may send a report, so nothing else reaches the log and the cache."""
    return value if isinstance(value, str) and value in words else "something"
