"""Whether one of her devices may be called, and how."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house import retention
from house.errors import NotHere, PushRefused
from house.hashing import hashes_of
from house.line.rights import open_rights_of
from house.people.models.people import Person
from house.push.addresses import is_allowed
from house.push.models import Subscription
from house.push.parcels import Keys
from house.sign_in.models.devices import Device
from house.take import take

DAY = timedelta(days=1)


@transaction.atomic
def subscribe(
    *, actor: Person, device_id: UUID, endpoint: str, point: str, secret: str, words: str, is_always: bool
) -> None:
    """Let a device of hers be called from now on; of what happened before she is told nothing.

    A browser has one address. If somebody else was called there before, she is not any more.

    Args:
        point, secret: see `house.push.parcels.Keys`.

    Raises:
        NotHere: not her device.
        PushRefused: the address is of no push service that the keeper allows, or the keys are none.
    """
    device = take(Device.objects.visible_to, actor, device_id)
    try:
        keys = Keys.read(f"{point} {secret}")
    except ValueError:
        raise PushRefused from None
    if not is_allowed(endpoint):
        raise PushRefused
    Subscription.objects.filter(endpoint_hash__in=hashes_of(Subscription, "endpoint_hash", endpoint)).delete()
    Subscription.objects.filter(device=device).delete()
    fields = {"endpoint": endpoint, "keys": keys.as_text, "words": words, "is_always": is_always}
    Subscription.objects.create(device=device, **fields)


def choose(*, actor: Person, device_id: UUID, words: str, is_always: bool) -> None:
    """Choose what the phone shows, and whether it may while she is away. Raises NotHere."""
    _change(actor, device_id, words=words, is_always=is_always)


def confirm(*, actor: Person, device_id: UUID) -> None:
    """Note that she still wants it. Raises NotHere."""
    _change(actor, device_id, confirmed_on=timezone.localdate())


def be_silent_for_a_day(*, actor: Person, device_id: UUID) -> None:
    """Raises NotHere."""
    _change(actor, device_id, silent_until=timezone.now() + DAY)


def speak_again(*, actor: Person, device_id: UUID) -> None:
    """Call again before the silent day is over. What happened meanwhile is told. Raises NotHere."""
    _change(actor, device_id, silent_until=None)


def unsubscribe(*, actor: Person, device_id: UUID) -> None:
    """Never call this device again. Doing it twice has no effect."""
    Subscription.objects.visible_to(actor).filter(device=device_id).delete()


def _change(actor: Person, device_id: UUID, **fields: object) -> None:
    if not Subscription.objects.visible_to(actor).working().filter(device=device_id).update(**fields):
        raise NotHere


def end_without_rights(person_id: UUID) -> None:
    """Call her nowhere any more when her last right ended."""
    if not open_rights_of([person_id])[person_id].rights:
        Subscription.objects.filter(device__person=person_id).delete()


def forget_subscriptions() -> None:
    """End those that nobody confirmed for long, and those of people whose last right ended on its day."""
    Subscription.objects.filter(confirmed_on__lte=timezone.localdate() - retention.SUBSCRIPTIONS).delete()
    for person_id in set(Subscription.objects.values_list("device__person", flat=True)):
        end_without_rights(person_id)
