"""Pages about her feed: what it gives away, the link, and the calendar that is fetched with it."""

import gzip

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from house.errors import NotHere, Refusal
from house.guards import about_keys
from house.throttle import address_of
from programs.feeds import services


@require_safe
def feed(request):
    return render(request, "programs/feeds/feed.html", _feed_context(request.user))


@about_keys
@require_http_methods(["GET", "POST"])
def new_feed(request):
    """Show what a feed gives away; then the link, once: only this answer holds its key."""
    context = _feed_context(request.user)
    if request.method == "POST":
        key = services.make_feed(actor=request.user)
        context["address"] = request.build_absolute_uri(reverse("programs:calendar", args=[key]))
    return render(request, "programs/feeds/new_feed.html", context)


def _feed_context(person):
    """The context of her pages. Raises NotHere if she neither lives nor works here."""
    if (place := services.place_of(person)) is None:
        raise NotHere
    return {"feed": services.feed_of(person), "is_stay": place.kind == "Stay"}


@require_POST
def end_feed(request):
    services.end_feed(actor=request.user)
    done = _("De link werkt niet meer. Verwijder de agenda ook op je telefoon, dan is ook weg wat daar al stond.")
    messages.success(request, done)
    return redirect("programs:feed" if services.place_of(request.user) else "house:me")


@require_POST
def end_feed_of(request, person_id):
    services.end_feed_of(actor=request.user, person_id=person_id)
    messages.success(request, _("De link werkt niet meer. Zij kan zelf een nieuwe maken."))
    return redirect("house:person", person_id)


@login_not_required
@require_safe
def calendar(request, key):
    """The calendar, fetched a few times a day without cookies. A refusal has no text, because nobody would read it."""
    try:
        feed = services.open_feed(key=key, address=address_of(request))
    except Refusal as refusal:
        again = {"Retry-After": refusal.retry_after_s} if refusal.status == 429 else None
        return HttpResponse(status=refusal.status, headers=again)
    is_zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    lines = services.told(feed)
    etag = f'"{services.tag_of(feed, lines)}{"-gzip" if is_zipped else ""}"'
    response = get_conditional_response(request, etag=etag) or _file(services.calendar_of(feed, lines), is_zipped)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = (
        "private, no-cache"  # may be stored: the program that fetches it stores it anyway
    )
    response.headers["Content-Language"] = feed.language
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _file(body, is_zipped):
    headers = {"Content-Disposition": 'inline; filename="week.ics"'}
    if is_zipped:
        body, headers["Content-Encoding"] = gzip.compress(body, 3, mtime=0), "gzip"
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
