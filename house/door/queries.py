"""Everybody of a house with what they are there, for the page on which its coordinator goes through it."""

from __future__ import annotations

from dataclasses import dataclass

from house.access_log.models import What
from house.access_log.services.log import Seen
from house.people.models.facts import Coaching, DatedQuerySet, Position, Stay
from house.people.models.houses import House


@dataclass(frozen=True)
class PeopleThere:
    """The stays, positions and coachings of a house that are not over today, and the stays that are, by name."""

    stays: list[Stay]
    positions: list[Position]
    coachings: list[Coaching]
    former_stays: list[Stay]

    @property
    def seen(self) -> list[Seen]:
        """What a page with them shows of whom, for the access log."""
        return [
            *(Seen(stay.person_id, What.PEOPLE) for stay in [*self.stays, *self.former_stays]),
            *(Seen(position.person_id, What.PEOPLE) for position in self.positions),
            *(Seen(coaching.resident_id, What.COACHING) for coaching in self.coachings),
            *(Seen(coaching.coach_id, What.PEOPLE) for coaching in self.coachings),
        ]


def people_there(house: House) -> PeopleThere:
    """In four queries; a position brings the vouch for its holder."""
    positions = Position.objects.still_open().filter(house=house).select_related("person__vouch__by")
    coachings = Coaching.objects.still_open().filter(house=house).select_related("resident", "coach")
    return PeopleThere(
        stays=_sorted(Stay.objects.still_open().filter(house=house).select_related("person"), "person"),
        positions=_sorted(positions, "person"),
        coachings=_sorted(coachings, "resident"),
        former_stays=_sorted(Stay.objects.over().filter(house=house).select_related("person"), "person"),
    )


def _sorted(facts: DatedQuerySet, whose: str) -> list:
    """By name: names are sealed, so the database cannot sort them."""
    return sorted(facts, key=lambda fact: getattr(fact, whose).chosen_name.casefold())
