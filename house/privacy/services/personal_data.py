"""A person's own data, for herself. Only on the screen: a file on a watched telephone is a danger."""

from __future__ import annotations

from django.utils.translation import gettext as _, ngettext

from house import retention
from house.people.models.people import Person
from house.registry import KeptKind, registry


def everything_of(person: Person) -> list[KeptKind]:
    """All her data in the order of the house. It is her own page, so `person` asks."""
    return [kind for collect in registry.kept for kind in collect(person) if kind.lines]


def without_name() -> str:
    """The sentence that says how long her acts are kept with her name."""
    return _("Zolang het bewaard blijft. Als je alles laat wissen, gaat je naam eraf.")


def times(what: str, count: int) -> list[str]:
    """For example ['Een kaart gemaakt: 2 keer']; empty for 0."""
    sentence = ngettext("%(what)s: %(count)d keer", "%(what)s: %(count)d keer", count)
    return [sentence % {"what": what, "count": count}] if count else []


def backups_in_words() -> str:
    return _("Reservekopieën vergeten het na %(term)s.") % {"term": retention.in_words(retention.BACKUPS)}
