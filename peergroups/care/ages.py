"""For when an answer was promised, in words. Pure; all moments are aware."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def due_in_words(due_at: datetime, now: datetime) -> str:
    """'Antwoord beloofd voor morgen 17:00.', and once that moment has passed 'Te laat: ...'."""
    if due_at < now:
        return _("Te laat: antwoord was beloofd voor %(when)s.") % {"when": _moment_in_words(due_at, now)}
    return _("Antwoord beloofd voor %(when)s.") % {"when": _moment_in_words(due_at, now)}


def _moment_in_words(at: datetime, now: datetime) -> str:
    local, today = timezone.localtime(at), timezone.localdate(now)
    days = {-1: _("gisteren"), 0: _("vandaag"), 1: _("morgen")}
    day = days.get((local.date() - today).days) or date_format(local, "l j F")
    return f"{day} {local.hour}:{local:%M}"
