"""The devices where somebody is signed in, and how to end them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house import registry
from house.cached_sql import CachedSql
from house.errors import NotHere
from house.people.models.people import Person
from house.sign_in import sessions
from house.sign_in.models.devices import Device
from house.sign_in.sessions import mark_of
from house.take import take

BROWSERS = [
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
"""A part of the User-Agent, and the common name. The first that fits counts: many claim to be the later ones too."""
TABLETS, PHONES = ("iPad", "Tablet"), ("Mobi", "iPhone", "Android")


def find_or_begin(*, person: Person, session_key: str, agent: str, is_remembered: bool) -> Device:
    """The device of this session; a new one for a new session. That one is shut while a house of hers is."""
    mark = mark_of(session_key)
    for device in _device_sql.objects(mark, person.pk):
        return device
    kind, browser = kind_and_browser(agent)
    is_shut = Person.objects.shut_out().filter(pk=person.pk).exists()
    fields = {"person": person, "kind": kind, "browser": browser, "is_remembered": is_remembered, "is_shut": is_shut}
    return Device.objects.get_or_create(session_hash=mark, defaults=fields)[0]


_device_sql = CachedSql(lambda mark, person: Device.objects.filter(session_hash=mark, person=person))


def let_all_in() -> None:
    """Let in the devices of everybody who has no place in a shut house any more. Call it when a house opened."""
    Device.objects.filter(is_shut=True).exclude(person__in=Person.objects.shut_out()).update(is_shut=False)


def is_still_shut(device: Device) -> bool:
    """Is this shut device still shut? It is let in if it began while its house opened."""
    device.is_shut = Person.objects.shut_out().filter(pk=device.person_id).exists()
    if not device.is_shut:
        Device.objects.filter(pk=device.pk).update(is_shut=False)
    return device.is_shut


def kind_and_browser(agent: str) -> tuple[str, str]:
    """'phone' and 'Chrome', out of a User-Agent. Coarse on purpose: no versions, no makes."""
    browser = next((name for part, name in BROWSERS if part in agent), "")
    if any(part in agent for part in TABLETS) or ("Android" in agent and "Mobile" not in agent):
        return Device.Kind.TABLET, browser
    if any(part in agent for part in PHONES):
        return Device.Kind.PHONE, browser
    return (Device.Kind.COMPUTER, browser) if browser else (Device.Kind.OTHER, "")


def move(device: Device, session_key: str) -> None:
    """Give the device the new key of its session, for example after a new passphrase: the device and its lock stay."""
    Device.objects.filter(pk=device.pk).update(session_hash=mark_of(session_key))


def remember(*, actor: Person, device_id: UUID, is_remembered: bool) -> None:
    """Remember a device of hers, or stop remembering it. Raises NotHere."""
    if not Device.objects.visible_to(actor).filter(pk=device_id).update(is_remembered=is_remembered):
        raise NotHere


def note_looking(marks: Collection[str], until: datetime) -> None:
    """Note that pages on these devices are in sight until then, of people whom some device of theirs may call."""
    looking = Device.objects.filter(session_hash__in=marks, person__devices__subscription__isnull=False)
    if found := list(looking.values_list("pk", flat=True)):
        Device.objects.filter(pk__in=found).update(looks_until=until)


def devices_of(person: Person) -> list[Device]:
    """The devices where she is signed in now."""
    return list(Device.objects.filter(person=person, session_hash__in=sessions.valid_marks(person)))


@transaction.atomic
def end_device(*, actor: Person, device_id: UUID) -> None:
    """Sign out one device of her own. Raises NotHere."""
    device = take(Device.objects.visible_to, actor, device_id)
    _end(actor, only=device.session_hash)


def end_other_devices(*, actor: Person, session_key: str) -> None:
    """Sign out every device except this one."""
    _end(actor, but=mark_of(session_key))


@transaction.atomic
def end_devices(*, actor: Person, person_id: UUID) -> None:
    """Sign somebody out everywhere: herself, or a person of the actor's house at her request. Raises NotHere."""
    person = take(Person.objects.visible_to, actor, person_id)
    _end(person)


def end_all_of(person: Person) -> None:
    """Sign somebody out everywhere, without checking rights."""
    _end(person)


@transaction.atomic
def _end(person: Person, *, only: str = "", but: str = "") -> None:
    """Delete the session, so that it is over in every process at once, and tell open lines."""
    marks = sessions.end(person, only=only, but=but)
    devices = Device.objects.filter(person=person).exclude(session_hash=but)
    (devices.filter(session_hash=only) if only else devices).delete()
    if not only and not but:
        registry.signed_out_everywhere(person.pk)
    for mark in marks:
        transaction.on_commit(partial(registry.session_ended, mark))


def forget(session_key: str) -> None:
    """Delete the device of a session that is over."""
    Device.objects.filter(session_hash=mark_of(session_key)).delete()


def forget_devices_that_are_gone() -> None:
    """Delete devices whose session is over, and end those that are not remembered and unused."""
    sessions.devices_without().delete()
    for device in Device.objects.filter(is_remembered=False, last_on__lt=timezone.localdate()).select_related("person"):
        if device.is_over:
            _end(device.person, only=device.session_hash)
