"""What is kept of somebody, told to herself. On the screen only: a file on a watched telephone is a danger."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _, ngettext

from house.people.models.people import Person
from house.registry import KeptKind, registry


def everything_of(person: Person) -> list[KeptKind]:
    """In the order of the house. It is her own page, so `person` is who asks."""
    return [kept for tell in registry.kept for kept in tell(person) if kept.lines]


def without_name() -> str:
    """Until when it is kept that she did something."""
    return _("Zolang het bewaard blijft. Als je alles laat wissen, gaat je naam eraf.")


def times(what: str, count: int) -> list[str]:
    """'Een kaart gemaakt: 2 keer'; nothing for never."""
    told = ngettext("%(what)s: %(count)d keer", "%(what)s: %(count)d keer", count)
    return [told % {"what": what, "count": count}] if count else []


def backups_in_words() -> str:
    return _("Reservekopieën vergeten het na %(days)d dagen.") % {"days": settings.BACKUPS_KEPT_DAYS}
