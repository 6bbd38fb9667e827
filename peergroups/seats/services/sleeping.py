"""Let a seat fall asleep that was not opened for long, and wake it.

Her telephone may be in another's hand after half a year. So a sleeping seat reads nothing, and wakes when she gives her
passphrase on a device that she never signed out of since before it slept; on any other a colleague says first that she
met her. docs/decisions/0023 says why.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from house.errors import NotHere
from house.line.news import RightsChanged
from house.models import Device, House, Person
from house.registry import right_ended
from house.take import ask_twice
from peergroups import news
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat, SeatQuerySet
from peergroups.groups.queries import seat_of
from peergroups.meetings.services import count_out
from peergroups.seats.services import admission

SLEEPS_AFTER = timedelta(days=180)
"""After the last day on which she opened the group."""


def note_visit(seat: Seat) -> None:
    """Note that a peer opened the group today. Writes at most once a day."""
    if not seat.is_facilitator and seat.awake_on != timezone.localdate():
        Seat.objects.filter(pk=seat.pk).awake().update(awake_on=timezone.localdate())


def awake_today() -> Case:
    """The value of `awake_on` after a visit, for an update of many kinds of seats: a facilitator's stays as it is."""
    return Case(When(kind=Seat.Kind.PEER, then=Value(timezone.localdate())), default=F("awake_on"))


def let_seats_sleep() -> None:
    """Let every seat sleep whose holder did not open her group for SLEEPS_AFTER. Safe to stop and repeat.

    While a group rests or is closed, or its house is shut, there is nothing to come for: all of that time is still to
    come. A frozen seat stays frozen, and one that waits goes on waiting.
    """
    seats = Seat.objects.peers().opened().filter(state__in=[Seat.State.ACTIVE, Seat.State.PAUSED])
    rests = ~Q(group__in=PeerGroup.objects.open_for_talk()) | Q(group__house__in=House.objects.shut())
    today = timezone.localdate()
    seats.filter(rests, awake_on__lt=today).update(awake_on=today)
    due = seats.exclude(rests).filter(awake_on__lte=today - SLEEPS_AFTER)
    for seat_id in due.values_list("pk", flat=True):
        _fall_asleep(due, seat_id)


@transaction.atomic
def _fall_asleep(due: SeatQuerySet, seat_id: UUID) -> None:
    try:
        seat = ask_twice(lambda: _one_of(due, seat_id), locking=lambda seat: (seat.group, seat), no_key=True)
    except NotHere:
        return
    seat.state = Seat.State.ASLEEP
    seat.save(update_fields=["state"])
    count_out(seat)
    transaction.on_commit(lambda: right_ended(seat.person_id))


def _one_of(due: SeatQuerySet, seat_id: UUID) -> Seat:
    """Raises NotHere when she came meanwhile, or the group rests since."""
    seat = due.select_related("group").filter(pk=seat_id).first()
    if seat is None:
        raise NotHere
    return seat


@transaction.atomic
def wake_seat(*, actor: Person, group_id: UUID, device: Device) -> Seat:
    """Wake her own seat. The caller has just asked for her passphrase. One that is awake stays as it is.

    On a device that does not know her from before, it waits until a colleague says that she met her: see `admission`.

    Raises NotHere, Frozen, Paused or NotOpenYet.
    """
    seat = ask_twice(lambda: seat_to_wake(actor, group_id), locking=lambda seat: (seat.group, seat), no_key=True)
    if not seat.is_asleep:
        return seat
    if knows_from_before(device, seat):
        admission.wake(seat, by=actor)
        return seat
    admission.close(seat, asked_by_id=None)
    transaction.on_commit(lambda: news.tell(RightsChanged(actor.pk)))
    return seat


def seat_to_wake(actor: Person, group_id: UUID) -> Seat:
    """Her own seat that sleeps, or else one that counts. Raises NotHere, Frozen, Paused or NotOpenYet."""
    asleep = Seat.objects.asleep().filter(group=group_id, person=actor).select_related("group")
    return asleep.first() or seat_of(actor, group_id)


def knows_from_before(device: Device, seat: Seat) -> bool:
    """Was she signed in on this device before the seat fell asleep, and ever since? Signing out deletes the device."""
    return device.began_on < seat.awake_on + SLEEPS_AFTER
