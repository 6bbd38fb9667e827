"""Quiet hours: hours of the day in which nothing calls for somebody by itself."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, ExtractHour, Now
from django.db.models.lookups import LessThan
from django.utils import timezone
from django.utils.translation import gettext as _

DAY_HOURS = 24


class QuietHours(NamedTuple):
    """Whole hours from `begin` up to `end`, 0 to 23, in `settings.TIME_ZONE`; over midnight when `end` comes first.

    Two equal hours are none at all.
    """

    begin: int
    end: int

    def __bool__(self) -> bool:
        return self.begin != self.end

    def holds_at(self, now: datetime) -> bool:
        """Is it quiet at this moment? The same as `is_quiet_now` asks in the database."""
        hour = timezone.localtime(now, ZoneInfo(settings.TIME_ZONE)).hour
        return (hour - self.begin) % DAY_HOURS < (self.end - self.begin) % DAY_HOURS

    @property
    def in_words(self) -> str:
        if not self:
            return _("geen")
        return _("van %(begin)d:00 tot %(end)d:00") % self._asdict()


NONE = QuietHours(0, 0)
DEFAULT = QuietHours(22, 8)


def are_hours(*names: str) -> Q:
    """For a constraint: each of these columns is an hour of the day."""
    hours = Q()
    for name in names:
        hours &= Q(**{f"{name}__isnull": False, f"{name}__lt": DAY_HOURS})
    return hours


def is_quiet_now(*, person: str, house: str) -> LessThan:
    """Is it quiet now for her, by her own hours or else by those of the house? Both are paths that end in `__`."""
    begin, end = (Coalesce(F(f"{person}{name}"), F(f"{house}{name}")) for name in ("quiet_from", "quiet_until"))
    now = ExtractHour(Now(), tzinfo=ZoneInfo(settings.TIME_ZONE))
    return LessThan(_hours_after(begin, now), _hours_after(begin, end))


def _hours_after(begin: Combinable, hour: Combinable) -> Combinable:
    return (hour - begin + DAY_HOURS) % DAY_HOURS
