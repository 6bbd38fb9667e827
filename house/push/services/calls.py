"""Call people whose phone may call them: claim first, then send, then note what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation

from house.push.courier import WAIT_S, Fate, Outcome, deliver
from house.push.models import Moments, Subscription
from house.push.parcels import WAIT_MAX_S, Keys, Parcel, pack
from house.push.queries import due_at, has_come, parted, still_read_at
from house.sealing import SealBroken

PART_MAX = 200


def call() -> int:
    """Call everybody for whom something is new, and return how many push services took it.

    It looks again at the people of each later part. A claim keeps other workers away for a minute, so nobody is called
    twice at once. A worker that stops between claim and note leaves her to the next one, which calls her again after
    that minute.
    """
    if not settings.PUSH_KEY:
        return 0
    now, taken = timezone.now(), 0
    due = due_at(now)
    for start in range(0, len(due), PART_MAX):
        part = due[start : start + PART_MAX]
        if start:
            now = timezone.now()
            part = due_at(now, [each.subscription.pk for each in part])
        to_call, idle = parted(part)
        _note_idle(idle, now)
        taken += _call(_claimed(to_call), now)
    return taken


def _note_idle(idle: Sequence[Subscription], now: datetime) -> None:
    """Their pages show nothing: do not ask them again."""
    if idle:
        Subscription.objects.filter(pk__in=[each.pk for each in idle]).update(told_until=still_read_at(now))


def _claimed(due: Sequence[Subscription]) -> list[Subscription]:
    """Those that this worker may call alone from now on.

    It asks only what stands in the row itself: PostgreSQL asks that again of a row for which it had to wait.
    """
    if not due:
        return []
    claim, when = uuid4(), Moments.at(timezone.now())
    free = Subscription.objects.free(when).rested(when)
    free.filter(pk__in=[each.pk for each in due]).update(claim=claim, claimed_at=when.now)
    ours = set(Subscription.objects.filter(claim=claim).values_list("pk", flat=True))
    for each in due:
        each.claim = claim
    return [each for each in due if each.pk in ours]


def _call(part: Sequence[Subscription], now: datetime) -> int:
    packed = [(each, _packed(each)) for each in part]
    sent = [(each, parcel) for each, parcel in packed if parcel]
    outcomes = deliver([parcel for _, parcel in sent])
    fates = defaultdict[Outcome, list[Subscription]](list)
    fates[Outcome(Fate.GONE)] = [each for each, parcel in packed if parcel is None]
    for (each, _), outcome in zip(sent, outcomes, strict=True):
        fates[outcome].append(each)
    for outcome, of_these in fates.items():
        _NOTE[outcome.fate](of_these, outcome, now)
    return sum(outcome.fate is Fate.TAKEN for outcome in outcomes)


def _packed(subscription: Subscription) -> Parcel | None:
    """None where her address or keys do not open, or are none: then she is asked again, and nobody else waits."""
    with translation.override(subscription.device.person.language):
        words = str(subscription.get_words_display())
    try:
        endpoint, keys = subscription.endpoint, Keys.read(subscription.keys)
    except (SealBroken, ValueError):
        return None
    return pack(endpoint=endpoint, keys=keys, words=words)


def _note(of_these: Sequence[Subscription], **fields: object) -> None:
    """Only where this worker's claim still stands: she may have turned it off and on again meanwhile."""
    if of_these:
        ours = Subscription.objects.filter(pk__in=[each.pk for each in of_these], claim=of_these[0].claim)
        ours.update(claim=None, claimed_at=None, **fields)


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


def _note_held(held: Sequence[Subscription], outcome: Outcome, now: datetime) -> None:
    """Their push service failed others: that is no failure of theirs."""
    _note(held, wait_until=timezone.now() + timedelta(seconds=WAIT_S))


_NOTE: dict[Fate, Callable[[Sequence[Subscription], Outcome, datetime], None]] = {
    Fate.TAKEN: _note_taken,
    Fate.GONE: _note_gone,
    Fate.LATER: _note_later,
    Fate.HELD: _note_held,
}
