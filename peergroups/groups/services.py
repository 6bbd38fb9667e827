"""Change the name, promise and state of a group. `open_group`, in the seats, makes one with its facilitator."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from house.models import Person
from house.take import take
from peergroups import news
from peergroups.groups.models import PeerGroup


@transaction.atomic
def describe_group(*, actor: Person, group_id: UUID, name: str, promise: str, review_on: date) -> PeerGroup:
    """Change name, promised answer time and review day, for its coordinator or facilitator. Raises NotHere."""
    group = _take_group(actor, group_id)
    group.name, group.review_on = name, review_on
    group.promise, group.answer_time = promise, ""
    group.save(update_fields=["name", "promise", "answer_time", "review_on"])
    return group


def rest_group(*, actor: Person, group_id: UUID) -> PeerGroup:
    """Let the talk rest: everyone can read, nobody can write. Raises NotHere."""
    return _change_state(actor, group_id, PeerGroup.State.RESTING)


def wake_group(*, actor: Person, group_id: UUID) -> PeerGroup:
    """Let the talk go on. Raises NotHere."""
    return _change_state(actor, group_id, PeerGroup.State.OPEN)


def close_group(*, actor: Person, group_id: UUID) -> PeerGroup:
    """End the group. Its messages can be read until they fade. Raises NotHere."""
    return _change_state(actor, group_id, PeerGroup.State.CLOSED)


def _take_group(actor: Person, group_id: UUID) -> PeerGroup:
    return take(PeerGroup.objects.tended_by, actor, group_id)


@transaction.atomic
def _change_state(actor: Person, group_id: UUID, state: PeerGroup.State) -> PeerGroup:
    group = _take_group(actor, group_id)
    group.state = state
    group.save(update_fields=["state"])
    _tell(group)
    return group


def _tell(group: PeerGroup) -> None:
    transaction.on_commit(lambda: news.tell(news.GroupTurned(group.pk)))
