"""The twins over HTTP of the live connection, for clients without one."""

import json

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from house.errors import Refusal
from house.guards import unattended
from house.line.frames import welcome
from peergroups.groups.queries import whys_out
from peergroups.talk import frames
from peergroups.talk.forms import HaveForm, NumberForm
from peergroups.talk.queries import page_since, seats_around
from peergroups.talk.services.unread import read_up_to, unread_in_groups
from peergroups.talk.views.answers import refused_json, wants_json
from peergroups.talk.views.readers import reads_along


@unattended
@require_POST
def read(request, group_id):
    form = NumberForm(request.POST)
    if not form.is_valid():
        return refused_json(form)
    read_up_to(actor=request.user, group_id=group_id, **form.cleaned_data)
    return JsonResponse(form.cleaned_data) if wants_json(request) else redirect("peergroups:talk", group_id)


@unattended
@require_safe
def sync(request):
    """The frames that an open line would have sent: a welcome, and what is new of each group in `have`."""
    form = HaveForm(request.GET)
    if not form.is_valid():
        return refused_json(form)
    counts = unread_in_groups(request.user)
    standings = {count.group_id: count.standing for count in counts}
    encoded = [welcome(groups=frames.unread(counts))]
    for group_id, version in form.cleaned_data["have"].items():
        encoded += _news(request.user, group_id, version, standings)
    return HttpResponse(f'{{"frames":[{",".join(encoded)}]}}', content_type="application/json")


def _news(person, group_id, version, standings):
    try:
        page = page_since(actor=person, group_id=group_id, version=version)
        around = seats_around(actor=person, group_id=group_id)
        standing = frames.standing(group_id, standings[group_id])
    except (Refusal, KeyError):
        return [frames.gone(group_id, whys_out(person, [group_id])[group_id])]
    return [frames.seats(group_id, around), frames.page(page), _readers(group_id), standing, frames.care(group_id)]


def _readers(group_id):
    return json.dumps({"t": "readers", "group": str(group_id), "sentence": reads_along(group_id)})
