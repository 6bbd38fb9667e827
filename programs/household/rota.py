"""Whose turn it is: worked out from who lives there and since when, and kept nowhere.

Pure: no database, no clock. A turn lasts a week, named by its Monday. In each stretch of thirteen weeks everyone takes
each chore as often as the others, give or take one; who is next among those who took it least follows from chance that
is the same each time, and nobody is given two chores in a week while another has none of those left to her.

Nothing that has been, nor this week, changes when somebody comes: she joins from the Monday after. When somebody goes,
her turns are taken by others, and what was before that day stays. Two women see the same list without talking.
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
    """Somebody lives there, or a chore is done, on the days in [from_on, until_on)."""

    of: UUID
    from_on: date
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


@dataclass
class _Stretch:
    """How often each took each chore so far, in the weeks that were worked out."""

    taken: dict[UUID, dict[UUID, int]] = field(default_factory=dict)

    def ranked(self, chore: UUID, week: date, people: Iterable[UUID], load: Mapping[UUID, int]) -> list[UUID]:
        """Who takes it, then who would if she were not there. Who is new joins the round that is going on."""
        counts = self.taken.setdefault(chore, {})
        people = list(people)
        least = min((counts[person] for person in people if person in counts), default=0)
        for person in people:
            counts.setdefault(person, least)
        return sorted(people, key=lambda one: (counts[one], load.get(one, 0), _chance(chore, week, one)))


def turns(
    chores: Sequence[Lasting],
    living: Iterable[Lasting],
    takers: Mapping[UUID, frozenset[UUID]],
    first: date,
    last: date,
) -> dict[tuple[UUID, date], list[UUID]]:
    """For each chore and each week from the Monday `first` to the Monday `last`: whose turn it is, then who is next.

    Args:
        chores: in a lasting order, the oldest first; those that ended too, since the first day of their stretch.
        living: the stays of everyone who lived there since then.
        takers: who takes turns at a chore; everyone who lives there if there is nobody.
    """
    living, found = list(living), {}
    stretch, week = _Stretch(), begins(first)
    while week <= last:
        if week == begins(week):
            stretch = _Stretch()
        there = {one.of for one in living if one.holds(week)}
        load: dict[UUID, int] = {}
        for chore in (chore for chore in chores if chore.holds(week)):
            named = takers.get(chore.of) or there
            ranked = stretch.ranked(chore.of, week, there & named, load)
            if ranked:
                stretch.taken[chore.of][ranked[0]] += 1
                load[ranked[0]] = load.get(ranked[0], 0) + 1
            if week >= first:
                found[chore.of, week] = ranked
        week += WEEK
    return found


def begins(week: date) -> date:
    """The first Monday of the stretch in which this week lies."""
    weeks = (week - monday_of(EARLIEST)) // WEEK
    return week - (weeks % (STRETCH // WEEK)) * WEEK


def _chance(chore: UUID, week: date, person: UUID) -> bytes:
    return blake2b(chore.bytes + week.isoformat().encode() + person.bytes, digest_size=8).digest()
