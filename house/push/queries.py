"""For whom something is new, and which of their devices may call them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from house.cached_sql import CachedSql
from house.later import later
from house.people.models.facts import Position, Stay
from house.people.models.people import Person
from house.people.models.quiet import QuietHours
from house.push.models import CLAIM_LASTS, WAITS_MOST, Subscription, is_to_confirm
from house.registry import NewsSource, registry
from house.sign_in.models.devices import Device, long_ago

STILL_READ = timedelta(seconds=3)
"""What is newer than this may be read at this very moment."""
CALM = [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)]
"""The time between two calls that she does not come for: after the first, the second, and every later one."""
SOONEST = CALM[0]
IN_SIGHT_MAX = timedelta(minutes=1)
"""A page in sight is noted for less than this, and again before it is over."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)
PEOPLE_AT_ONCE = 250


@dataclass(frozen=True)
class Newest:
    """The newest thing that somebody has not seen, and the newest of those that she asked to be told in time."""

    at: datetime | None = None
    timed_at: datetime | None = None


def to_call(now: datetime) -> list[Subscription]:
    """The subscriptions whose holders are to be called now. One query while nobody can be called."""
    may_call = _callable_sql.objects(*moments_at(now), now - SOONEST)
    people = list({subscription.device.person_id for subscription in may_call})
    newest = newest_for(people, still_read_at(now))
    return [each for each in may_call if _is_to_call(each, newest[each.device.person_id], now)]


def still_read_at(now: datetime) -> datetime:
    """The moment since which nobody is called for what happened: she may be reading it."""
    return now - STILL_READ


def moments_at(now: datetime) -> tuple[datetime, datetime, datetime, datetime]:
    """What `callable_at` takes: now, since when somebody is away, and what `SubscriptionQuerySet.free` takes."""
    return now, long_ago(), now - CLAIM_LASTS, now + WAITS_MOST


def callable_at(now: datetime, away_since: datetime, lapsed: datetime, furthest: datetime) -> QuerySet[Subscription]:
    """Those who may be called at this moment, by whoever comes first."""
    return Subscription.objects.that_may_call(now, away_since).free(now, lapsed, furthest)


def _callable(
    now: datetime, away_since: datetime, lapsed: datetime, furthest: datetime, soonest: datetime
) -> QuerySet[Subscription]:
    """Those who may be called at all, with the moments at which their holder was last there and last looked."""
    hers = Device.objects.filter(person=OuterRef("device__person")).order_by().values("person")
    moments = {
        "was_there_at": Subquery(hers.annotate(last=Max("there_at")).values("last")),
        "looked_until": Subquery(hers.annotate(last=Max("looks_until")).values("last")),
    }
    has_rested = Q(called_at=None) | Q(called_at__lte=soonest) | Q(called_at__gt=now)
    rested = callable_at(now, away_since, lapsed, furthest).filter(has_rested)
    return rested.select_related("device__person").annotate(**moments)


_callable_sql = CachedSql(_callable)


def _is_to_call(subscription: Subscription, newest: Newest, now: datetime) -> bool:
    """Nothing is told twice, nor what she could see while a page of hers was in sight; one in sight calls by itself.

    A moment still to come was written by a clock that ran ahead, and counts for nothing.
    """
    looked_until = subscription.looked_until  # type: ignore[attr-defined]
    if looked_until and now < looked_until <= now + IN_SIGHT_MAX:
        return False
    moments = (subscription.told_until, looked_until)
    seen_until = max((moment for moment in moments if moment and moment <= now), default=LONG_AGO)
    if newest.timed_at and newest.timed_at > seen_until:
        return True
    return bool(newest.at and newest.at > seen_until) and not is_calm(subscription, now)


def is_calm(subscription: Subscription, now: datetime) -> bool:
    """Was she called lately, and did not come? The less she comes, the less she is called."""
    if subscription.called_at is None or subscription.called_at > now or has_come(subscription):
        return False
    return now - subscription.called_at < CALM[min(max(subscription.unseen, 1), len(CALM)) - 1]


def has_come(subscription: Subscription) -> bool:
    """Was she there, on any device of hers, since she was called? Of a subscription that `to_call` read."""
    return subscription.called_at is None or subscription.was_there_at > subscription.called_at  # type: ignore[attr-defined]


def newest_for(people: Collection[UUID], until: datetime) -> defaultdict[UUID, Newest]:
    """The newest thing up to `until` that each of these people has not seen. During their quiet hours nothing is new.

    The number of queries does not grow with people, up to `PEOPLE_AT_ONCE`.
    """
    found: defaultdict[UUID, Newest] = defaultdict(Newest)
    for some in _in_parts(list(people)):
        awake = list(set(some) - in_quiet_hours(some))
        for source in registry.news if awake else []:
            for person, at in source.newest(awake, until):
                found[person] = _newer(found[person], source, at)
    return found


def _newer(newest: Newest, source: NewsSource, at: datetime) -> Newest:
    if source.is_timed:
        return Newest(newest.at, max(at, newest.timed_at or at))
    return Newest(max(at, newest.at or at), newest.timed_at)


def newest_source(person: Person) -> NewsSource | None:
    """The source of the newest thing that she has not seen; None when there is none."""
    found = [(at, source) for source in registry.news for _, at in source.newest([person.pk], timezone.now())]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _in_parts(people: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (people[start : start + PEOPLE_AT_ONCE] for start in range(0, len(people), PEOPLE_AT_ONCE))


def in_quiet_hours(people: Collection[UUID]) -> set[UUID]:
    """The people for whom it is quiet now: by their own hours, or else those of a house where they live or work.

    Of somebody who has left, those of the houses where she lived count.
    """
    now, today = timezone.now(), timezone.localdate()
    hours: defaultdict[UUID, dict[bool, set[QuietHours]]] = defaultdict(lambda: {True: set(), False: set()})
    for person, ends_on, own_from, own_until, house_from, house_until in [*_stays.rows(people), *_posts.rows(people)]:
        of_house = QuietHours(house_from, house_until)
        hers = of_house if own_from is None else QuietHours(own_from, own_until)
        hours[person][ends_on is None or ends_on > today].add(hers)
    return {
        person
        for person, by_present in hours.items()
        if any(each.holds_at(now) for each in by_present[True] or by_present[False])
    }


_HOURS = ("person__quiet_from", "person__quiet_until", "house__quiet_from", "house__quiet_until")
_stays = CachedSql(lambda people: Stay.objects.filter(person__in=people).values_list("person", "left_on", *_HOURS))
_posts = CachedSql(lambda people: Position.objects.filter(person__in=people).values_list("person", "until_on", *_HOURS))


@dataclass(frozen=True)
class ToldOfCalls:
    """What her first pages say about being called on the device in her hand. It is read with the rest of a page."""

    rows: Sequence[list]

    @property
    def is_gone(self) -> bool:
        """Can her phone not be called any more?"""
        return any(is_gone for is_gone, _ in self.rows)

    @property
    def is_to_confirm(self) -> bool:
        """Is it a month ago that she said that she wants it?"""
        return any(not is_gone and is_to_confirm(confirmed_on) for is_gone, confirmed_on in self.rows)

    @property
    def mark(self) -> str:
        return "gone" if self.is_gone else "confirm"

    def __bool__(self) -> bool:
        return self.is_gone or self.is_to_confirm


def told_on(device: Device) -> ToldOfCalls:
    return ToldOfCalls(later(_told, device.pk))


_told = CachedSql(lambda device: Subscription.objects.filter(device=device).values_list("is_gone", "confirmed_on"))
