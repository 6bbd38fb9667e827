"""A training is added to the catalogue, or told in other words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from house.errors import AlreadyThere
from house.models import House, Person
from house.take import find, take
from programs.trainings.models import Training


@transaction.atomic
def start_training(*, actor: Person, house_id: UUID, title: str, quiet_title: str = "", **told: Any) -> Training:
    """Add a training to the catalogue of a house that the actor runs.

    Args:
        quiet_title: for screens and paper that others see; the title itself unless given.
        told: `theme`, and if there is more to tell `expect` (one thing a line), `bring`, `is_body_work`.

    Raises:
        NotHere: the actor does not run this house.
        AlreadyThere: the house has a training of this title.
    """
    house = find(House.objects.run_by, actor, house_id)
    return _written(Training(house=house), title=title, quiet_title=quiet_title, **told)


@transaction.atomic
def change_training(*, actor: Person, training_id: UUID, title: str, quiet_title: str = "", **told: Any) -> Training:
    """Tell a training in other words, also where it was held before. Arguments and refusals as `start_training`."""
    training = take(Training.objects.run_by, actor, training_id)
    return _written(training, title=title, quiet_title=quiet_title, **told)


def _written(training: Training, *, title: str, quiet_title: str, **told: Any) -> Training:
    namesakes = Training.objects.titled(training.house_id, title).exclude(pk=training.pk)
    if namesakes.exists():
        raise AlreadyThere(_("Er is al een training met deze naam."))
    training.title, training.quiet_title = title, quiet_title or title
    for name, value in told.items():
        setattr(training, name, value)
    training.save()
    return training
