"""How long things are kept, said once: ticks (`forgetting`), her own page, other pages and `docs/retention.md` read it.

The other apps have a `retention` too. What has no term is kept until she goes for good, or until she takes it back.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.translation import ngettext

CARD_WORKS = timedelta(hours=settings.CARD_HOURS)
CARDS = timedelta(days=30)
"""After a card has stopped working."""
DEVICES = timedelta(seconds=settings.SESSION_COOKIE_AGE)
"""A device that she let the house remember, since she was last there."""
EMERGENCIES = timedelta(days=90)
"""Once it was read; who looked and why stays in her own log."""
SENT_FORMS = timedelta(hours=1)
SUBSCRIPTIONS = timedelta(days=60)
"""A device that may call her, since she last said that she wants it."""
TALK = timedelta(days=settings.MESSAGES_FADE_AFTER_DAYS)
"""Messages, answered reports and questions about seats."""
WORRIES = timedelta(days=28)
"""After one was closed."""
WORRIES_WAITING = timedelta(days=90)
"""After one was written, at most."""
BACKUPS = timedelta(days=settings.BACKUPS_KEPT_DAYS)
"""In `settings.BACKUPS_DIR`; whoever keeps copies elsewhere keeps them as long."""

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
IN_WEEKS_MAX = 4 * WEEK


def in_words(term: timedelta) -> str:
    """'36 uur', '30 dagen', '4 weken': whole weeks up to four of them as weeks, what is no whole days in hours."""
    if term % DAY:
        return ngettext("%(count)d uur", "%(count)d uur", term // HOUR) % {"count": term // HOUR}
    if term % WEEK or term > IN_WEEKS_MAX:
        return ngettext("%(count)d dag", "%(count)d dagen", term // DAY) % {"count": term // DAY}
    return ngettext("%(count)d week", "%(count)d weken", term // WEEK) % {"count": term // WEEK}
