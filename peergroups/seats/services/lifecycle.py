"""Open a group with its facilitator; give, pause, freeze and end seats in it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from house.access_log.services import log
from house.door.services import cards
from house.errors import CameInBefore, HasNoPlace, NotHere
from house.line.news import RightsChanged
from house.models import Card, House, Person, Role, What
from house.registry import right_ended
from house.take import ask_twice, find, take
from peergroups import news
from peergroups.errors import AlreadySeated, ClosedForGood, LastFacilitator, NoStayHere, NotInPost
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.meetings.services import count_out
from peergroups.seats.models import Freeze
from peergroups.seats.services.admission import TOLD_FOR, begin


@transaction.atomic
def open_group(
    *,
    actor: Person,
    house_id: UUID,
    name: str,
    facilitator_id: UUID,
    promise: str,
    review_on: date,
) -> PeerGroup:
    """Open a group with its facilitator. It is forming until she writes down what it agreed.

    Her seat is open from the start: nothing has been said yet, and every newcomer reads her name above the talk.

    Raises:
        NotHere: it is not the actor's house.
        NotInPost: that person is no facilitator there today.
    """
    house = find(House.objects.run_by, actor, house_id)
    group = PeerGroup.objects.create(
        house=house,
        name=name,
        promise=promise,
        review_on=review_on,
        state=PeerGroup.State.FORMING,
    )
    begin(_seat_facilitator(actor, group, facilitator_id), by=None)
    return group


@transaction.atomic
def give_seat(*, actor: Person, group_id: UUID, person_id: UUID, kind: str = Seat.Kind.PEER) -> Seat:
    """Give somebody a seat. It is not open yet: `admission` says when it opens, and from which number she reads.

    A peer has no name there before she chooses one: see `naming`. A facilitator has the name of outside.

    Args:
        kind: a peer lives or lived in the house of the group; a facilitator has that position there.

    Raises:
        NotHere: the group is not of a house that the actor runs.
        ClosedForGood: the group is closed; only a facilitator may still come, to read along until the last words fade.
        NoStayHere, NotInPost, AlreadySeated: as their names say.
    """
    group = take(PeerGroup.objects.run_by, actor, group_id)
    if group.seats.not_ended().filter(person=person_id).exists():
        raise AlreadySeated
    if kind == Seat.Kind.FACILITATOR:
        seat = _seat_facilitator(actor, group, person_id)
    elif group.state == PeerGroup.State.CLOSED:
        raise ClosedForGood
    else:
        seat = _seat_peer(actor, group, person_id)
    log.note(actor=actor, house_id=group.house_id, whose=[seat.person_id], what=What.SEAT_GIVEN, detail=group.name)
    _tell(seat)
    return seat


@transaction.atomic
def end_seat(*, actor: Person, seat_id: UUID) -> Seat:
    """End a seat: she reads nothing more, at once. Her messages stay until they fade or she takes them back.

    Raises:
        NotHere: there is no such seat, or it is not the actor's to end.
        LastFacilitator: a group that is open for talk keeps a facilitator.
    """
    reach = Seat.objects.not_ended().select_related("group").run_by
    seat = ask_twice(lambda: find(reach, actor, seat_id), locking=lambda seat: (seat.group, seat))
    if seat.is_facilitator and seat.group.is_open_for_talk and not _has_other_facilitator(seat):
        raise LastFacilitator
    return end(seat, by=actor)


def end(seat: Seat, *, by: Person, has_left: bool = False, takes_words: bool = False) -> Seat:
    """End the seat and its place in the meetings, without checking rights. It must be locked, after its group."""
    seat.state, seat.ended_at = Seat.State.ENDED, timezone.now()
    seat.has_left, seat.takes_words = has_left, takes_words
    seat.save(update_fields=["state", "ended_at", "has_left", "takes_words"])
    seat.freezes.filter(thawed_at=None).update(thawed_at=seat.ended_at)
    seat.hidings.all().delete()
    count_out(seat, by=by)
    _tell_ended(seat)
    return seat


def pause_seat(*, actor: Person, group_id: UUID) -> Seat:
    """Pause her own seat: she hears nothing for a while, and keeps the seat. Raises NotHere."""
    return _change_own_state(actor, group_id, Seat.State.ACTIVE, Seat.State.PAUSED)


def resume_seat(*, actor: Person, group_id: UUID) -> Seat:
    """End her own pause: she also reads what was said meanwhile. Raises NotHere."""
    return _change_own_state(actor, group_id, Seat.State.PAUSED, Seat.State.ACTIVE)


@transaction.atomic
def freeze_seat(*, actor: Person, seat_id: UUID) -> Seat:
    """Close the group for one peer at once, by its facilitator. Doing it twice has no effect. Raises NotHere."""
    seat = _take_seat(actor, seat_id)
    if seat.is_frozen:
        return seat
    Freeze.objects.create(seat=seat, frozen_by=actor, state_before=seat.state)
    seat.state = Seat.State.FROZEN
    seat.save(update_fields=["state"])
    _tell_ended(seat)
    return seat


@transaction.atomic
def thaw_seat(*, actor: Person, seat_id: UUID) -> Seat:
    """Open the group for her again; her seat is paused or asleep again if it was before. Raises NotHere."""
    seat = _take_seat(actor, seat_id)
    if not seat.is_frozen:
        return seat
    freeze = seat.freezes.get(thawed_at=None)
    freeze.thawed_by, freeze.thawed_at = actor, timezone.now()
    freeze.save(update_fields=["thawed_by", "thawed_at"])
    seat.state = freeze.state_before
    if not seat.is_asleep:
        seat.awake_on = timezone.localdate()
    seat.save(update_fields=["state", "awake_on"])
    _tell(seat)
    return seat


@transaction.atomic
def make_card(*, actor: Person, seat_id: UUID) -> tuple[Card, str]:
    """Make the first card for a peer, by her facilitator. See `house.door.services.cards.make_card`.

    Raises:
        NotHere: not a seat in a group that the actor facilitates.
        CameInBefore: she came in before; a new card then takes two people, and the house.
        HasNoPlace: she has no stay or position in the house of the group.
    """
    seat = _take_seat(actor, seat_id)
    if seat.person.sign_in_name is not None:
        raise CameInBefore
    if not cards.roles_in(seat.group.house, seat.person):
        raise HasNoPlace
    return cards.issue(person=seat.person, house=seat.group.house, made_by=actor)


def candidates(*, actor: Person, group_id: UUID) -> list[Person]:
    """People who may get a peer's seat: with a stay in the house of the group, and no seat in it yet."""
    group = find(PeerGroup.objects.run_by, actor, group_id)
    seated = Seat.objects.not_ended().filter(person=OuterRef("pk"), group=group)
    return list(Person.objects.visible_to(actor).with_stay_in(group.house_id).exclude(Exists(seated)))


