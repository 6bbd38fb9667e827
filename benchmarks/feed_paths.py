"""The paths of the house, and two views to measure the feed beside."""

from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path

from programs.feeds import services


@login_not_required
def bare(request):
    return HttpResponse("")


@login_not_required
def by_icalendar(request, key):
    """The same rows and properties, by the library."""
    found = services.open_feed(key=key, address="")
    zone = ZoneInfo(settings.TIME_ZONE)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Week//Week//NL")
    calendar.add("version", "2.0")
    for name, starts_at, ends_at, changed_at, revision, _, title in map(services.moment, services.told(found)):
        event = icalendar.Event()
        event.add("uid", f"{name}@week")
        event.add("sequence", revision)
        event.add("dtstamp", changed_at)
        event.add("last-modified", changed_at)
        event.add("dtstart", starts_at.astimezone(zone))
        event.add("dtend", ends_at.astimezone(zone))
        event.add("summary", title)
        event.add("status", "CONFIRMED")
        event.add("transp", "OPAQUE")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


urlpatterns = [
    path("bare/", bare),
    path("icalendar/<str:key>", by_icalendar),
    path("", include("house.urls")),
]
