"""Change somebody's name and language here, and her own choices."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from house.people.models.people import Person
from house.people.models.quiet import QuietHours
from house.take import take


@transaction.atomic
def describe_person(*, actor: Person, person_id: UUID, chosen_name: str, language: str) -> Person:
    """Change somebody's name and language. Raises NotHere."""
    person = take(Person.objects.visible_to, actor, person_id)
    person.chosen_name, person.language = chosen_name, language
    person.save(update_fields=["chosen_name", "language"])
    return person


def choose(*, actor: Person, language: str, text_size: int) -> None:
    """Store her language and letter size."""
    actor.language, actor.text_size = language, text_size
    actor.save(update_fields=["language", "text_size"])


def choose_letter_keys(*, actor: Person, are_on: bool) -> None:
    """Store whether single keys do something in the week of the house."""
    actor.uses_letter_keys = are_on
    actor.save(update_fields=["uses_letter_keys"])


def choose_quiet_hours(*, actor: Person, hours: QuietHours | None) -> None:
    """Store her own quiet hours, or None for those of the house."""
    actor.quiet_from, actor.quiet_until = (None, None) if hours is None else hours
    actor.save(update_fields=["quiet_from", "quiet_until"])
