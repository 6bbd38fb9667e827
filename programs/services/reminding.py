"""Reminding who asked for it of what is in her week: an hour before, or the evening before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from house.models import Person
from programs.models import Answer, Appointment, Reminder, Reminding, Session
from programs.rhythm import DAY, moment
from programs.services.attending import rosters_of
from programs.services.telling import with_givers

HOUR = timedelta(hours=1)
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


def _who_comes(sessions: Iterable[Session]) -> dict[UUID, set[UUID]]:
    """Who is expected and did not say that she does not come, and who gives it."""
    sessions = list(sessions)
    with_givers(sessions)
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
    """What she is reminded of now, the soonest first: what still begins when it was to begin, and she comes to."""
    hers = Reminder.objects.filter(person=person, session=OuterRef("pk"), starts_at=OuterRef("starts_at"))
    no = Answer.objects.filter(person=person, session=OuterRef("pk"))
    now = timezone.now()
    coming = Session.objects.in_week_of(person).planned_between(now, now + FURTHEST).filter(starts_at__gt=now)
    due = coming.filter(Exists(hers), ~Exists(no)).with_bearing_on(person)
    return list(due.select_related("series__training"))


def own_reminders_for(person: Person, wish: Reminding) -> list[Appointment]:
    """Her own appointments that are near. Nobody is told and nothing is kept: her wish and the clock say it."""
    today = timezone.localdate()
    hers = Appointment.objects.visible_to(person).filter(on__in=[today, today + DAY])
    return [appointment for appointment in hers if _is_near(appointment, wish)]


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


def soon_for(person: Person) -> dict[str, Any]:
    """What the top of her page needs; one query for who never asked to be reminded. `shown` names what is on it."""
    wish = Reminding.objects.filter(person=person).first()
    lines = _lines(person, wish) if wish else []
    shown = "".join(f"{one.thing.pk}," for one in lines)
    return {"is_reminded": wish is not None, "soon": lines, "shown": shown, "today": timezone.localdate()}


def _lines(person: Person, wish: Reminding) -> list[Soon]:
    """The soonest first; what has no hour goes before the rest of its day."""
    sessions = [Soon(one.held_on, timezone.localtime(one.starts_at).time(), one) for one in reminders_for(person)]
    own = [Soon(one.on, one.at, one) for one in own_reminders_for(person, wish)]
    return sorted([*own, *sessions], key=lambda line: (line.on, line.at or time.min))


def forget_reminders() -> None:
    """Of what has begun nobody needs a reminder."""
    Reminder.objects.filter(starts_at__lte=timezone.now()).delete()
