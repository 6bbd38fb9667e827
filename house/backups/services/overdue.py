"""Look whether back-ups are made and tried, and remind the keeper."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from house.people.models.houses import House
from house.privacy.services import marks
from house.upkeep.models import BackUpRun, Overdue

logger = logging.getLogger(__name__)

MADE_EVERY = timedelta(days=2)
TRIED_EVERY = timedelta(days=92)
SAID_EVERY = timedelta(days=1)


def look_what_is_overdue() -> None:
    """Note what is overdue, for the keeper's page; once a day the output of the server says it too."""
    _note(Overdue.Matter.MARKS, _why_marks_are_not_written())
    _note(Overdue.Matter.MAKE, _why_late(BackUpRun.Kind.MADE, MADE_EVERY))
    _note(Overdue.Matter.TRY, _why_late(BackUpRun.Kind.TRIED, TRIED_EVERY))


def _why_marks_are_not_written() -> str:
    """Write them; an empty text when that went well."""
    try:
        marks.write_out()
    except OSError as problem:
        return f"the marks of who was erased cannot be written: {problem.strerror}"
    except marks.MarksAhead:
        return "the marks of who was erased know more than this database; run forget_again with them"
    except marks.MarksBroken:
        return "the marks of who was erased are of another house, or were changed"
    return ""


def _why_late(kind: str, every: timedelta) -> str:
    """Empty unless the last of this kind is longer ago than that. Where there was none, the first house counts."""
    last = BackUpRun.objects.filter(kind=kind).aggregate(at=Max("at"))["at"]
    begun: datetime | None = last or House.objects.aggregate(at=Min("opened_at"))["at"]
    is_late = begun is not None and timezone.now() - begun > every
    return f"no back-up was {kind} for more than {every.days} days" if is_late else ""


def _note(what: str, why: str) -> None:
    if not why:
        Overdue.objects.filter(what=what).delete()
        return
    now = timezone.now()
    overdue, is_new = Overdue.objects.get_or_create(what=what)
    if is_new or now - overdue.said_at > SAID_EVERY:
        logger.warning("To do: %s.", why)
        Overdue.objects.filter(what=what).update(said_at=now)
