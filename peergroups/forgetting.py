"""Delete old talk: messages, reports and questions about seats fade; former names and hidings with the last words."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from house import retention
from house.wiping import wipe_after_commit
from peergroups import news
from peergroups.care.models import Report
from peergroups.groups.models.groups import PeerGroup
from peergroups.seats.models import FormerLook, SeatQuestion
from peergroups.talk.models import FadedKey, Hiding, Message
from peergroups.talk.services.versions import next_version, page_of

STEP_MESSAGES = 500


def fade(now: datetime | None = None) -> None:
    """Delete everything older than `house.retention.TALK`, in short transactions. Safe to stop and repeat.

    The floor of a group rises to its first younger message, so what stays is always the end of the talk. A report goes
    when its answer is that old; one without an answer goes when it is that old itself, for it holds somebody's words.
    """
    before = (now or timezone.now()) - retention.TALK
    for group_id in Message.objects.filter(said_at__lt=before).order_by().values_list("group", flat=True).distinct():
        while _fade_some(group_id, before):
            pass
    Report.objects.filter(answered_at__lt=before).delete()
    Report.objects.waiting().filter(reported_at__lt=before).delete()
    SeatQuestion.objects.filter(answered_at__lt=before).delete()
    FormerLook.objects.wordless().delete()
    Hiding.objects.wordless().delete()


@transaction.atomic
def _fade_some(group_id: UUID, before: datetime) -> bool:
    """Fade up to STEP_MESSAGES messages of one group. True when there may be more."""
    group = PeerGroup.objects.select_for_update(no_key=True).get(pk=group_id)
    first_kept = Message.objects.filter(group=group, said_at__gte=before).aggregate(first=Min("number"))["first"]
    end = min(first_kept or group.newest + 1, group.floor + STEP_MESSAGES)
    if end <= group.floor:
        return False
    faded = Message.objects.filter(group=group, number__lt=end)
    marks = [
        FadedKey(mark=FadedKey.mark_of(author, key))
        for author, key in faded.exclude(author=None).values_list("author", "key")
    ]
    FadedKey.objects.bulk_create(marks, ignore_conflicts=True)
    faded.delete()
    group.floor = end
    wipe_after_commit()
    version = next_version(group, "floor")
    page = page_of(group, version - 1, version, [])
    transaction.on_commit(lambda: news.tell(page))
    return True
