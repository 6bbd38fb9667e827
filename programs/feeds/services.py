"""Feeds for calendars elsewhere. Google, Apple or Microsoft fetch and keep them, so they say as little as possible.

A resident's feed holds the sessions that count her in, each called 'Afspraak'. The feed of somebody who works here
holds the sessions that she gives, under their quiet title. Neither holds a place, a name or any other text. See
docs/decisions/0013-what-a-calendar-elsewhere-may-know.md.
"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from house.access_log.services import log
from house.cached_sql import CachedSql
from house.errors import NotHere
from house.models import Person, Role, What
from house.people.models.standing import Fact, Standing, standing_of, standings_of
from house.throttle import RateLimit
from programs.errors import TooOften
from programs.feeds.ical import FORMAT, Moment, written
from programs.feeds.models import Feed
from programs.recurrence.rhythm import monday_of
from programs.sessions.models.sessions import Session
from programs.sessions.models.standing import SessionRules
from programs.trainings.models import Training

KEY_BYTES = 32
WEEKS_BACK = 4
SQL_CACHED_MAX = 256
fetches = RateLimit(burst=20, per_minute=2)
misses = RateLimit(burst=30, per_minute=10)


def place_of(person: Person) -> Fact | None:
    """The stay that a feed of hers would end with, or else her longest position. None: she can have no feed."""
    standing = standing_of(person)
    if standing.stay is not None:
        return standing.stay
    posts = [post for post in standing.posts if post.word != Role.WITNESS]
    return max(posts, key=lambda post: post.ends or date.max, default=None)


def feed_of(person: Person) -> Feed | None:
    """Her feed, while it counts."""
    return Feed.objects.counting().filter(person=person).first()


def feed_seen_by(actor: Person, person: Person) -> Feed | None:
    """Somebody's feed, for a coordinator of its house: that it exists, and nothing that is in it."""
    return Feed.objects.counting().run_by(actor).filter(person=person).first()


def make_feed(*, actor: Person) -> str:
    """Give her a feed and return its key, which is never shown again. An earlier key stops working.

    Raises:
        NotHere: she neither lives nor works here today.
    """
    place = place_of(actor)
    if place is None:
        raise NotHere
    key = secrets.token_hex(KEY_BYTES)
    ends_with = "stay_id" if place.kind == "Stay" else "position_id"
    fields = {"stay_id": None, "position_id": None, "key_hash": _hash_of(key), ends_with: place.thing_id}
    days = {"made_on": timezone.localdate(), "last_fetched_on": None}
    Feed.objects.update_or_create(person=actor, defaults=fields | days)
    return key


def end_feed(*, actor: Person) -> None:
    """End her own feed. Doing it twice has no effect."""
    Feed.objects.filter(person=actor).delete()


@transaction.atomic
def end_feed_of(*, actor: Person, person_id: UUID) -> None:
    """End somebody's feed at her request; she can read who did.

    Nobody makes a feed for another person, because she would then have its key.

    Raises:
        NotHere: she has none for a house that the actor runs.
    """
    feed = Feed.objects.run_by(actor).select_related("stay", "position").filter(person=person_id).first()
    if feed is None:
        raise NotHere
    feed.delete()
    log.note(actor=actor, house_id=feed.place.house_id, whose=[person_id], what=What.FEED_ENDED)


def end_with_devices(person_id: UUID) -> None:
    """End her feed when she signs out everywhere, or is signed out everywhere."""
    Feed.objects.filter(person=person_id).delete()


class OpenedFeed(NamedTuple):
    """The feed that a key opens."""

    person_id: UUID
    language: str
    stay_id: UUID | None
    last_fetched_on: date | None

    @property
    def is_for_who_lives_here(self) -> bool:
        return self.stay_id is not None


