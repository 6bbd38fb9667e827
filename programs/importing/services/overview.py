"""Understand a draft in its house: find its trainings, rooms and people, and what the week has already."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

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
    """A name that this house does not know, and her answer about it; '' is no answer yet."""

    kind: str
    name: str
    answer: str = ""

    @property
    def mark(self) -> str:
        return f"{self.kind}-{digest(fold(self.name))[:12]}"


@dataclass
class UnderstoodLine:
    """One line as this house understands it.

    `state` is one of: new; broken (it lacks something); there (the week has it); same (nothing changed since it was
    imported); changed (the source says something else now); kept (the source changed, but somebody changed it here
    too).
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
    """Does its name hold the name of a resident, of now or before? Everyone in the house would read it."""

    @property
    def may_go(self) -> bool:
        """Can she choose whether to import it?"""
        is_her_choice = self.state == "there" and not (self.line.is_closed or self.line.series_id)
        return self.state in ("new", "changed") or is_her_choice

    @property
    def order(self) -> int:
        return ("broken", "new", "changed", "kept", "there", "same").index(self.state)

    @property
    def is_open(self) -> bool:
        """Does she have to answer something before it can be imported?"""
        return any(not question.answer for question in self.questions)

    @property
    def title(self) -> str:
        training = self.training or self.copied
        return training.title if training else self.line.title or self.line.where

    @property
    def look(self) -> Theme:
        """A theme, for pictogram and colour; HOUSE when nothing is known yet."""
        training = self.training or self.copied
        return Theme(training.theme if training else self.theme or Theme.HOUSE)


@dataclass
class Overview:
    draft: Draft
    lines: list[UnderstoodLine]
    questions: list[UnknownName]
    gone: list[Series] = field(default_factory=list)
    """Series that this source had before and no longer has."""

    @property
    def taken(self) -> list[UnderstoodLine]:
        return [line for line in self.lines if line.takes]

    @property
    def is_open(self) -> bool:
        return any(line.is_open for line in self.taken)


def days_in(line: ProgrammeLine) -> list[date]:
    """The loose days of a line."""
    return sorted({line.rhythm.from_on} | line.rhythm.added) if line.rhythm else []


