"""Put a draft into the week: all chosen lines, in one transaction."""

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
"""The fields of a training that are copied to another house; its papers are not."""
AS_PROGRAMME = Notice.Kind.PROGRAMME


@transaction.atomic
def put_draft(*, actor: Person, draft_id: UUID) -> int:
    """Put the chosen lines in the week and delete the text of the draft. Returns the number of lines.

    Raises:
        NotHere, AlreadyPut: it is not hers, or it was put before.
        QuestionsOpen: a chosen line still has a question without an answer.
        NothingTaken: no line is chosen.
    """
    # The lock on the house: of two versions put at once, the second sees what the first did.
    draft = still_open(take_with_house(Draft.objects.visible_to, actor, draft_id))
    overview = look_over(draft)
    _refuse(overview)
    makers = Makers(actor, draft)
    for understood in overview.taken:
        makers.put(understood)
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
    """The first and the last day of each run of consecutive days."""
    runs: list[tuple[date, date]] = []
    for on in days:
        if runs and runs[-1][1] + DAY == on:
            runs[-1] = (runs[-1][0], on)
        else:
            runs.append((on, on))
    return runs


class Makers:
    """Makes what a line needs, each room and training once."""

    def __init__(self, actor: Person, draft: Draft) -> None:
        self.actor, self.draft = actor, draft
        self.rooms: dict[str, Room] = {}
        self.trainings: dict[str, Training] = {}

    def put(self, understood: UnderstoodLine) -> None:
        if understood.line.is_closed:
            self._close(understood)
        elif understood.line.series_id:
            self._add_day(understood)
        elif understood.state == "changed":
            understood.room = understood.room or self._room(understood)
            renew(actor=self.actor, draft=self.draft, understood=understood)
        else:
            self._start(understood)

    def _close(self, understood: UnderstoodLine) -> None:
        """Make one closure for each run of consecutive days."""
        name = understood.line.title
        kind = Closure.Kind.BREAK if "vakantie" in fold(name) else Closure.Kind.OWN
        for first, last in stretches(on for on in days_in(understood.line) if on >= timezone.localdate()):
            new_break = Break(kind, name, first, last + DAY)
            close_all(actor=self.actor, house_id=self.draft.house_id, breaks=[new_break])

    def _add_day(self, understood: UnderstoodLine) -> None:
        line = understood.line
        assert understood.series
        assert line.rhythm
        assert line.start_time is not None
        day = {"on": line.rhythm.from_on, "at": line.start_time, "room": understood.room, "notice_kind": AS_PROGRAMME}
        add_day(actor=self.actor, series_id=understood.series.pk, **day)  # type: ignore[arg-type]

    def _start(self, understood: UnderstoodLine) -> None:
        understood.training = understood.training or self._training(understood)
        understood.room = understood.room or self._room(understood)
        series = self._series(understood)
        if series:
            identity = {"source": self.draft.source, "key": key_of(understood.line), "was": understood.line.was}
            Origin.objects.create(series=series, put=facts_now(series) | what_was_said(understood.line), **identity)

    def _series(self, understood: UnderstoodLine) -> Series | None:
        """A series from today on; None when all its days passed while the draft waited."""
        line = understood.line
        assert understood.training
        assert line.rhythm
        assert line.start_time is not None
        assert line.length_minutes
        rhythm = from_day(line.rhythm, timezone.localdate())
        if rhythm is None:
            return None
        return start_series(
            actor=self.actor,
            training_id=understood.training.pk,
            rhythm=rhythm,
            start_time=line.start_time,
            length_minutes=line.length_minutes,
            room_id=understood.room.pk if understood.room else None,
            trainer_ids=[person.pk for person in understood.trainers],
            notice_kind=AS_PROGRAMME,
        )

    def _room(self, understood: UnderstoodLine) -> Room | None:
        if not understood.makes_room:
            return None
        name = fold(understood.line.room)
        if name not in self.rooms:
            self.rooms[name] = add_room(actor=self.actor, house_id=self.draft.house_id, name=understood.line.room)
        return self.rooms[name]

    def _training(self, understood: UnderstoodLine) -> Training:
        title = understood.copied.title if understood.copied else understood.line.title
        if fold(title) not in self.trainings:
            self.trainings[fold(title)] = self._new_training(understood, title)
        return self.trainings[fold(title)]

    def _new_training(self, understood: UnderstoodLine, title: str) -> Training:
        arguments = {"actor": self.actor, "house_id": self.draft.house_id, "title": title}
        if understood.copied is None:
            return start_training(**arguments, theme=understood.theme)  # type: ignore[arg-type]
        training = start_training(**arguments, **{name: getattr(understood.copied, name) for name in COPIED})  # type: ignore[arg-type]
        for text in understood.copied.texts.all():
            texts = {name: getattr(text, name) for name in COPIED_TEXT}
            tell_training_in(actor=self.actor, training_id=training.pk, language=text.language, **texts)
        return training
