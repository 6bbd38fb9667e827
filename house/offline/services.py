"""What one of her devices keeps of hers for when there is no net."""

from __future__ import annotations

from uuid import UUID

from house.errors import NotHere
from house.people.models.people import Person
from house.sign_in.models.devices import Device


def choose_kept(*, actor: Person, device_id: UUID, keeps_week: bool, keeps_numbers: bool) -> None:
    """Choose what one of her devices keeps. The choice ends with her being signed in there. Raises NotHere."""
    devices = Device.objects.visible_to(actor).filter(pk=device_id)
    if not devices.update(keeps_week=keeps_week, keeps_numbers=keeps_numbers):
        raise NotHere


def keep_nothing(device: Device) -> None:
    """End her choice on a device that somebody else uses too."""
    if device.keeps_week or device.keeps_numbers:
        Device.objects.filter(pk=device.pk).update(keeps_week=False, keeps_numbers=False)
