"""A draft goes into the week: all that she takes along, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.models import Person, Room
from house.people.services.rooms import add_room
from house.take import take_with_house
from programs.errors import NothingTaken, QuestionsOpen
from programs.importing.models import Draft, Origin
from programs.importing.readers.lines import from_day
from programs.importing.services.corrections import still_open
from programs.importing.services.drafts import key_of
from programs.importing.services.extra_days import add_day
from programs.importing.services.overview import Overview, UnderstoodLine, days_in, facts_now, look_over, what_was_said
from programs.importing.services.renew import renew
from programs.materials.services import tell_training_in
from programs.planning.closures.services import Break, close_all
from programs.planning.services.start import start_series
from programs.recurrence.rhythm import DAY
from programs.sessions.models.closures import Closure
from programs.sessions.models.notices import Notice
from programs.sessions.models.series import Series
from programs.text import fold
from programs.trainings.models import Training
from programs.trainings.services import start_training

COPIED_TEXT = ("title", "expect", "bring", "note", "recap")
COPIED = ("theme", "quiet_title", "is_body_work", *COPIED_TEXT[1:])
"""What a training takes along to another house; its papers stay where they are."""
AS_PROGRAMME = Notice.Kind.PROGRAMME


@transaction.atomic
def put_draft(*, actor: Person, draft_id: UUID) -> int:
    """Put what she takes along in the week, and forget the words of the draft. Gives how many lines that were.

    Raises:
        NotHere, AlreadyPut: it is not hers, or somebody was here before.
        QuestionsOpen: something is not answered yet of what goes along.
        NothingTaken: no line goes along.
    """
    # Of two versions that are put at once, the second sees what the first did.
    draft = still_open(take_with_house(Draft.objects.visible_to, actor, draft_id))
    overview = look_over(draft)
    _refuse(overview)
    makers = Makers(actor, draft)
    for told in overview.taken:
        makers.put(told)
    draft.put_at = timezone.now()
    draft.words = ""
    draft.save(update_fields=["put_at", "words"])
    return len(overview.taken)


def _refuse(overview: Overview) -> None:
    if overview.is_open:
        raise QuestionsOpen
    if not overview.taken:
        raise NothingTaken


def stretches(days: Iterable[date]) -> list[tuple[date, date]]:
    """The first and the last of days that follow each other."""
    found: list[tuple[date, date]] = []
    for on in days:
        if found and found[-1][1] + DAY == on:
            found[-1] = (found[-1][0], on)
        else:
            found.append((on, on))
    return found


class Makers:
    """Makes what a line needs, each room and training once."""

    def __init__(self, actor: Person, draft: Draft) -> None:
        self.actor, self.draft = actor, draft
        self.rooms: dict[str, Room] = {}
        self.trainings: dict[str, Training] = {}

    def put(self, told: UnderstoodLine) -> None:
        if told.line.is_closed:
            self._close(told)
        elif told.line.series_id:
            self._add_day(told)
        elif told.state == "changed":
            told.room = told.room or self._room(told)
            renew(actor=self.actor, draft=self.draft, told=told)
        else:
            self._start(told)

    def _close(self, told: UnderstoodLine) -> None:
        """One closure for each stretch of days that follow each other."""
        name = told.line.title
        kind = Closure.Kind.BREAK if "vakantie" in fold(name) else Closure.Kind.OWN
        for first, last in stretches(on for on in days_in(told.line) if on >= timezone.localdate()):
            one = Break(kind, name, first, last + DAY)
            close_all(actor=self.actor, house_id=self.draft.house_id, breaks=[one])

    def _add_day(self, told: UnderstoodLine) -> None:
        line = told.line
        assert told.series
        assert line.rhythm
        assert line.start_time is not None
        day = {"on": line.rhythm.from_on, "at": line.start_time, "room": told.room, "notice_kind": AS_PROGRAMME}
        add_day(actor=self.actor, series_id=told.series.pk, **day)  # type: ignore[arg-type]

    def _start(self, told: UnderstoodLine) -> None:
        told.training = told.training or self._training(told)
        told.room = told.room or self._room(told)
        series = self._series(told)
        if series:
            known = {"source": self.draft.source, "key": key_of(told.line), "was": told.line.was}
            Origin.objects.create(series=series, put=facts_now(series) | what_was_said(told.line), **known)

    def _series(self, told: UnderstoodLine) -> Series | None:
        """From today on; None where all its days went by while the draft waited."""
        line = told.line
        assert told.training
        assert line.rhythm
        assert line.start_time is not None
        assert line.length_minutes
        rhythm = from_day(line.rhythm, timezone.localdate())
        if rhythm is None:
            return None
        return start_series(
            actor=self.actor,
            training_id=told.training.pk,
            rhythm=rhythm,
            start_time=line.start_time,
            length_minutes=line.length_minutes,
            room_id=told.room.pk if told.room else None,
            trainer_ids=[person.pk for person in told.trainers],
            notice_kind=AS_PROGRAMME,
        )

    def _room(self, told: UnderstoodLine) -> Room | None:
        if not told.makes_room:
            return None
        name = fold(told.line.room)
        if name not in self.rooms:
            self.rooms[name] = add_room(actor=self.actor, house_id=self.draft.house_id, name=told.line.room)
        return self.rooms[name]

    def _training(self, told: UnderstoodLine) -> Training:
        title = told.copied.title if told.copied else told.line.title
        if fold(title) not in self.trainings:
            self.trainings[fold(title)] = self._new_training(told, title)
        return self.trainings[fold(title)]

    def _new_training(self, told: UnderstoodLine, title: str) -> Training:
        place = {"actor": self.actor, "house_id": self.draft.house_id, "title": title}
        if told.copied is None:
            return start_training(**place, theme=told.theme)  # type: ignore[arg-type]
        training = start_training(**place, **{name: getattr(told.copied, name) for name in COPIED})  # type: ignore[arg-type]
        for text in told.copied.texts.all():
            words = {name: getattr(text, name) for name in COPIED_TEXT}
            tell_training_in(actor=self.actor, training_id=training.pk, language=text.language, **words)
        return training
