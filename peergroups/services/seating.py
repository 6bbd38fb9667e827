"""Opening groups, and giving and ending places in them."""

from __future__ import annotations

from datetime import date
from itertools import product
from unicodedata import normalize
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from house.duties import right_ended
from house.errors import CameInBefore, HasNoPlace, NotHere
from house.models import Card, House, Person, Role
from house.services import cards
from peergroups import news
from peergroups.errors import AliasTaken, AlreadySeated, LastFacilitator, NoStayHere, NotInPost
from peergroups.models import Freeze, PeerGroup, Seat
from peergroups.models.groups import ALIAS_MAX
from peergroups.services.meeting import count_in, count_out
from peergroups.services.posting import BLANK, clean


@transaction.atomic
def open_group(
    *,
    actor: Person,
    house_id: UUID,
    name: str,
    facilitator_id: UUID,
    answer_time: str,
    agreements: str = "",
    review_on: date | None = None,
) -> PeerGroup:
    """Open a group with a named facilitator. `agreements` has one on each line; without them it is still forming.

    Raises:
        NotHere: it is not her house.
        NotInPost: that person is no facilitator there today.
    """
    house = House.objects.run_by(actor).filter(pk=house_id).first()
    if house is None:
        raise NotHere
    group = PeerGroup.objects.create(
        house=house,
        name=name,
        answer_time=answer_time,
        agreements=agreements,
        review_on=review_on,
        state=PeerGroup.State.OPEN if agreements.strip() else PeerGroup.State.FORMING,
    )
    _seat_facilitator(group, facilitator_id)
    return group


@transaction.atomic
def describe_group(
    *, actor: Person, group_id: UUID, name: str, answer_time: str, agreements: str, review_on: date | None
) -> PeerGroup:
    """Change what the group is called and agreed on: by her coordinator or facilitator. Raises NotHere."""
    group = _tended(actor, group_id)
    group.name, group.answer_time, group.agreements, group.review_on = name, answer_time, agreements, review_on
    if group.state == PeerGroup.State.FORMING and agreements.strip():
        group.state = PeerGroup.State.OPEN
    group.save(update_fields=["name", "answer_time", "agreements", "review_on", "state"])
    return group


def rest_group(*, actor: Person, group_id: UUID) -> PeerGroup:
    """Let the talk rest: everyone reads, nobody writes. Raises NotHere."""
    return _bring_to(actor, group_id, PeerGroup.State.RESTING)


def wake_group(*, actor: Person, group_id: UUID) -> PeerGroup:
    """Let the talk go on. Raises NotHere."""
    return _bring_to(actor, group_id, PeerGroup.State.OPEN)


def close_group(*, actor: Person, group_id: UUID) -> PeerGroup:
    """End the group. What was said can be read until it fades. Raises NotHere."""
    return _bring_to(actor, group_id, PeerGroup.State.CLOSED)


@transaction.atomic
def give_seat(*, actor: Person, group_id: UUID, person_id: UUID, alias: str = "", kind: str = Seat.Kind.PEER) -> Seat:
    """Give somebody a place. She reads what is said from now on; what was said before stays with those who were there.

    Args:
        alias: how the group calls her; her chosen name where it is empty.
        kind: a peer lives or lived in the house of the group; a facilitator works there as one.

    Raises:
        NotHere: the group is not of a house that the actor runs.
        NoStayHere, NotInPost, AlreadySeated, AliasTaken, TooLong: as their names say.
    """
    group = PeerGroup.objects.run_by(actor).filter(pk=group_id).select_for_update(of=("self",)).first()
    if group is None:
        raise NotHere
    if group.seats.not_ended().filter(person=person_id).exists():
        raise AlreadySeated
    if kind == Seat.Kind.FACILITATOR:
        seat = _seat_facilitator(group, person_id, alias)
    else:
        seat = _seat_peer(group, person_id, alias)
    count_in(actor, seat)
    _tell(seat)
    return seat


