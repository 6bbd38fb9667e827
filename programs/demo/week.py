"""Fill the week of the demo houses from week.toml, through the verbs.

Everything before today is written as rows, because no verb changes the past.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from house import demo
from house.models import House, Person, Position, Role
from programs.attendance.models.answers import Answer, Attendance
from programs.attendance.services.answers import say_coming
from programs.attendance.services.arrange import arrange_session
from programs.attendance.services.attendance import rosters_of
from programs.attendance.services.enrolment import enrol
from programs.attendance.services.needs import say_needs
from programs.attendance.services.welcome import welcome_to_session
from programs.feeds.services import make_feed
from programs.importing.services.drafts import bring_sheet
from programs.planning.closures.services import close_days, pause_series
from programs.planning.services.start import start_series
from programs.recurrence.rhythm import WEEK, Rhythm, monday_of
from programs.sessions.models.changes import Change
from programs.sessions.models.closures import Closure
from programs.sessions.models.notices import Notice, Visit
from programs.sessions.models.series import Audience, Series
from programs.sessions.models.sessions import Session
from programs.sessions.services.notices import tell_everyone
from programs.staffing.services.duties import accept, ask, decline
from programs.trainings.models import Training
from programs.trainings.services import start_training

WORDS = Path(__file__).parent / "week.toml"
BROUGHT = WORDS.parent / "brought.csv"
WEEKDAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"]
FIRST_WEEK = -4
LAST_LOOK = timedelta(hours=26)


def words() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text())


def fill() -> None:
    """The trainings, the series of houses and people, and what happened in them."""
    content = words()
    houses = demo.houses_by_key()
    for training in content["trainings"]:
        _add_training(training, houses)
    plain = [entry for entry in content["series"] if entry["audience"] != Audience.GROUP]
    for series, entry in [(start(entry), entry) for entry in plain]:
        tell_story(series, entry)
    for closure in content["closures"]:
        _close(closure, houses)
    for entry_of_needs in content["needs"]:
        say_needs(
            actor=demo.people_by_key()[entry_of_needs["person"]],
            interpreter=entry_of_needs["interpreter"],
            words=entry_of_needs["words"],
        )
    make_feed(actor=demo.people_by_key()["dewi"])
    house = houses["kamille"]
    bring_sheet(actor=_coordinator(house), house_id=house.pk, data=BROUGHT.read_bytes())
    yesterday = timezone.now() - LAST_LOOK
    Visit.objects.bulk_create(
        Visit(person=person, seen_until=yesterday, looked_at=yesterday) for person in demo.people_by_key().values()
    )


def group_entries() -> dict[str, dict[str, Any]]:
    """The entries of series for groups, by the key of the group."""
    return {entry["group"]: entry for entry in words()["series"] if entry["audience"] == Audience.GROUP}


def start(entry: dict[str, Any], members: Mapping[Person, date] | None = None) -> Series:
    """Start one series of the file.

    Args:
        members: for the series of a group: its members, and the day from which each belongs to it.
    """
    people, rooms = demo.people_by_key(), demo.rooms_by_key(entry["house"])
    house = demo.houses_by_key()[entry["house"]]
    actor = _coordinator(house)
    enrolled = [people[key] for key in entry.get("for", [])]
    series = start_series(
        actor=actor,
        training_id=Training.objects.titled(house.pk, _title_of(entry["training"])).get().pk,
        rhythm=_rhythm(entry, enrolled),
        start_time=time.fromisoformat(entry["start"]),
        length_minutes=entry["length_minutes"],
        room_id=rooms[entry["room"]].pk if entry["room"] else None,
        trainer_ids=[people[key].pk for key in entry["trainers"]],
        audience=entry["audience"],
        person_ids=[person.pk for person in enrolled],
    )
    for person, from_on in (members or {}).items():
        enrol(actor=actor, series_id=series.pk, person_id=person.pk, from_on=from_on)
    Notice.objects.filter(series=series).delete()
    return series


def tell_story(series: Series, entry: dict[str, Any]) -> None:
    """Change, answer and note the sessions of this series as the file says."""
    content = words()
    sessions = {session.original_on: session for session in series.sessions.select_related("room", "series")}
    for change in content["changes"]:
        if change["training"] == entry["training"] and (session := sessions.get(_day(change))):
            _change(session, change, demo.rooms_by_key(entry["house"]))
    people = demo.people_by_key()
    for answer in content["answers"]:
        if answer["training"] == entry["training"] and (session := sessions.get(_day(answer))):
            Answer.objects.create(session=session, person=people[answer["person"]])
    _invite_to(sessions, entry, people)
    for duty in content["duties"]:
        if duty["training"] == entry["training"] and (session := sessions.get(_day(duty))):
            _staff(session, duty)
    shares = {people[share["person"]].pk: share for share in content["attendance"]}
    _note([session for session in sessions.values() if session.is_over and session.goes_on], shares)


def _invite_to(sessions: Mapping[date, Session], entry: dict[str, Any], people: Mapping[str, Person]) -> None:
    for invitation in words()["audiences"]:
        session = sessions.get(_day(invitation)) if invitation["training"] == entry["training"] else None
        if session and session.is_open:
            _invite(session, invitation, people)


def _invite(session: Session, invitation: dict[str, Any], people: Mapping[str, Person]) -> None:
    """Set places and needs, welcome alumnae, and let people join one after the other."""
    target = {"actor": _coordinator(session.series.house), "session_id": session.pk}
    arrangement = {
        "places": invitation["places"] or None,
        "interpreter": invitation["interpreter"],
        "needs": invitation["needs"],
    }
    arrange_session(**target, **arrangement)
    welcome_to_session(**target, person_ids=[people[key].pk for key in invitation["welcome"]])
    for key in invitation["joining"]:
        say_coming(actor=people[key], session_id=session.pk)


def _add_training(entry: dict[str, Any], houses: Mapping[str, Any]) -> None:
    house = houses[entry["house"]]
    start_training(
        actor=_coordinator(house),
        house_id=house.pk,
        expect="\n".join(entry["expect"]),
        **{name: entry[name] for name in ("title", "quiet_title", "theme", "bring", "is_body_work")},
    )


def _close(entry: dict[str, Any], houses: Mapping[str, Any]) -> None:
    """Close some days without notices, as if people read of it long ago."""
    house, first = houses[entry["house"]], _day(entry)
    fields = {"name": entry["name"], "from_on": first, "until_on": first + timedelta(days=entry["days"])}
    actor = Position.objects.filter(house=house, role=Role.COORDINATOR).select_related("person")[0].person
    if entry["kind"] == Closure.Kind.PAUSE:
        series = Series.objects.get(training__in=Training.objects.titled(house.pk, _title_of(entry["training"])))
        pause_series(actor=actor, series_id=series.pk, **fields)
    else:
        close_days(actor=actor, house_id=house.pk, kind=entry["kind"], **fields)
    Notice.objects.filter(kind=Notice.Kind.LAPSED).delete()


def _title_of(key: str) -> str:
    return next(training["title"] for training in words()["trainings"] if training["key"] == key)


def _this_monday() -> date:
    return monday_of(timezone.localdate())


def _day(entry: dict[str, Any]) -> date:
    return _this_monday() + entry["weeks_from_now"] * WEEK + timedelta(days=WEEKDAYS.index(entry["weekday"]))


def _rhythm(entry: dict[str, Any], enrolled: list[Person]) -> Rhythm:
    """From its first week on; a series for one person begins when she lives here."""
    weekdays = frozenset(WEEKDAYS.index(name) for name in entry["weekdays"])
    skipped_weeks = [_this_monday() + count * WEEK for count in entry.get("skip_weeks_ahead", [])]
    fields = {
        "weekdays": weekdays,
        "every_weeks": entry["every_weeks"],
        "skipped": frozenset(monday + timedelta(days=day) for monday in skipped_weeks for day in weekdays),
    }
    rhythm = Rhythm(from_on=_this_monday() + entry.get("first_week", FIRST_WEEK) * WEEK, **fields)
    arrived = max((stay.arrived_on for person in enrolled for stay in person.stays.all()), default=rhythm.from_on)
    first = rhythm.days(max(arrived, rhythm.from_on), arrived + 20 * WEEK)[0]
    return Rhythm(from_on=first, **fields)


def _change(session: Session, entry: dict[str, Any], rooms: Mapping[str, Any]) -> None:
    at = _changed_at(session)
    change = Change(
        session=session,
        kind=entry["kind"],
        why=entry["why"],
        by=demo.people_by_key()[entry["by"]],
        at=at,
        was_starts_at=session.starts_at,
        was_ends_at=session.ends_at,
        was_room=session.room,
    )
    if entry["kind"] == Change.Kind.MOVED:
        session.shift_to(session.starts_at + timedelta(minutes=entry["shift_minutes"]))
    elif entry["kind"] == Change.Kind.ROOM:
        session.go_to(rooms[entry["room"]])
    else:
        session.cancel()
    change.now_starts_at, change.now_ends_at, change.now_room = session.starts_at, session.ends_at, session.room
    session.is_by_hand = True
    session.note_change(at)
    change.revision = session.revision
    session.save()
    change.save()
    tell_everyone([session], Notice.Kind(change.kind), by=change.by, at=at)


def _staff(session: Session, entry: dict[str, Any]) -> None:
    """Through the verbs, because it is still to come."""
    people, target = demo.people_by_key(), {"session_id": session.pk}
    if entry["left"]:
        decline(actor=people[entry["left"]], word=entry["word"], **target)
    taken_by = [entry["taken_by"]] if entry["taken_by"] else []
    if person_ids := [people[key].pk for key in entry["asked"] + entry["declined"] + taken_by]:
        ask(actor=_coordinator(session.series.house), person_ids=person_ids, **target)
    for key in entry["declined"]:
        decline(actor=people[key], **target)
    for key in taken_by:
        accept(actor=people[key], **target)


def _coordinator(house: House) -> Person:
    return Position.objects.filter(house=house, role=Role.COORDINATOR).select_related("person")[0].person


def _changed_at(session: Session) -> datetime:
    """Twenty past four in the afternoon before the session; if that is still to come, the last such moment."""
    now = timezone.localtime()
    afternoon = now.replace(hour=16, minute=20, second=0, microsecond=0)
    last = afternoon if afternoon < now else afternoon - timedelta(days=1)
    return min(last, last + (session.held_on - timedelta(days=1) - last.date()))


def _note(sessions: list[Session], shares: Mapping[Any, dict[str, Any]]) -> None:
    """Note who was there; the same file gives the same attendance."""
    rows = []
    for session_id, roster in rosters_of(sessions).items():
        session = next(session for session in sessions if session.pk == session_id)
        for person in roster.people:
            dice = Random(f"{session.original_on} {session.starts_at} {person.sign_in_name}")  # noqa: S311
            share = shares.get(person.pk, {"present": 0.7, "excused": 0.2})
            state = roster.state_of(person) or _thrown(dice.random(), share)
            rows.append(Attendance(session=session, person=person, state=state, noted_at=session.ends_at))
    Attendance.objects.bulk_create(rows)


def _thrown(number: float, share: dict[str, Any]) -> Attendance.State:
    if number < share["present"]:
        return Attendance.State.PRESENT
    return Attendance.State.EXCUSED if number < share["present"] + share["excused"] else Attendance.State.ABSENT
