"""The lock of a device: a short code of her own, checked only here."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from house import registry, throttle
from house.errors import CodeTooEasy, NotHere, PassphraseAsked, WrongLockCode
from house.people.models.people import Person
from house.sign_in.models.devices import TRIES, Device, long_ago


def choose_code(*, actor: Person, device_id: UUID, code: str) -> None:
    """Set or change the code of one of her devices.

    Raises:
        NotHere: not her device.
        CodeTooEasy: somebody who holds her phone would try it first.
    """
    if is_easy(code):
        raise CodeTooEasy
    changed = (
        Device.objects.visible_to(actor)
        .filter(pk=device_id)
        .update(code_hash=make_password(_keyed(device_id, code)), tries_left=TRIES, locks_at=_locks_at())
    )
    if not changed:
        raise NotHere


def drop_code(*, actor: Person, device_id: UUID) -> None:
    """Remove the code: the device never locks. Raises NotHere."""
    devices = Device.objects.visible_to(actor).filter(pk=device_id)
    if not devices.update(code_hash="", tries_left=TRIES, locks_at=None):
        raise NotHere


def is_easy(code: str) -> bool:
    """Is it one digit, a run, a repeated pair, a row of keys, or a likely year of birth?"""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(code)}
    is_run = len(steps) == 1 and steps <= {0, 1, 9}
    is_pair = len(code) % 2 == 0 and code == code[:2] * (len(code) // 2)
    is_year = re.fullmatch(r"19[4-9]\d|20[0-3]\d", code) is not None
    return is_run or is_pair or is_year or code in {"2580", "0852", "1470", "0741", "3690", "0963", "112233", "123123"}


def has_proved_herself(device: Device) -> bool:
    """Did she give her code or passphrase here, and was she not away for a quarter of an hour since?

    Ask it before a group opens, and before anything shows where its members meet. Her telephone may be in another's
    hand, with a code on it or without.
    """
    return not (device.is_locked or device.is_away)


def touch(device: Device) -> None:
    """Note that she is present: the lock closes later, and the last day is stored. Rarely writes anything."""
    changed: dict[str, object] = {}
    now, today = timezone.now(), timezone.localdate()
    rarely = timedelta(seconds=settings.LOCK_IDLE_S / 20)
    is_there = Q(locks_at=None) | Q(locks_at__gt=now)  # not when another tab locked it meanwhile
    if device.last_on != today:
        changed["last_on"] = today
    if device.locks_at is not None and _locks_at() - device.locks_at >= rarely:
        changed["locks_at"] = _locks_at()
    if not device.is_away and now - device.there_at >= rarely:
        changed["there_at"] = now
        is_there &= Q(there_at__gt=long_ago())
    if changed:
        Device.objects.filter(is_there, pk=device.pk).update(**changed)


def wake(device: Device, *, away_s: int) -> None:
    """Note that a page of hers came back to the front after this many seconds.

    If nobody was present meanwhile, the device locks.
    """
    away = timedelta(seconds=away_s)
    is_too_long = away_s >= (settings.LOCK_HIDDEN_S if device.has_code else settings.AWAY_S)
    if is_too_long and device.seen_at <= timezone.now() - away:
        shut(device)
    else:
        touch(device)


def shut_soon(device: Device) -> None:
    """Let the device lock after a short grace, unless she comes back: a page of hers went out of sight."""
    soon = timezone.now() + timedelta(seconds=settings.LOCK_HIDDEN_S)
    Device.objects.filter(pk=device.pk, locks_at__gt=soon).update(locks_at=soon)


def shut(device: Device) -> None:
    """Lock it now, and tell open lines. Doing it twice has no effect.

    Without a code, only what is behind proof closes.
    """
    now = timezone.now()
    rows = Device.objects.filter(pk=device.pk)
    rows.filter(locks_at__gt=now).update(locks_at=now)
    rows.filter(there_at__gt=long_ago()).update(there_at=long_ago())
    device.locks_at = device.locks_at and min(device.locks_at, now)
    device.there_at = min(device.there_at, long_ago())
    transaction.on_commit(lambda: registry.device_locked(device.session_hash))


def try_code(device: Device, code: str) -> None:
    """Try a code. Each try is counted before it is checked, so many at once gain nothing. Later tries wait.

    Blocks the thread.

    Raises:
        PassphraseAsked: there is no code, or five tries were wrong: only her passphrase opens it.
        WrongLockCode: with the number of tries left.
    """
    if (
        not Device.objects.filter(pk=device.pk, tries_left__gt=0)
        .exclude(code_hash="")
        .update(tries_left=F("tries_left") - 1)
    ):
        raise PassphraseAsked
    device.refresh_from_db()
    throttle.rest_after(TRIES - device.tries_left + 1)  # two slips are free
    with throttle.in_turn():
        is_right = check_password(_keyed(device.pk, code), device.code_hash)
    if is_right:
        return
    if device.tries_left:
        raise WrongLockCode(device.tries_left)
    Device.objects.filter(pk=device.pk).update(keeps_week=False, keeps_numbers=False)  # it may be in another's hand
    raise PassphraseAsked


def open_device(device: Device) -> None:
    """Open the device after the right code or passphrase."""
    rows = Device.objects.filter(pk=device.pk)
    rows.update(opened_at=timezone.now(), there_at=timezone.now(), tries_left=TRIES)
    rows.exclude(code_hash="").update(locks_at=_locks_at())


def _locks_at() -> datetime:
    return timezone.now() + timedelta(seconds=settings.LOCK_IDLE_S)


def _keyed(device_id: UUID, code: str) -> str:
    """A keyed hash: on a stolen table all ten thousand codes are soon tried, but not without the key of the house."""
    return salted_hmac("house.code", f"{device_id} {code}", algorithm="sha256").hexdigest()
