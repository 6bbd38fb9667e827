"""The worker of the browser, and the pages that a phone shows without a net."""

import gzip
from functools import partial
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from house import throttle
from house.answers import form_page
from house.guards import open_when_locked, unattended
from house.offline import services
from house.offline.forms import KeptForm
from house.offline.queries import NOTHING, kept_by
from house.offline.script import kept_page, worker_script
from house.people.models.houses import House
from house.registry import registry


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


@require_http_methods(["GET", "POST"])
def offline(request):
    """Choose what this device keeps. On one that others use too there is nothing to choose."""
    device = request.device
    if throttle.is_shared(request):
        services.keep_nothing(device)
        return render(request, "house/offline/shared.html", {"keeps": NOTHING})
    chosen = {"keeps_week": device.keeps_week, "keeps_numbers": device.keeps_numbers}
    return form_page(
        request,
        form=KeptForm(request.POST if request.method == "POST" else None, initial=chosen),
        verb=partial(services.choose_kept, actor=request.user, device_id=device.pk),
        template="house/offline/offline.html",
        context={"keeps": kept_by(request)},
        done=_("Bewaard."),
        back="house:offline",
    )


@unattended
@require_safe
def kept_week(request):
    """Her days as her phone keeps them; 204 when she did not choose it. A page of hers asks it now and then."""
    if not request.device.keeps_week or throttle.is_shared(request):
        return HttpResponse(status=204)
    days = [day for page in registry.quiet_pages for day in page.days(request.user)]
    return _kept(request, "week", days=days, kept_at=timezone.localtime())


@unattended
@require_safe
def kept_help(request):
    """Help with the numbers of her houses, as her phone keeps it; 204 when she did not choose it."""
    if not request.device.keeps_numbers or throttle.is_shared(request):
        return HttpResponse(status=204)
    return _kept(request, "help", houses=House.objects.to_call_for(request.user))


def _kept(request, name, **context):
    return HttpResponse(kept_page(name, text_size=request.user.text_size, **context))
