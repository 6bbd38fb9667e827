"""For whom something is new, and which of their devices may call them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from house.cached_sql import CachedSql
from house.later import later
from house.line.rights import open_rights_of
from house.people.models.people import Person
from house.people.queries.quiet import in_quiet_hours
from house.push.models import AHEAD, Moments, Subscription, is_to_confirm
from house.registry import NewsSource, registry
from house.sign_in.models.devices import Device

STILL_READ = timedelta(seconds=3)
"""What is newer than this may be read at this very moment."""
CALM = [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)]
"""The time between two calls that she does not come for: after the first, the second, and every later one."""
IN_SIGHT_MAX = timedelta(minutes=1)
"""A page in sight is noted for less than this, and again before it is over."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)
PEOPLE_AT_ONCE = 250


class Fresh(NamedTuple):
    """The newest thing of one kind that somebody has not seen."""

    at: datetime
    source: NewsSource


class DueCall(NamedTuple):
    """A subscription that may call, and the new things for which its holder is to be called if her page shows them."""

    subscription: Subscription
    found: list[Fresh]

    @property
    def person_id(self) -> UUID:
        return self.subscription.device.person_id


class RoundPart(NamedTuple):
    """The subscriptions whose holders are to be called, and those for which nothing is there after all."""

    to_call: list[Subscription]
    idle: list[Subscription]


def due_at(now: datetime, among: Collection[UUID] | None = None) -> list[DueCall]:
    """Those that are due, of all or of these subscriptions. One query while nobody can be called."""
    when = Moments.at(now)
    may_call = _callable_sql.objects(*when) if among is None else _callable_among_sql.objects(among, *when)
    fresh = fresh_for({each.device.person_id for each in may_call}, now)
    return [DueCall(each, found) for each in may_call if (found := _calling(each, fresh[each.device.person_id], now))]


def parted(due: Sequence[DueCall]) -> RoundPart:
    """Ask the rights and the pages of those who are due."""
    rights = open_rights_of({each.person_id for each in due})
    shown = _shown([each for each in due if rights[each.person_id].rights])
    part = RoundPart([], [])
    for each in due:
        (part.to_call if each.person_id in shown else part.idle).append(each.subscription)
    return part


def _shown(due: Sequence[DueCall]) -> set[UUID]:
    """The people whose page shows something of what is new to them. A kind is asked once, for all of them."""
    fresh_to = defaultdict[NewsSource, set[UUID]](set)
    for each in due:
        for _, source in each.found:
            fresh_to[source].add(each.person_id)
    shown: set[UUID] = set()
    for source, people in fresh_to.items():
        shown |= source.shown_to(people - shown)
    return shown


def still_read_at(now: datetime) -> datetime:
    """The moment since which nobody is called for what happened: she may be reading it."""
    return now - STILL_READ


def _callable(*moments: datetime) -> QuerySet[Subscription]:
    """Subscriptions that may call, each with the moments at which its holder was last there and last looked."""
    hers = Device.objects.filter(person=OuterRef("device__person")).order_by().values("person")
    when = Moments(*moments)
    lasts = {
        "was_there_at": Subquery(hers.annotate(last=Max("there_at")).values("last")),
        "looked_until": Subquery(hers.annotate(last=Max("looks_until")).values("last")),
    }
    free = Subscription.objects.that_may_call(when).free(when).rested(when)
    return free.select_related("device__person").annotate(**lasts)


_callable_sql = CachedSql(_callable)
_callable_among_sql = CachedSql(lambda devices, *moments: _callable(*moments).filter(pk__in=devices))


def _calling(subscription: Subscription, fresh: Sequence[Fresh], now: datetime) -> list[Fresh]:
    """Leave out what she was told, and what a page of hers in sight showed her: for the rest she is to be called.

    A page in sight calls by itself. A moment still to come was written by a clock that ran ahead: it does not count.
    """
    looked_until = subscription.looked_until  # type: ignore[attr-defined]
    if looked_until and now < looked_until <= now + IN_SIGHT_MAX:
        return []
    moments = (subscription.told_until, looked_until)
    seen_until = max((moment for moment in moments if moment and moment <= now), default=LONG_AGO)
    calm = is_calm(subscription, now)
    return [each for each in fresh if each.at > seen_until and (each.source.is_timed or not calm)]


def is_calm(subscription: Subscription, now: datetime) -> bool:
    """Was she called lately, and did not come? The less she comes, the less she is called."""
    if subscription.called_at is None or subscription.called_at > now + AHEAD or has_come(subscription):
        return False
    return now - subscription.called_at < CALM[min(subscription.unseen, len(CALM)) - 1]


def has_come(subscription: Subscription) -> bool:
    """Was she there, or looked, on any device of hers, since she was called? Of a subscription of `due_at`."""
    came = (subscription.was_there_at, subscription.looked_until)  # type: ignore[attr-defined]
    return subscription.called_at is None or max(filter(None, came)) > subscription.called_at


def fresh_for(people: Collection[UUID], now: datetime) -> defaultdict[UUID, list[Fresh]]:
    """What is new to each of these people, one of each kind. During their quiet hours nothing is."""
    found: defaultdict[UUID, list[Fresh]] = defaultdict(list)
    every = list(people)
    for start in range(0, len(every), PEOPLE_AT_ONCE):
        some = every[start : start + PEOPLE_AT_ONCE]
        awake = list(set(some) - in_quiet_hours(some, now))
        for source in registry.news if awake else []:
            for person, at in source.newest(awake, still_read_at(now)):
                found[person].append(Fresh(at, source))
    return found


def newest_source(person: Person) -> NewsSource | None:
    """The source of the newest thing that she has not seen; None when there is none."""
    now = timezone.now()
    found = [Fresh(at, source) for source in registry.news for _, at in source.newest([person.pk], now)]
    there = (fresh.source for fresh in sorted(found, key=lambda fresh: fresh.at, reverse=True))
    return next((source for source in there if source.shown_to([person.pk])), None)


@dataclass(frozen=True)
class ToldOfCalls:
    """The part of her first pages about calls on the device in her hand. It is read with the rest of a page."""

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
