"""Report a message and answer the report. The author is never told who reported; the reporter reads what was done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.errors import AlreadyAnswered, NotHere
from house.line.news import Due, RightsChanged
from house.models import Person
from house.take import take
from peergroups import news
from peergroups.care.models import REASON_MAX, Report
from peergroups.care.queries import coordinators_told_of, who_may_answer
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.queries import answer_due, seat_of
from peergroups.seats.models import ANSWER_MAX
from peergroups.talk.models import Message
from peergroups.talk.services.change import silence
from peergroups.text import clean

JUST_NOW = timedelta(minutes=2)
"""Twice as long as the tick waits, so that none falls between two."""


@transaction.atomic
def report_message(*, actor: Person, group_id: UUID, number: int, reason: str = "") -> Report:
    """Report a message, with its text and note of this moment.

    No throttle; a second report while the first waits has no effect. Whoever may answer it is told at once.

    Raises:
        NotHere: she sees no such message, or its words are gone.
        Frozen: her seat is frozen.
        TooLong: the reason is.
    """
    reason = clean(reason, REASON_MAX)
    seat = seat_of(actor, group_id)
    message = Message.objects.seen_from(seat).with_words().filter(number=number).first()
    if message is None:
        raise NotHere
    now = timezone.now()
    fields: dict[str, Any] = {"about": message.seat, "words": message.text, "note": message.note, "reason": reason}
    fields |= {"reported_at": now, "due_at": answer_due(seat.group, now)}
    report, is_new = Report.objects.get_or_create(
        group_id=group_id, number=number, reporter=actor, state=Report.State.WAITING, defaults=fields
    )
    if is_new:
        _tell(report, who_may_answer(report))
    return report


@transaction.atomic
def answer_report(*, actor: Person, report_id: UUID, answer: str, removes_message: bool = False) -> Report:
    """Tell the reporter what was done, and perhaps take the message away.

    Raises:
        NotHere: it is not the actor's to answer.
        AlreadyAnswered: somebody answered it before.
        TooLong: the answer is.
    """
    report = take(Report.objects.to_answer_by, actor, report_id)
    if report.state == Report.State.ANSWERED:
        raise AlreadyAnswered
    report.state, report.answer = Report.State.ANSWERED, clean(answer, ANSWER_MAX)
    report.answered_by, report.answered_at = actor, timezone.now()
    report.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if removes_message:
        _moderate(report)
    _tell(report, who_may_answer(report) | {report.reporter_id})
    return report


@transaction.atomic
def put_away(*, actor: Person, report_id: UUID) -> Report:
    """Put an answer to her away, on all her devices. Doing it twice has no effect.

    Raises:
        NotHere: she reported no such thing, or it has no answer yet.
    """
    report = take(Report.objects.visible_to, actor, report_id)
    if report.state != Report.State.ANSWERED:
        raise NotHere
    if report.put_away_at is None:
        report.put_away_at = timezone.now()
        report.save(update_fields=["put_away_at"])
        _tell(report, {actor.pk})
    return report


def tell_of_late(now: datetime | None = None) -> None:
    """Let open pages say which answers became late just now; a page that is loaded says so by itself."""
    now = now or timezone.now()
    late = Report.objects.overdue(now).filter(due_at__gte=now - JUST_NOW)
    for report in late.select_related("group", "about"):
        _tell(report, who_may_answer(report) | coordinators_told_of(report))


@transaction.atomic
def moderate_message(*, actor: Person, group_id: UUID, number: int) -> None:
    """Take away a message of somebody else; everyone sees that the facilitator did so.

    Raises:
        NotHere: the actor does not facilitate this group, or sees no such message of somebody else.
    """
    group = take(PeerGroup.objects.facilitated_by, actor, group_id, no_key=True)
    others = Message.objects.seen_from(seat_of(actor, group_id)).with_words().exclude(author=actor)
    message = others.filter(number=number).first()
    if message is None:
        raise NotHere
    silence(group, message, Message.State.MODERATED)


def _moderate(report: Report) -> None:
    group = PeerGroup.objects.select_for_update(no_key=True).get(pk=report.group_id)
    message = Message.objects.with_words().filter(group=group, number=report.number).first()
    if message is not None:
        silence(group, message, Message.State.MODERATED)


def _tell(report: Report, people: Iterable[UUID]) -> None:
    """Let the open pages of these people ask what is told to them now: the talk, the first pages and the badge."""
    happened = [
        one
        for person_id in people
        for one in (news.CareChanged(person_id, report.group_id), RightsChanged(person_id), Due(person_id))
    ]
    transaction.on_commit(lambda: news.tell(*happened))
