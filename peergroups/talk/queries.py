"""Reading messages: pages of changes, and pages of older talk."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from house.cached_sql import CachedSql
from house.models import Person
from peergroups import limits
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import seat_of
from peergroups.news import GroupChanges
from peergroups.talk.links import places_of
from peergroups.talk.models import NOBODY, Hiding, Message, Reaction
from peergroups.talk.signs import marked

ENVELOPE_BYTES = 512
COLUMNS = (
    "pk", "group_id", "number", "version", "seat_id", "key", "text", "note", "lang", "reply_to", "state",
    "said_at", "edited_at",
)  # fmt: skip


@dataclass(frozen=True)
class History:
    """A stretch of messages in order of number, at `version`; whether she may read older ones, and whether newer."""

    version: int
    messages: list[dict[str, Any]]
    has_older: bool
    has_newer: bool


def page_since(*, actor: Person, group_id: UUID, version: int) -> GroupChanges:
    """The present state of the messages that changed after this version, as many as fit in one page.

    Messages below her `from_number` are left out. Raises what `seat_of` raises.
    """
    seat = seat_of(actor, group_id)
    group = seat.group
    changed = Message.objects.filter(group=group, version__gt=version, version__lte=group.head).order_by("version")
    seen = changed.filter(number__gte=seat.from_number).only(*COLUMNS)
    dicts = _as_dicts(list(seen[: limits.PAGE_MAX_MESSAGES + 1]), seat, actor.language)
    messages = bounded(dicts[: limits.PAGE_MAX_MESSAGES])
    has_more = len(messages) < len(dicts)
    to_version = messages[-1]["version"] if has_more else max(group.head, version)
    return GroupChanges(group.pk, version, to_version, group.floor, messages, has_more)


def history(*, actor: Person, group_id: UUID, before: int | None = None, after: int | None = None) -> History:
    """The last messages before this number, the first ones after it, or the very last ones.

    Raises what `seat_of` raises.
    """
    return history_from(seat_of(actor, group_id), language=actor.language, before=before, after=after)


def history_from(seat: Seat, *, language: str, before: int | None = None, after: int | None = None) -> History:
    """`history`, from a seat that counts. Numbers have no holes, so the ends say whether there is more."""
    seen = Message.objects.seen_from(seat).only(*COLUMNS)
    if after is not None:
        seen = seen.filter(number__gt=after).order_by("number")
    else:
        seen = (seen if before is None else seen.filter(number__lt=before)).order_by("-number")
    found = bounded(_as_dicts(list(seen[: limits.PAGE_MAX_MESSAGES]), seat, language))
    messages = sorted(found, key=lambda message: message["number"])
    group, numbers = seat.group, [message["number"] for message in messages]
    has_older = bool(numbers) and numbers[0] > max(seat.from_number, group.floor)
    has_newer = bool(numbers) and numbers[-1] < group.newest
    return History(group.head, messages, has_older, has_newer)


BEFORE_NEW = 8
"""How many messages stand above the first new one on the page with which she comes in."""


@dataclass(frozen=True)
class Arrival:
    """The stretch with which she comes in, the number of the first message that is new to her, and how many are."""

    history: History
    first_new: int | None
    unread: int


def where_she_left(seat: Seat, *, language: str, hidden: Collection[str]) -> Arrival:
    """The last messages or, where the first new one lies before them, those around that one.

    Nothing is new to her of what the seats say that she hides: `hidden` are their ids.
    """
    last = history_from(seat, language=language)
    if not last.has_older or last.messages[0]["number"] <= seat.read_number + 1:
        numbers = _new_in(last.messages, seat, hidden)
        return Arrival(last, next(iter(numbers), None), len(numbers))
    said = Message.objects.seen_from(seat).with_words().not_hidden_from(seat).exclude(author=seat.person_id)
    unread = said.filter(number__gt=seat.read_number).order_by("number")
    numbers = list(unread.values_list("number", flat=True)[: limits.UNREAD_MAX])
    first = next(iter(numbers), None)
    if first is not None and first < last.messages[0]["number"]:
        last = history_from(seat, language=language, after=first - BEFORE_NEW - 1)
    return Arrival(last, first, len(numbers))


def _new_in(messages: Iterable[dict[str, Any]], seat: Seat, hidden: Collection[str]) -> list[int]:
    others = (message for message in messages if message["seat"] not in {str(seat.pk), *hidden})
    return [m["number"] for m in others if m["number"] > seat.read_number and m["state"] == Message.State.SAID]


def quotes_for(*, actor: Person, group_id: UUID, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Messages by number: those of `numbers` that she may read. Raises what `seat_of` raises."""
    seat = seat_of(actor, group_id)
    existing = {number for number in numbers if number <= seat.group.newest}
    messages = Message.objects.seen_from(seat).filter(number__in=existing).only(*COLUMNS)
    return {message["number"]: message for message in _as_dicts(list(messages), seat, actor.language)}


