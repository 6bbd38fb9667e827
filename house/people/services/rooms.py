"""Add and change the rooms of a house."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from house.errors import AlreadyThere
from house.people.models.houses import House, Room
from house.people.models.people import Person
from house.take import find, take


def add_room(*, actor: Person, house_id: UUID, name: str, where: str = "", is_shared: bool = False) -> Room:
    """Add a room. Raises NotHere, and AlreadyThere for a second room of one name."""
    find(House.objects.run_by, actor, house_id)
    return _save(Room(house_id=house_id, name=name, where=where, is_shared=is_shared))


@transaction.atomic
def change_room(
    *, actor: Person, room_id: UUID, name: str, where: str = "", is_shared: bool = False, is_closed: bool = False
) -> Room:
    """Change a room. Sessions in a room that closes stay there. Raises NotHere, AlreadyThere."""
    room = take(Room.objects.run_by, actor, room_id)
    room.name, room.where, room.is_shared, room.is_closed = name, where, is_shared, is_closed
    return _save(room)


def _save(room: Room) -> Room:
    """Save a room with a unique name. The query sees hashes under an older key, the constraint rooms made right now."""
    taken = AlreadyThere(_("Er is al een kamer die zo heet."))
    if Room.objects.named(room.house_id, room.name).exclude(pk=room.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError:
        raise taken from None
    return room
