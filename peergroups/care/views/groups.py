"""The list of her groups, and the page about one group: its people, reports and waiting seats."""

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from house.access_log.services import log
from house.models import What
from house.retention import in_words
from peergroups.agreements.services import current_agreements
from peergroups.care.models import Report
from peergroups.care.queries import kept_lately, left_lately, told_to
from peergroups.errors import NeverHidden
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import seat_of
from peergroups.seats.services.admission import to_answer_about_by, to_open_by
from peergroups.seats.services.sleeping import SLEEPS_AFTER
from peergroups.talk.phrases import APPS, ENDINGS, LETTERS
from peergroups.talk.queries import peers_hidden_by
from peergroups.talk.services.unread import unread_counts
from peergroups.talk.signs import looked_for
from peergroups.talk.views.readers import facilitators, frame, frames


@require_safe
def groups(request):
    seats = Seat.objects.belonging_to(request.user).select_related("group")
    unread = unread_counts(request.user)
    tables = [table | {"unread": unread.get(table["group"].pk, 0)} for table in frames(seats)]
    context = {"tables": tables, "told": told_to(request.user), "was_seated": not tables and _was_seated(request.user)}
    return render(request, "peergroups/care/groups.html", context)


def _was_seated(person):
    """Did she have a place in a group that is over, or that counts only while she is in post?"""
    return Seat.objects.filter(person=person).exists()


@require_safe
def about(request, group_id):
    seat = seat_of(request.user, group_id)
    peers = Seat.objects.visible_to(request.user).filter(group=group_id).peers().not_ended().select_related("person")
    opens = {seat.pk for seat in to_open_by(request.user)}
    context = frame(seat) | {
        "facilitators": facilitators(group_id),
        "peers": _as_known_to(request.user, seat, peers, opens),
        "answers": {seat.pk for seat in to_answer_about_by(request.user)},
        "opens": opens,
        "hidden": peers_hidden_by(seat),
        "never_hidden": NeverHidden.message,
        "agreements": current_agreements(seat.group),
        "looked_for": looked_for(get_language()),
        "apps": APPS,
        "sleeps_after": in_words(SLEEPS_AFTER),
        "endings": ENDINGS,
        "letters": LETTERS,
        "kept": kept_lately(seat.group),
        "mine": Report.objects.visible_to(request.user).filter(group=group_id),
    }
    if seat.is_facilitator:
        context["left"] = left_lately(group_id)
        context["reports"] = Report.objects.to_answer_by(request.user).waiting().filter(group=group_id)
    return render(request, "peergroups/care/about.html", context)


def _as_known_to(person, seat, peers, opens):
    """The peers, each with the name that this person may know.

    Until she chose one, that is her name of outside for the facilitator who gives her card or opens her seat, and none
    for the group. That a name was shown is written to the access log.
    """
    peers = list(peers)
    for peer in peers:
        is_met = seat.is_facilitator and (peer.pk in opens or peer.person.sign_in_name is None)
        peer.known_as = peer.alias or (peer.person.chosen_name if is_met else "")
    met = [peer.person_id for peer in peers if peer.known_as and not peer.alias]
    if met:
        group = seat.group
        log.note(actor=person, house_id=group.house_id, whose=met, what=What.SEATS, detail=group.name)
    return peers
