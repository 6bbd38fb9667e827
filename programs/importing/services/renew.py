"""What was brought before says something else now: the series follows, and what was changed here by hand stays."""

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


def renew(*, actor: Person, draft: Draft, told: UnderstoodLine) -> None:
    """Bring one series in line with what its source says now. It was not changed here by hand.

    Sessions that somebody touched stay: see `programs.services.editing`.

    Raises what `edit_series` and `cancel_session` raise.
    """
    assert told.series
    assert told.origin
    why = _("Het programma is bijgewerkt.")
    if new := _asked(told):
        wish = EditRequest(from_on=max(timezone.localdate(), told.series.rhythm.begins_on), new=new)
        key = uuid5(draft.pk, str(told.number))
        with suppress(NothingChanges):
            edit_series(actor=actor, series_id=told.series.pk, wish=wish, why=why, key=key)
    _mind_days(actor, told, why)
    told.origin.was = told.line.was
    told.origin.put = facts_now(Series.objects.get(pk=told.series.pk)) | what_was_said(told.line)
    told.origin.save()


def _asked(told: UnderstoodLine) -> dict[str, Any]:
    """What is other now than when it was brought, in the words of a wish."""
    line, origin = told.line, told.origin
    assert line.rhythm
    assert origin
    now: dict[str, Any] = {
        "start_time": line.start_time,
        "length_minutes": line.length_minutes,
        "room_id": told.room.pk if told.room else None,
        "trainer_ids": [person.pk for person in told.trainers],
    }
    if not is_loose(line.rhythm):
        now |= {name: getattr(line.rhythm, name) for name in RULE}
    return {name: value for name, value in now.items() if _plain(name, value) != origin.put[_KEPT_AS.get(name, name)]}


_KEPT_AS = {"room_id": "room", "trainer_ids": "trainers"}


def _plain(name: str, value: Any) -> Any:
    """As `facts_now` has it."""
    if name == "start_time":
        return value.isoformat("minutes")
    if name in ("weekdays", "trainer_ids"):
        return sorted(str(one) if isinstance(one, UUID) else one for one in value)
    if name in ("room_id", "until_on"):
        return str(value or "")
    return value


def _mind_days(actor: Person, told: UnderstoodLine, why: str) -> None:
    """Days that are named now and were not, and the other way round. What was changed by hand is left."""
    assert told.origin
    was, now = told.origin.put, loose_days(told.line)
    for on in _only(was["added"], now["added"]) + _only(now["skipped"], was["skipped"]):
        _cancel(actor, told.series, on, why)
    for on in _only(now["added"], was["added"]) + _only(was["skipped"], now["skipped"]):
        if on >= timezone.localdate() and _is_named(told.line, on):
            assert told.series
            assert told.line.start_time is not None
            add_day(actor=actor, series_id=told.series.pk, on=on, at=told.line.start_time, room=told.room)


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
