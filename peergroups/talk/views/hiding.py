"""Hide a peer for oneself, and show her again. The pages say it themselves: another open tab would take a flash."""

from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from house.take import find
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import seat_of
from peergroups.seats.forms import AtMessageForm
from peergroups.talk.services.hide import hide_peer, show_peer, why_not_hidden
from peergroups.talk.views import lines
from peergroups.talk.views.readers import frame


@require_safe
def writer(request, group_id, number):
    """Say what hiding the writer of this message does, or why it cannot be; or show her again."""
    seat = seat_of(request.user, group_id)
    line = lines.draw_one(request.user, seat, number)
    peer = find(Seat.objects.exclude(pk=seat.pk).visible_to, request.user, line.seat["id"])
    context = {"line": line, "peer": peer, "refusal": why_not_hidden(seat, peer.kind)}
    return render(request, "peergroups/talk/hide.html", frame(seat) | context)


@require_POST
def hide(request, seat_id):
    peer = hide_peer(actor=request.user, seat_id=seat_id)
    return redirect(_where_she_was(request, peer))


@require_POST
def show(request, seat_id):
    peer = show_peer(actor=request.user, seat_id=seat_id)
    return redirect(_where_she_was(request, peer))


def _where_she_was(request, peer):
    """The message from which she came, or the page about the group."""
    form = AtMessageForm(request.POST)
    number = form.cleaned_data["number"] if form.is_valid() else None
    if number:
        return f"{resolve_url('peergroups:talk', peer.group_id)}#b{number}"
    return f"{resolve_url('peergroups:about', peer.group_id)}#leden"
