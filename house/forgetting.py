"""Delete old rows of the house. Each function here is a tick of the worker. How long things are kept: `retention`."""

from __future__ import annotations

from django.utils import timezone

from house import retention
from house.door.models import Card
from house.door.services.vouches import forget_introductions
from house.door.services.walks import forget_walks
from house.privacy.models.emergencies import Emergency
from house.sign_in.services.devices import forget_devices_that_are_gone
from house.sign_in.sessions import SessionStore


def forget_old_sessions_and_cards() -> None:
    """Delete sessions that ended, their devices, and cards and codes that can no longer be used."""
    SessionStore.clear_expired()
    forget_devices_that_are_gone()
    forget_introductions()
    forget_walks()
    Card.objects.filter(expires_at__lt=timezone.now() - retention.CARDS).delete()


def forget_old_emergencies() -> None:
    """Delete old emergencies that were read. Unread ones stay; who looked and why stays in her own log."""
    Emergency.objects.filter(began_at__lt=timezone.now() - retention.EMERGENCIES).exclude(read_at=None).delete()
