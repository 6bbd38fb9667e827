"""Change the name, promise and state of a group. `open_group`, in the seats, makes one with its facilitator."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from house.models import House, Person
from house.take import take
from peergroups import news
from peergroups.errors import ClosedForGood, Unattended
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat


@transaction.atomic
def describe_group(*, actor: Person, group_id: UUID, name: str, promise: str, review_on: date) -> PeerGroup:
    """Change name, promised answer time and review day, for its coordinator or facilitator. Raises NotHere."""
    group = _take_group(actor, group_id)
    group.name, group.review_on = name, review_on
    group.promise, group.answer_time = promise, ""
    group.save(update_fields=["name", "promise", "answer_time", "review_on"])
    return group


def rest_group(*, actor: Person, group_id: UUID) -> PeerGroup:
    """Let the talk rest: everyone can read, nobody can write. Raises NotHere or ClosedForGood."""
    return _change_state(actor, group_id, PeerGroup.State.RESTING)


def wake_group(*, actor: Person, group_id: UUID) -> PeerGroup:
    """Let the talk go on. A group that wrote down no agreements yet is forming again.

    Raises:
        NotHere: it is not the actor's to wake.
        Unattended: no facilitator reads along.
        ClosedForGood: it was closed.
    """
    if PeerGroup.objects.tended_by(actor).filter(pk=group_id).unattended().exists():
        raise Unattended
    return _change_state(actor, group_id, PeerGroup.State.OPEN)


def close_group(*, actor: Person, group_id: UUID) -> PeerGroup:
    """End the group for good. Its messages can be read until they fade. Raises NotHere."""
    return _change_state(actor, group_id, PeerGroup.State.CLOSED)


def rest_unattended(person_id: UUID | None = None) -> None:
    """Let every group rest in which no facilitator reads along today; with a person, only groups in which she sat.

    While its house is shut nobody reads a group, so it stays as it is.
    """
    groups = PeerGroup.objects.open_for_talk().unattended().exclude(house__in=House.objects.shut())
    if person_id:
        groups = groups.filter(pk__in=Seat.objects.facilitators().filter(person=person_id).values("group"))
    for group_id in groups.values_list("pk", flat=True):
        _rest_if_unattended(group_id)


@transaction.atomic
def _rest_if_unattended(group_id: UUID) -> None:
    group = PeerGroup.objects.select_for_update().filter(pk=group_id).first()
    if group is None or not PeerGroup.objects.open_for_talk().unattended().filter(pk=group_id).exists():
        return
    group.state = PeerGroup.State.RESTING
    group.save(update_fields=["state"])
    _tell(group)


def _take_group(actor: Person, group_id: UUID) -> PeerGroup:
    return take(PeerGroup.objects.tended_by, actor, group_id)


@transaction.atomic
def _change_state(actor: Person, group_id: UUID, state: PeerGroup.State) -> PeerGroup:
    group = _take_group(actor, group_id)
    if group.state == PeerGroup.State.CLOSED and state != PeerGroup.State.CLOSED:
        raise ClosedForGood
    if state == PeerGroup.State.OPEN and not group.agreements_number:
        state = PeerGroup.State.FORMING
    group.state = state
    group.save(update_fields=["state"])
    _tell(group)
    return group


def _tell(group: PeerGroup) -> None:
    transaction.on_commit(lambda: news.tell(news.GroupTurned(group.pk)))
