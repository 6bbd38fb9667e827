"""What a group promises about answers, and until which moment an answer keeps that promise.

Pure: no database, no clock. All days and hours are those of the house, in `settings.TIME_ZONE`.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, time, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DAY = timedelta(days=1)
FRIDAY = 4
BY = time(17)


class Promise(TextChoices):
    DAY = "day", _("binnen een dag")
    WORKDAY = "workday", _("elke werkdag voor 17:00")
    NEXT_WORKDAY = "next_workday", _("de volgende werkdag voor 17:00")
    THREE_DAYS = "three_days", _("binnen drie dagen")
    WEEK = "week", _("binnen een week")


_WITHIN = {Promise.DAY: 1, Promise.THREE_DAYS: 3, Promise.WEEK: 7}


def answer_due(promise: str, asked_at: datetime, free_days: Container[date] = ()) -> datetime | None:
    """The moment until which an answer to what was asked at `asked_at` keeps this promise; None without a promise.

    A day lasts until the same hour of the clock, also when the clock goes back or forward meanwhile. Workdays are
    Monday to Friday without `free_days`. 'Elke werkdag' means today still for what is asked on a workday before 17:00.
    """
    if not promise:
        return None
    asked = timezone.localtime(asked_at)
    if days := _WITHIN.get(Promise(promise)):
        return datetime.combine(asked.date() + days * DAY, asked.time(), asked.tzinfo)
    on = asked.date()
    if promise == Promise.NEXT_WORKDAY or asked.time() >= BY:
        on += DAY
    while on.weekday() > FRIDAY or on in free_days:
        on += DAY
    return datetime.combine(on, BY, asked.tzinfo)
