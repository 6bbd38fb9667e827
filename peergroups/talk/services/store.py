"""Store new messages, one or many in a transaction."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from house.cached_sql import CachedSql
from house.errors import Busy, NotHere, Refusal
from house.line.tickets import State, Ticket, shown_out, states_of
from house.models import Person
from house.retry import once_more
from peergroups import limits, news
from peergroups.errors import KeyReused, TooLate
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.queries import CountingSeat, refusal_for, seats_that_count
from peergroups.groups.standing import GroupStanding
from peergroups.talk.languages import language_of
from peergroups.talk.models import NOTE_MAX, FadedKey, Message
from peergroups.talk.queries import message_as_dict
from peergroups.talk.services.nudge import ask_once
from peergroups.talk.services.versions import pages_of
from peergroups.text import clean, clean_words

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class NewMessage:
    """A message that somebody wants to post. Her client chose `key`, so that sending it twice is harmless.

    `ticket` is set when the draft came over a live connection: its session is then checked again.
    """

    actor: Person
    group_id: UUID
    key: UUID
    text: str
    reply_to: int | None = None
    note: str = ""
    ticket: Ticket | None = None

    def checked(self) -> NewMessage:
        """A cleaned copy. Raises Empty, TooLong or BadFrame."""
        return replace(self, text=clean_words(self.text), note=clean(self.note, NOTE_MAX))


@dataclass(frozen=True)
class Said:
    """A stored message. `version` is its present one."""

    key: UUID
    group_id: UUID
    number: int
    version: int


Outcome = Said | Exception


def post_message(
    *, actor: Person, group_id: UUID, text: str, key: UUID, reply_to: int | None = None, note: str = ""
) -> Said:
    """Post one message. The same key gives the same answer.

    Raises:
        NotHere: she has no seat that counts in such a group, or she cannot see `reply_to`.
        TooLate: this very message was posted before, and has faded.
        Frozen, Asleep, Paused, NotOpenYet, Resting, Closed, MustChoose, MustAgree: she may not write here, or not now.
        TooFast, Empty, TooLong, BadFrame, KeyReused: as their names say.
        ThinkAgain: the text holds a sign; the same text is accepted the second time.
    """
    (outcome,) = post_messages([NewMessage(actor, group_id, key, text, reply_to, note)])
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def post_messages(drafts: Sequence[NewMessage]) -> list[Outcome]:
    """Store drafts together: one outcome each, in their order. A bad one never spoils those of others.

    An outcome is a Said, a Refusal, or the exception that prevented storing. When an exception prevents one draft, no
    later draft of the same author is stored.
    """
    checked = [_checked(draft) for draft in drafts]
    stored = iter(_post_together_or_alone([draft for draft in checked if isinstance(draft, NewMessage)]))
    return [next(stored) if isinstance(draft, NewMessage) else draft for draft in checked]


def _checked(draft: NewMessage) -> NewMessage | Refusal:
    try:
        limits.messages.take(draft.actor.pk)
        clean_draft = draft.checked()
        ask_once(draft.actor.pk, clean_draft.text)
        return clean_draft
    except Refusal as refusal:
        return refusal


def _post_together_or_alone(drafts: list[NewMessage]) -> list[Outcome]:
    """Store all drafts together, or each by itself when one of them cannot be stored. When the database fails: none."""
    if not drafts:
        return []
    try:
        return once_more(partial(_post_together, drafts))
    except (Busy, InterfaceError, OperationalError) as problem:
        logger.exception("Messages could not be stored.")
        return [problem] * len(drafts)
    except Exception as problem:
        if len(drafts) == 1:
            logger.exception("A message could not be stored.")
            return [problem]
    return _post_each(drafts)


def _post_each(drafts: list[NewMessage]) -> list[Outcome]:
    """Store one draft at a time.

    When one fails, later ones of its author fail too: her client resends them in order.
    """
    outcomes: list[Outcome] = []
    failed: dict[UUID, Outcome] = {}
    for draft in drafts:
        outcome = failed.get(draft.actor.pk) or _post_together_or_alone([draft])[0]
        if is_failure(outcome):
            failed[draft.actor.pk] = outcome
        outcomes.append(outcome)
    return outcomes


def is_failure(outcome: Outcome) -> bool:
    """Did an error prevent storing?

    A refusal is an answer; but after Busy the client sends the draft again, in order.
    """
    return isinstance(outcome, Busy) or (isinstance(outcome, Exception) and not isinstance(outcome, Refusal))


@transaction.atomic
def _post_together(drafts: list[NewMessage]) -> list[Outcome]:
    batch = _Batch(drafts)
    outcomes = [batch.outcome_of(draft) for draft in drafts]
    batch.store()
    return outcomes


class _Batch:
    """Everything that one transaction needs to place its drafts, fetched at once. The groups are locked."""

    def __init__(self, drafts: list[NewMessage]) -> None:
        groups = {draft.group_id for draft in drafts}
        self.groups = {group.pk: group for group in _locked_groups(groups)}
        self.seats = seats_that_count(groups)
        self.tickets = states_of(draft.ticket for draft in drafts if draft.ticket)
        self.messages_by_key = {(message.author_id, message.key): message for message in _stored_before(drafts)}
        marks = {FadedKey.mark_of(draft.actor.pk, draft.key) for draft in drafts}
        self.faded = {bytes(mark) for (mark,) in _faded.rows(marks)}
        self.new: defaultdict[UUID, list[Message]] = defaultdict(list)

    def outcome_of(self, draft: NewMessage) -> Outcome:
        try:
            message = self.message_of(draft)
        except Refusal as refusal:
            return refusal
        return Said(message.key, message.group_id, message.number, message.version)

    def message_of(self, draft: NewMessage) -> Message:
        """The message of this draft: a new one, or the one that was stored before under its key."""
        group, chair = self.seat_for(draft)
        if existing := self.messages_by_key.get((draft.actor.pk, draft.key)):
            return _same_message(existing, draft)
        if FadedKey.mark_of(draft.actor.pk, draft.key) in self.faded:
            raise TooLate(_("Dit is al eerder gezegd, en intussen verdwenen."))
        hers = GroupStanding(group.state, group.agreements_number, chair.agreed_number, chair.kind, chair.figure)
        if refusal := hers.refusal:
            raise refusal
        if draft.reply_to is not None and not chair.from_number <= draft.reply_to <= group.newest:
            raise NotHere
        return self.new_message(draft, group, chair)

    def seat_for(self, draft: NewMessage) -> tuple[PeerGroup, CountingSeat]:
        if draft.ticket and (state := self.tickets[draft.ticket]) is not State.HERE:
            raise shown_out(state)
        group = self.groups.get(draft.group_id)
        chair = self.seats[draft.group_id].get(draft.actor.pk)
        if group is None or chair is None:
            raise refusal_for(draft.actor, draft.group_id)
        return group, chair

    def new_message(self, draft: NewMessage, group: PeerGroup, chair: CountingSeat) -> Message:
        group.head += 1
        group.newest += 1
        message = Message(
            group_id=group.pk,
            number=group.newest,
            version=group.head,
            seat_id=chair.seat_id,
            author_id=draft.actor.pk,
            key=draft.key,
            text=draft.text,
            note=draft.note or None,
            lang=language_of(draft.text, draft.actor.language),
            reply_to=draft.reply_to,
        )
        self.messages_by_key[(draft.actor.pk, draft.key)] = message
        self.new[group.pk].append(message)
        return message

    def store(self) -> None:
        """Insert the new messages, move the heads, and send news after commit."""
        if not self.new:
            return
        _insert(list(chain(*self.new.values())))
        _move_heads(self.new)
        pages = [page for pk, messages in self.new.items() for page in self.pages_of(self.groups[pk], messages)]
        transaction.on_commit(lambda: news.tell(*pages))

    def pages_of(self, group: PeerGroup, messages: list[Message]) -> Iterable[news.GroupChanges]:
        dicts = [message_as_dict(message) for message in messages]
        audience = frozenset(chair.seat_id for chair in self.seats[group.pk].values())
        return pages_of(group, group.head - len(dicts), dicts, audience)


_GROUP_COLUMNS = ("pk", "state", "head", "newest", "floor", "agreements_number")
_locking_groups = CachedSql(
    lambda ids: (
        PeerGroup.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list(*_GROUP_COLUMNS)
    ),
)
_with_these_keys = CachedSql(
    lambda authors, keys: Message.objects.filter(author__in=authors, key__in=keys).order_by().values_list("pk"),
)

_faded = CachedSql(lambda marks: FadedKey.objects.filter(mark__in=marks).values_list("mark"))


def _locked_groups(ids: set[UUID]) -> Iterable[PeerGroup]:
    """These groups, with the columns `_GROUP_COLUMNS` only, locked until the transaction ends."""
    return [PeerGroup(**dict(zip(_GROUP_COLUMNS, row, strict=True))) for row in _locking_groups.rows(ids)]


def _stored_before(drafts: Iterable[NewMessage]) -> Iterable[Message]:
    """Messages that were stored under one of these keys, and perhaps a few more."""
    rows = _with_these_keys.rows({draft.actor.pk for draft in drafts}, {draft.key for draft in drafts})
    ids = [pk for (pk,) in rows]
    return Message.objects.filter(pk__in=ids) if ids else ()


def _insert(messages: Sequence[Message]) -> None:
    fields = [field for field in Message._meta.concrete_fields if not field.primary_key]
    columns, row = ", ".join(f'"{field.column}"' for field in fields), f"({', '.join(['%s'] * len(fields))})"
    values = [
        field.get_db_prep_save(field.pre_save(message, add=True), connection)
        for message in messages
        for field in fields
    ]
    rows = ", ".join([row] * len(messages))
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{Message._meta.db_table}" ({columns}) VALUES {rows}', values)  # noqa: S608  no input


def _move_heads(new: Mapping[UUID, Sequence[Message]]) -> None:
    """Raise `head` and `newest` of the locked groups: one statement for all groups with equally many new messages."""
    ids_by_count: defaultdict[int, list[UUID]] = defaultdict(list)
    for group_id, messages in new.items():
        ids_by_count[len(messages)].append(PeerGroup._meta.pk.get_db_prep_value(group_id, connection))
    with connection.cursor() as cursor:
        for count, ids in ids_by_count.items():
            move, which = '"head" = "head" + %s, "newest" = "newest" + %s', ", ".join(["%s"] * len(ids))
            cursor.execute(
                f'UPDATE "{PeerGroup._meta.db_table}" SET {move} WHERE "id" IN ({which})',  # noqa: S608  no input
                [count, count, *ids],
            )


def _same_message(stored: Message, draft: NewMessage) -> Message:
    is_as_said = stored.has_words and stored.edited_at is None
    if stored.group_id != draft.group_id or (is_as_said and stored.text != draft.text):
        raise KeyReused
    return stored
