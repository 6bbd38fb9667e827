"""The meetings of a group: a series of the programme that the group owns, for whoever sits at its table.

Who comes and who gives them follows the seats: only an open seat counts somebody in, for a week tells where they meet.
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
from peergroups.groups.models import PeerGroup, Seat
from programs.attendance.services.enrolment import let_come, let_come_no_more
from programs.errors import NotStaffThere
from programs.planning.services.start import start_group_series
from programs.recurrence.rhythm import Rhythm
from programs.sessions.models.series import Audience, Enrolment, Series
from programs.staffing.services.assignments import let_give, let_give_no_more


@transaction.atomic
def hold_meetings(*, actor: Person, group_id: UUID, series_id: UUID) -> PeerGroup:
    """Make a series for a group the meetings of this one: who sits there comes, and who holds it gives them too.

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
    for seat in group.seats.opened():
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
    for seat in group.seats.peers().opened():
        count_in(seat, by=actor)
    return group


def _tended(actor: Person, group_id: UUID) -> PeerGroup:
    return take_with_house(PeerGroup.objects.select_related("series").tended_by, actor, group_id)


def _let_go(group: PeerGroup) -> None:
    """What has been keeps its people; nobody is counted in any more from today on."""
    today = timezone.localdate()
    Enrolment.objects.filter(series=group.series, until_on=None).update(until_on=Greatest("from_on", Value(today)))


def count_in(seat: Seat, *, by: Person | None) -> None:
    """She comes to the meetings from today on; who holds the group gives them, while she works there."""
    if seat.group.series_id is not None:
        begin = let_give if seat.is_facilitator else let_come
        with suppress(AlreadyThere, NotStaffThere):
            begin(series_id=seat.group.series_id, person_id=seat.person_id, by=by)


def count_out(seat: Seat, *, by: Person | None = None) -> None:
    """She comes to the meetings no longer, nor gives them."""
    if seat.group.series_id is not None:
        end = let_give_no_more if seat.is_facilitator else let_come_no_more
        with suppress(NotHere):
            end(series_id=seat.group.series_id, person_id=seat.person_id, by=by)
