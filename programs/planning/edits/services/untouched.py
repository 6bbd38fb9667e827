"""The reasons why an edit of a series leaves a session as it is. They stand only here."""

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
    """The reason why a session stays. The first that holds counts."""

    BEGUN = "begun"
    NOTED = "noted"
    CANCELLED = "cancelled"
    MOVED = "moved"
    ARRANGED = "arranged"
    ANSWERED = "answered"
    TOO_EARLY = "too_early"


ASKABLE = (Stays.MOVED, Stays.ARRANGED, Stays.ANSWERED)
"""The reasons that the person who edits may overrule."""


def with_reasons(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions with the annotations for `reason_to_stay`.

    Add here whatever belongs to a session and must survive an edit.
    """
    return sessions.annotate(
        is_noted=Exists(Attendance.objects.filter(session=OuterRef("pk"))),
        is_arranged=Exists(Duty.objects.filter(session=OuterRef("pk")))
        | Exists(Welcome.objects.filter(session=OuterRef("pk"), until_on=None)),
        is_answered=Exists(Answer.objects.filter(session=OuterRef("pk")))
        | Exists(Joining.objects.filter(session=OuterRef("pk"))),
    )


def reason_to_stay(session: Any, *, now: datetime) -> Stays | None:
    """The reason why this session, from `with_reasons`, stays as it is; None if there is none."""
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
    """Sessions with `is_touched`: did somebody answer, note or arrange something after this edit?

    Add here whatever an undo must not take away from somebody. A change of the session itself shows in its own fields.
    """
    answers = Answer.objects.filter(session=OuterRef("pk"), at__gt=edit.at)
    attendances = Attendance.objects.filter(session=OuterRef("pk"), noted_at__gt=edit.at)
    joinings = Joining.objects.filter(session=OuterRef("pk"), pk__gt=edit.newest_joining)
    duties = Duty.objects.filter(session=OuterRef("pk"), at__gt=edit.at)
    return sessions.annotate(is_touched=Exists(answers) | Exists(joinings) | Exists(attendances) | Exists(duties))
