"""Pages about the meetings of a group, for its facilitators and the coordinator of its house."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from house.answers import form_page
from peergroups.groups.models.groups import PeerGroup
from peergroups.meetings import services
from peergroups.meetings.forms import MeetingsForm
from programs.sessions.models.sessions import Session

SHOWN = 8


def _group_or_404(request, group_id):
    tended = PeerGroup.objects.tended_by(request.user).select_related("house", "series__room", "series__training")
    return get_object_or_404(tended, pk=group_id)


@require_safe
def meetings(request, group_id):
    group = _group_or_404(request, group_id)
    led = Session.objects.led_by(request.user).filter(series=group.series) if group.series else Session.objects.none()
    coming = led.to_come()[:SHOWN].told_to(request.user)
    context = {
        "group": group,
        "coming": coming,
        "holds": PeerGroup.objects.facilitated_by(request.user).filter(pk=group_id),
    }
    return render(request, "peergroups/meetings/meetings.html", context)


def start(request, group_id):
    group = _group_or_404(request, group_id)
    back = reverse("peergroups:meetings", args=[group_id])
    return form_page(
        request,
        form=MeetingsForm(request.POST or None, house=group.house),
        verb=partial(services.start_meetings, actor=request.user, group_id=group_id),
        template="peergroups/meetings/start_meetings.html",
        context={"back": back},
        done=_("De bijeenkomsten staan in de week van wie erbij hoort."),
        back=back,
    )
