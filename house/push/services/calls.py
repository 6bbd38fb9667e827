"""Call people whose phone may call them: claim first, then send, then note what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation

from house.push.courier import WAIT_MAX_S, WAIT_S, Fate, Outcome, deliver
from house.push.models import Subscription
from house.push.parcels import Keys, Parcel, pack
from house.push.queries import callable_at, has_come, moments_at, still_read_at, to_call

AT_ONCE = 200


def call() -> int:
    """Call everybody for whom something is new, and return how many push services took it.

    A claim keeps other workers away for a minute, so nobody is called twice at once. A worker that stops between claim
    and note leaves her to the next one, which calls her again after that minute.
    """
    if not settings.PUSH_KEY:
        return 0
    now = timezone.now()
    due = to_call(now)
    return sum(_call(due[start : start + AT_ONCE], now) for start in range(0, len(due), AT_ONCE))


def _call(due: Sequence[Subscription], now: datetime) -> int:
    ours = _claimed(due)
    outcomes = deliver([_packed(each) for each in ours])
    fates = defaultdict[Outcome, list[Subscription]](list)
    for each, outcome in zip(ours, outcomes, strict=True):
        fates[outcome].append(each)
    for outcome, of_these in fates.items():
        _NOTE[outcome.fate](of_these, outcome, now)
    return sum(outcome.fate is Fate.TAKEN for outcome in outcomes)


def _claimed(due: Sequence[Subscription]) -> list[Subscription]:
    """Those that this worker may call alone from now on."""
    claim = uuid4()
    now = timezone.now()
    callable_at(*moments_at(now)).filter(pk__in=[each.pk for each in due]).update(claim=claim, claimed_at=now)
    ours = set(Subscription.objects.filter(claim=claim).values_list("pk", flat=True))
    return [each for each in due if each.pk in ours]


def _packed(subscription: Subscription) -> Parcel:
    with translation.override(subscription.device.person.language):
        words = str(subscription.get_words_display())
    keys = Keys.read(subscription.keys)
    return pack(device_id=subscription.pk, endpoint=subscription.endpoint, keys=keys, words=words)


def _note(of_these: Sequence[Subscription], **fields: object) -> None:
    Subscription.objects.filter(pk__in=[each.pk for each in of_these]).update(claim=None, claimed_at=None, **fields)


def _note_taken(taken: Sequence[Subscription], outcome: Outcome, now: datetime) -> None:
    told = {"told_until": still_read_at(now), "called_at": timezone.now(), "failures": 0, "wait_until": None}
    _note([each for each in taken if has_come(each)], unseen=1, **told)
    _note([each for each in taken if not has_come(each)], unseen=F("unseen") + 1, **told)


def _note_gone(gone: Sequence[Subscription], outcome: Outcome, now: datetime) -> None:
    _note(gone, is_gone=True)


def _note_later(waiting: Sequence[Subscription], outcome: Outcome, now: datetime) -> None:
    """Wait as long as the push service asked, or else twice as long after each failure."""
    by_failures = defaultdict[int, list[Subscription]](list)
    for each in waiting:
        by_failures[each.failures].append(each)
    for failures, some in by_failures.items():
        wait_s = outcome.wait_s or min(WAIT_S * 2 ** min(failures, 10), WAIT_MAX_S)
        _note(some, wait_until=timezone.now() + timedelta(seconds=wait_s), failures=failures + 1)


_NOTE: dict[Fate, Callable[[Sequence[Subscription], Outcome, datetime], None]] = {
    Fate.TAKEN: _note_taken,
    Fate.GONE: _note_gone,
    Fate.LATER: _note_later,
}