def open_feed(*, key: str, address: str) -> OpenedFeed:
    """The feed of this key. A key that never was, has ended or is over gives the same answer in the same time.

    Args:
        address: the address of the request; counted in this process alone and stored nowhere.

    Raises:
        NotHere: there is no such feed, or no longer.
        TooOften: come back later.
    """
    rows = list(_feeds_of.rows([_hash_of(key)]))
    if not rows:
        _take(misses, salted_hmac("programs.feeds", address).digest())
        raise NotHere
    feed = OpenedFeed(*rows[0])
    _take(fetches, feed.person_id)
    today = timezone.localdate()
    if feed.last_fetched_on != today:
        Feed.objects.filter(key_hash=_hash_of(key)).update(last_fetched_on=today)
    return feed


def told(feed: OpenedFeed) -> list[str]:
    """A line for each session in the feed: from some weeks ago up to the horizon."""
    lines = _lines(feed)
    return lines if feed.is_for_who_lives_here else _titled(lines)


def _titled(lines: list[str]) -> list[str]:
    """The lines with the quiet title in place of the training's key: titles are sealed, so SQL cannot write them."""
    parts = [line.rpartition("\n") for line in lines]
    trainings = Training.objects.only("quiet_title").in_bulk({UUID(key) for *_, key in parts})
    return [f"{line}\n{trainings[UUID(key)].quiet_title}" for line, _, key in parts]


def tag_of(feed: OpenedFeed, lines: list[str]) -> str:
    """A hash of everything in the calendar: another one whenever the calendar differs."""
    frame = (FORMAT, settings.TIME_ZONE, feed.language, feed.is_for_who_lives_here)
    return sha256("\0".join([repr(frame), *lines]).encode()).hexdigest()[:32]


def calendar_of(feed: OpenedFeed, lines: list[str]) -> bytes:
    """The calendar itself, in her language."""
    with translation.override(feed.language):
        quiet = _("Afspraak") if feed.is_for_who_lives_here else ""
        moments = (moment(line, quiet) for line in lines)
        return written(moments, title=_("Week"), zone=ZoneInfo(settings.TIME_ZONE))


def moment(line: str, quiet: str = "Afspraak") -> Moment:
    pk, starts_at, ends_at, changed_at, revision, state, title = line.split("\n", 6)
    starts, ends, changed = (_read(at) for at in (starts_at, ends_at, changed_at))
    return Moment(str(UUID(pk)), starts, ends, changed, int(revision), state == Session.State.PLANNED, quiet or title)


def _read(at: str) -> datetime:
    """Both databases store moments in UTC; SQLite does not say so."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC)


FIELDS = ("pk", "starts_at", "ends_at", "changed_at", "revision", "state", "series__training_id")
_feeds_of = CachedSql(
    lambda hashes: (
        Feed.objects.counting()
        .filter(key_hash__in=hashes)
        .values_list("person_id", "person__language", "stay_id", "last_fetched_on")
    ),
)


def _lines(feed: OpenedFeed) -> list[str]:
    sql, params = _sql_of(standings_of([feed.person_id])[feed.person_id], feed.is_for_who_lives_here)
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [line for (line,) in cursor.fetchall()]


@lru_cache(maxsize=SQL_CACHED_MAX)
def _sql_of(standing: Standing, is_resident: bool) -> tuple[str, tuple]:
    """The SQL of her sessions, empty when none can be hers. It begins on a Monday, so that a new day changes nothing.

    Django builds it at ten times the cost of the answer, and it differs only when her standing does. So it is cached.
    """
    rules, first = SessionRules(standing), monday_of(standing.today) - timedelta(weeks=WEEKS_BACK)
    parts = [part for name in FIELDS for part in (Value("\n"), Cast(F(name), TextField()))][1:]
    rule = rules.meant if is_resident else rules.given
    sessions = Session.objects.filter(rule.where(), held_on__gte=first)
    try:
        return sessions.values_list(Concat(*parts, output_field=TextField())).query.sql_with_params()
    except EmptyResultSet:
        return "", ()


def _take(rate_limit: RateLimit, who: object) -> None:
    if wait_s := rate_limit.wait_s(who):
        raise TooOften(wait_s)


def _hash_of(key: str) -> str:
    """A fast hash: the key is 32 random bytes, so nobody finds it by trying."""
    return sha256(key.encode()).hexdigest()
