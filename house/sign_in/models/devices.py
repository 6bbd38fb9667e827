"""Devices on which somebody is signed in, and their lock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from house.people.models.people import Person

if TYPE_CHECKING:
    from datetime import datetime

TRIES = 5


def long_ago(now: datetime | None = None) -> datetime:
    """The latest moment of presence that counts as away too long."""
    return (now or timezone.now()) - timedelta(seconds=settings.AWAY_S)


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, person: Person | AnonymousUser) -> DeviceQuerySet:
        """Her own devices, and nobody else's: staff may end them, not look at them."""
        return self.filter(person=person) if person.is_authenticated else self.none()


class Device(models.Model):
    """One browser in which somebody is signed in. No address is stored, and only the first and the last day.

    A code of her own locks it at `locks_at`, which moves ahead while she is present. Without a code it never locks.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("een telefoon")
        TABLET = "tablet", _("een tablet")
        COMPUTER = "computer", _("een computer")
        OTHER = "other", _("een apparaat")

    THIS = {
        Kind.PHONE: _("deze telefoon"),
        Kind.TABLET: _("deze tablet"),
        Kind.COMPUTER: _("deze computer"),
        Kind.OTHER: _("dit apparaat"),
    }

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    session_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OTHER)
    browser = models.CharField(max_length=20, blank=True, default="")
    began_on = models.DateField(default=timezone.localdate)
    last_on = models.DateField(default=timezone.localdate)
    is_remembered = models.BooleanField(default=False)
    code_hash = models.CharField(max_length=128, blank=True, default="")
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    locks_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(default=timezone.now)
    """The moment when the code or the passphrase was last given."""
    there_at = models.DateTimeField(default=timezone.now)
    """The moment when she was last present. Once that is too long ago it stays until she gives code or passphrase."""

    looks_until = models.DateTimeField(null=True)
    """Until then a page here is taken to be in sight; the moment after which none was, if it is past."""

    is_shut = models.BooleanField(default=False)
    """Was she signed in while a house of hers was shut (`House.shut_at`)? False again once all of them are open."""

    keeps_week = models.BooleanField(default=False, db_default=False)
    keeps_numbers = models.BooleanField(default=False, db_default=False)
    """What this browser keeps of hers for when there is no net, because she chose it: see `house.offline`."""

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["-last_on", "-began_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code_hash="", locks_at=None) | (~Q(code_hash="") & Q(locks_at__isnull=False)),
                name="a_device_locks_when_it_has_a_code",
            )
        ]

    @property
    def has_code(self) -> bool:
        return bool(self.code_hash)

    @property
    def is_locked(self) -> bool:
        return self.locks_at is not None and self.locks_at <= timezone.now()

    @property
    def is_fresh(self) -> bool:
        """Was the code or passphrase given so recently that she may change keys and rights?"""
        return timezone.now() - self.opened_at < timedelta(seconds=settings.CODE_FRESH_S)

    @property
    def is_away(self) -> bool:
        return self.there_at <= long_ago()

    @property
    def is_over(self) -> bool:
        """Not remembered and unused since the day before yesterday: phones never close their browser."""
        return not self.is_remembered and self.last_on < timezone.localdate() - timedelta(days=1)

    @property
    def seen_at(self) -> datetime:
        """About when she was last present."""
        if self.locks_at is None:
            return self.there_at
        return self.locks_at - timedelta(seconds=settings.LOCK_IDLE_S)

    @property
    def last_in_words(self) -> str:
        """'vandaag', 'gisteren', '3 november'"""
        days_ago = (timezone.localdate() - self.last_on).days
        return {0: str(_("vandaag")), 1: str(_("gisteren"))}.get(days_ago) or date_format(self.last_on, "j F")

    @property
    def in_words(self) -> str:
        """'een computer met Firefox'"""
        return self._with_browser(str(self.get_kind_display()))

    @property
    def this_in_words(self) -> str:
        """'deze telefoon met Chrome'"""
        return self._with_browser(str(self.THIS[self.Kind(self.kind)]))

    def _with_browser(self, kind: str) -> str:
        if not self.browser:
            return kind
        return str(_("%(kind)s met %(browser)s") % {"kind": kind, "browser": self.browser})
