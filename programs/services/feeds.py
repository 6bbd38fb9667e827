"""Times for a calendar elsewhere, which Google, Apple or Microsoft fetches and keeps. So it tells as little as it can.

A resident's holds what counts her in, each called 'Afspraak'; that of who works here what she gives, by its quiet
title. Neither holds a place, a name or a word more. See docs/decisions/0009-what-a-calendar-elsewhere-may-know.md.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Aggregate, F, TextField, Value
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


def open_feed(*, key: str, address: str) -> Feed:
    """The feed of this key. In the same time and with the same words for a key that never was, ended or is over.

    Args:
        address: where it is asked from; counted in this process alone and kept nowhere.

    Raises:
        NotHere: there is none, or none any more.
        TooOften: come back later.
    """
    feed = Feed.objects.counting().select_related("person").filter(key_hash=_hash_of(key)).first()
    if feed is None:
        _take(misses, salted_hmac("programs.feeds", address).digest())
        raise NotHere
    _take(fetches, feed.key_hash)
    today = timezone.localdate()
    if feed.last_fetched_on != today:
        Feed.objects.filter(pk=feed.pk).update(last_fetched_on=today)
    return feed


def tag_of(feed: Feed) -> str:
    """Another text whenever the calendar is another: a hash of all that is written in it, made by the database."""
    told = _sessions_of(feed).order_by().aggregate(all=_Together(Concat(*_parts(), output_field=TextField())))["all"]
    frame = (FORMAT, settings.TIME_ZONE, feed.person.language, feed.is_for_who_lives_here)
    return sha256(f"{frame} {told}".encode()).hexdigest()[:32]


def calendar_of(feed: Feed) -> bytes:
    """The calendar itself, in her language."""
    with translation.override(feed.person.language):
        quiet = _("Afspraak") if feed.is_for_who_lives_here else ""
        rows = _sessions_of(feed).values_list(*FIELDS)
        moments = (
            Moment(str(pk), starts_at, ends_at, changed_at, revision, state == Session.State.PLANNED, quiet or title)
            for pk, starts_at, ends_at, changed_at, revision, state, title in rows
        )
        return written(moments, title=_("Week"), zone=ZoneInfo(settings.TIME_ZONE))


FIELDS = ("pk", "starts_at", "ends_at", "changed_at", "revision", "state", "series__training__quiet_title")


def _sessions_of(feed: Feed) -> SessionQuerySet:
    """From some weeks ago up to the horizon. The first day is a Monday, so that a new day alone changes nothing."""
    mine = Session.objects.meant_for if feed.is_for_who_lives_here else Session.objects.given_by
    return mine(feed.person).filter(held_on__gte=monday_of(timezone.localdate()) - timedelta(weeks=WEEKS_BACK))


class _Together(Aggregate):
    """All texts as one."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        """They are distinct anyway; asking for that sorts them, so that equal rows make an equal text."""
        return self.as_sql(compiler, connection, template="STRING_AGG(DISTINCT %(expressions)s, '')", **context)


def _parts() -> list[Cast | Value]:
    parts: list[Cast | Value] = []
    for name in FIELDS:
        parts += [Cast(F(name), TextField()), Value("\n")]
    return parts


def _take(pace: Pace, who: object) -> None:
    if wait_s := pace.wait_s(who):
        raise TooOften(wait_s)


def _hash_of(key: str) -> str:
    """The key is 32 random bytes: nobody finds it by trying, so it needs no slow hash."""
    return sha256(key.encode()).hexdigest()
