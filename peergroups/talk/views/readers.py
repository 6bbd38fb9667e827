"""What stands on every page of a group: its name, who reads along, and her own seat."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _, ngettext

from peergroups.groups.models import Seat
from peergroups.talk.views.lines import blank_reactions


def facilitators(group_id):
    """All who have a place as facilitator of this group: who reads along, who comes, and whose post ended meanwhile.

    Nobody is left out, so that nobody can begin to read whom this page did not name.
    """
    reading = set(Seat.objects.counting().facilitators().filter(group=group_id).values_list("pk", flat=True))
    seats = Seat.objects.facilitators().not_ended().filter(group=group_id).prefetch_related("questions__answered_by")
    return [{"seat": seat, "reads": seat.pk in reading, "question": seat.questions.last()} for seat in seats]


def reads_along(group_id):
    return _in_words(*_holders([group_id])[group_id])


def reads_reports(group_id, is_about_staff):
    """Who reads what somebody lets know; about a facilitator that is never a facilitator."""
    if is_about_staff:
        return _("De coördinator van het huis leest wat je laat weten.")
    names, coming = _holders([group_id])[group_id]
    if not names:
        return _in_words(names, coming)
    sentences = ngettext("%(names)s leest wat je laat weten.", "%(names)s lezen wat je laat weten.", len(names))
    return sentences % {"names": _listed(names)}


def frame(seat):
    return frames([seat])[0]


def frames(seats):
    """The frame of each seat, in their order. Two queries for all who read along, or come to."""
    holders = _holders([seat.group_id for seat in seats])
    return [
        {
            "group": seat.group,
            "seat": seat,
            "readers": _in_words(*holders[seat.group_id]),
            "blank_reactions": blank_reactions(),
        }
        for seat in seats
    ]


def _holders(group_ids):
    """Group to the names of those who hold it today, and to the seats of those who come to."""
    holders = {group_id: ([], []) for group_id in group_ids}
    for seat in Seat.objects.counting().facilitators().filter(group__in=group_ids):
        holders[seat.group_id][0].append(seat.alias)
    for seat in Seat.objects.waiting().facilitators().filter(group__in=group_ids):
        holders[seat.group_id][1].append(seat)
    return holders


def _in_words(names, coming):
    """'Gina leest mee. Joke komt erbij, niet eerder dan zondag 6 december, 14:05.'"""
    if not names:
        told = _("Er leest nu geen begeleider mee.")
    else:
        told = ngettext("%(names)s leest mee.", "%(names)s lezen mee.", len(names)) % {"names": _listed(names)}
    return " ".join([told, *(_comes(seat) for seat in coming)])


def _comes(seat):
    if not seat.waits_for_a_moment:
        return _("%(name)s leest nog niet mee.") % {"name": seat.alias}
    when = date_format(timezone.localtime(seat.opens_at), "l j F, G:i")
    return _("%(name)s komt erbij, niet eerder dan %(when)s.") % {"name": seat.alias, "when": when}


def _listed(names):
    return get_text_list(names, _("en"))
