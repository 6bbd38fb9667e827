"""How somebody is called here, and how she wants the pages to be."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from house.people.models.people import Person
from house.take import take


@transaction.atomic
def describe_person(*, actor: Person, person_id: UUID, chosen_name: str, language: str) -> Person:
    """Change how somebody is called here. Raises NotHere."""
    person = take(Person.objects.visible_to, actor, person_id)
    person.chosen_name, person.language = chosen_name, language
    person.save(update_fields=["chosen_name", "language"])
    return person


def choose(*, actor: Person, language: str, text_size: int) -> None:
    """Keep the language and letter size that she reads best."""
    actor.language, actor.text_size = language, text_size
    actor.save(update_fields=["language", "text_size"])
