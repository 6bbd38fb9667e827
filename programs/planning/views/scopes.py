"""The choice how far a change reaches: 'Alleen deze', 'Deze en volgende', 'De hele reeks'."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from programs.sessions.models.series import Series


@dataclass(frozen=True)
class Scope:
    label: str
    path: str
    is_current: bool


def scopes_of(person, session, *, this, rest, current):
    """Links to the three scopes; an empty list for a person who does not lead the series.

    Args:
        this, rest: names of the routes that change this session, and its series.
        current: 'this', 'following' or 'all'.
    """
    if not Series.objects.led_by(person).filter(pk=session.series_id).exists():
        return []
    series = f"{reverse(rest, args=[session.series_id])}?session={session.pk}"
    return [
        Scope(_("Alleen deze"), reverse(this, args=[session.pk]), current == "this"),
        Scope(_("Deze en volgende"), series, current == "following"),
        Scope(_("De hele reeks"), f"{series}&all=1", current == "all"),
    ]
