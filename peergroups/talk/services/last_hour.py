"""Take back all that a member said in the last hour: somebody else wrote on her telephone, or she regrets it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from house.models import Person
from house.wiping import wipe_after_commit
from peergroups import news
from peergroups.groups.models.groups import PeerGroup
from peergroups.talk.models import Message, Reaction
from peergroups.talk.queries import message_as_dict
from peergroups.talk.services.change import EMPTIED
from peergroups.talk.services.versions import audience_of, locked_table, pages_of

LAST_HOUR = timedelta(hours=1)


def said_in_last_hour(person: Person, group_id: UUID) -> QuerySet[Message]:
    """Her messages in this group that she said or changed in the last hour, and that still have words."""
    since = timezone.now() - LAST_HOUR
    hers = Message.objects.with_words().filter(group=group_id, author=person)
    return hers.filter(Q(said_at__gte=since) | Q(edited_at__gte=since)).order_by("number")


@transaction.atomic
def take_back_last_hour(*, actor: Person, group_id: UUID) -> int:
    """Take back, as `take_back` does with one, what she said or changed in the last hour. Returns how many messages.

    Her reactions stay: nobody keeps when they were given. Raises what `take_back` raises.
    """
    group, _ = locked_table(actor, group_id)
    messages = list(said_in_last_hour(actor, group_id))
    if messages:
        _empty(group, messages)
    return len(messages)


def _empty(group: PeerGroup, messages: list[Message]) -> None:
    """Empty these messages of a locked group under its next versions, and send news of them together."""
    before = group.head
    Reaction.objects.filter(message__in=[message.pk for message in messages]).delete()
    for version, message in enumerate(messages, before + 1):
        message.state, message.text, message.note = Message.State.TAKEN_BACK, "", None
        message.version = version
        message.save(update_fields=["version", *EMPTIED])
    group.head += len(messages)
    group.save(update_fields=["head"])
    wipe_after_commit()
    pages = list(pages_of(group, before, [message_as_dict(message) for message in messages], audience_of(group)))
    transaction.on_commit(lambda: news.tell(*pages))
