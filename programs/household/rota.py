"""Work out the turns of chores from who lives there and since when. Nothing is stored.

Pure: no database, no clock. A turn lasts a week, named by its Monday. In each stretch of thirteen weeks everyone takes
each chore equally often, give or take one. Among those who took it least, chance decides, the same each time; and
nobody gets two chores in a week while another person who could take one has none.

When somebody comes, nothing of the past or of this week changes: she joins from the Monday after. When somebody goes,
others take her turns from that day on. Two women see the same list without talking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from uuid import UUID

from programs.recurrence.rhythm import EARLIEST, WEEK, monday_of

STRETCH = 13 * WEEK


@dataclass(frozen=True)
class Lasting:
    """A period, [from_on, until_on), in which somebody lives there or a chore is done."""

    of: UUID
    from_on: date
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


@dataclass
class _Stretch:
    """The number of turns that each person took at each chore, in the weeks worked out so far."""

    taken: dict[UUID, dict[UUID, int]] = field(default_factory=dict)

    def ranked(self, chore: UUID, week: date, people: Iterable[UUID], load: Mapping[UUID, int]) -> list[UUID]:
        """The people in order: the one whose turn it is, and then who is next.

        A newcomer joins the round that is going on.
        """
        counts = self.taken.setdefault(chore, {})
        people = list(people)
        least = min((counts[person] for person in people if person in counts), default=0)
        for person in people:
            counts.setdefault(person, least)
        return sorted(people, key=lambda person: (counts[person], load.get(person, 0), _chance(chore, week, person)))


def turns(
    chores: Sequence[Lasting],
    living: Iterable[Lasting],
    takers: Mapping[UUID, frozenset[UUID]],
    first: date,
    last: date,
) -> dict[tuple[UUID, date], list[UUID]]:
    """The turns by chore and week, from the Monday `first` to the Monday `last`: whose turn it is, and who is next.

    Args:
        chores: in a lasting order, the oldest first; also those that ended, since the first day of their stretch.
        living: the stays of everyone who lived there since then.
        takers: the people who take turns at a chore; if there are none, everyone who lives there.
    """
    living, ranked_by_week = list(living), {}
    stretch, week = _Stretch(), begins(first)
    while week <= last:
        if week == begins(week):
            stretch = _Stretch()
        residents = {stay.of for stay in living if stay.holds(week)}
        load: dict[UUID, int] = {}
        for chore in (chore for chore in chores if chore.holds(week)):
            allowed = takers.get(chore.of) or residents
            ranked = stretch.ranked(chore.of, week, residents & allowed, load)
            if ranked:
                stretch.taken[chore.of][ranked[0]] += 1
                load[ranked[0]] = load.get(ranked[0], 0) + 1
            if week >= first:
                ranked_by_week[chore.of, week] = ranked
        week += WEEK
    return ranked_by_week


def begins(week: date) -> date:
    """The first Monday of the stretch of thirteen weeks in which this week lies."""
    weeks = (week - monday_of(EARLIEST)) // WEEK
    return week - (weeks % (STRETCH // WEEK)) * WEEK


def _chance(chore: UUID, week: date, person: UUID) -> bytes:
    return blake2b(chore.bytes + week.isoformat().encode() + person.bytes, digest_size=8).digest()
