"""When somebody is erased: what she said is taken back, as by nobody, and her small answers go."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from peergroups import news
from peergroups.care.models import Report
from peergroups.groups.models import PeerGroup, Seat
from peergroups.groups.queries import seats_that_count
from peergroups.talk.models import Message, Reaction
from peergroups.talk.queries import bounded, message_as_dict, reactions_by_message


def forget(person_id: UUID) -> None:
    """Within the transaction that erases her. The numbers stay, so that no page of the others misses one.

    The groups are locked in one order, as posting does; her seats go with her row.
    """
    hers = Seat.objects.filter(person=person_id).values("group")
    for group in PeerGroup.objects.filter(pk__in=hers).order_by("pk").select_for_update(no_key=True):
        _forget_in(group, person_id)


def _forget_in(group: PeerGroup, person_id: UUID) -> None:
    seats = Seat.objects.filter(group=group, person=person_id)
    answered = Reaction.objects.filter(seat__in=seats)
    touched = set(answered.values_list("message", flat=True))
    answered.delete()
    Reaction.objects.filter(message__group=group, message__author=person_id).delete()
    Report.objects.filter(group=group, about__in=seats).delete()
    hers = set(Message.objects.filter(group=group, author=person_id).values_list("pk", flat=True))
    changed = list(Message.objects.filter(pk__in=hers | touched).order_by("number"))
    before = group.head
    for message in changed:
        group.head += 1
        message.version = group.head
        if message.pk in hers:
            message.seat = message.author = None
            message.state, message.text, message.note = Message.State.TAKEN_BACK, "", None
            message.lang, message.reply_to, message.edited_at = "", None, None
        message.save()
    group.save(update_fields=["head"])
    _tell(group, before, changed, {str(pk) for pk in seats.values_list("pk", flat=True)})


def _tell(group: PeerGroup, before: int, changed: list[Message], gone: set[str]) -> None:
    reactions = reactions_by_message(changed)
    told = [message_as_dict(message, reactions.get(message.pk)) for message in changed]
    chairs = seats_that_count([group.pk])[group.pk].values()
    audience = frozenset(chair.seat_id for chair in chairs if str(chair.seat_id) not in gone)
    pages = []
    while told:
        some = bounded(told)
        pages.append(news.GroupChanges(group.pk, before, before + len(some), group.floor, some, audience=audience))
        before, told = before + len(some), told[len(some) :]
    transaction.on_commit(lambda: news.tell(*pages, news.SeatsChanged(group.pk)))