def seats_around(*, actor: Person, group_id: UUID) -> list[dict[str, str]]:
    """The seats of everyone whose name she may see in this group. Raises what `seat_of` raises."""
    return seats_known_to(seat_of(actor, group_id))


def seats_known_to(seat: Seat) -> list[dict[str, str]]:
    """The seats of everyone whose name the holder of a seat that counts may see."""
    return seats_known_from(seat.group_id, seat.from_number, reader=seat.pk)


def seats_known_from(group_id: UUID, from_number: int, *, reader: UUID = NOBODY) -> list[dict[str, str]]:
    """The seats that have not ended, and those that wrote or reacted from this number on.

    Those that `reader` hides have a mark, which is for the holder of that seat alone.
    """
    return [seat_as_dict(seat) for seat in _known.objects(group_id, from_number, reader)]


def _known_from(group_id: UUID, from_number: int, reader: UUID) -> QuerySet[Seat]:
    spoke = Message.objects.filter(seat=OuterRef("pk"), number__gte=from_number)
    reacted = Reaction.objects.filter(seat=OuterRef("pk"), message__number__gte=from_number)
    is_known = ~Q(state=Seat.State.ENDED) | Exists(spoke) | Exists(reacted)
    hidden = Hiding.objects.filter(seat=reader, peer=OuterRef("pk"))
    seats = Seat.objects.named().filter(is_known, group=group_id).annotate(is_hidden=Exists(hidden))
    return seats.order_by("given_at", "pk")


_known = CachedSql(_known_from)


def seats_that_hide(seat_ids: Collection[UUID]) -> set[UUID]:
    """Those of these seats that hide somebody."""
    return {seat_id for (seat_id,) in _hiding.rows(seat_ids)}


_hiding = CachedSql(lambda seats: Hiding.objects.filter(seat__in=seats).order_by().values_list("seat_id").distinct())


def peers_hidden_by(seat: Seat) -> list[Seat]:
    """The seats that the holder of this one hides, also of peers who paused or left."""
    return [hiding.peer for hiding in seat.hidings.select_related("peer")]


def seat_as_dict(seat: Seat) -> dict[str, str]:
    fields = {"id": str(seat.pk), "alias": seat.alias, "dye": seat.dye, "figure": seat.figure, "kind": seat.kind}
    marks = {"waits": seat.is_facilitator and seat.is_waiting, "hidden": getattr(seat, "is_hidden", False)}
    return fields | {name: "yes" for name, holds in marks.items() if holds}


def message_as_dict(message: Message, reactions: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """A message as it travels; optional members are left out when they are empty."""
    fields: dict[str, Any] = {
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
        fields["edited_at"] = _moment(message.edited_at)
    if message.reply_to:
        fields["reply_to"] = message.reply_to
    if message.note:
        fields["note"] = message.note
    if links := places_of(message.text):
        fields["links"] = links
    return fields


def bounded(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many messages as fit in one page, and at least one."""
    room = limits.PAGE_MAX_BYTES - ENVELOPE_BYTES
    sizes = accumulate(encoded_size(message) for message in messages)
    count = sum(1 for total in sizes if total <= room)
    return list(messages[: min(max(count, 1), limits.PAGE_MAX_MESSAGES)])


def encoded_size(message: dict[str, Any]) -> int:
    """The size in bytes on the wire, with the comma after it."""
    return len(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()) + 1


def reactions_by_message(messages: Iterable[Message]) -> dict[int, dict[str, list[str]]]:
    """The seats that gave each reaction, by message and reaction name."""
    seats_by_reaction: dict[int, dict[str, list[str]]] = {}
    for message, name, seat in _reactions.rows([message.pk for message in messages]):
        seats_by_reaction.setdefault(message, {}).setdefault(name, []).append(str(seat))
    return seats_by_reaction


_reactions = CachedSql(
    lambda messages: Reaction.objects.filter(message__in=messages).values_list("message_id", "name", "seat_id")
)


def _as_dicts(messages: list[Message], seat: Seat, language: str) -> list[dict[str, Any]]:
    """Messages as they travel to this reader; a facilitator also gets `signs`."""
    reactions = reactions_by_message(messages)
    dicts = [message_as_dict(message, reactions.get(message.pk)) for message in messages]
    return marked(dicts, seat=seat.pk, language=language) if seat.is_facilitator else dicts


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