class HouseNames:
    """Everything in a house that a draft can name."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.house = draft.house
        self.today = timezone.localdate()

    @property
    def is_copied(self) -> bool:
        return self.draft.kind in (Draft.Kind.WEEK, Draft.Kind.PROGRAMME)

    @cached_property
    def resident_names(self) -> set[str]:
        """Each part of a name of a resident, folded: to find a name in a text, and never shown."""
        people = Person.objects.with_stay_in(self.house.pk)
        return {part for person in people for part in fold(person.chosen_name).split()}

    @cached_property
    def trainings(self) -> dict[str, Training]:
        return {fold(training.title): training for training in Training.objects.filter(house=self.house)}

    @cached_property
    def copied(self) -> dict[str, Training]:
        """The trainings that lines were copied from, perhaps of another house of hers."""
        ids = {line.training_id for line in self.draft.reading.lines if line.training_id}
        trainings = Training.objects.run_by(self.draft.made_by)
        return {str(training.pk): training for training in trainings.filter(pk__in=ids)} if ids else {}

    @cached_property
    def rooms(self) -> dict[str, Room]:
        return {fold(room.name): room for room in Room.objects.filter(house=self.house).in_use()}

    @cached_property
    def people(self) -> list[Person]:
        return by_name(Person.objects.in_post(self.house.pk))

    def person(self, name: str) -> Person | None:
        """The person with this name who works here; None when there are two."""
        matches = [person for person in self.people if fold(person.chosen_name) == fold(name)]
        return matches[0] if len(matches) == 1 else None

    @cached_property
    def series(self) -> list[Series]:
        return list(Series.objects.filter(house=self.house).with_givers().select_related("training", "room"))

    @cached_property
    def extra_days(self) -> set[tuple[UUID, date]]:
        """Copied days on which a series has a session already."""
        days = [line.rhythm.from_on for line in self.draft.reading.lines if line.series_id and line.rhythm]
        sessions = Session.objects.filter(series__house=self.house).filling(*days)
        return {(session.series_id, session.fills_on) for session in sessions} if days else set()

    @cached_property
    def closures(self) -> list[Closure]:
        return list(Closure.objects.of_houses().filter(house=self.house).still_open())

    def is_closed_on(self, line: ProgrammeLine) -> bool:
        """Is the house closed on all days of this line already?"""
        return all(any(closure.from_on <= on < closure.until_on for closure in self.closures) for on in days_in(line))

    @cached_property
    def origins(self) -> dict[str, Origin]:
        origins = Origin.objects.filter(source=self.draft.source, series__house=self.house)
        return {origin.key: origin for origin in origins}


def look_over(draft: Draft) -> Overview:
    """The draft as its house understands it now. The caller may see it."""
    house_names = HouseNames(draft)
    lines = [_understand(number, line, house_names) for number, line in enumerate(draft.reading.lines)]
    questions: dict[str, UnknownName] = {}
    for understood in lines:
        if understood.takes:
            questions |= {question.mark: question for question in understood.questions}
    keys = {key_of(understood.line) for understood in lines}
    gone = [origin.series_id for key, origin in house_names.origins.items() if key not in keys]
    return Overview(
        draft, lines, list(questions.values()), [series for series in house_names.series if series.pk in gone]
    )


def _understand(number: int, line: ProgrammeLine, house_names: HouseNames) -> UnderstoodLine:
    understood = UnderstoodLine(number, line)
    if not line.is_whole:
        understood.state, understood.takes = "broken", False
        return understood
    if line.is_closed:
        understood.state = "there" if house_names.is_closed_on(line) else "new"
    elif line.series_id:
        _find_series(understood, house_names)
    elif key_of(line) in house_names.origins:
        _find_again(understood, house_names)
    else:
        _find_training(understood, house_names)
        _find_room(understood, house_names)
        _find_trainers(understood, house_names)
        understood.state = "there" if _is_there(understood, house_names) else "new"
    understood.names_somebody = not house_names.is_copied and bool(
        house_names.resident_names & set(re.findall(r"\w+", fold(line.title)))
    )
    usual = understood.state in ("new", "changed") and not line.is_doubtful and not understood.names_somebody
    understood.takes = understood.may_go and house_names.draft.taken.get(number, usual)
    return understood


def _find_series(understood: UnderstoodLine, house_names: HouseNames) -> None:
    """Find the series of an extra day. Broken when the series is gone or the day has passed."""
    understood.series = next(
        (series for series in house_names.series if str(series.pk) == understood.line.series_id), None
    )
    understood.room = house_names.rooms.get(fold(understood.line.room))
    if (
        understood.series is None
        or understood.line.rhythm is None
        or understood.line.rhythm.from_on < house_names.today
    ):
        understood.state = "broken"
        return
    understood.training, on = understood.series.training, understood.line.rhythm.from_on
    has_day = (understood.series.pk, on) in house_names.extra_days or on in understood.series.rhythm.days(on, on + DAY)
    understood.state = "there" if has_day else "new"


def _ask(understood: UnderstoodLine, house_names: HouseNames, kind: str, name: str) -> str:
    question = UnknownName(kind, name)
    answer = house_names.draft.answers.get(question.mark, "")
    understood.questions.append(UnknownName(kind, name, answer))
    return answer


def _find_training(understood: UnderstoodLine, house_names: HouseNames) -> None:
    line = understood.line
    understood.copied = house_names.copied.get(line.training_id)
    understood.training = house_names.trainings.get(fold(understood.copied.title if understood.copied else line.title))
    if understood.training or understood.copied:
        return
    understood.theme = _theme_named(line.theme)
    if understood.theme:
        return
    answer = _ask(understood, house_names, "training", line.title)
    kind, _colon, value = answer.partition(":")
    if kind == NEW:
        understood.theme = value
    else:
        understood.training = next(
            (training for training in house_names.trainings.values() if str(training.pk) == answer), None
        )


def _theme_named(name: str) -> str:
    themes_by_name = {
        fold(str(name_or_label)): theme for theme in Theme for name_or_label in (theme.value, theme.label)
    }
    return str(themes_by_name.get(fold(name), "")) if name else ""


def _find_room(understood: UnderstoodLine, house_names: HouseNames) -> None:
    name = understood.line.room
    if not name:
        return
    understood.room = house_names.rooms.get(fold(name))
    if understood.room is None:
        answer = _ask(understood, house_names, "room", name)
        understood.makes_room = answer == NEW
        understood.room = next((room for room in house_names.rooms.values() if str(room.pk) == answer), None)


def _find_trainers(understood: UnderstoodLine, house_names: HouseNames) -> None:
    for name in understood.line.trainers:
        person = house_names.person(name)
        if person is None:
            answer = _ask(understood, house_names, "person", name)
            person = next((colleague for colleague in house_names.people if str(colleague.pk) == answer), None)
        if person and person not in understood.trainers:
            understood.trainers.append(person)


def _find_again(understood: UnderstoodLine, house_names: HouseNames) -> None:
    """Find an imported series again. Its room and people stay as they are where the source says the same of them."""
    understood.origin = origin = house_names.origins[key_of(understood.line)]
    understood.series = series = next(candidate for candidate in house_names.series if candidate.pk == origin.series_id)
    understood.training, digests = series.training, said_of(understood.line)
    if origin.put["said_room"] == digests["said_room"]:
        understood.room = series.room
    else:
        _find_room(understood, house_names)
    if origin.put["said_trainers"] == digests["said_trainers"]:
        understood.trainers = series.givers()
    else:
        _find_trainers(understood, house_names)
    if origin.was == understood.line.was:
        understood.state = "same"
    else:
        is_as_it_was = all(origin.put[name] == value for name, value in facts_now(series).items())
        understood.state = "changed" if is_as_it_was else "kept"


def what_was_said(line: ProgrammeLine) -> dict[str, Any]:
    """The part of a line that is stored beside the facts of its series, to compare when the line is imported again."""
    return loose_days(line) | said_of(line)


def said_of(line: ProgrammeLine) -> dict[str, str]:
    """Digests of the room and people that a line names, to notice later whether it names others."""
    return {"said_room": digest(fold(line.room)), "said_trainers": digest(*map(fold, line.trainers))}


def facts_now(series: Series) -> dict[str, Any]:
    """The facts of a series now, in a form to store and compare: what differs later was changed by hand."""
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
    """The days that a line adds or skips one by one. Without a weekly rule, its first day is an added one."""
    rhythm = line.rhythm
    assert rhythm
    added = rhythm.added | ({rhythm.from_on} if is_loose(rhythm) else set())
    return {"added": sorted(map(str, added)), "skipped": sorted(map(str, rhythm.skipped))}


def _is_there(understood: UnderstoodLine, house_names: HouseNames) -> bool:
    """Does the week have the same training at the same time on all of these days?"""
    if understood.training is None or understood.line.rhythm is None:
        return False
    left = from_day(understood.line.rhythm, house_names.today)
    until = max(horizon(), left.begins_on + DAY) if left else horizon()
    days = set(left.days(house_names.today, until)) if left else set()
    for series in house_names.series:
        if series.training_id == understood.training.pk and series.start_time == understood.line.start_time:
            days -= set(series.rhythm.days(house_names.today, until))
    return not days
