"""Change somebody's name and language here, and her own choices for the pages."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from house.people.models.people import Person
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
