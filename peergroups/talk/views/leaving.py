"""The page on which a member leaves the group."""

from functools import partial

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from house.answers import form_page
from house.errors import NotHere
from house.sign_in.views.proof import prove_passphrase
from peergroups.groups.models.seats import Seat
from peergroups.talk.forms import LeaveForm
from peergroups.talk.services.leaving import leave_group, seat_to_leave
from peergroups.talk.views.talk import page_or_form


@sensitive_post_parameters()
@page_or_form
def leave(request, group_id):
    """Say what each way of leaving does, and leave. Whoever left reads that, also when she sends it twice."""
    try:
        seat = seat_to_leave(request.user, group_id)
    except NotHere:
        if not Seat.objects.filter(group=group_id, person=request.user, has_left=True).exists():
            raise
        return redirect("peergroups:groups")
    return form_page(
        request,
        form=LeaveForm(request.POST or None),
        first=partial(prove_passphrase, request),
        verb=partial(leave_group, actor=request.user, group_id=group_id),
        template="peergroups/talk/leave.html",
        context={"group": seat.group, "is_paused": seat.state == Seat.State.PAUSED},
        done=_("Je bent gestopt met deze groep."),
        back="peergroups:groups",
    )