@transaction.atomic
def end_seat(*, actor: Person, seat_id: UUID) -> Seat:
    """End a place: she reads nothing more, at once. Her words stay until they fade or she takes them back.

    Raises:
        NotHere: there is no such seat, or it is not hers to end.
        LastFacilitator: an open group keeps somebody who holds it.
    """
    groups = PeerGroup.objects.run_by(actor).filter(seats=seat_id)
    group = groups.select_for_update(of=("self",)).first()  # of two facilitators who end at once, one stays
    if group is None:
        raise NotHere
    seat = _locked(group.seats.not_ended(), seat_id)
    if seat.is_facilitator and group.is_open_for_talk and not _others_in_post(seat):
        raise LastFacilitator
    seat.state, seat.ended_at = Seat.State.ENDED, timezone.now()
    seat.save(update_fields=["state", "ended_at"])
    seat.freezes.filter(thawed_at=None).update(thawed_at=seat.ended_at)
    count_out(actor, seat)
    _tell_ended(seat)
    return seat


def pause_seat(*, actor: Person, group_id: UUID) -> Seat:
    """She wants to hear nothing for a while; her place stays hers. Raises NotHere."""
    return _turn_own(actor, group_id, Seat.State.ACTIVE, Seat.State.PAUSED)


def resume_seat(*, actor: Person, group_id: UUID) -> Seat:
    """She is there again, and reads what was said meanwhile. Raises NotHere."""
    return _turn_own(actor, group_id, Seat.State.PAUSED, Seat.State.ACTIVE)


@transaction.atomic
def freeze_seat(*, actor: Person, seat_id: UUID) -> Seat:
    """Close the group for one peer in one tap: by the facilitator, at once. Twice is once. Raises NotHere."""
    seat = _locked(Seat.objects.held_by(actor).not_ended(), seat_id)
    if seat.is_frozen:
        return seat
    Freeze.objects.create(seat=seat, frozen_by=actor)
    seat.state = Seat.State.FROZEN
    seat.save(update_fields=["state"])
    _tell_ended(seat)
    return seat


@transaction.atomic
def thaw_seat(*, actor: Person, seat_id: UUID) -> Seat:
    """Open the group for her again. Raises NotHere."""
    seat = _locked(Seat.objects.held_by(actor).not_ended(), seat_id)
    if not seat.is_frozen:
        return seat
    seat.freezes.filter(thawed_at=None).update(thawed_by=actor, thawed_at=timezone.now())
    seat.state = Seat.State.ACTIVE
    seat.save(update_fields=["state"])
    _tell(seat)
    return seat


@transaction.atomic
def make_card(*, actor: Person, seat_id: UUID) -> tuple[Card, str]:
    """The first card for a peer, by the facilitator who holds her group. See `house.services.cards.make_card`.

    Raises:
        NotHere: not a seat in a group that the actor holds.
        CameInBefore: a new card takes two people, and the house.
        HasNoPlace: she has no stay or position in the house of the group.
    """
    seat = _locked(Seat.objects.held_by(actor).not_ended(), seat_id)
    if seat.person.sign_in_name is not None:
        raise CameInBefore
    if not cards.roles_in(seat.group.house, seat.person):
        raise HasNoPlace
    return cards.issue(person=seat.person, house=seat.group.house, made_by=actor)


def candidates(*, actor: Person, group_id: UUID) -> list[Person]:
    """Who may be given a peer's seat: she has a stay in the house of the group and no seat yet."""
    group = PeerGroup.objects.run_by(actor).filter(pk=group_id).first()
    if group is None:
        raise NotHere
    seated = Seat.objects.not_ended().filter(person=OuterRef("pk"), group=group)
    return list(Person.objects.visible_to(actor).with_stay_in(group.house_id).exclude(Exists(seated)))


