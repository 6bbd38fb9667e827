"""The seats of a house, for its coordinator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from house.access_log.services.log import Seen
from house.cached_sql import CachedSql
from house.later import later
from house.models import House, Person, What
from house.people.models.standing import standing_of
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat


@dataclass
class SeatsOfGroup:
    """The seats of one group that have not ended, by name. A facilitator comes with whether she is in post today."""

    group: PeerGroup
    holders: list[tuple[Seat, bool]] = field(default_factory=list)
    peers: list[Seat] = field(default_factory=list)


def seats_in(reader: Person, house: House) -> list[SeatsOfGroup] | None:
    """Each group of this house with somebody in it. None without any."""
    seats = Seat.objects.run_by(reader).not_ended().filter(group__house=house).select_related("person", "group")
    in_post = set(Seat.objects.in_post().facilitators().filter(group__house=house).values_list("pk", flat=True))
    groups: dict[PeerGroup, SeatsOfGroup] = {}
    for seat in sorted(seats, key=by_name):
        found = groups.setdefault(seat.group, SeatsOfGroup(seat.group))
        if seat.is_facilitator:
            found.holders.append((seat, seat.pk in in_post))
        else:
            found.peers.append(seat)
    return sorted(groups.values(), key=lambda found: found.group.name.casefold()) or None


def seen_in(groups: Iterable[SeatsOfGroup]) -> list[Seen]:
    """The lines of the access log for a page with these seats. A group reads its facilitators' names anyway."""
    return [Seen(peer.person_id, What.SEATS, found.group.name) for found in groups for peer in found.peers]


@dataclass(frozen=True)
class UnattendedGroups:
    """Groups that rest because no facilitator reads along. They are read when somebody looks."""

    groups: Sequence[PeerGroup]

    @property
    def mark(self) -> str:
        return sha256(repr([group.pk for group in self.groups]).encode()).hexdigest()[:12]

    def __bool__(self) -> bool:
        return bool(self.groups)


def unattended_of(person: Person) -> UnattendedGroups:
    """Those of the houses that she runs."""
    houses = standing_of(person).houses_run
    return UnattendedGroups(later(_unattended, houses) if houses else ())


_unattended = CachedSql(lambda houses: PeerGroup.objects.filter(house__in=houses).unattended())


def by_name(seat: Seat) -> str:
    """Sort by chosen name: names are sealed, so the database cannot. The order says nothing about aliases."""
    return seat.person.chosen_name.casefold()
