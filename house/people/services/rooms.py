"""Add and change the rooms of a house.

Names of two rooms in one house never differ in capitals or spaces alone. The verbs compare them under the lock of the
house, on every database: names are sealed, so the database cannot, and a hash of small letters would refuse the pairs
that older houses have. Such a pair stays until one of them gets another name.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from house.errors import AlreadyThere
from house.people.models.houses import House, Room
from house.people.models.people import Person
from house.take import take, take_with_house


@transaction.atomic
def add_room(*, actor: Person, house_id: UUID, name: str, where: str = "", is_shared: bool = False) -> Room:
    """Add a room. Raises NotHere, and AlreadyThere for a second room of one name."""
    take(House.objects.run_by, actor, house_id)
    room = Room(house_id=house_id, name=name, where=where, is_shared=is_shared)
    _refuse_second(room)
    room.save()
    return room


@transaction.atomic
def change_room(
    *, actor: Person, room_id: UUID, name: str, where: str = "", is_shared: bool = False, is_closed: bool = False
) -> Room:
    """Change a room. Sessions in a room that closes stay there. Raises NotHere, AlreadyThere."""
    room = take_with_house(Room.objects.run_by, actor, room_id)
    is_renamed = name != room.name
    room.name, room.where, room.is_shared, room.is_closed = name, where, is_shared, is_closed
    if is_renamed:
        _refuse_second(room)
    room.save()
    return room


def _refuse_second(room: Room) -> None:
    """Raise AlreadyThere if another room of this house has this name. The house must be locked."""
    others = Room.objects.filter(house=room.house_id).exclude(pk=room.pk)
    if any(_plain(other.name) == _plain(room.name) for other in others):
        raise AlreadyThere(_("Er is al een kamer die zo heet."))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
