"""The meetings of a group: a series of the programme that belongs to the group.

Enrolment and assignments follow the seats. Only an open seat counts somebody in: her week tells where they meet.
"""

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
from house.take import find, take, take_with_house
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from programs.attendance.services.enrolment import let_come, let_come_no_more
from programs.errors import NotStaffThere
from programs.planning.services.start import start_group_series
from programs.recurrence.rhythm import Rhythm
from programs.sessions.models.series import Audience, Enrolment, Series
from programs.staffing.services.assignments import let_give, let_give_no_more


@transaction.atomic
def hold_meetings(*, actor: Person, group_id: UUID, series_id: UUID) -> PeerGroup:
    """Make an existing series the meetings of this group: its peers come, and its facilitators give them.

    Raises:
        NotHere: the actor does not run the house of both, or the series is not one for a group.
        AlreadyThere: another group meets in this series.
    """
    group = take(PeerGroup.objects.run_by, actor, group_id)
    series = find(Series.objects.filter(audience=Audience.GROUP).run_by, actor, series_id)
    if series.house_id != group.house_id:
        raise NotHere
    if PeerGroup.objects.filter(series=series).exclude(pk=group.pk).exists():
        raise AlreadyThere
    group.series = series
    group.save(update_fields=["series"])
    for seat in group.seats.opened().awake():
        count_in(seat, by=actor)
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
    """Start a series of meetings for this group. Its facilitators of today give them, and may change them.

    The actor facilitates the group or runs its house.

    Raises:
        NotHere: the group is not the actor's to tend, or there is no such room.
        AlreadyThere: it has meetings to come, or the house has another training of this title.
        RoomClosed
    """
    group = _take_group(actor, group_id)
    if group.series is not None:
        if group.series.sessions.to_come().exists():
            raise AlreadyThere(_("Deze groep heeft al bijeenkomsten."))
        _end_enrolments(group)
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
    for seat in group.seats.peers().opened().awake():
        count_in(seat, by=actor)
    return group


def _take_group(actor: Person, group_id: UUID) -> PeerGroup:
    return take_with_house(PeerGroup.objects.select_related("series").tended_by, actor, group_id)


def _end_enrolments(group: PeerGroup) -> None:
    """End every enrolment in the present series today. Past meetings keep their people."""
    today = timezone.localdate()
    Enrolment.objects.filter(series=group.series, until_on=None).update(until_on=Greatest("from_on", Value(today)))


def count_in(seat: Seat, *, by: Person | None) -> None:
    """Enrol a peer in the meetings from today on, or assign a facilitator while she works there."""
    if seat.group.series_id is not None:
        begin = let_give if seat.is_facilitator else let_come
        with suppress(AlreadyThere, NotStaffThere):
            begin(series_id=seat.group.series_id, person_id=seat.person_id, by=by)


def count_out(seat: Seat, *, by: Person | None = None) -> None:
    """End her enrolment in the meetings, or her assignment to them."""
    if seat.group.series_id is not None:
        end = let_give_no_more if seat.is_facilitator else let_come_no_more
        with suppress(NotHere):
            end(series_id=seat.group.series_id, person_id=seat.person_id, by=by)
