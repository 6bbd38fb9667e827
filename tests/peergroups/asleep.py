"""A seat that sleeps, and the devices from which it wakes."""

from uuid import uuid4

from django.urls import reverse

from house.models import Device
from peergroups.models import Seat
from peergroups.seats.services.sleeping import SLEEPS_AFTER
from tests import cast

LONG = SLEEPS_AFTER.days
"""Days without a visit after which a seat sleeps."""


def away(seat, days=LONG):
    """As if she last opened the group so many days ago."""
    Seat.objects.filter(pk=seat.pk).update(awake_on=cast.days(-days))


def device_of(person, *, days):
    """A device on which she is signed in since so many days."""
    return Device.objects.create(person=person, session_hash=uuid4().hex, began_on=cast.days(-days))


def on_her_old_phone(as_, person):
    """A browser in which she was signed in before her seat fell asleep."""
    phone = as_(person)
    phone.get(reverse("house:help"))
    assert Device.objects.filter(person=person).update(began_on=cast.days(-LONG - 10))
    return phone
