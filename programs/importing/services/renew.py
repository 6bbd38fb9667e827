"""Update a series when its source changed. Changes that were made here by hand stay."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from house.models import Person
from programs.errors import NothingChanges
from programs.importing.models import Draft
from programs.importing.readers.lines import ProgrammeLine
from programs.importing.services.extra_days import add_day
from programs.importing.services.overview import UnderstoodLine, facts_now, loose_days, what_was_said
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from programs.planning.services.change import cancel_session
from programs.recurrence.rhythm import DAY, Rhythm, is_loose
from programs.sessions.models.series import Series

RULE = ("weekdays", "every_weeks", "until_on")


def renew(*, actor: Person, draft: Draft, understood: UnderstoodLine) -> None:
    """Make one series match its source again. It was not changed here by hand.

    Sessions that somebody touched stay: see `programs.planning.edits.services.untouched`.

    Raises what `edit_series` and `cancel_session` raise.
    """
    assert understood.series
    assert understood.origin
    why = _("Het programma is bijgewerkt.")
    if new := _new_values(understood):
        edit_request = EditRequest(from_on=max(timezone.localdate(), understood.series.rhythm.begins_on), new=new)
        key = uuid5(draft.pk, str(understood.number))
        with suppress(NothingChanges):
            edit_series(actor=actor, series_id=understood.series.pk, edit_request=edit_request, why=why, key=key)
    _update_days(actor, understood, why)
    understood.origin.was = understood.line.was
    understood.origin.put = facts_now(Series.objects.get(pk=understood.series.pk)) | what_was_said(understood.line)
    understood.origin.save()


def _new_values(understood: UnderstoodLine) -> dict[str, Any]:
    """The values that differ from those of the last import, as `new` of an EditRequest."""
    line, origin = understood.line, understood.origin
    assert line.rhythm
    assert origin
    now: dict[str, Any] = {
        "start_time": line.start_time,
        "length_minutes": line.length_minutes,
        "room_id": understood.room.pk if understood.room else None,
        "trainer_ids": [person.pk for person in understood.trainers],
    }
    if not is_loose(line.rhythm):
        now |= {name: getattr(line.rhythm, name) for name in RULE}
    return {
        name: value for name, value in now.items() if _as_stored(name, value) != origin.put[_STORED_AS.get(name, name)]
    }


_STORED_AS = {"room_id": "room", "trainer_ids": "trainers"}


def _as_stored(name: str, value: Any) -> Any:
    """A value in the form of `facts_now`."""
    if name == "start_time":
        return value.isoformat("minutes")
    if name in ("weekdays", "trainer_ids"):
        return sorted(str(item) if isinstance(item, UUID) else item for item in value)
    if name in ("room_id", "until_on"):
        return str(value or "")
    return value


def _update_days(actor: Person, understood: UnderstoodLine, why: str) -> None:
    """Add days that are named now and were not, and cancel the others.

    Days that were changed by hand are left alone.
    """
    assert understood.origin
    was, now = understood.origin.put, loose_days(understood.line)
    for on in _only(was["added"], now["added"]) + _only(now["skipped"], was["skipped"]):
        _cancel(actor, understood.series, on, why)
    for on in _only(now["added"], was["added"]) + _only(was["skipped"], now["skipped"]):
        if on >= timezone.localdate() and _is_named(understood.line, on):
            assert understood.series
            assert understood.line.start_time is not None
            add_day(
                actor=actor, series_id=understood.series.pk, on=on, at=understood.line.start_time, room=understood.room
            )


def _only(these: Collection[str], others: Collection[str]) -> list[date]:
    return sorted(date.fromisoformat(on) for on in set(these) - set(others))


def _is_named(line: ProgrammeLine, on: date) -> bool:
    rhythm: Rhythm | None = line.rhythm
    return rhythm is not None and on in rhythm.days(on, on + DAY)


def _cancel(actor: Person, series: Series | None, on: date, why: str) -> None:
    assert series
    for session in series.sessions.filling(on):
        if session.is_open and not session.is_by_hand:
            cancel_session(actor=actor, session_id=session.pk, why=why)
