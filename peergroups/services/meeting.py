"""The meetings of a group: a series of the programme that the group owns, for whoever sits at its table."""

from __future__ import annotations

from contextlib import suppress
from datetime import time
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.errors import AlreadyThere, NotHere
from house.models import Person
from peergroups.models import PeerGroup, Seat
from programs.errors import NotStaffThere
from programs.models import Audience, Enrolment, Series
from programs.rhythm import Rhythm
from programs.services import assign, end_assignment, end_enrolment, enrol, start_group_series


@transaction.atomic
def hold_meetings(*, actor: Person, group_id: UUID, series_id: UUID) -> PeerGroup:
    """Make a series for a group the meetings of this one: who sits there comes, and who holds it gives them too.

    Raises:
        NotHere: the actor does not run the house of both, or the series is not one for a group.
        AlreadyThere: another group meets in this series.
    """
    group = PeerGroup.objects.run_by(actor).filter(pk=group_id).select_for_update(of=("self",)).first()
    series = Series.objects.run_by(actor).filter(pk=series_id, audience=Audience.GROUP).first()
    if group is None or series is None or series.house_id != group.house_id:
        raise NotHere
    if PeerGroup.objects.filter(series=series).exclude(pk=group.pk).exists():
        raise AlreadyThere
    group.series = series
    group.save(update_fields=["series"])
    for seat in group.seats.not_ended():
        count_in(actor, seat)
    return group


@transaction.atomic
def start_meetings(
    *,
    actor: Person,
    group_id: UUID,
    title: str,
    rhythm: Rhythm,
    start_time: time,
    length_minutes: int,
    room_id: UUID | None,
) -> PeerGroup:
    """Give a group its meetings: by who holds it or runs its house. Who holds it today gives them, and may change them.

    Raises:
        NotHere: the group is neither the actor's to hold nor of a house that she runs, or the room is not there.
        AlreadyThere: it has meetings to come, or the house has another training of this title.
        RoomClosed
    """
    group = _tended(actor, group_id)
    if group.series is not None:
        if group.series.sessions.to_come().exists():
            raise AlreadyThere(_("Deze groep heeft al bijeenkomsten."))
        _let_go(group)
    holders = group.seats.counting().facilitators().values_list("person", flat=True)
    group.series = start_group_series(
        actor=actor,
        house_id=group.house_id,
        title=title,
        rhythm=rhythm,
        room_id=room_id,
        giver_ids=list(holders),
        start_time=start_time,
        length_minutes=length_minutes,
    )
    group.save(update_fields=["series"])
    for seat in group.seats.peers().not_ended():
        count_in(actor, seat)
    return group


def _tended(actor: Person, group_id: UUID) -> PeerGroup:
    tended = PeerGroup.objects.tended_by(actor).select_related("series")
    group = tended.filter(pk=group_id).select_for_update(of=("self",)).first()
    if group is None:
        raise NotHere
    return group


def _let_go(group: PeerGroup) -> None:
    """What has been keeps its people; nobody is counted in any more from today on."""
    today = timezone.localdate()
    Enrolment.objects.filter(series=group.series, until_on=None).update(until_on=Greatest("from_on", Value(today)))


def count_in(actor: Person, seat: Seat) -> None:
    """She comes to the meetings from today on; who holds the group gives them, while she works there."""
    if seat.group.series_id is not None:
        begin = assign if seat.is_facilitator else enrol
        with suppress(AlreadyThere, NotStaffThere):
            begin(actor=actor, series_id=seat.group.series_id, person_id=seat.person_id)


def count_out(actor: Person, seat: Seat) -> None:
    """She comes to the meetings no longer, nor gives them."""
    if seat.group.series_id is not None:
        end = end_assignment if seat.is_facilitator else end_enrolment
        with suppress(NotHere):
            end(actor=actor, series_id=seat.group.series_id, person_id=seat.person_id)
