"""Add a training to the catalogue, or change its texts."""

from __future__ import annotations

from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from house.errors import AlreadyThere
from house.models import House, Person
from house.take import find, take
from programs.trainings.models import Training


class TrainingFields(TypedDict, total=False):
    """The other fields of a training; `expect` holds one thing a line."""

    theme: str
    expect: str
    bring: str
    note: str
    recap: str
    is_body_work: bool


@transaction.atomic
def start_training(
    *, actor: Person, house_id: UUID, title: str, quiet_title: str = "", **fields: Unpack[TrainingFields]
) -> Training:
    """Add a training to the catalogue of a house that the actor runs.

    Args:
        quiet_title: for screens and paper that others see; the title itself unless given.

    Raises:
        NotHere: the actor does not run this house.
        AlreadyThere: the house has a training of this title.
    """
    house = find(House.objects.run_by, actor, house_id)
    return write_training(Training(house=house), title=title, quiet_title=quiet_title, **fields)


@transaction.atomic
def change_training(
    *, actor: Person, training_id: UUID, title: str, quiet_title: str = "", **fields: Unpack[TrainingFields]
) -> Training:
    """Change a training, also where it was held before. Arguments and refusals as `start_training`."""
    training = take(Training.objects.run_by, actor, training_id)
    return write_training(training, title=title, quiet_title=quiet_title, **fields)


def write_training(training: Training, *, title: str, quiet_title: str, **fields: Unpack[TrainingFields]) -> Training:
    """Save a training under this title. Raises AlreadyThere when its house has another training of that title."""
    namesakes = Training.objects.titled(training.house_id, title).exclude(pk=training.pk)
    if namesakes.exists():
        raise AlreadyThere(_("Er is al een training met deze naam."))
    training.title, training.quiet_title = title, quiet_title or title
    for name, value in fields.items():
        setattr(training, name, value)
    training.save()
    return training
