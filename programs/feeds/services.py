"""Times for a calendar elsewhere, which Google, Apple or Microsoft fetches and keeps. So it tells as little as it can.

A resident's holds what counts her in, each called 'Afspraak'; that of who works here what she gives, by its quiet
title. Neither holds a place, a name or a word more. See docs/decisions/0013-what-a-calendar-elsewhere-may-know.md.
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
    """What a feed of hers would end with: her stay, else the position that lasts longest. None: she can have none."""
    standing = standing_of(person)
    if standing.stay is not None:
        return standing.stay
    posts = [post for post in standing.posts if post.word != Role.WITNESS]
    return max(posts, key=lambda post: post.ends or date.max, default=None)


def feed_of(person: Person) -> Feed | None:
    """Hers, while it counts."""
    return Feed.objects.counting().filter(person=person).first()


def feed_seen_by(actor: Person, person: Person) -> Feed | None:
    """Somebody's, for a coordinator of the house it is for: that there is one, and nothing that is in it."""
    return Feed.objects.counting().run_by(actor).filter(person=person).first()


def make_feed(*, actor: Person) -> str:
    """Give her a feed and return its key, which nobody can read again. A key of before opens nothing any more.

    Raises:
        NotHere: she neither lives nor works here today.
    """
    place = place_of(actor)
    if place is None:
        raise NotHere
    key = secrets.token_hex(KEY_BYTES)
    ends_with = "stay_id" if place.kind == "Stay" else "position_id"
    told = {"stay_id": None, "position_id": None, "key_hash": _hash_of(key), ends_with: place.thing_id}
    days = {"made_on": timezone.localdate(), "last_fetched_on": None}
    Feed.objects.update_or_create(person=actor, defaults=told | days)
    return key


def end_feed(*, actor: Person) -> None:
    """End her own. Twice is once."""
    Feed.objects.filter(person=actor).delete()


@transaction.atomic
def end_feed_of(*, actor: Person, person_id: UUID) -> None:
    """End somebody's at her request; she can read who did. Nobody makes one for another, who would hold its key.

    Raises:
        NotHere: she has none for a house that the actor runs.
    """
    feed = Feed.objects.run_by(actor).select_related("stay", "position").filter(person=person_id).first()
    if feed is None:
        raise NotHere
    feed.delete()
    log.note(actor=actor, house_id=feed.place.house_id, whose=[person_id], what=What.FEED_ENDED)


def end_with_devices(person_id: UUID) -> None:
    """Who signs out everywhere, or is signed out, closes this way too."""
    Feed.objects.filter(person=person_id).delete()


class OpenedFeed(NamedTuple):
    """What a key opens."""

    person_id: UUID
    language: str
    stay_id: UUID | None
    last_fetched_on: date | None

    @property
    def is_for_who_lives_here(self) -> bool:
        return self.stay_id is not None


def open_feed(*, key: str, address: str) -> OpenedFeed:
    """The feed of this key. In the same time and with the same words for a key that never was, ended or is over.

    Args:
        address: where it is asked from; counted in this process alone and kept nowhere.

    Raises:
        NotHere: there is none, or none any more.
        TooOften: come back later.
    """
    rows = list(_feeds_of.rows([_hash_of(key)]))
    if not rows:
        _take(misses, salted_hmac("programs.feeds", address).digest())
        raise NotHere
    found = OpenedFeed(*rows[0])
    _take(fetches, found.person_id)
    today = timezone.localdate()
    if found.last_fetched_on != today:
        Feed.objects.filter(key_hash=_hash_of(key)).update(last_fetched_on=today)
    return found


def told(found: OpenedFeed) -> list[str]:
    """A line for each session that is in it: from some weeks ago up to the horizon."""
    lines = _lines(found)
    return lines if found.is_for_who_lives_here else _titled(lines)


def _titled(lines: list[str]) -> list[str]:
    """With the quiet title where the key of the training stands: it is sealed, so no database can write it there."""
    parted = [line.rpartition("\n") for line in lines]
    named = Training.objects.only("quiet_title").in_bulk({UUID(key) for *_, key in parted})
    return [f"{line}\n{named[UUID(key)].quiet_title}" for line, _, key in parted]


def tag_of(found: OpenedFeed, lines: list[str]) -> str:
    """Another text whenever the calendar is another: a hash of all that is written in it."""
    frame = (FORMAT, settings.TIME_ZONE, found.language, found.is_for_who_lives_here)
    return sha256("\0".join([repr(frame), *lines]).encode()).hexdigest()[:32]


def calendar_of(found: OpenedFeed, lines: list[str]) -> bytes:
    """The calendar itself, in her language."""
    with translation.override(found.language):
        quiet = _("Afspraak") if found.is_for_who_lives_here else ""
        moments = (moment(line, quiet) for line in lines)
        return written(moments, title=_("Week"), zone=ZoneInfo(settings.TIME_ZONE))


def moment(line: str, quiet: str = "Afspraak") -> Moment:
    pk, starts_at, ends_at, changed_at, revision, state, title = line.split("\n", 6)
    starts, ends, changed = (_read(at) for at in (starts_at, ends_at, changed_at))
    return Moment(str(UUID(pk)), starts, ends, changed, int(revision), state == Session.State.PLANNED, quiet or title)


def _read(at: str) -> datetime:
    """Both databases keep moments in UTC; SQLite does not say so."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC)


FIELDS = ("pk", "starts_at", "ends_at", "changed_at", "revision", "state", "series__training_id")
_feeds_of = CachedSql(
    lambda hashes: (
        Feed.objects.counting()
        .filter(key_hash__in=hashes)
        .values_list("person_id", "person__language", "stay_id", "last_fetched_on")
    ),
)


def _lines(found: OpenedFeed) -> list[str]:
    sql, params = _sql_of(standings_of([found.person_id])[found.person_id], found.is_for_who_lives_here)
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [line for (line,) in cursor.fetchall()]


@lru_cache(maxsize=SQL_CACHED_MAX)
def _sql_of(standing: Standing, is_resident: bool) -> tuple[str, tuple]:
    """The SQL of her sessions, empty where none can be hers: Django makes it anew at ten times the cost of the answer,
    and it is another only when her standing is. Its first day is a Monday, so that a new day alone changes nothing.
    """
    rules, first = SessionRules(standing), monday_of(standing.today) - timedelta(weeks=WEEKS_BACK)
    parts = [part for name in FIELDS for part in (Value("\n"), Cast(F(name), TextField()))][1:]
    rule = rules.meant if is_resident else rules.given
    sessions = Session.objects.filter(rule.where(), held_on__gte=first)
    try:
        return sessions.values_list(Concat(*parts, output_field=TextField())).query.sql_with_params()
    except EmptyResultSet:
        return "", ()


def _take(pace: RateLimit, who: object) -> None:
    if wait_s := pace.wait_s(who):
        raise TooOften(wait_s)


def _hash_of(key: str) -> str:
    """The key is 32 random bytes: nobody finds it by trying, so it needs no slow hash."""
    return sha256(key.encode()).hexdigest()
