"""Which sessions an edit of their series leaves as they are: the one place where that is said."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from programs.attendance.models.answers import Answer, Attendance
from programs.attendance.models.joinings import Joining
from programs.planning.edits.models import Edit
from programs.sessions.models.duties import Duty
from programs.sessions.models.sessions import Session
from programs.sessions.models.welcomes import Welcome


class Stays(StrEnum):
    """Why a session stays. What was there first counts first."""

    BEGUN = "begun"
    NOTED = "noted"
    CANCELLED = "cancelled"
    MOVED = "moved"
    ARRANGED = "arranged"
    ANSWERED = "answered"
    TOO_EARLY = "too_early"


ASKABLE = (Stays.MOVED, Stays.ARRANGED, Stays.ANSWERED)
"""Whoever edits may say that these go along after all."""


def with_reasons(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions with what `reason_to_stay` asks. Add here whatever hangs on a session and must outlive an edit."""
    return sessions.annotate(
        is_noted=Exists(Attendance.objects.filter(session=OuterRef("pk"))),
        is_arranged=Exists(Duty.objects.filter(session=OuterRef("pk")))
        | Exists(Welcome.objects.filter(session=OuterRef("pk"), until_on=None)),
        is_answered=Exists(Answer.objects.filter(session=OuterRef("pk")))
        | Exists(Joining.objects.filter(session=OuterRef("pk"))),
    )


def reason_to_stay(session: Any, *, now: datetime) -> Stays | None:
    """Why this session, read `with_reasons`, stays as it is; None if nothing keeps it."""
    if session.starts_at <= now:
        return Stays.BEGUN
    if session.is_noted:
        return Stays.NOTED
    if session.is_by_hand:
        return Stays.CANCELLED if session.is_cancelled else Stays.MOVED
    if session.is_arranged:
        return Stays.ARRANGED
    if session.is_answered:
        return Stays.ANSWERED
    return None


def with_touches(sessions: QuerySet[Session], edit: Edit) -> QuerySet[Session]:
    """Sessions that tell, as `is_touched`, whether somebody answered, noted or arranged something after this edit.

    Add here whatever an undo must not take from under somebody; that a session itself was changed is seen by itself.
    """
    answers = Answer.objects.filter(session=OuterRef("pk"), at__gt=edit.at)
    noted = Attendance.objects.filter(session=OuterRef("pk"), noted_at__gt=edit.at)
    joined = Joining.objects.filter(session=OuterRef("pk"), pk__gt=edit.newest_joining)
    arranged = Duty.objects.filter(session=OuterRef("pk"), at__gt=edit.at)
    return sessions.annotate(is_touched=Exists(answers) | Exists(joined) | Exists(noted) | Exists(arranged))