def facilitators_to_choose(*, actor: Person, house_id: UUID) -> list[Person]:
    """People who are facilitator in this house today. Raises NotHere when it is not the actor's house."""
    find(House.objects.run_by, actor, house_id)
    return list(Person.objects.in_post(house_id, Role.FACILITATOR))


def _seat_facilitator(actor: Person, group: PeerGroup, person_id: UUID) -> Seat:
    person = Person.objects.in_post(group.house_id, Role.FACILITATOR).filter(pk=person_id).first()
    if person is None:
        raise NotInPost
    fields = {"kind": Seat.Kind.FACILITATOR, "dye": Seat.Dye.NUT, "opens_at": timezone.now() + TOLD_FOR}
    return _seat(group, person, alias=person.chosen_name, asked_by=actor, **fields)


def _seat_peer(actor: Person, group: PeerGroup, person_id: UUID) -> Seat:
    person = Person.objects.with_stay_in(group.house_id).filter(pk=person_id).first()
    if person is None:
        raise NoStayHere
    return _seat(group, person, asked_by=actor, dye=Seat.Dye.PINE)


def _seat(group: PeerGroup, person: Person, **fields: Any) -> Seat:
    return Seat.objects.create(
        group=group, person=person, from_number=group.newest + 1, read_number=group.newest, **fields
    )


@transaction.atomic
def _change_own_state(actor: Person, group_id: UUID, before: Seat.State, after: Seat.State) -> Seat:
    seat = ask_twice(lambda: _own_seat(actor, group_id, before), locking=lambda seat: (seat,))
    seat.state = after
    seat.save(update_fields=["state"])
    _tell_ended(seat) if after == Seat.State.PAUSED else _tell(seat)
    return seat


def _take_seat(actor: Person, seat_id: UUID) -> Seat:
    return take(Seat.objects.not_ended().select_related("group").facilitated_by, actor, seat_id)


def _own_seat(actor: Person, group_id: UUID, state: Seat.State) -> Seat:
    seats = Seat.objects.peers().filter(group=group_id, person=actor, state=state)
    seat = seats.select_related("group").first()
    if seat is None:
        raise NotHere
    return seat


def _has_other_facilitator(seat: Seat) -> bool:
    return Seat.objects.counting().facilitators().filter(group=seat.group_id).exclude(pk=seat.pk).exists()


def _tell(seat: Seat) -> None:
    events = news.SeatsChanged(seat.group_id), RightsChanged(seat.person_id)
    transaction.on_commit(lambda: news.tell(*events))


def _tell_ended(seat: Seat) -> None:
    transaction.on_commit(lambda: right_ended(seat.person_id))
    transaction.on_commit(lambda: news.tell(news.SeatsChanged(seat.group_id)))
