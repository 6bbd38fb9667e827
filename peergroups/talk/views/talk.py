"""Pages of the talk: the talk itself, one message, and older messages."""

import re
from functools import partial

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from house.errors import NotHere
from peergroups import limits
from peergroups.agreements.services import current_agreements
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import seat_of
from peergroups.groups.standing import standing_of
from peergroups.limits import TEXT_MAX
from peergroups.seats.services.sleeping import note_visit
from peergroups.talk import queries
from peergroups.talk.forms import MessageChangeForm, MessageForm, StretchForm
from peergroups.talk.links import links_in
from peergroups.talk.services.change import change_message
from peergroups.talk.services.hide import why_not_hidden
from peergroups.talk.services.store import post_message
from peergroups.talk.views import lines, rows
from peergroups.talk.views.answers import carry_out, refused_json, wants_json
from peergroups.talk.views.readers import frame

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@page_or_form
def talk(request, group_id):
    seat = seat_of(request.user, group_id)
    if seat.is_nameless and request.method != "POST":
        return redirect("peergroups:name", group_id)
    note_visit(seat)
    form = MessageForm(request.POST or None, initial={"reply_to": request.GET.get("reply_to")})
    if not form.is_bound:
        return render(request, "peergroups/talk/talk.html", _talk_page(request, seat, form))
    said = carry_out(form, partial(post_message, actor=request.user, group_id=group_id))
    if wants_json(request):
        return JsonResponse({"number": said.number, "version": said.version}) if said else refused_json(form)
    if said:
        return redirect(f"{reverse('peergroups:talk', args=[group_id])}?newest#nu")
    return render(request, "peergroups/talk/talk.html", _talk_page(request, seat, form), status=422)


def _talk_page(request, seat, form):
    """Where she left. Without script, `?newest` leads to the newest."""
    around = queries.seats_known_to(seat)
    hidden = {each["id"] for each in around if "hidden" in each}
    arrival = queries.where_she_left(seat, language=request.user.language, hidden=hidden)
    is_whole = "newest" in request.GET or form.is_bound
    history = queries.history_from(seat, language=request.user.language) if is_whole else arrival.history
    drawn = lines.draw(request.user, seat, history.messages, around, first_new=arrival.first_new)
    hers = frame(seat)
    return hers | {
        "agreements": current_agreements(seat.group) if hers["asked"] or not drawn else None,
        "rows": rows.rows_of(drawn),
        "blank_row": rows.blank_row(shows_signs=seat.is_facilitator),
        "first": drawn[0].number if drawn else "",
        "last": drawn[-1].number if drawn else "",
        "history": history,
        "arrival": arrival,
        "seats": around,
        "shut": " ".join(str(pk) for pk in _shut_by_hand(seat)),
        "now": timezone.now().isoformat(timespec="seconds"),
        "zone": settings.TIME_ZONE,
        "form": form,
        "reply": _replied_to(request, seat, form),
        "text_max": TEXT_MAX,
        "edit_minutes": limits.EDIT_MINUTES,
    }


def _shut_by_hand(seat):
    """The frozen seats of the group, for a facilitator alone."""
    frozen = Seat.objects.filter(group=seat.group_id, state=Seat.State.FROZEN)
    return frozen.values_list("pk", flat=True) if seat.is_facilitator else []


def _replied_to(request, seat, form):
    number = form["reply_to"].value()
    if not re.fullmatch(r"[0-9]{1,15}", str(number or "")):
        return None
    try:
        return lines.draw_one(request.user, seat, int(number))
    except NotHere:
        return None


@page_or_form
def message(request, group_id, number):
    seat = seat_of(request.user, group_id)
    line = lines.draw_one(request.user, seat, number)
    form = MessageChangeForm(request.POST or None, initial={"value": line.text})
    if not form.is_bound:
        return render(request, "peergroups/talk/message.html", _message_page(seat, line, form))
    verb = partial(change_message, actor=request.user, group_id=group_id, number=number)
    version = carry_out(form, verb)
    if wants_json(request):
        return JsonResponse({"version": version}) if version else refused_json(form)
    if version:
        return redirect(f"{reverse('peergroups:talk', args=[group_id])}#b{number}")
    return render(request, "peergroups/talk/message.html", _message_page(seat, line, form), status=422)


@require_safe
def links(request, group_id, number):
    """Show where the links of a message go, before she follows one; the message itself when they are gone."""
    seat = seat_of(request.user, group_id)
    line = lines.draw_one(request.user, seat, number)
    found = {link.url: link for link in links_in(line.text)} if line.has_words else {}
    if not found:
        return redirect("peergroups:message", group_id, number)
    return render(request, "peergroups/talk/links.html", frame(seat) | {"line": line, "links": found.values()})


def _message_page(seat, line, form):
    own_reactions = {reaction["name"] for reaction in line.reactions if reaction["is_mine"]}
    choices = [choice | {"is_mine": choice["name"] in own_reactions} for choice in lines.blank_reactions()]
    minutes = (timezone.now() - line.at).total_seconds() / 60
    can_edit = line.is_own and standing_of(seat).writes and minutes < limits.EDIT_MINUTES
    row = rows.row_alone(line)
    can_hide = not line.is_own and why_not_hidden(seat, line.seat["kind"]) is None
    page = {"line": line, "row": row, "form": form, "choices": choices, "can_edit": can_edit, "can_hide": can_hide}
    return frame(seat) | page | {"peer": _peer_to_shut(seat, line)}


def _peer_to_shut(seat, line):
    """The seat of the peer who said this, for a facilitator: she may close the group for her."""
    peers = Seat.objects.peers().not_ended().filter(group=seat.group_id, pk=line.seat["id"])
    return peers.first() if seat.is_facilitator else None


@require_safe
def messages(request, group_id):
    """A stretch of messages before or after a number: a page, or JSON for reading.js."""
    seat = seat_of(request.user, group_id)
    form = StretchForm(request.GET)
    stretch = form.cleaned_data if form.is_valid() else {}
    history = queries.history(actor=request.user, group_id=group_id, **stretch)
    if wants_json(request):
        return JsonResponse({"messages": history.messages, "newer": history.has_newer})
    drawn = lines.draw(request.user, seat, history.messages)
    ends = {"first": drawn[0].number, "last": drawn[-1].number} if drawn else {}
    context = {"rows": rows.rows_of(drawn), "history": history} | ends
    return render(request, "peergroups/talk/older.html", frame(seat) | context)
