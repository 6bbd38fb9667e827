"""Pages about being called by her phone, and what the phone itself asks."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from house.answers import form_page
from house.errors import NotHere
from house.guards import behind_proof, open_when_locked, unattended
from house.people.queries.quiet import quiet_hours_of
from house.push import parcels
from house.push.forms import CallsForm, SubscribeForm
from house.push.models import Moments, Subscription
from house.push.queries import newest_source
from house.push.services import subscriptions


def _here(request):
    return Subscription.objects.filter(device=request.device).first()


@behind_proof
@require_http_methods(["GET", "POST"])
def push(request):
    """What a phone then shows and who carries it; her choice for this device, made or changed."""
    subscription = _here(request)
    is_on = subscription is not None and not subscription.is_gone
    form, verb, done = (
        (CallsForm, subscriptions.choose, _("Bewaard."))
        if is_on
        else (SubscribeForm, subscriptions.subscribe, _("Dit apparaat geeft je nu een seintje."))
    )
    return form_page(
        request,
        form=form(request.POST or None, subscription=subscription),
        verb=partial(verb, actor=request.user, device_id=request.device.pk),
        template="house/push/push.html",
        context={
            "subscription": subscription,
            "is_on": is_on,
            "public_key": parcels.public_key(),
            "quiet_hours": _quiet_hours(request.user),
        },
        done=done,
        back="house:push",
    )


def _quiet_hours(person):
    """The hours in which she is not called, in words."""
    return [hours.in_words for hours in sorted(quiet_hours_of([person.pk])[person.pk]) if hours]


@require_POST
def push_off(request):
    subscriptions.unsubscribe(actor=request.user, device_id=request.device.pk)
    messages.success(request, _("Dit apparaat geeft je geen seintje meer."))
    return redirect("house:push")


@require_POST
def push_silent(request):
    """A day without calls, or no longer."""
    if "again" in request.POST:
        subscriptions.speak_again(actor=request.user, device_id=request.device.pk)
        messages.success(request, _("Dit apparaat geeft je weer een seintje."))
    else:
        subscriptions.be_silent_for_a_day(actor=request.user, device_id=request.device.pk)
        messages.success(request, _("Een dag lang blijft het stil."))
    return redirect("house:push")


@require_POST
def push_confirm(request):
    """Each month the house asks whether she still wants it."""
    subscriptions.confirm(actor=request.user, device_id=request.device.pk)
    messages.success(request, _("Goed. Over een maand vragen we het weer."))
    return redirect("house:start")


@open_when_locked
@unattended
@require_safe
def push_still(request):
    """A phone asks whether it may still call her, for the call may be older than her sign-out.

    204, or 423 while this device may not. Raises NotHere when it is called no more.
    """
    hers = Subscription.objects.filter(device=request.device)
    if not hers.exists():
        raise NotHere
    may_call = hers.that_may_call(Moments.at(timezone.now())).exists()
    return HttpResponse(status=204 if may_call else 423)


@require_safe
def newest(request):
    """Lead her to the newest thing that she has not seen."""
    source = newest_source(request.user)
    return redirect((source and source.leads_to(request.user)) or "house:start")
