"""Change messages and react to them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from house.errors import BadFrame, NotHere
from house.models import Person
from house.wiping import wipe_after_commit
from peergroups import limits, news
from peergroups.errors import TooLate
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.groups.standing import standing_of
from peergroups.talk.languages import language_of
from peergroups.talk.models import Message, Reaction
from peergroups.talk.queries import message_as_dict, reactions_by_message
from peergroups.talk.services.nudge import ask_once
from peergroups.talk.services.versions import locked_table, next_version, page_of
from peergroups.text import clean_words


@transaction.atomic
def edit_message(*, actor: Person, group_id: UUID, number: int, text: str) -> int:
    """Edit her own message, within `limits.EDIT_MINUTES`. Returns the message's new version.

    Raises:
        NotHere: the message is not hers, or she cannot see it.
        TooLate: the time has passed, or it was taken back.
        ThinkAgain: the text holds a sign; the same text is accepted the second time.
        Frozen, Resting, MustAgree, TooFast, Empty, TooLong, BadFrame: as for posting.
    """
    words = clean_words(text)
    group, seat = _lock_for_talk(actor, group_id)
    message = _visible_message(seat, number, author=actor)
    if not message.has_words or timezone.now() - message.said_at > timedelta(minutes=limits.EDIT_MINUTES):
        raise TooLate
    if message.text == words:
        return message.version
    ask_once(actor.pk, words)
    message.text, message.edited_at = words, timezone.now()
    message.lang = language_of(words, actor.language)
    wipe_after_commit()
    return note_change(group, message, "text", "lang", "edited_at")


@transaction.atomic
def take_back(*, actor: Person, group_id: UUID, number: int) -> int:
    """Take her own message away for everyone. Always possible, also while the group rests. Returns the new version.

    Raises:
        NotHere: she said no such thing.
        Frozen: her seat is frozen, so whoever holds her phone takes nothing away.
    """
    group, _ = locked_table(actor, group_id)
    message = Message.objects.filter(group=group, number=number, author=actor).first()
    if message is None:
        raise NotHere
    if not message.has_words:
        return message.version
    return silence(group, message, Message.State.TAKEN_BACK)


@transaction.atomic
def react(*, actor: Person, group_id: UUID, number: int, name: str) -> int:
    """Give a reaction. Giving it twice has no effect. Returns the message's version.

    Raises:
        NotHere: she sees no such message.
        TooLate: its words are gone.
        BadFrame: there is no such reaction.
        Frozen, Resting, MustAgree, TooFast: as for posting.
    """
    group, seat = _lock_for_talk(actor, group_id)
    message = _visible_message(seat, number)
    if name not in Reaction.Name.values:
        raise BadFrame
    if not message.has_words:
        raise TooLate
    _, is_new = Reaction.objects.get_or_create(message=message, seat=seat, name=name)
    return note_change(group, message) if is_new else message.version


@transaction.atomic
def unreact(*, actor: Person, group_id: UUID, number: int, name: str) -> int:
    """Remove her reaction, at any time. Raises NotHere or Frozen."""
    group, seat = locked_table(actor, group_id)
    message = _visible_message(seat, number)
    deleted, _ = Reaction.objects.filter(message=message, seat=seat, name=name).delete()
    return note_change(group, message) if deleted else message.version


OPS = {
    "edit": lambda value, **where: edit_message(**where, text=value),
    "take_back": lambda value, **where: take_back(**where),
    "react": lambda value, **where: react(**where, name=value),
    "unreact": lambda value, **where: unreact(**where, name=value),
}


def change_message(*, actor: Person, group_id: UUID, number: int, op: str, value: str = "") -> int:
    """Carry out one of OPS. `value` is the new text or the reaction; empty for `take_back`. Returns the new version.

    Raises what that verb raises; KeyError when there is no such `op`.
    """
    return OPS[op](value, actor=actor, group_id=group_id, number=number)


EMPTIED = ("state", "text", "note")
"""The fields of a message that `silence` empties."""


def silence(group: PeerGroup, message: Message, state: Message.State) -> int:
    """Empty a message: its row stays, without text, note and reactions. The group must be locked."""
    message.state, message.text, message.note = state, "", None
    message.reactions.all().delete()
    wipe_after_commit()
    return note_change(group, message, *EMPTIED)


def note_change(group: PeerGroup, message: Message, *fields: str) -> int:
    """Save a message under the next version of its locked group, and send news of it after commit."""
    message.version = next_version(group)
    message.save(update_fields=["version", *fields])
    payload = message_as_dict(message, reactions_by_message([message]).get(message.pk))
    page = page_of(group, message.version - 1, message.version, [payload])
    transaction.on_commit(lambda: news.tell(page))
    return message.version


def _lock_for_talk(actor: Person, group_id: UUID) -> tuple[PeerGroup, Seat]:
    group, seat = locked_table(actor, group_id)
    if refusal := standing_of(seat).refusal:
        raise refusal
    limits.messages.take(actor.pk)
    return group, seat


def _visible_message(seat: Seat, number: int, **filters: Person) -> Message:
    message = Message.objects.seen_from(seat).filter(number=number, **filters).first()
    if message is None:
        raise NotHere
    return message
