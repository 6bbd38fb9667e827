"""What the talk shows of reports, asked again by an open talk, and answers that the reporter puts away."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from house.guards import unattended
from peergroups.care.queries import told_to
from peergroups.care.services import put_away as put_answer_away
from peergroups.groups.queries import seat_of
from peergroups.talk.views.answers import wants_json


@unattended
@require_safe
def told(request, group_id):
    """The markup above the composer, with its mark."""
    here = told_to(request.user).in_group(seat_of(request.user, group_id).group_id)
    markup = render_to_string("peergroups/care/_told.html", {"told": here}, request)
    return JsonResponse({"mark": here.mark, "markup": markup})


@require_POST
def put_away(request, report_id):
    report = put_answer_away(actor=request.user, report_id=report_id)
    if wants_json(request):
        return JsonResponse({})
    if request.POST.get("page") == "groups":
        return redirect("peergroups:groups")
    return redirect(f"{reverse('peergroups:talk', args=[report.group_id])}#schrijf")
