"""Erase one person from the programme: delete what was hers alone, and keep counts without her."""

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
    """Erase her within the transaction that erases the person; the rest goes with her row.

    Series for her alone are deleted, with everything written about them. Her attendance stays as a count without a
    name, because a total that drops tells who is gone; who noted it, and when, is removed. Her key is removed from JSON
    that names her.
    """
    Attendance.objects.filter(person=person_id).update(person=None, noted_by=None, noted_at=None)
    others = Enrolment.objects.filter(series=OuterRef("pk")).exclude(person=person_id)
    talks = Series.objects.filter(audience=Audience.PERSONAL, enrolments__person=person_id)
    Series.objects.filter(~Exists(others), pk__in=talks.values("pk")).delete()
    _forget_in_edits(str(person_id))
    _forget_in_origins(str(person_id))
    _forget_in_drafts(Person.objects.get(pk=person_id))


def _forget_in_edits(key: str) -> None:
    """Remove her from the facilitators in edits, of before and after."""
    edits = Edit.objects.values_list("pk", "assignments", "new")
    edit_ids = [pk for pk, was, new in edits if key in _given_by(was) + new.get("trainer_ids", [])]
    for edit in Edit.objects.filter(pk__in=edit_ids).select_for_update(of=("self",)).order_by("pk"):
        edit.assignments = [assignment for assignment in edit.assignments if assignment["person_id"] != key]
        if "trainer_ids" in edit.new:
            edit.new["trainer_ids"] = [trainer_id for trainer_id in edit.new["trainer_ids"] if trainer_id != key]
        edit.save(update_fields=["assignments", "new"])


def _given_by(assignments: list[dict[str, Any]]) -> list[str]:
    return [assignment["person_id"] for assignment in assignments]


def _forget_in_origins(key: str) -> None:
    """Remove her from the facilitators of series as they were imported."""
    origin_ids = [origin.pk for origin in Origin.objects.all() if key in origin.put.get("trainers", [])]
    for origin in Origin.objects.filter(pk__in=origin_ids).select_for_update(of=("self",)).order_by("pk"):
        origin.put["trainers"].remove(key)
        origin.save(update_fields=["put"])


def _forget_in_drafts(person: Person) -> None:
    """Remove her from drafts that say that she gives something. Drafts of her own are deleted with her row."""
    worked_in = person.positions.values("house")
    for draft in Draft.objects.waiting().filter(house__in=worked_in).select_for_update(of=("self",)).order_by("pk"):
        lines = draft.reading.lines
        lines[:] = [replace(line, trainers=_without(line.trainers, person.chosen_name)) for line in lines]
        for mark in [mark for mark, answer in draft.answers.items() if answer == str(person.pk)]:
            del draft.answers[mark]
        draft.write()
        draft.save(update_fields=["words"])


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(other for other in names if fold(other) != fold(name))
