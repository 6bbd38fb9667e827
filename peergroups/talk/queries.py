"""Reading what was said: pages of what changed, and of what was said before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from house.models import Person
from peergroups import limits
from peergroups.groups.models import Seat
from peergroups.groups.queries import seat_of
from peergroups.news import GroupChanges
from peergroups.talk.models import NOBODY, Message, Reaction
from peergroups.talk.signs import marked

ENVELOPE_BYTES = 512
COLUMNS = (
    "pk", "group_id", "number", "version", "seat_id", "key", "text", "note", "lang", "reply_to", "state",
    "said_at", "edited_at",
)  # fmt: skip


@dataclass(frozen=True)
class History:
    """A stretch of talk in order of number, at `version`; `has_more` tells of older ones that she may read."""

    version: int
    messages: list[dict[str, Any]]
    has_more: bool


def page_since(*, actor: Person, group_id: UUID, version: int) -> GroupChanges:
    """The present state of what changed after this version, as far as one page holds.

    What lies below her `from_number` is left out. Raises NotHere or Frozen.
    """
    seat = seat_of(actor, group_id)
    group = seat.group
    changed = Message.objects.filter(group=group, version__gt=version, version__lte=group.head).order_by("version")
    seen = changed.filter(number__gte=seat.from_number).only(*COLUMNS)
    dicts = _as_dicts(list(seen[: limits.PAGE_MAX_MESSAGES + 1]), actor, seat)
    kept = bounded(dicts[: limits.PAGE_MAX_MESSAGES])
    has_more = len(kept) < len(dicts)
    to_version = kept[-1]["version"] if has_more else max(group.head, version)
    return GroupChanges(group.pk, version, to_version, group.floor, kept, has_more)


def history(*, actor: Person, group_id: UUID, before: int | None = None) -> History:
    """The last messages before this number, or the very last ones. Raises NotHere or Frozen."""
    seat = seat_of(actor, group_id)
    said = Message.objects.seen_from(seat).order_by("-number").only(*COLUMNS)
    if before is not None:
        said = said.filter(number__lt=before)
    dicts = _as_dicts(list(said[: limits.PAGE_MAX_MESSAGES + 1]), actor, seat)
    kept = bounded(dicts[: limits.PAGE_MAX_MESSAGES])
    return History(seat.group.head, kept[::-1], has_more=len(kept) < len(dicts))


def quotes_for(*, actor: Person, group_id: UUID, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The messages that others reply to, by number: those that she may read herself. Raises NotHere or Frozen."""
    seat = seat_of(actor, group_id)
    known = {number for number in numbers if number <= seat.group.newest}
    quoted = Message.objects.seen_from(seat).filter(number__in=known).only(*COLUMNS)
    return {message["number"]: message for message in _as_dicts(list(quoted), actor, seat)}


def seats_around(*, actor: Person, group_id: UUID) -> list[dict[str, str]]:
    """Everyone whose name she may meet at this table. Raises NotHere or Frozen."""
    return seats_known_from(group_id, seat_of(actor, group_id).from_number)


def seats_known_from(group_id: UUID, from_number: int) -> list[dict[str, str]]:
    """Who sits there, and who spoke or answered from this number on."""
    spoke = Message.objects.filter(seat=OuterRef("pk"), number__gte=from_number)
    reacted = Reaction.objects.filter(seat=OuterRef("pk"), message__number__gte=from_number)
    is_known = ~Q(state=Seat.State.ENDED) | Exists(spoke) | Exists(reacted)
    return [seat_as_dict(seat) for seat in Seat.objects.filter(is_known, group=group_id).order_by("given_at", "pk")]


def seat_as_dict(seat: Seat) -> dict[str, str]:
    told = {"id": str(seat.pk), "alias": seat.alias, "dye": seat.dye, "figure": seat.figure, "kind": seat.kind}
    return told | ({"waits": "yes"} if seat.is_facilitator and seat.is_waiting else {})


def message_as_dict(message: Message, reactions: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """A message as it travels; optional members are left out when they are empty."""
    told: dict[str, Any] = {
        "number": message.number,
        "version": message.version,
        "seat": str(message.seat_id or NOBODY),
        "text": message.text,
        "at": _moment(message.said_at),
        "lang": message.lang,
        "reactions": reactions or {},
        "state": message.state,
        "key": str(message.key),
    }
    if message.edited_at:
        told["edited_at"] = _moment(message.edited_at)
    if message.reply_to:
        told["reply_to"] = message.reply_to
    if message.note:
        told["note"] = message.note
    return told


def bounded(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many as fit in one page, and at least one."""
    room = limits.PAGE_MAX_BYTES - ENVELOPE_BYTES
    sizes = accumulate(encoded_size(message) for message in messages)
    count = sum(1 for total in sizes if total <= room)
    return list(messages[: min(max(count, 1), limits.PAGE_MAX_MESSAGES)])


def encoded_size(told: dict[str, Any]) -> int:
    """Bytes on the wire, with the comma after it."""
    return len(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()) + 1


def reactions_by_message(messages: Iterable[Message]) -> dict[int, dict[str, list[str]]]:
    """Message to reaction to the seats that gave it."""
    found: dict[int, dict[str, list[str]]] = {}
    for message, name, seat in Reaction.objects.filter(message__in=[m.pk for m in messages]).values_list(
        "message_id", "name", "seat_id"
    ):
        found.setdefault(message, {}).setdefault(name, []).append(str(seat))
    return found


def _as_dicts(messages: list[Message], actor: Person, seat: Seat) -> list[dict[str, Any]]:
    """As they travel to her who sits there."""
    reactions = reactions_by_message(messages)
    told = [message_as_dict(message, reactions.get(message.pk)) for message in messages]
    return marked(told, seat=seat.pk, language=actor.language) if seat.is_facilitator else told


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
