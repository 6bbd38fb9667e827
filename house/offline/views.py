"""The worker of the browser, and the pages that a phone shows without a net."""

import gzip
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from house.guards import open_when_locked
from house.offline.script import worker_script


@open_when_locked
@login_not_required
@require_safe
def worker(request):
    """The worker: the same for everybody who reads this language. A browser asks again whether it changed."""
    script = worker_script().encode()
    is_zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{sha256(script).hexdigest()[:20]}{"-gzip" if is_zipped else ""}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        gzip.compress(script, mtime=0) if is_zipped else script, content_type="text/javascript; charset=utf-8"
    )
    if is_zipped and response.status_code == 200:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"], response.headers["Cache-Control"] = etag, "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@open_when_locked
@login_not_required
@require_safe
def off(request):
    """The address of the page that Sluit shows without a net. With one it leads to the neutral site."""
    return render(request, "house/door/gone.html", {"leads_to": settings.LEAVE_TO})
