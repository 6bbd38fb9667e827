"""How long something waits, in words. Pure."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _, ngettext

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def waits_in_words(age: timedelta) -> str:
    """'Net binnen.', 'Wacht 2 uur.', 'Wacht 3 dagen.': rounded down."""
    if age < MINUTE:
        return _("Net binnen.")
    if age < HOUR:
        count = age // MINUTE
        return ngettext("Wacht %(count)d minuut.", "Wacht %(count)d minuten.", count) % {"count": count}
    if age < DAY:
        return ngettext("Wacht %(count)d uur.", "Wacht %(count)d uur.", age // HOUR) % {"count": age // HOUR}
    return ngettext("Wacht %(count)d dag.", "Wacht %(count)d dagen.", age // DAY) % {"count": age // DAY}
