"""The effect of an edit of a whole series, in sentences."""

from django import template
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _, ngettext

from programs.planning.edits.services.untouched import Stays
from programs.sessions.models.closures import why_closed

register = template.Library()

DAYS_NAMED_MAX = 6


@register.filter
def in_sentences(plan):
    """'Er veranderen er 12.', '2 zijn al eens verplaatst. Die blijven staan.': what matters most first."""
    said = [
        _counted(plan.changed, _changed),
        _counted(plan.added, _added),
        _counted(plan.restored, _restored),
        _counted(plan.cancelled, _cancelled),
        *(_counted(steps, _STAYING[why]) for why, steps in plan.staying.items()),
    ]
    return [sentence for sentence in said if sentence] or [_("In wat er al staat, verandert niets.")]


@register.filter
def their_days(sessions):
    """'20 oktober, 27 oktober en 3 november'; of many the first, and how many more."""
    days = [date_format(session.held_on, "j F") for session in sessions[:DAYS_NAMED_MAX]]
    if more := len(sessions) - len(days):
        days.append(ngettext("nog %(count)d keer", "nog %(count)d keer", more) % {"count": more})
    return get_text_list(days, _("en"))


@register.filter
def why_they_lapse(sessions):
    return why_closed(session.closure for session in sessions)


def _counted(things, words):
    count = len(things)
    return words(count) % {"count": count} if count else ""


def _changed(count):
    return ngettext("Er verandert er %(count)d.", "Er veranderen er %(count)d.", count)


def _added(count):
    return ngettext("Er komt er %(count)d bij.", "Er komen er %(count)d bij.", count)


def _restored(count):
    return ngettext("%(count)d gaat toch door.", "%(count)d gaan toch door.", count)


def _cancelled(count):
    return ngettext(
        "%(count)d gaat niet meer door. Die blijft afgezegd in de week staan.",
        "%(count)d gaan niet meer door. Die blijven afgezegd in de week staan.",
        count,
    )


_STAYING = {
    Stays.BEGUN: lambda count: ngettext(
        "%(count)d is al begonnen of geweest. Die blijft zoals zij was.",
        "%(count)d zijn al begonnen of geweest. Die blijven zoals zij waren.",
        count,
    ),
    Stays.NOTED: lambda count: ngettext(
        "Bij %(count)d is genoteerd wie er was. Die blijft staan.",
        "Bij %(count)d is genoteerd wie er was. Die blijven staan.",
        count,
    ),
    Stays.CANCELLED: lambda count: ngettext(
        "%(count)d was al afgezegd. Dat blijft zo.", "%(count)d waren al afgezegd. Dat blijft zo.", count
    ),
    Stays.MOVED: lambda count: ngettext(
        "%(count)d is al eens met de hand veranderd. Die blijft staan.",
        "%(count)d zijn al eens met de hand veranderd. Die blijven staan.",
        count,
    ),
    Stays.ARRANGED: lambda count: ngettext(
        "Voor %(count)d is afgesproken wie het geeft. Die blijft staan.",
        "Voor %(count)d is afgesproken wie het geeft. Die blijven staan.",
        count,
    ),
    Stays.ANSWERED: lambda count: ngettext(
        "Van %(count)d zei iemand al of zij komt. Die blijft staan.",
        "Van %(count)d zei iemand al of zij komt. Die blijven staan.",
        count,
    ),
    Stays.TOO_EARLY: lambda count: ngettext(
        "%(count)d zou dan al voorbij zijn. Die blijft staan.",
        "%(count)d zouden dan al voorbij zijn. Die blijven staan.",
        count,
    ),
}


@register.filter
def room_name(rooms, room_id):
    """The name of a room, from a house's rooms by key; nothing for no room."""
    return rooms.get(room_id, "")
