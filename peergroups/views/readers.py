"""What stands on every page of a group: its name, who reads along, and her own seat."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _, ngettext

from peergroups.models import Seat
from peergroups.views.lines import blank_reactions


def facilitators(group_id):
    """The seats of those who hold this group today."""
    return Seat.objects.counting().facilitators().filter(group=group_id)


def reads_along(group_id):
    return _in_words(_names([group_id]).get(group_id, []))


def reads_reports(group_id, is_about_staff):
    """Who reads what somebody lets know; about a facilitator that is never a facilitator."""
    if is_about_staff:
        return _("De coördinator van het huis leest wat je laat weten.")
    names = _names([group_id]).get(group_id, [])
    if not names:
        return _in_words(names)
    sentences = ngettext("%(names)s leest wat je laat weten.", "%(names)s lezen wat je laat weten.", len(names))
    return sentences % {"names": _listed(names)}


def frame(seat):
    return frames([seat])[0]


def frames(seats):
    """The frame of each seat, in their order. One query for all who read along."""
    names = _names([seat.group_id for seat in seats])
    return [
        {
            "group": seat.group,
            "seat": seat,
            "readers": _in_words(names.get(seat.group_id, [])),
            "blank_reactions": blank_reactions(),
        }
        for seat in seats
    ]


def _names(group_ids):
    """Group to the names of those who hold it today."""
    names = {}
    for seat in Seat.objects.counting().facilitators().filter(group__in=group_ids):
        names.setdefault(seat.group_id, []).append(seat.alias)
    return names


def _in_words(names):
    if not names:
        return _("Er leest nu geen begeleider mee.")
    return ngettext("%(names)s leest mee.", "%(names)s lezen mee.", len(names)) % {"names": _listed(names)}


def _listed(names):
    return get_text_list(names, _("en"))
