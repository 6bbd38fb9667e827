"""The week of the demo houses, read from week.toml and started through the verbs.

What happened before today is written as rows, for no verb changes the past.
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
from programs.sessions.models.closures import Closure
from programs.sessions.models.notices import Notice, Visit
from programs.sessions.models.series import Audience, Series
from programs.sessions.models.sessions import Change, Session
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
    """The trainings, the series of the houses and of their people, and what became of them."""
    told = words()
    houses = demo.houses_by_key()
    for training in told["trainings"]:
        _add_training(training, houses)
    plain = [entry for entry in told["series"] if entry["audience"] != Audience.GROUP]
    for series, entry in [(start(entry), entry) for entry in plain]:
        tell_story(series, entry)
    for closure in told["closures"]:
        _close(closure, houses)
    for needed in told["needs"]:
        say_needs(
            actor=demo.people_by_key()[needed["person"]], interpreter=needed["interpreter"], words=needed["words"]
        )
    make_feed(actor=demo.people_by_key()["dewi"])
    house = houses["kamille"]
    bring_sheet(actor=_coordinator(house), house_id=house.pk, data=BROUGHT.read_bytes())
    yesterday = timezone.now() - LAST_LOOK
    Visit.objects.bulk_create(
        Visit(person=person, seen_until=yesterday, looked_at=yesterday) for person in demo.people_by_key().values()
    )


def group_entries() -> dict[str, dict[str, Any]]:
    """What the file says of the series of groups, by the key of the group."""
    return {entry["group"]: entry for entry in words()["series"] if entry["audience"] == Audience.GROUP}


def start(entry: dict[str, Any], members: Mapping[Person, date] | None = None) -> Series:
    """Start one series of the file.

    Args:
        members: for the series of a group, who is in it from which day on.
    """
    people, rooms = demo.people_by_key(), demo.rooms_by_key(entry["house"])
    house = demo.houses_by_key()[entry["house"]]
    actor = _coordinator(house)
    named = [people[key] for key in entry.get("for", [])]
    series = start_series(
        actor=actor,
        training_id=Training.objects.titled(house.pk, _title_of(entry["training"])).get().pk,
        rhythm=_rhythm(entry, named),
        start_time=time.fromisoformat(entry["start"]),
        length_minutes=entry["length_minutes"],
        room_id=rooms[entry["room"]].pk if entry["room"] else None,
        trainer_ids=[people[key].pk for key in entry["trainers"]],
        audience=entry["audience"],
        person_ids=[person.pk for person in named],
    )
    for person, from_on in (members or {}).items():
        enrol(actor=actor, series_id=series.pk, person_id=person.pk, from_on=from_on)
    Notice.objects.filter(series=series).delete()
    return series


def tell_story(series: Series, entry: dict[str, Any]) -> None:
    """Change, answer and note the sessions of this series as the file says."""
    told = words()
    sessions = {session.original_on: session for session in series.sessions.select_related("room", "series")}
    for change in told["changes"]:
        if change["training"] == entry["training"] and (session := sessions.get(_day(change))):
            _change(session, change, demo.rooms_by_key(entry["house"]))
    people = demo.people_by_key()
    for answer in told["answers"]:
        if answer["training"] == entry["training"] and (session := sessions.get(_day(answer))):
            Answer.objects.create(session=session, person=people[answer["person"]])
    _invite_to(sessions, entry, people)
    for duty in told["duties"]:
        if duty["training"] == entry["training"] and (session := sessions.get(_day(duty))):
            _staff(session, duty)
    shares = {people[told_of["person"]].pk: told_of for told_of in told["attendance"]}
    _note([session for session in sessions.values() if session.is_over and session.goes_on], shares)


def _invite_to(sessions: Mapping[date, Session], entry: dict[str, Any], people: Mapping[str, Person]) -> None:
    for told in words()["audiences"]:
        session = sessions.get(_day(told)) if told["training"] == entry["training"] else None
        if session and session.is_open:
            _invite(session, told, people)


def _invite(session: Session, told: dict[str, Any], people: Mapping[str, Person]) -> None:
    """Places and needs, alumnae who are welcome, and who joins, one after the other."""
    told_of = {"actor": _coordinator(session.series.house), "session_id": session.pk}
    words = {"places": told["places"] or None, "interpreter": told["interpreter"], "needs": told["needs"]}
    arrange_session(**told_of, **words)
    welcome_to_session(**told_of, person_ids=[people[key].pk for key in told["welcome"]])
    for key in told["joining"]:
        say_coming(actor=people[key], session_id=session.pk)


def _add_training(told: dict[str, Any], houses: Mapping[str, Any]) -> None:
    house = houses[told["house"]]
    start_training(
        actor=_coordinator(house),
        house_id=house.pk,
        expect="\n".join(told["expect"]),
        **{name: told[name] for name in ("title", "quiet_title", "theme", "bring", "is_body_work")},
    )


def _close(told: dict[str, Any], houses: Mapping[str, Any]) -> None:
    """Close some days, without news: it was told long ago."""
    house, first = houses[told["house"]], _day(told)
    words = {"name": told["name"], "from_on": first, "until_on": first + timedelta(days=told["days"])}
    actor = Position.objects.filter(house=house, role=Role.COORDINATOR).select_related("person")[0].person
    if told["kind"] == Closure.Kind.PAUSE:
        series = Series.objects.get(training__in=Training.objects.titled(house.pk, _title_of(told["training"])))
        pause_series(actor=actor, series_id=series.pk, **words)
    else:
        close_days(actor=actor, house_id=house.pk, kind=told["kind"], **words)
    Notice.objects.filter(kind=Notice.Kind.LAPSED).delete()


def _title_of(key: str) -> str:
    return next(training["title"] for training in words()["trainings"] if training["key"] == key)


def _this_monday() -> date:
    return monday_of(timezone.localdate())


def _day(told: dict[str, Any]) -> date:
    return _this_monday() + told["weeks_from_now"] * WEEK + timedelta(days=WEEKDAYS.index(told["weekday"]))


def _rhythm(entry: dict[str, Any], named: list[Person]) -> Rhythm:
    """From its first week on; what is for one person begins when she lives here."""
    weekdays = frozenset(WEEKDAYS.index(name) for name in entry["weekdays"])
    skipped_weeks = [_this_monday() + count * WEEK for count in entry.get("skip_weeks_ahead", [])]
    told = {
        "weekdays": weekdays,
        "every_weeks": entry["every_weeks"],
        "skipped": frozenset(monday + timedelta(days=day) for monday in skipped_weeks for day in weekdays),
    }
    rhythm = Rhythm(from_on=_this_monday() + entry.get("first_week", FIRST_WEEK) * WEEK, **told)
    arrived = max((stay.arrived_on for person in named for stay in person.stays.all()), default=rhythm.from_on)
    first = rhythm.days(max(arrived, rhythm.from_on), arrived + 20 * WEEK)[0]
    return Rhythm(from_on=first, **told)


def _change(session: Session, told: dict[str, Any], rooms: Mapping[str, Any]) -> None:
    at = _said_at(session)
    change = Change(
        session=session,
        kind=told["kind"],
        why=told["why"],
        by=demo.people_by_key()[told["by"]],
        at=at,
        was_starts_at=session.starts_at,
        was_ends_at=session.ends_at,
        was_room=session.room,
    )
    if told["kind"] == Change.Kind.MOVED:
        session.shift_to(session.starts_at + timedelta(minutes=told["shift_minutes"]))
    elif told["kind"] == Change.Kind.ROOM:
        session.go_to(rooms[told["room"]])
    else:
        session.cancel()
    change.now_starts_at, change.now_ends_at, change.now_room = session.starts_at, session.ends_at, session.room
    session.is_by_hand = True
    session.note_change(at)
    change.revision = session.revision
    session.save()
    change.save()
    tell_everyone([session], Notice.Kind(change.kind), by=change.by, at=at)


def _staff(session: Session, told: dict[str, Any]) -> None:
    """Through the verbs, for it is still to come."""
    people, this = demo.people_by_key(), {"session_id": session.pk}
    if told["left"]:
        decline(actor=people[told["left"]], word=told["word"], **this)
    taken_by = [told["taken_by"]] if told["taken_by"] else []
    if asked := [people[key].pk for key in told["asked"] + told["declined"] + taken_by]:
        ask(actor=_coordinator(session.series.house), person_ids=asked, **this)
    for key in told["declined"]:
        decline(actor=people[key], **this)
    for key in taken_by:
        accept(actor=people[key], **this)


def _coordinator(house: House) -> Person:
    return Position.objects.filter(house=house, role=Role.COORDINATOR).select_related("person")[0].person


def _said_at(session: Session) -> datetime:
    """Twenty past four in the afternoon before; for what is still to come, the last afternoon that there was."""
    now = timezone.localtime()
    afternoon = now.replace(hour=16, minute=20, second=0, microsecond=0)
    last = afternoon if afternoon < now else afternoon - timedelta(days=1)
    return min(last, last + (session.held_on - timedelta(days=1) - last.date()))


def _note(sessions: list[Session], shares: Mapping[Any, dict[str, Any]]) -> None:
    """Fill in who was there; the same words give the same house."""
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
