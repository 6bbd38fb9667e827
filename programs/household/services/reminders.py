"""Reminding who asked for it of what is in her week: an hour before, or the evening before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from house.cached_sql import CachedSql
from house.line.news import Due, tell
from house.models import Person
from programs.attendance.services.attendance import rosters_of
from programs.household.models.household import Appointment
from programs.household.models.reminders import Reminder, Reminding
from programs.recurrence.rhythm import DAY, moment
from programs.sessions.models.sessions import Session
from programs.sessions.models.story import read_givers
from programs.sessions.queries.her_sessions import HerSessions, her_sessions

HOUR = timedelta(hours=1)
JUST_BEGUN = timedelta(minutes=5)
EVENING = time(19)
FURTHEST = timedelta(hours=30)
"""From seven in the evening to the end of the next day, also when the clocks go back that night."""


def choose_reminders(*, actor: Person, an_hour_before: bool, evening_before: bool) -> None:
    """She says when she wants to be reminded. Neither is never, and leaves nothing."""
    if not (an_hour_before or evening_before):
        Reminding.objects.filter(person=actor).delete()
        return
    told = {"an_hour_before": an_hour_before, "evening_before": evening_before}
    Reminding.objects.update_or_create(person=actor, defaults=told)


def remind(now: datetime | None = None) -> None:
    """Remind everyone of what is due and of nothing twice; in a handful of queries, and one while nobody asked for it.

    Two may do this at once: the database lets the second one's reminders go. Who said that she does not come is not
    reminded, nor is anybody of what is called off or has begun.
    """
    now = now or timezone.now()
    wanting = {one.person_id: one for one in Reminding.objects.all()}
    if not wanting:
        return
    coming = Session.objects.planned_between(now, now + FURTHEST).filter(starts_at__gt=now).select_related("series")
    due = {session: ahead for session in coming if (ahead := list(_due(session, now)))}
    coming_to = _who_comes(due)
    Reminder.objects.bulk_create(
        [
            Reminder(person_id=person, session=session, starts_at=session.starts_at, ahead=ahead)
            for session in due
            for person in coming_to[session.pk] & wanting.keys()
            for ahead in due[session]
            if wanting[person].wants(ahead)
        ],
        ignore_conflicts=True,
    )
    if near := _with_something_near(now) & wanting.keys():
        tell(*map(Due, near))


def _with_something_near(now: datetime) -> set[UUID]:
    """For whom the top of her page may be another than a minute ago: something is near, or has just begun."""
    today = timezone.localdate(now)
    reminded = Reminder.objects.filter(starts_at__gt=now - JUST_BEGUN).values_list("person_id")
    own = Appointment.objects.filter(on__range=[today - DAY, today + DAY]).values_list("person_id")
    return {person_id for (person_id,) in reminded.order_by().union(own.order_by())}


def _who_comes(sessions: Iterable[Session]) -> dict[UUID, set[UUID]]:
    """Who is expected and did not say that she does not come, and who gives it."""
    sessions = list(sessions)
    read_givers(sessions)
    rosters = rosters_of(sessions)
    return {
        session.pk: {person.pk for person in rosters[session.pk].expected} - rosters[session.pk].not_coming
        | {giver.pk for giver in session.givers()}
        for session in sessions
    }


def _due(session: Session, now: datetime) -> Iterator[Reminder.Ahead]:
    if session.starts_at - HOUR <= now:
        yield Reminder.Ahead.HOUR
    local = timezone.localtime(now)
    if local.time() >= EVENING and session.held_on == local.date() + timedelta(days=1):
        yield Reminder.Ahead.EVENING


def reminders_for(person: Person) -> list[Session]:
    """What she is reminded of now, the soonest first."""
    today = timezone.localdate()
    return reminders_in(her_sessions(person, today, today + 2 * DAY))


def reminders_in(hers: HerSessions) -> list[Session]:
    """The same of what was read already: what still begins when it was to begin, and she comes to."""
    now = timezone.now()
    coming = (session for session in hers.of_days if session.goes_on and now < session.starts_at < now + FURTHEST)
    reminded = (session for session in coming if (session.pk, session.starts_at) in hers.reminded)
    return [session for session in reminded if not session.has_said_no]


def _is_near(appointment: Appointment, wish: Reminding) -> bool:
    """Until it begins; without an hour the evening before and the whole day."""
    now, zone, on, at = timezone.now(), timezone.get_default_timezone(), appointment.on, appointment.at
    begins = moment(on, at, zone) if at else moment(on + DAY, time.min, zone)
    if wish.evening_before and moment(on - DAY, EVENING, zone) <= now < begins:
        return True
    return wish.an_hour_before and at is not None and begins - HOUR <= now < begins


@dataclass(frozen=True)
class Soon:
    """One line of what she is reminded of: a session, or what she put in her week herself, which may have no hour."""

    on: date
    at: time | None
    thing: Session | Appointment

    @property
    def is_own(self) -> bool:
        return isinstance(self.thing, Appointment)


def soon_for(
    person: Person, hers: HerSessions | None = None, own: Iterable[Appointment] | None = None
) -> tuple[bool, list[Soon]]:
    """Did she ask to be reminded, and of what she is now; one query for who never asked.

    The soonest first; what has no hour before the rest of its day. `hers` and `own` are what was read already, of today
    and tomorrow at least.
    """
    wish = next(iter(_wishes.objects(person.pk)), None)
    if wish is None:
        return False, []
    sessions = reminders_for(person) if hers is None else reminders_in(hers)
    lines = [Soon(session.held_on, timezone.localtime(session.starts_at).time(), session) for session in sessions]
    today = timezone.localdate()
    if own is None:
        own = Appointment.objects.visible_to(person).filter(on__in=[today, today + DAY])
    lines += [Soon(one.on, one.at, one) for one in own if _is_near(one, wish)]
    return True, sorted(lines, key=lambda line: (line.on, line.at or time.min))


_wishes = CachedSql(lambda person: Reminding.objects.filter(person=person))
