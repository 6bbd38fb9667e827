"""Times for a calendar elsewhere, which Google, Apple or Microsoft fetches and keeps. So it tells as little as it can.

A resident's holds what counts her in, each called 'Afspraak'; that of who works here what she gives, by its quiet
title. Neither holds a place, a name or a word more. See docs/decisions/0013-what-a-calendar-elsewhere-may-know.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from house.errors import NotHere
from house.models import Person, Position, Stay, What
from house.pace import Pace
from house.services import looking
from programs.calendars import FORMAT, Moment, written
from programs.errors import TooOften
from programs.models import Feed, Session
from programs.models.sessions import SessionQuerySet
from programs.rhythm import monday_of

KEY_BYTES = 32
WEEKS_BACK = 4
fetches = Pace(burst=20, per_minute=2)
misses = Pace(burst=30, per_minute=10)


def place_of(person: Person) -> Stay | Position | None:
    """What a feed of hers would end with: her stay, else the position that lasts longest. None: she can have none."""
    if person.stay_today is not None:
        return person.stay_today
    last = date.max
    return max(person.positions_today, key=lambda position: position.until_on or last, default=None)


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
    stay, position = (place, None) if isinstance(place, Stay) else (None, place)
    told = {"stay": stay, "position": position, "key_hash": _hash_of(key)}
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
    looking.note(actor=actor, house_id=feed.place.house_id, whose=[person_id], what=What.FEED_ENDED)


def end_with_devices(person_id: UUID) -> None:
    """Who signs out everywhere, or is signed out, closes this way too."""
    Feed.objects.filter(person=person_id).delete()


class Found(NamedTuple):
    """What a key opens, as the database tells it."""

    person_id: Any
    language: str
    stay_id: Any
    last_fetched_on: Any

    @property
    def is_for_who_lives_here(self) -> bool:
        return self.stay_id is not None


def open_feed(*, key: str, address: str) -> Found:
    """The feed of this key. In the same time and with the same words for a key that never was, ended or is over.

    Args:
        address: where it is asked from; counted in this process alone and kept nowhere.

    Raises:
        NotHere: there is none, or none any more.
        TooOften: come back later.
    """
    rows = _answers(_of_key, _hash_of(key))
    if not rows:
        _take(misses, salted_hmac("programs.feeds", address).digest())
        raise NotHere
    found = Found(*rows[0])
    _take(fetches, found.person_id)
    today = timezone.localdate()
    if str(found.last_fetched_on) != today.isoformat():
        Feed.objects.filter(key_hash=_hash_of(key)).update(last_fetched_on=today)
    return found


def told(found: Found) -> list[str]:
    """A line for each session that is in it: from some weeks ago up to the horizon."""
    return [line for (line,) in _answers(_meant_for if found.is_for_who_lives_here else _given_by, found.person_id)]


def tag_of(found: Found, lines: list[str]) -> str:
    """Another text whenever the calendar is another: a hash of all that is written in it."""
    frame = (FORMAT, settings.TIME_ZONE, found.language, found.is_for_who_lives_here)
    return sha256("\0".join([repr(frame), *lines]).encode()).hexdigest()[:32]


def calendar_of(found: Found, lines: list[str]) -> bytes:
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


FIELDS = ("pk", "starts_at", "ends_at", "changed_at", "revision", "state", "series__training__quiet_title")
SOMEBODY = uuid4()
SOME_HASH = secrets.token_hex(32)
"""What stands in a question where the real one comes."""


def _of_key() -> QuerySet:
    asked = ("person_id", "person__language", "stay_id", "last_fetched_on")
    return Feed.objects.counting().filter(key_hash=SOME_HASH).values_list(*asked)


def _meant_for() -> QuerySet:
    return _lines(Session.objects.meant_for(Person(pk=SOMEBODY)))


def _given_by() -> QuerySet:
    return _lines(Session.objects.given_by(Person(pk=SOMEBODY)))


def _lines(sessions: SessionQuerySet) -> QuerySet:
    """The first day is a Monday, so that a new day alone changes nothing."""
    first = monday_of(timezone.localdate()) - timedelta(weeks=WEEKS_BACK)
    parts = [part for name in FIELDS for part in (Value("\n"), Cast(F(name), TextField()))][1:]
    return sessions.filter(held_on__gte=first).values_list(Concat(*parts, output_field=TextField()))


def _answers(question: Callable[[], QuerySet], value: Any) -> list[tuple]:
    """Ask about this hash or person. Django would make the SQL anew each time, at ten times the cost of the answer."""
    sql, params = _sql_of(question, timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(sql, [value if _is_stand_in(param) else param for param in params])
        return cursor.fetchall()


@lru_cache(maxsize=8)
def _sql_of(question: Callable[[], QuerySet], day: date) -> tuple[str, tuple]:
    """It changes with the local day and with nothing else."""
    return question().query.sql_with_params()


def _is_stand_in(param: object) -> bool:
    return param in (SOMEBODY, SOMEBODY.hex, SOME_HASH)


def _take(pace: Pace, who: object) -> None:
    if wait_s := pace.wait_s(who):
        raise TooOften(wait_s)


def _hash_of(key: str) -> str:
    """The key is 32 random bytes: nobody finds it by trying, so it needs no slow hash."""
    return sha256(key.encode()).hexdigest()
