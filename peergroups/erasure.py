"""Erase one person from the groups: empty her messages, and delete her reactions and the reports about her."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from peergroups import news
from peergroups.care.models import Report
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.talk.models import Message, Reaction
from peergroups.talk.queries import message_as_dict, reactions_by_message
from peergroups.talk.services.versions import audience_of, pages_of


def forget(person_id: UUID) -> None:
    """Erase her messages and reactions in all her groups. Runs in the transaction that erases the person.

    Messages keep their numbers, so that no page of the others misses one. The groups are locked in order of key, as
    posting does. Her seats are deleted with her row.
    """
    group_ids = Seat.objects.filter(person=person_id).values("group")
    for group in PeerGroup.objects.filter(pk__in=group_ids).order_by("pk").select_for_update(no_key=True):
        _forget_in(group, person_id)


def _forget_in(group: PeerGroup, person_id: UUID) -> None:
    seats = Seat.objects.filter(group=group, person=person_id)
    reactions = Reaction.objects.filter(seat__in=seats)
    reacted_to = set(reactions.values_list("message", flat=True))
    reactions.delete()
    Reaction.objects.filter(message__group=group, message__author=person_id).delete()
    Report.objects.filter(group=group, about__in=seats).delete()
    own_messages = set(Message.objects.filter(group=group, author=person_id).values_list("pk", flat=True))
    changed = list(Message.objects.filter(pk__in=own_messages | reacted_to).order_by("number"))
    before = group.head
    for message in changed:
        group.head += 1
        message.version = group.head
        if message.pk in own_messages:
            message.seat = message.author = None
            message.state, message.text, message.note = Message.State.TAKEN_BACK, "", None
            message.lang, message.reply_to, message.edited_at = "", None, None
        message.save()
    group.save(update_fields=["head"])
    _tell(group, before, changed, set(seats.values_list("pk", flat=True)))


def _tell(group: PeerGroup, before: int, changed: list[Message], erased_seats: set[UUID]) -> None:
    reactions = reactions_by_message(changed)
    message_dicts = [message_as_dict(message, reactions.get(message.pk)) for message in changed]
    pages = list(pages_of(group, before, message_dicts, audience_of(group) - erased_seats))
    transaction.on_commit(lambda: news.tell(*pages, news.SeatsChanged(group.pk)))
