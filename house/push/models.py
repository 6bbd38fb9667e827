"""Subscriptions: where a push service reaches the browser of one device."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.hashing import KeyedHashField
from house.people.models.people import Person
from house.push.parcels import WAIT_MAX_S
from house.sealing import SealedTextField
from house.sign_in.models.devices import Device, long_ago
from house.sign_in.sessions import goes_on

ASKED_AGAIN = timedelta(days=30)
WAITS_MOST = timedelta(seconds=WAIT_MAX_S)
CLAIM_LASTS = timedelta(minutes=1)
"""A worker that claimed a subscription and stopped leaves it to another after this. She may then be called twice, but
never twice in a minute. No two calls come sooner than that either.
"""
AHEAD = timedelta(minutes=1)


class Moments(NamedTuple):
    """A moment, and those before and after it that decide who may be called then.

    Since `away` a device counts as left, and since `lapsed` a claim counts no more; nobody waits longer than until
    `furthest`; and what lies beyond `ahead` was written by a clock that ran ahead, and counts for nothing.
    """

    now: datetime
    away: datetime
    lapsed: datetime
    furthest: datetime
    ahead: datetime

    @classmethod
    def at(cls, now: datetime) -> Moments:
        return cls(now, long_ago(now), now - CLAIM_LASTS, now + WAITS_MOST, now + AHEAD)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, person: Person | AnonymousUser) -> SubscriptionQuerySet:
        """Those of her own devices. Nobody else can reach them."""
        return self.filter(device__person=person) if person.is_authenticated else self.none()

    def working(self) -> SubscriptionQuerySet:
        """Those that their push service still has."""
        return self.filter(is_gone=False)

    def that_may_call(self, when: Moments) -> SubscriptionQuerySet:
        """Those whose device may call its holder: signed in, not shut, and there, unless she wants it always."""
        now = when.now
        is_there = Q(device__there_at__gt=when.away) & (Q(device__locks_at=None) | Q(device__locks_at__gt=now))
        yesterday = timezone.localdate() - timedelta(days=1)
        is_in_use = Q(device__is_remembered=True) | Q(device__last_on__gte=yesterday)
        silence = Q(silent_until=None) | Q(silent_until__lte=now)
        return self.working().filter(
            silence,
            is_in_use,
            Q(is_always=True) | is_there,
            goes_on("device__session_hash", now),
            device__is_shut=False,
            device__person__is_active=True,
        )

    def free(self, when: Moments) -> SubscriptionQuerySet:
        """Those that no worker is calling then, and whose push service did not ask to wait."""
        is_free = Q(claimed_at=None) | Q(claimed_at__lte=when.lapsed) | Q(claimed_at__gt=when.ahead)
        has_waited = Q(wait_until=None) | Q(wait_until__lte=when.now) | Q(wait_until__gt=when.furthest)
        return self.working().filter(is_free, has_waited)

    def rested(self, when: Moments) -> SubscriptionQuerySet:
        """Those not called within the last minute. Neither this nor `free` looks at another table."""
        return self.filter(Q(called_at=None) | Q(called_at__lte=when.lapsed) | Q(called_at__gt=when.ahead))


class Subscription(models.Model):
    """A push service reaches the browser of this device. It goes with the device: whatever ends that, ends this.

    `endpoint` is the address that the push service gave, a secret that lets its holder call her; `keys` are those of
    `house.push.parcels.Keys`. `is_gone` says that the push service has it no more, so that she can be told. She was
    told of all that happened up to `told_until`. `unseen` counts the calls since she last looked. `claim` names the
    part of a round in which she is called now.
    """

    class Wording(models.TextChoices):
        """What her phone shows. Always all of it, whatever it is about."""

        NEWS = "news", _("Er is iets nieuws")
        LOOK = "look", _("Kijk je even?")
        TIME = "time", _("Tijd voor je agenda")

    device = models.OneToOneField(Device, on_delete=models.CASCADE, primary_key=True, related_name="subscription")
    endpoint = SealedTextField(bound_to=("device_id",))
    endpoint_hash = KeyedHashField(of="endpoint", unique=True)
    keys = SealedTextField(bound_to=("device_id",))
    words = models.CharField(max_length=8, choices=Wording, default=Wording.NEWS)
    is_always = models.BooleanField(default=False)
    """Also while the device is locked, or she was away from it for a quarter of an hour."""
    confirmed_on = models.DateField(default=timezone.localdate)
    """The last day on which she said that she wants it."""
    is_gone = models.BooleanField(default=False)
    told_until = models.DateTimeField(default=timezone.now)
    called_at = models.DateTimeField(null=True)
    unseen = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    wait_until = models.DateTimeField(null=True)
    silent_until = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(claim=None, claimed_at=None) | Q(claim__isnull=False, claimed_at__isnull=False),
                name="a_call_has_a_moment",
            ),
        ]

    @property
    def is_silent(self) -> bool:
        return self.silent_until is not None and self.silent_until > timezone.now()


def is_to_confirm(confirmed_on: date) -> bool:
    """Is it a month ago that she said that she wants it?"""
    return timezone.localdate() >= confirmed_on + ASKED_AGAIN
