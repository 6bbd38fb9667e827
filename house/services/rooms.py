"""The rooms of a house."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from house.errors import AlreadyThere, NotHere
from house.models import House, Person, Room


def add_room(*, actor: Person, house_id: UUID, name: str, where: str = "", is_shared: bool = False) -> Room:
    """Raises NotHere, AlreadyThere for a second room of one name."""
    if not House.objects.run_by(actor).filter(pk=house_id).exists():
        raise NotHere
    return _save(Room(house_id=house_id, name=name, where=where, is_shared=is_shared))


@transaction.atomic
def change_room(
    *, actor: Person, room_id: UUID, name: str, where: str = "", is_shared: bool = False, is_closed: bool = False
) -> Room:
    """What was planned in a room that closes stays where it is. Raises NotHere, AlreadyThere."""
    room = Room.objects.run_by(actor).select_for_update(of=("self",)).filter(pk=room_id).first()
    if room is None:
        raise NotHere
    room.name, room.where, room.is_shared, room.is_closed = name, where, is_shared, is_closed
    return _save(room)


def _save(room: Room) -> Room:
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError:
        raise AlreadyThere(_("Er is al een kamer die zo heet.")) from None
    return room
