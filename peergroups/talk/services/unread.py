"""Read positions and unread counts. Each is shown to its own reader alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest, Least

from house.cached_sql import CachedSql
from house.line.rights import rows
from house.models import Person
from peergroups import limits
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.groups.queries import refusal_for
from peergroups.groups.standing import STANDING, GroupStanding
from peergroups.seats.services.sleeping import awake_today
from peergroups.talk.models import Message


@dataclass(frozen=True)
class UnreadCount:
    """Her position in one of her groups. `unread` counts messages of others, at most `limits.UNREAD_MAX`."""

    group_id: UUID
    seat_id: UUID
    from_number: int
    head: int
    floor: int
    read: int
    unread: int
    standing: GroupStanding


def read_up_to(*, actor: Person, group_id: UUID, number: int) -> None:
    """Note that she read up to and including this message, and that a peer was here today. It never goes back.

    Raises what `seat_of` raises.
    """
    newest = PeerGroup.objects.filter(pk=OuterRef("group")).values("newest")
    seats = Seat.objects.counting().filter(group=group_id, person=actor)
    read_number = Greatest(F("read_number"), Least(number, Subquery(newest)))
    if not seats.update(read_number=read_number, awake_on=awake_today()):
        raise refusal_for(actor, group_id)


def _new_at_seat() -> QuerySet[Message]:
    """For a subquery at seats: the messages after her read position, of others whom she does not hide."""
    lowest = Greatest(
        OuterRef("read_number"), OuterRef("from_number") - 1, OuterRef("group__newest") - limits.UNREAD_MAX
    )
    said = Message.objects.with_words().not_hidden_from(OuterRef(OuterRef("pk")))
    return said.filter(group=OuterRef("group"), number__gt=lowest).exclude(author=OuterRef("person")).order_by()


def _with_unread(seats: QuerySet[Seat]) -> QuerySet:
    """Annotate each seat with `unread`, the number of messages that are new there."""
    unread = _new_at_seat().values("group").annotate(many=Count("*")).values("many")
    return seats.annotate(unread=Coalesce(Subquery(unread), 0))


def unread_in_groups(person: Person) -> list[UnreadCount]:
    """Her counts in all groups where her seat counts, in the order in which they were opened. One query."""
    seats = _with_unread(Seat.objects.counting().filter(person=person))
    columns = ("group", "pk", "from_number", "group__head", "group__floor", "read_number", "unread")
    rows = seats.order_by("group__opened_at", "group").values_list(*columns, *STANDING)
    return [
        UnreadCount(group, seat, from_number, head, floor, read, unread, GroupStanding(*standing))
        for group, seat, from_number, head, floor, read, unread, *standing in rows
    ]


def unread_counts(person: Person) -> dict[UUID, int]:
    """The number of new messages for her, by group."""
    return {place.group_id: place.unread for place in unread_in_groups(person)}


def seats_with_news(people: Collection[UUID]) -> QuerySet:
    """The seats of these people that count, with the number of new messages at each, for `registry.rights`.

    While it is quiet for her the number is 0.
    """
    seats = _with_unread(Seat.objects.counting().with_quiet().filter(person__in=people))
    return rows(seats, "person_id", Case(When(is_quiet=True, then=0), default=F("unread")))


def newest_unread(people: Collection[UUID], until: datetime) -> list[tuple[UUID, datetime]]:
    """For `registry.news`: the newest message up to that moment that is new to each of them, by seat.

    None where she muted the group, or it is quiet for her.
    """
    return [(person, at) for person, at in _newest.rows(people, until)]


def _newest_at_seats(people: Collection[UUID], until: datetime) -> QuerySet:
    newest = _new_at_seat().filter(said_at__lte=until).order_by("-number").values("said_at")[:1]
    seats = Seat.objects.counting().not_quiet().filter(person__in=people).order_by()
    return seats.annotate(at=Subquery(newest)).filter(at__isnull=False).values_list("person", "at")


_newest = CachedSql(_newest_at_seats)
