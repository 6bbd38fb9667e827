"""The meetings of a group: a series of the programme that the group owns, for whoever sits at its table."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction

from house.errors import AlreadyThere, NotHere
from house.models import Person
from peergroups.models import PeerGroup, Seat
from programs.models import Audience, Series
from programs.services import end_enrolment, enrol


@transaction.atomic
def hold_meetings(*, actor: Person, group_id: UUID, series_id: UUID) -> PeerGroup:
    """Make a series for a group the meetings of this one, and count everyone in who sits there.

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
    for seat in group.seats.peers().not_ended().select_related("person"):
        count_in(actor, group, seat.person_id)
    return group


def count_in(actor: Person, group: PeerGroup, person_id: UUID) -> None:
    """She comes to the meetings from today on."""
    if group.series_id is not None:
        with suppress(AlreadyThere):
            enrol(actor=actor, series_id=group.series_id, person_id=person_id)


def count_out(actor: Person, seat: Seat) -> None:
    """She comes to the meetings no longer."""
    if seat.group.series_id is not None:
        with suppress(NotHere):
            end_enrolment(actor=actor, series_id=seat.group.series_id, person_id=seat.person_id)