def facilitators_to_choose(*, actor: Person, house_id: UUID) -> list[Person]:
    """Who may hold a group in this house of hers today."""
    if not House.objects.run_by(actor).filter(pk=house_id).exists():
        raise NotHere
    return list(Person.objects.in_post(house_id, Role.FACILITATOR))


def _seat_facilitator(group: PeerGroup, person_id: UUID, alias: str = "") -> Seat:
    person = Person.objects.in_post(group.house_id, Role.FACILITATOR).filter(pk=person_id).first()
    if person is None:
        raise NotInPost
    return _seat(group, person, alias, Seat.Kind.FACILITATOR, dye=Seat.Dye.NUT, figure="")


def _seat_peer(group: PeerGroup, person_id: UUID, alias: str) -> Seat:
    person = Person.objects.with_stay_in(group.house_id).filter(pk=person_id).first()
    if person is None:
        raise NoStayHere
    dye, figure = free_face(group)
    return _seat(group, person, alias, Seat.Kind.PEER, dye, figure)


def _seat(group: PeerGroup, person: Person, alias: str, kind: str, dye: str, figure: str) -> Seat:
    alias = clean(alias, ALIAS_MAX)
    alias = alias if _as_seen(alias) else person.chosen_name
    if _as_seen(alias) in {_as_seen(seat.alias) for seat in group.seats.not_ended()}:
        raise AliasTaken
    return Seat.objects.create(
        group=group,
        person=person,
        kind=kind,
        alias=alias,
        dye=dye,
        figure=figure,
        from_number=group.newest + 1,
        read_number=group.newest,
    )


def _as_seen(alias: str) -> str:
    """What an eye tells apart: without hidden signs, wide and narrow letters alike."""
    return BLANK.sub("", normalize("NFKC", alias)).casefold()


def free_face(group: PeerGroup) -> tuple[str, str]:
    """A colour and a drawing that nobody in the group has, as different from the others as can be."""
    taken = set(group.seats.not_ended().values_list("dye", "figure"))
    dyes, figures = [dye for dye, _ in taken], [figure for _, figure in taken]
    free = [face for face in product(Seat.Dye.values, Seat.Figure.values) if face not in taken]
    return min(free, key=lambda face: dyes.count(face[0]) + figures.count(face[1]), default=(Seat.Dye.PINE, ""))


def _tended(actor: Person, group_id: UUID) -> PeerGroup:
    group = PeerGroup.objects.tended_by(actor).filter(pk=group_id).select_for_update(of=("self",)).first()
    if group is None:
        raise NotHere
    return group


@transaction.atomic
def _bring_to(actor: Person, group_id: UUID, state: PeerGroup.State) -> PeerGroup:
    group = _tended(actor, group_id)
    group.state = state
    group.save(update_fields=["state"])
    return group


@transaction.atomic
def _turn_own(actor: Person, group_id: UUID, before: Seat.State, after: Seat.State) -> Seat:
    seats = Seat.objects.peers().filter(group=group_id, person=actor, state=before)
    seat = seats.select_related("group").select_for_update(of=("self",)).first()
    if seat is None:
        raise NotHere
    seat.state = after
    seat.save(update_fields=["state"])
    _tell_ended(seat) if after == Seat.State.PAUSED else _tell(seat)
    return seat


def _locked(seats, seat_id: UUID) -> Seat:
    seat = seats.select_related("group").filter(pk=seat_id).select_for_update(of=("self",)).first()
    if seat is None:
        raise NotHere
    return seat


def _others_in_post(seat: Seat) -> bool:
    return Seat.objects.counting().facilitators().filter(group=seat.group_id).exclude(pk=seat.pk).exists()


def _tell(seat: Seat) -> None:
    told = news.SeatsChanged(seat.group_id), news.RightsChanged(seat.person_id)
    transaction.on_commit(lambda: news.tell(*told))


def _tell_ended(seat: Seat) -> None:
    transaction.on_commit(lambda: right_ended(seat.person_id))
    transaction.on_commit(lambda: news.tell(news.SeatsChanged(seat.group_id)))
