"""Where she is signed in, and who may end that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from house import duties
from house.errors import NotHere
from house.models import Device, Person

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
"""What stands in a User-Agent, and how people call it. The first that fits: many claim to be the later ones too."""


def session_mark(session_key: str) -> str:
    """A keyed hash: who reads the table cannot sign in with it."""
    return salted_hmac("house.device", session_key, algorithm="sha256").hexdigest()


def find_or_begin(*, person: Person, session_key: str, agent: str, is_remembered: bool) -> Device:
    """The device of this session; new when the session is."""
    mark = session_mark(session_key)
    device = Device.objects.filter(session_hash=mark, person=person).first()
    if device is not None:
        return device
    kind, browser = kind_and_browser(agent)
    first = {"person": person, "kind": kind, "browser": browser, "is_remembered": is_remembered}
    return Device.objects.get_or_create(session_hash=mark, defaults=first)[0]


def kind_and_browser(agent: str) -> tuple[str, str]:
    """'phone' and 'Chrome', out of a User-Agent. Coarse on purpose: no versions, no makes."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    if re.search(r"iPad|Tablet|Android(?!.*Mobile)", agent):
        return Device.Kind.TABLET, browser
    if re.search(r"Mobi|iPhone|Android", agent):
        return Device.Kind.PHONE, browser
    return (Device.Kind.COMPUTER, browser) if browser else (Device.Kind.OTHER, "")


def move(device: Device, session_key: str) -> None:
    """Her session got another key, as with a new passphrase: the device and its lock stay."""
    Device.objects.filter(pk=device.pk).update(session_hash=session_mark(session_key))


def remember(*, actor: Person, device_id: UUID, is_remembered: bool) -> None:
    """Raises NotHere."""
    if not Device.objects.visible_to(actor).filter(pk=device_id).update(is_remembered=is_remembered):
        raise NotHere


def devices_of(person: Person) -> list[Device]:
    """Where she is signed in right now."""
    marks = {session_mark(session.session_key) for session in _sessions_of(person, valid=True)}
    return list(Device.objects.filter(person=person, session_hash__in=marks))


def end_device(*, actor: Person, device_id: UUID) -> None:
    """Sign out one of her own. Raises NotHere."""
    device = Device.objects.visible_to(actor).filter(pk=device_id).first()
    if device is None:
        raise NotHere
    _end(actor, only=device.session_hash)


def end_other_devices(*, actor: Person, session_key: str) -> None:
    """Sign out everywhere but here."""
    _end(actor, but=session_mark(session_key))


def end_devices(*, actor: Person, person_id: UUID) -> None:
    """Sign somebody out everywhere: herself, or a person of the actor's house at her request. Raises NotHere."""
    person = Person.objects.visible_to(actor).filter(pk=person_id).first()
    if person is None:
        raise NotHere
    _end(person)


def end_all_of(person: Person) -> None:
    """Without asking whether it may be: her passphrase changed with a card."""
    _end(person)


@transaction.atomic
def _end(person: Person, *, only: str = "", but: str = "") -> None:
    """The session goes, so it is over in every process at once; open lines are told."""
    keys = [session.session_key for session in _sessions_of(person)]
    keys = [key for key in keys if session_mark(key) != but and only in ("", session_mark(key))]
    Session.objects.filter(session_key__in=keys).delete()
    devices = Device.objects.filter(person=person).exclude(session_hash=but)
    (devices.filter(session_hash=only) if only else devices).delete()
    if not only and not but:
        duties.signed_out_everywhere(person.pk)
    for key in keys:
        transaction.on_commit(partial(duties.session_ended, key))


def forget(session_key: str) -> None:
    """This session is over."""
    Device.objects.filter(session_hash=session_mark(session_key)).delete()


def forget_devices_that_are_gone() -> None:
    """Delete devices whose session is over, and end those that were not remembered and lie unused."""
    marks = set(Device.objects.values_list("session_hash", flat=True))  # before the sessions: a new one is in both
    keys = {session_mark(key): key for key in Session.objects.values_list("session_key", flat=True)}
    Device.objects.filter(session_hash__in=marks - keys.keys()).delete()
    for device in Device.objects.filter(is_remembered=False, last_on__lt=timezone.localdate()).select_related("person"):
        if device.is_over:
            _end(device.person, only=device.session_hash)


def _sessions_of(person: Person, *, valid: bool = False) -> Iterator[Session]:
    """Sessions in which she is signed in; with `valid`, only with her present passphrase.

    Looks into every living session, since none bears her name: rare, and some 30 microseconds for each.
    """
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        told = session.get_decoded()
        if not valid:
            is_hers = str(person.pk) in str(told)  # also where she gave her passphrase, and not yet her second step
        else:
            is_hers = told.get(SESSION_KEY) == str(person.pk) and constant_time_compare(
                told.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()
            )
        if is_hers:
            yield session
