"""What the week keeps of somebody, told to herself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from house.duties import Kept
from house.models import Person
from programs.models import Answer, Attendance, Enrolment


def kept_of(person: Person) -> list[Kept]:
    always = _("Tot je helemaal weggaat.")
    enrolments = Enrolment.objects.filter(person=person).select_related("series__training")
    answers = Answer.objects.filter(person=person)
    noted = Attendance.objects.filter(person=person)
    return [
        Kept(_("Waar je bij hoort"), [one.series.training.title for one in enrolments], always),
        Kept(_("Je zei dat je niet komt"), [_when(one) for one in _by_day(answers)], always),
        Kept(
            _("Of je erbij was"), [f"{_when(one)}: {one.get_state_display().lower()}" for one in _by_day(noted)], always
        ),
    ]


def _by_day(rows: Any) -> Iterable[Any]:
    return rows.select_related("session__series__training").order_by("-session__held_on", "-session__starts_at")


def _when(row: Answer | Attendance) -> str:
    return f"{date_format(row.session.held_on, 'j F Y')}, {row.session.series.training.title}"
