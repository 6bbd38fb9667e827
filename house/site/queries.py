"""Find out whether something on her own page waits for her, and what stands at the head of her first pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, QuerySet, Value

from house.cached_sql import CachedSql
from house.door.models import Return
from house.door.services import returns
from house.later import later
from house.people.models.people import Person
from house.privacy.models.emergencies import Emergency
from house.privacy.services import emergencies
from house.registry import FirstPart, WithMark, registry
from house.sign_in.models.devices import Device
from house.sign_in.services.lock import has_proved_herself


def what_may_wait_for(person: Person) -> Sequence[list[str]]:
    """For `is_asked_to_read`, so that a page can read it together with other things."""
    return later(_waiting, person.pk)


def is_asked_to_read(person: Person, may_wait: Sequence[list[str]]) -> bool:
    """Is there an unread emergency about her, or a return in her name? No query while there is neither."""
    waiting = {what for (what,) in may_wait}
    if "emergency" in waiting and emergencies.waits_for(person):
        return True
    return "return" in waiting and returns.about(person) is not None


def _may_wait_for(person: UUID) -> QuerySet:
    """Rows that may wait; code with a clock decides whether they still do."""
    unread = Emergency.objects.filter(person=person, seen_at=None)
    asked = Return.objects.filter(person=person, stopped_at=None)
    return _named("emergency", unread).union(_named("return", asked))


def _named(what: str, rows: QuerySet) -> QuerySet:
    return rows.order_by().annotate(what_waits=Value(what, output_field=CharField())).values_list("what_waits")


_waiting = CachedSql(_may_wait_for)


@dataclass(frozen=True)
class FirstParts:
    """What the apps tell at the head of her first pages. It is read when somebody looks, with the rest of the page."""

    parts: list[tuple[FirstPart, WithMark]]

    @property
    def told(self) -> list[tuple[FirstPart, WithMark]]:
        return [(part, found) for part, found in self.parts if found]

    @property
    def mark(self) -> str:
        return "-".join(found.mark for _, found in self.told)


def first_parts(person: Person, device: Device) -> FirstParts:
    """Nothing while she is away: another may hold her telephone."""
    parts = registry.first if has_proved_herself(device) else []
    return FirstParts([(part, part.find(person, device)) for part in parts])
