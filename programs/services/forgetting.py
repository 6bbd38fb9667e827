"""When somebody is erased: what was hers alone goes, and what was counted stays counted without her."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef

from programs.models import Attendance, Audience, Enrolment, Series


def forget(person_id: UUID) -> None:
    """Within the transaction that erases her; the rest goes with her row.

    Talks for her alone go with all that was written about them. That somebody was at a training stays, for a total that
    drops tells who is gone; who noted it, and when, does not.
    """
    Attendance.objects.filter(person=person_id).update(person=None, noted_by=None, noted_at=None)
    others = Enrolment.objects.filter(series=OuterRef("pk")).exclude(person=person_id)
    talks = Series.objects.filter(audience=Audience.PERSONAL, enrolments__person=person_id)
    Series.objects.filter(~Exists(others), pk__in=talks.values("pk")).delete()
