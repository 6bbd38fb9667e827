"""Remind people who asked for it of what is in their week: an hour before, or the evening before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import F, Max, QuerySet
from django.utils import timezone

from house.cached_sql import CachedSql
from house.later import later
from house.line.news import Due, tell
from house.models import Person
from programs.attendance.services.attendance import rosters_of
from programs.household.models.household import Appointment
from programs.household.models.reminders import Reminder, Reminding
from programs.recurrence.rhythm import DAY, moment
from programs.sessions.models.sessions import Session
from programs.sessions.models.story import read_givers
from programs.sessions.queries.her_sessions import HerSessions, sessions_of_each

HOUR = timedelta(hours=1)
JUST_BEGUN = timedelta(minutes=5)
EVENING = time(19)
FURTHEST = timedelta(hours=30)
"""From seven in the evening to the end of the next day, also when the clocks go back that night."""


def choose_reminders(*, actor: Person, an_hour_before: bool, evening_before: bool) -> None:
    """Choose when to be reminded. Neither deletes the choice."""
    if not (an_hour_before or evening_before):
        Reminding.objects.filter(person=actor).delete()
        return
    fields = {"an_hour_before": an_hour_before, "evening_before": evening_before}
    Reminding.objects.update_or_create(person=actor, defaults=fields)


def remind(now: datetime | None = None) -> None:
    """Write the reminders that are due, each once, and tell the open pages of who is reminded.

    A fixed number of queries, and one while nobody wants reminders. Two processes may do this at once: the database
    drops the second one's reminders. People who declined are not reminded, nor is anybody of a session that is called
    off or has begun.
    """
    now = now or timezone.now()
    wanting = {reminding.person_id: reminding for reminding in Reminding.objects.all()}
    if not wanting:
        return
    far = FURTHEST if timezone.localtime(now).time() >= EVENING else 2 * HOUR
    coming = Session.objects.planned_between(now, now + far).filter(starts_at__gt=now).select_related("series")
    due = {session: ahead for session in coming if (ahead := list(_due(session, now)))}
    coming_to = _coming_people(due)
    written = _written(due)
    new = [
        Reminder(person_id=person, session=session, starts_at=session.starts_at, ahead=ahead, at=now)
        for session in due
        for person in coming_to[session.pk] & wanting.keys()
        for ahead in due[session]
        if wanting[person].wants(ahead) and (person, session.pk, session.starts_at, ahead) not in written
    ]
    Reminder.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        tell(*map(Due, {reminder.person_id for reminder in new}))


def _written(sessions: Iterable[Session]) -> set[tuple[UUID, UUID, datetime, str]]:
    rows = Reminder.objects.filter(session__in=list(sessions))
    return set(rows.values_list("person_id", "session_id", "starts_at", "ahead"))


def show_what_is_near(now: datetime | None = None) -> None:
    """Let open pages look again what is near: something of hers may just have begun, or come near."""
    now = now or timezone.now()
    wanting = set(Reminding.objects.values_list("person", flat=True))
    if wanting and (near := _with_something_near(now) & wanting):
        tell(*map(Due, near))


def _with_something_near(now: datetime) -> set[UUID]:
    """People whose page may show something else at the top than a minute ago: a thing is near, or has just begun."""
    today = timezone.localdate(now)
    reminded = Reminder.objects.filter(starts_at__gt=now - JUST_BEGUN).values_list("person_id")
    appointments = Appointment.objects.filter(on__range=[today - DAY, today + DAY]).values_list("person_id")
    return {person_id for (person_id,) in reminded.order_by().union(appointments.order_by())}


def _coming_people(sessions: Iterable[Session]) -> dict[UUID, set[UUID]]:
    """The people expected at each session without those who declined, and its facilitators, by session."""
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


def reminders_in(sessions_of_hers: HerSessions) -> list[Session]:
    """The sessions that she is reminded of now, the soonest first: she comes, and each still begins at that moment."""
    now = timezone.now()
    coming = (
        session for session in sessions_of_hers.of_days if session.goes_on and now < session.starts_at < now + FURTHEST
    )
    reminded = (session for session in coming if (session.pk, session.starts_at) in sessions_of_hers.reminded)
    return [session for session in reminded if not session.has_said_no]


def newest_reminders(people: Collection[UUID], until: datetime) -> list[tuple[UUID, datetime]]:
    """For `registry.news`: when each of them was reminded last of what has not begun yet, up to that moment."""
    of_sessions = [(person, at) for person, at in _reminded.rows(people, until)]
    today = timezone.localdate(until)
    appointments = _appointments.rows(people, today, today + DAY)
    return of_sessions + [(person, at) for person, *own in appointments for at in _moments(*own) if at <= until]


def _reminded_of(people: Collection[UUID], until: datetime) -> QuerySet:
    reminders = Reminder.objects.filter(person__in=people, at__lte=until, session__state="planned")
    goes_on = reminders.filter(session__starts_at=F("starts_at"), starts_at__gt=until).order_by()
    return goes_on.values("person").annotate(newest=Max("at")).values_list("person", "newest")


_reminded = CachedSql(_reminded_of)
_CHOICE = ("person__reminding__an_hour_before", "person__reminding__evening_before")
_appointments = CachedSql(
    lambda people, first, last: (
        Appointment.objects.filter(person__in=people, on__range=[first, last], person__reminding__isnull=False)
        .order_by()
        .values_list("person", "on", "at", *_CHOICE)
    )
)


def _moments(on: date, at: time | None, an_hour_before: bool, evening_before: bool) -> Iterator[datetime]:
    """When she wants to hear of an appointment of hers that has not begun. One without an hour, the evening before."""
    zone = timezone.get_default_timezone()
    begins = moment(on, at, zone) if at else moment(on + DAY, time.min, zone)
    if begins <= timezone.now():
        return
    if evening_before:
        yield moment(on - DAY, EVENING, zone)
    if an_hour_before and at is not None:
        yield begins - HOUR


def _is_near(appointment: Appointment, choice: Reminding) -> bool:
    """Is it time to remind her? Until it begins; without an hour, the evening before and the whole day."""
    now, zone, on, at = timezone.now(), timezone.get_default_timezone(), appointment.on, appointment.at
    begins = moment(on, at, zone) if at else moment(on + DAY, time.min, zone)
    if choice.evening_before and moment(on - DAY, EVENING, zone) <= now < begins:
        return True
    return choice.an_hour_before and at is not None and begins - HOUR <= now < begins


@dataclass(frozen=True)
class Soon:
    """One line of her reminders: a session, or an appointment of her own, which may have no hour."""

    on: date
    at: time | None
    thing: Session | Appointment

    @property
    def is_own(self) -> bool:
        return isinstance(self.thing, Appointment)


def choice_of(person: Person) -> Sequence[Reminding]:
    """Her choice when to be reminded, if she made one."""
    return later(_choice_sql, [person.pk])


def soon_in(choices: Sequence[Reminding], sessions_of_hers: HerSessions, own: Iterable[Appointment]) -> list[Soon]:
    """Her reminders of now among sessions and appointments of today and tomorrow at least. None if she never asked.

    The soonest first; on each day those without an hour come first.
    """
    if not choices:
        return []
    choice = choices[0]
    lines = [
        Soon(session.held_on, timezone.localtime(session.starts_at).time(), session)
        for session in reminders_in(sessions_of_hers)
    ]
    lines += [Soon(appointment.on, appointment.at, appointment) for appointment in own if _is_near(appointment, choice)]
    return sorted(lines, key=lambda line: (line.on, line.at or time.min))


def with_reminders(people: Collection[UUID]) -> set[UUID]:
    """Those of these people whose page would show any reminder now. For `registry.news`."""
    today = timezone.localdate()
    days = (today, today + 2 * DAY)
    choices = {choice.person_id: choice for choice in _choice_sql.objects(people)}
    own = defaultdict[UUID, list[Appointment]](list)
    for appointment in _own_sql.objects(choices, *days):
        own[appointment.person_id].append(appointment)
    every = sessions_of_each(choices, *days)
    return {person for person, hers in every if soon_in([choices[person]], hers, own[person])}


_choice_sql = CachedSql(lambda people: Reminding.objects.filter(person__in=people))
_own_sql = CachedSql(
    lambda people, first, end: Appointment.objects.filter(person__in=people, on__gte=first, on__lt=end)
)
