"""What the worker does for the ground floor."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from house.models import Card
from house.services.devices import forget_devices_that_are_gone

CARDS_KEPT = timedelta(days=30)


def forget_old_sessions_and_cards() -> None:
    """Delete sessions that ended, their devices, and cards that nobody can use any more."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    forget_devices_that_are_gone()
    Card.objects.filter(expires_at__lt=timezone.now() - CARDS_KEPT).delete()
