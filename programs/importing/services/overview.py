"""What a draft comes to in its house: which training, room and people it means, and what is there already."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from house.models import Person, Room, by_name
from programs.importing.models import Draft, Origin
from programs.importing.readers.lines import ProgrammeLine, digest, from_day
from programs.importing.services.drafts import key_of
from programs.planning.services.layout import horizon
from programs.recurrence.rhythm import DAY, is_loose
from programs.sessions.models.closures import Closure
from programs.sessions.models.series import Series
from programs.sessions.models.sessions import Session
from programs.text import fold
from programs.trainings.models import Theme, Training

NEW = "new"
NONE = "none"


@dataclass(frozen=True)
class UnknownName:
    """A name that this house does not know, and what she said it is: '' is nothing yet."""

    kind: str
    name: str
    answer: str = ""

    @property
    def mark(self) -> str:
        return f"{self.kind}-{digest(fold(self.name))[:12]}"


@dataclass
class UnderstoodLine:
    """One line as this house understands it.

    `state` is new, broken (it lacks something), there (the week has it), same (nothing changed since it was brought),
    changed (the source says something else now) or kept (so it does, but it was changed here too).
    """

    number: int
    line: ProgrammeLine
    state: str = "new"
    takes: bool = True
    training: Training | None = None
    copied: Training | None = None
    theme: str = ""
    room: Room | None = None
    makes_room: bool = False
    trainers: list[Person] = field(default_factory=list)
    questions: list[UnknownName] = field(default_factory=list)
    series: Series | None = None
    origin: Origin | None = None
    names_somebody: bool = False
    """Does its name hold the name of who lives or lived here? Everyone in the house would read it."""

    @property
    def may_go(self) -> bool:
        """Can she choose whether it goes along?"""
        is_for_her_to_say = self.state == "there" and not (self.line.is_closed or self.line.series_id)
        return self.state in ("new", "changed") or is_for_her_to_say

    @property
    def order(self) -> int:
        return ("broken", "new", "changed", "kept", "there", "same").index(self.state)

    @property
    def is_open(self) -> bool:
        """Does she have to say something before it can go along?"""
        return any(not question.answer for question in self.questions)

    @property
    def title(self) -> str:
        known = self.training or self.copied
        return known.title if known else self.line.title or self.line.where

    @property
    def look(self) -> Theme:
        """For pictogram and dye; of the house where nothing is known yet."""
        known = self.training or self.copied
        return Theme(known.theme if known else self.theme or Theme.HOUSE)


@dataclass
class Overview:
    draft: Draft
    lines: list[UnderstoodLine]
    questions: list[UnknownName]
    gone: list[Series] = field(default_factory=list)
    """What this source brought before and no longer names."""

    @property
    def taken(self) -> list[UnderstoodLine]:
        return [told for told in self.lines if told.takes]

    @property
    def is_open(self) -> bool:
        return any(told.is_open for told in self.taken)


def days_in(line: ProgrammeLine) -> list[date]:
    """The loose days that a line names."""
    return sorted({line.rhythm.from_on} | line.rhythm.added) if line.rhythm else []


class HouseNames:
    """What a house knows, by the names that it has there."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.house = draft.house
        self.today = timezone.localdate()

    @property
    def is_copied(self) -> bool:
        return self.draft.kind in (Draft.Kind.WEEK, Draft.Kind.PROGRAMME)

    @cached_property
    def resident_names(self) -> set[str]:
        """Compared and never shown."""
        people = Person.objects.with_stay_in(self.house.pk)
        return {part for person in people for part in fold(person.chosen_name).split()}

    @cached_property
    def trainings(self) -> dict[str, Training]:
        return {fold(training.title): training for training in Training.objects.filter(house=self.house)}

    @cached_property
    def copied(self) -> dict[str, Training]:
        """The trainings, perhaps of another house of hers, that lines were copied from."""
        ids = {line.training_id for line in self.draft.reading.lines if line.training_id}
        hers = Training.objects.run_by(self.draft.made_by)
        return {str(training.pk): training for training in hers.filter(pk__in=ids)} if ids else {}

    @cached_property
    def rooms(self) -> dict[str, Room]:
        return {fold(room.name): room for room in Room.objects.filter(house=self.house).in_use()}

    @cached_property
    def people(self) -> list[Person]:
        return by_name(Person.objects.in_post(self.house.pk))

    def person(self, name: str) -> Person | None:
        """Who works here and is called so, unless there are two."""
        found = [person for person in self.people if fold(person.chosen_name) == fold(name)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def series(self) -> list[Series]:
        every: QuerySet[Series] = Series.objects.filter(house=self.house)
        return list(every.select_related("training", "room").prefetch_related("assignments__person"))

    @cached_property
    def extra_days(self) -> set[tuple[UUID, date]]:
        """On which of the days that are copied a series has a session already."""
        days = [line.rhythm.from_on for line in self.draft.reading.lines if line.series_id and line.rhythm]
        there = Session.objects.filter(series__house=self.house).filling(*days)
        return {(session.series_id, session.fills_on) for session in there} if days else set()

    @cached_property
    def closures(self) -> list[Closure]:
        return list(Closure.objects.of_houses().filter(house=self.house).still_open())

    def is_closed_on(self, line: ProgrammeLine) -> bool:
        """Is the house closed on all of these days already?"""
        return all(any(one.from_on <= on < one.until_on for one in self.closures) for on in days_in(line))

    @cached_property
    def origins(self) -> dict[str, Origin]:
        brought = Origin.objects.filter(source=self.draft.source, series__house=self.house)
        return {origin.key: origin for origin in brought}


def look_over(draft: Draft) -> Overview:
    """The draft as its house understands it now. The caller may see it."""
    known = HouseNames(draft)
    lines = [_told(number, line, known) for number, line in enumerate(draft.reading.lines)]
    questions: dict[str, UnknownName] = {}
    for told in lines:
        if told.takes:
            questions |= {question.mark: question for question in told.questions}
    named = {key_of(told.line) for told in lines}
    gone = [origin.series_id for key, origin in known.origins.items() if key not in named]
    return Overview(draft, lines, list(questions.values()), [one for one in known.series if one.pk in gone])


def _told(number: int, line: ProgrammeLine, known: HouseNames) -> UnderstoodLine:
    told = UnderstoodLine(number, line)
    if not line.is_whole:
        told.state, told.takes = "broken", False
        return told
    if line.is_closed:
        told.state = "there" if known.is_closed_on(line) else "new"
    elif line.series_id:
        _find_series(told, known)
    elif key_of(line) in known.origins:
        _follow(told, known)
    else:
        _find_training(told, known)
        _find_room(told, known)
        _find_trainers(told, known)
        told.state = "there" if _is_there(told, known) else "new"
    told.names_somebody = not known.is_copied and bool(known.resident_names & set(re.findall(r"\w+", fold(line.title))))
    usual = told.state in ("new", "changed") and not line.is_doubtful and not told.names_somebody
    told.takes = told.may_go and known.draft.taken.get(number, usual)
    return told


def _find_series(told: UnderstoodLine, known: HouseNames) -> None:
    """One more day of a series, unless it has that day already or the series is gone."""
    told.series = next((one for one in known.series if str(one.pk) == told.line.series_id), None)
    told.room = known.rooms.get(fold(told.line.room))
    if told.series is None or told.line.rhythm is None or told.line.rhythm.from_on < known.today:
        told.state = "broken"
        return
    told.training, on = told.series.training, told.line.rhythm.from_on
    has_it = (told.series.pk, on) in known.extra_days or on in told.series.rhythm.days(on, on + DAY)
    told.state = "there" if has_it else "new"


def _ask(told: UnderstoodLine, known: HouseNames, kind: str, name: str) -> str:
    question = UnknownName(kind, name)
    answer = known.draft.answers.get(question.mark, "")
    told.questions.append(UnknownName(kind, name, answer))
    return answer


def _find_training(told: UnderstoodLine, known: HouseNames) -> None:
    line = told.line
    told.copied = known.copied.get(line.training_id)
    told.training = known.trainings.get(fold(told.copied.title if told.copied else line.title))
    if told.training or told.copied:
        return
    told.theme = _theme_named(line.theme)
    if told.theme:
        return
    answer = _ask(told, known, "training", line.title)
    kind, _colon, value = answer.partition(":")
    if kind == NEW:
        told.theme = value
    else:
        told.training = next((one for one in known.trainings.values() if str(one.pk) == answer), None)


def _theme_named(name: str) -> str:
    named = {fold(str(said)): theme for theme in Theme for said in (theme.value, theme.label)}
    return str(named.get(fold(name), "")) if name else ""


def _find_room(told: UnderstoodLine, known: HouseNames) -> None:
    name = told.line.room
    if not name:
        return
    told.room = known.rooms.get(fold(name))
    if told.room is None:
        answer = _ask(told, known, "room", name)
        told.makes_room = answer == NEW
        told.room = next((room for room in known.rooms.values() if str(room.pk) == answer), None)


def _find_trainers(told: UnderstoodLine, known: HouseNames) -> None:
    for name in told.line.trainers:
        person = known.person(name)
        if person is None:
            answer = _ask(told, known, "person", name)
            person = next((one for one in known.people if str(one.pk) == answer), None)
        if person and person not in told.trainers:
            told.trainers.append(person)


def _follow(told: UnderstoodLine, known: HouseNames) -> None:
    """What was brought before is what it was then, as far as its source says the same of it."""
    told.origin = origin = known.origins[key_of(told.line)]
    told.series = series = next(one for one in known.series if one.pk == origin.series_id)
    told.training, said = series.training, said_of(told.line)
    if origin.put["said_room"] == said["said_room"]:
        told.room = series.room
    else:
        _find_room(told, known)
    if origin.put["said_trainers"] == said["said_trainers"]:
        told.trainers = series.givers()
    else:
        _find_trainers(told, known)
    if origin.was == told.line.was:
        told.state = "same"
    else:
        is_as_it_was = all(origin.put[name] == value for name, value in facts_now(series).items())
        told.state = "changed" if is_as_it_was else "kept"


def what_was_said(line: ProgrammeLine) -> dict[str, Any]:
    """What is kept of a line beside the facts that it made, and compared when it comes again."""
    return loose_days(line) | said_of(line)


def said_of(line: ProgrammeLine) -> dict[str, str]:
    """Digests of the names that a line has for its room and its people, to see later whether it has others."""
    return {"said_room": digest(fold(line.room)), "said_trainers": digest(*map(fold, line.trainers))}


def facts_now(series: Series) -> dict[str, Any]:
    """How a series is now, in a form that is kept and compared later: what differs was changed here by hand."""
    rhythm = series.rhythm
    return {
        "title": fold(series.training.title),
        "start_time": series.start_time.isoformat("minutes"),
        "length_minutes": series.length_minutes,
        "room": str(series.room_id or ""),
        "trainers": sorted(str(person.pk) for person in series.givers()),
        "weekdays": sorted(rhythm.weekdays),
        "every_weeks": rhythm.every_weeks,
        "until_on": str(rhythm.until_on or ""),
    }


def loose_days(line: ProgrammeLine) -> dict[str, list[str]]:
    """The days that a line names or skips one by one. Where nothing else says when it is held, its first day is one."""
    rhythm = line.rhythm
    assert rhythm
    added = rhythm.added | ({rhythm.from_on} if is_loose(rhythm) else set())
    return {"added": sorted(map(str, added)), "skipped": sorted(map(str, rhythm.skipped))}


def _is_there(told: UnderstoodLine, known: HouseNames) -> bool:
    """Does the week hold the same training at the same time on all of these days?"""
    if told.training is None or told.line.rhythm is None:
        return False
    left = from_day(told.line.rhythm, known.today)
    until = max(horizon(), left.begins_on + DAY) if left else horizon()
    days = set(left.days(known.today, until)) if left else set()
    for series in known.series:
        if series.training_id == told.training.pk and series.start_time == told.line.start_time:
            days -= set(series.rhythm.days(known.today, until))
    return not days
