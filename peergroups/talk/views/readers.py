"""The frame around every page of a group: its name, its facilitators and the reader's own seat."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _, ngettext

from house.cached_sql import CachedSql
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.groups.standing import standing_of
from peergroups.talk.views.lines import blank_reactions


def facilitators(group_id):
    """All facilitators of this group whose seat has not ended: they read, they wait, or they have no position now.

    All are listed, so that nobody starts to read without having stood on this page.
    """
    reading = set(Seat.objects.counting().facilitators().filter(group=group_id).values_list("pk", flat=True))
    seats = Seat.objects.facilitators().not_ended().filter(group=group_id).prefetch_related("questions__answered_by")
    return [{"seat": seat, "reads": seat.pk in reading, "question": seat.questions.last()} for seat in seats]


def reads_along(group_id):
    return _in_words(*_facilitators_by_group([group_id])[group_id])


def frame(seat):
    return frames([seat])[0]


def frames(seats):
    """The frame of each seat, in their order. Two queries for all facilitators, of now and to come.

    `sentence` tells how she stands in the group; it is empty where there is nothing to say.
    """
    facilitators = _facilitators_by_group([seat.group_id for seat in seats])
    return [
        {
            "group": seat.group,
            "seat": seat,
            "readers": _in_words(*facilitators[seat.group_id]),
            **_standing(seat),
            "blank_reactions": blank_reactions(),
        }
        for seat in seats
    ]


def _standing(seat):
    standing = standing_of(seat)
    says_nothing = standing.writes and standing.state == PeerGroup.State.OPEN
    return {"writes": standing.writes, "asked": standing.asked, "sentence": "" if says_nothing else standing.sentence}


def _facilitators_by_group(group_ids):
    """The names of the facilitators of now, and the seats of those who wait, by group."""
    facilitators = {group_id: ([], []) for group_id in group_ids}
    for seat in _reading.objects(group_ids):
        facilitators[seat.group_id][0].append(seat.alias)
    for seat in _waiting.objects(group_ids):
        facilitators[seat.group_id][1].append(seat)
    return facilitators


_reading = CachedSql(lambda groups: Seat.objects.counting().facilitators().filter(group__in=groups))
_waiting = CachedSql(lambda groups: Seat.objects.waiting().facilitators().filter(group__in=groups))


def _in_words(names, coming):
    """For example 'Gina leest mee. Joke komt erbij, niet eerder dan zondag 6 december, 14:05.'"""
    if not names:
        sentence = _("Er leest nu geen begeleider mee.")
    else:
        sentence = ngettext("%(names)s leest mee.", "%(names)s lezen mee.", len(names)) % {"names": listed(names)}
    return " ".join([sentence, *(_comes(seat) for seat in coming)])


def _comes(seat):
    if not seat.waits_for_a_moment:
        return _("%(name)s leest nog niet mee.") % {"name": seat.alias}
    when = date_format(timezone.localtime(seat.opens_at), "l j F, G:i")
    return _("%(name)s komt erbij, niet eerder dan %(when)s.") % {"name": seat.alias, "when": when}


def listed(names):
    return get_text_list(names, _("en"))
