"""The meetings of a group, for who holds it and for who runs its house."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from house.answers import form_page
from house.errors import NotHere
from peergroups import services
from peergroups.meeting_forms import ChangeMeetingsForm, EndMeetingsForm, StartMeetingsForm
from peergroups.models import PeerGroup
from programs.models import Session

SHOWN = 8


def _group_or_404(request, group_id):
    tended = PeerGroup.objects.tended_by(request.user).select_related("house", "series__room", "series__training")
    return get_object_or_404(tended, pk=group_id)


@require_safe
def meetings(request, group_id):
    group = _group_or_404(request, group_id)
    led = Session.objects.led_by(request.user).filter(series=group.series) if group.series else Session.objects.none()
    coming = list(led.to_come().told_to(request.user)[:SHOWN])
    context = {"group": group, "coming": coming, "holds": PeerGroup.objects.held_by(request.user).filter(pk=group_id)}
    return render(request, "peergroups/meetings.html", context)


def _about(request, group, **more):
    back = reverse("peergroups:meetings", args=[group.pk])
    context = {"group": group, "back": back, "title": more.pop("title"), "button": more.pop("button")}
    return form_page(request, template="peergroups/meetings_form.html", context=context, back=back, **more)


def start(request, group_id):
    group = _group_or_404(request, group_id)
    return _about(
        request,
        group,
        form=StartMeetingsForm(request.POST or None, house=group.house),
        verb=partial(services.start_meetings, actor=request.user, group_id=group_id),
        title=_("Bijeenkomsten beginnen"),
        button=_("Zet in de week"),
        done=_("De bijeenkomsten staan in de week van wie erbij hoort."),
    )


def change(request, group_id):
    group = _with_meetings(request, group_id)
    return _about(
        request,
        group,
        form=ChangeMeetingsForm(request.POST or None, house=group.house, series=group.series),
        verb=partial(services.change_meetings, actor=request.user, group_id=group_id),
        title=_("Vanaf een dag anders"),
        button=_("Verander"),
        done=_("Veranderd. Wie erbij hoort, ziet het in haar week. Wat al apart verplaatst was, bleef staan."),
    )


def end(request, group_id):
    group = _with_meetings(request, group_id)
    return _about(
        request,
        group,
        form=EndMeetingsForm(request.POST or None),
        verb=partial(services.end_meetings, actor=request.user, group_id=group_id),
        title=_("De bijeenkomsten houden op"),
        button=_("Laat ze ophouden"),
        done=_("Na die dag zijn er geen bijeenkomsten meer. Het gesprek van de groep gaat gewoon door."),
    )


def _with_meetings(request, group_id):
    group = _group_or_404(request, group_id)
    if group.series is None:
        raise NotHere
    return group
