"""Second steps at sign-in: codes of an app, passkeys, and codes on paper for when those are away.

They are rows of allauth, which asks for the second step of everyone who has one. Their secrets are sealed, and nothing
readable says when somebody last signed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from house import throttle
from house.errors import AlreadyThere, NotHere, WrongCode
from house.people.models.facts import Role
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.sign_in.allauth_internals import RecoveryCodes, compare_user_code, totp

APP, PASSKEY, PAPER = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES
WEEK = timedelta(days=7)
AT_ONCE = (Role.COORDINATOR, Role.WITNESS)


@dataclass(frozen=True)
class Passkey:
    key: UUID
    name: str
    added_at: datetime


@dataclass(frozen=True)
class Factors:
    """All second steps of one person."""

    app_added_at: datetime | None
    passkeys: list[Passkey]
    codes_left: int

    @property
    def count(self) -> int:
        """The number of second steps; codes on paper are none by themselves."""
        return len(self.passkeys) + (self.app_added_at is not None)


def due(person: Person) -> date | None:
    """The day from which she cannot go on without a second step; None if she needs none or has one.

    Staff need one a week after their position began, or after they last came in with a card if that was later. A
    coordinator and a witness need one at once. Residents and alumnae may have one and never need it.
    """
    if not settings.SECOND_FACTOR_REQUIRED:
        return None
    posts = standing_of(person).posts
    if not posts or _steps(person).exists():
        return None
    came_in_at = person.cards.aggregate(last=Max("used_at"))["last"]
    came_in_on = timezone.localdate(came_in_at) if came_in_at else date.min
    return min(max(post.begins, came_in_on) + (timedelta(0) if post.word in AT_ONCE else WEEK) for post in posts)


def is_overdue(person: Person) -> bool:
    day = due(person)
    return day is not None and day <= timezone.localdate()


def factors_of(person: Person) -> Factors:
    rows = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    return Factors(
        app_added_at=next((row.created_at for row in rows if row.type == APP), None),
        passkeys=[
            Passkey(UUID(row.data["key"]), decrypt(row.data["name"]), row.created_at)
            for row in rows
            if row.type == PASSKEY
        ],
        codes_left=sum(len(RecoveryCodes(row).get_unused_codes()) for row in rows if row.type == PAPER),
    )


@transaction.atomic
def add_app(*, person: Person, secret: str, code: str) -> list[str]:
    """Store the secret of her app after `code`, its present code, proved it. That code cannot be used again.

    Returns new codes on paper if this is her first second step, else nothing.

    Raises:
        WrongCode: the app has another code now.
        AlreadyThere: she has an app.
    """
    _hold(person)
    moment = _moment_of(secret, code)
    if moment is None:
        raise WrongCode
    if _steps(person).filter(type=APP).exists():
        raise AlreadyThere
    data = {"secret": encrypt(secret), "used": encrypt(str(moment))}
    Authenticator.objects.create(user=person, type=APP, data=data)
    return _first_codes(person)


@transaction.atomic
def add_passkey(*, person: Person, name: str, credential: dict[str, Any]) -> list[str]:
    """Store a passkey whose answer was proved. Returns as `add_app` does."""
    _hold(person)
    data = {"key": str(uuid4()), "name": encrypt(name), "credential": credential}
    Authenticator.objects.create(user=person, type=PASSKEY, data=data)
    return _first_codes(person)


@transaction.atomic
def remove_app(*, person: Person) -> None:
    """Remove her app. Raises NotHere."""
    _remove(person, _steps(person).filter(type=APP))


@transaction.atomic
def remove_passkey(*, person: Person, key: UUID) -> None:
    """Remove a passkey. Raises NotHere."""
    _remove(person, _steps(person).filter(type=PASSKEY, data__key=str(key)))


@transaction.atomic
def new_codes(*, person: Person) -> list[str]:
    """Ten codes on paper, each for one sign-in. Earlier codes stop working.

    They are shown once and stored unreadably. Raises NotHere while she has no other second step.
    """
    _hold(person)
    if not _steps(person).exists():
        raise NotHere
    Authenticator.objects.filter(user=person, type=PAPER).delete()
    return RecoveryCodes.activate(person).get_unused_codes()


def accept_code(
    *, person: Person, code: str, address: str, kinds: Sequence[Authenticator.Type] = (APP, PAPER)
) -> Authenticator.Type | None:
    """The kind of this code: the present one of her app, or one from her paper; None for a wrong code.

    Each code is accepted once. Waits after many failures.

    Raises:
        TooManyTries: this address failed too often for her. Other addresses are not touched.
    """
    who = {"name": str(person.pk), "address": address, "kind": throttle.SECOND_STEPS}
    throttle.before_try(**who)
    with transaction.atomic():
        _hold(person)  # one try at a time, so that many at once do not outrun the counts
        throttle.refuse_too_many(**who)
        rows = Authenticator.objects.filter(user=person, type__in=kinds)
        kind = next((Authenticator.Type(row.type) for row in rows if _fits(row, code)), None)
        (throttle.after_success if kind else throttle.after_failure)(**who)
    return kind


def clear_second_factors(*, person: Person) -> None:
    """Delete all her second steps, when she is there in person and has lost them.

    Then her passphrase alone signs her in. A coordinator is asked for a new step at once, other staff within a week
    after they came in with a card.
    """
    Authenticator.objects.filter(user=person).delete()


def _steps(person: Person) -> QuerySet[Authenticator]:
    """Her app and her passkeys, without the codes on paper."""
    return Authenticator.objects.filter(user=person, type__in=(APP, PASSKEY))


def _hold(person: Person) -> None:
    """Lock her row, so that changes come one at a time."""
    Person.objects.select_for_update().only("pk").get(pk=person.pk)


def _first_codes(person: Person) -> list[str]:
    if Authenticator.objects.filter(user=person, type=PAPER).exists():
        return []
    return RecoveryCodes.activate(person).get_unused_codes()


def _remove(person: Person, steps: QuerySet[Authenticator]) -> None:
    """Remove a step; with the last one the codes on paper go too."""
    _hold(person)
    removed, _ = steps.delete()
    if not removed:
        raise NotHere
    if not _steps(person).exists():
        clear_second_factors(person=person)


def _fits(row: Authenticator, code: str) -> bool:
    if row.type == PAPER:
        return RecoveryCodes(row).validate_code(code)
    moment = _moment_of(decrypt(row.data["secret"]), code)
    if moment is None or moment <= int(decrypt(row.data["used"])):
        return False
    row.data["used"] = encrypt(str(moment))
    row.save(update_fields=["data"])
    return True


def _moment_of(secret: str, code: str) -> int | None:
    """The half minute, counted since 1970, in which an app with this secret shows this code; None if not about now."""
    for moment in totp.yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, moment))):
            return moment
    return None
