"""When somebody is erased: what was hers alone goes, and what was counted stays counted without her."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from house.models import Person
from programs.attendance.models.answers import Attendance
from programs.importing.models import Draft, Origin
from programs.planning.edits.models import Edit
from programs.sessions.models.series import Audience, Enrolment, Series
from programs.text import fold


def forget(person_id: UUID) -> None:
    """Within the transaction that erases her; the rest goes with her row.

    Talks for her alone go with all that was written about them. That somebody was at a training stays, for a total that
    drops tells who is gone; who noted it, and when, does not. Where rows name her by her key in what they remember, the
    key is taken out.
    """
    Attendance.objects.filter(person=person_id).update(person=None, noted_by=None, noted_at=None)
    others = Enrolment.objects.filter(series=OuterRef("pk")).exclude(person=person_id)
    talks = Series.objects.filter(audience=Audience.PERSONAL, enrolments__person=person_id)
    Series.objects.filter(~Exists(others), pk__in=talks.values("pk")).delete()
    _forget_in_edits(str(person_id))
    _forget_in_origins(str(person_id))
    _forget_in_drafts(Person.objects.get(pk=person_id))


def _forget_in_edits(key: str) -> None:
    """Who gave a series before an edit, and who should give it from then on."""
    told = Edit.objects.values_list("pk", "assignments", "new")
    named = [pk for pk, was, new in told if key in _given_by(was) + new.get("trainer_ids", [])]
    for edit in Edit.objects.filter(pk__in=named).select_for_update(of=("self",)).order_by("pk"):
        edit.assignments = [one for one in edit.assignments if one["person_id"] != key]
        if "trainer_ids" in edit.new:
            edit.new["trainer_ids"] = [one for one in edit.new["trainer_ids"] if one != key]
        edit.save(update_fields=["assignments", "new"])


def _given_by(assignments: list[dict[str, Any]]) -> list[str]:
    return [one["person_id"] for one in assignments]


def _forget_in_origins(key: str) -> None:
    """Who gave a series when it was brought."""
    named = [origin.pk for origin in Origin.objects.all() if key in origin.put.get("trainers", [])]
    for origin in Origin.objects.filter(pk__in=named).select_for_update(of=("self",)).order_by("pk"):
        origin.put["trainers"].remove(key)
        origin.save(update_fields=["put"])


def _forget_in_drafts(person: Person) -> None:
    """Where a programme that waits says that she gives something. What she brought herself goes with her row."""
    worked_in = person.positions.values("house")
    for draft in Draft.objects.waiting().filter(house__in=worked_in).select_for_update(of=("self",)).order_by("pk"):
        lines = draft.reading.lines
        lines[:] = [replace(line, trainers=_without(line.trainers, person.chosen_name)) for line in lines]
        for mark in [mark for mark, answer in draft.answers.items() if answer == str(person.pk)]:
            del draft.answers[mark]
        draft.write()
        draft.save(update_fields=["words"])


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(one for one in names if fold(one) != fold(name))
