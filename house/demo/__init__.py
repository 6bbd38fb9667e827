"""Fill the demo house with people from people.toml; the other apps bring their own files."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from house.people.models.facts import Coaching, Phase, Position, Stay
from house.people.models.houses import House, Room
from house.people.models.people import Person
from house.people.models.standing import standing_of
from house.people.models.vouches import Vouch
from house.worries.models import NamedReader

WORDS = Path(__file__).parent / "people.toml"
PHASES = {str(phase.label): phase for phase in Phase}


def words() -> dict:
    return tomllib.loads(WORDS.read_text())


@transaction.atomic
def fill(passphrase: str) -> None:
    """Houses, rooms, people and their positions. The key of a person is her sign-in name."""
    content = words()
    for house in content["houses"]:
        _open(house)
    secret = make_password(passphrase)
    for person in content["people"]:
        Person.objects.create(
            sign_in_name=person["key"], chosen_name=person["name"], language=person["language"], password=secret
        )
    houses, people = houses_by_key(), people_by_key()
    for person in content["people"]:
        _place(people[person["key"]], person, houses)
    for person in content["people"]:
        if coach := person.get("coached_by"):
            _coach(people[person["key"]], people[coach])
    for house in content["houses"]:
        _name_readers(houses[house["key"]], house["readers"], people)


def houses_by_key() -> dict[str, House]:
    keys = {house["name"]: house["key"] for house in words()["houses"]}
    return {keys[house.name]: house for house in House.objects.all() if house.name in keys}


def people_by_key() -> dict[str, Person]:
    keys = [person["key"] for person in words()["people"]]
    return {str(person.sign_in_name): person for person in Person.objects.signing_in_as(*keys)}


def rooms_by_key(house_key: str) -> dict[str, Room]:
    house = next(house for house in words()["houses"] if house["key"] == house_key)
    rooms = {room.name: room for room in Room.objects.filter(house=houses_by_key()[house_key])}
    return {room["key"]: rooms[room["name"]] for room in house["rooms"]}


def _open(entry: dict) -> None:
    house = House.objects.create(name=entry["name"], phone=entry["phone"], phone_answered_by=entry["phone_answered_by"])
    for room in entry["rooms"]:
        Room.objects.create(house=house, name=room["name"], where=room["where"], is_shared=room["is_shared"])


def _place(person: Person, entry: dict, houses: dict[str, House]) -> None:
    if stay := entry.get("stay"):
        left = stay.get("left_days_ago")
        Stay.objects.create(
            person=person,
            house=houses[stay["house"]],
            phase=PHASES[stay["phase"]],
            arrived_on=_day(-stay["arrived_days_ago"]),
            planned_until=_day(stay["planned_days"] - stay["arrived_days_ago"]),
            left_on=None if left is None else _day(-left),
        )
    for position in entry.get("positions", []):
        Position.objects.create(
            person=person,
            house=houses[position["house"]],
            role=position["role"],
            background=position["background"],
            from_on=_day(-position["from_days_ago"]),
        )
    if standing_of(person).is_eyewitness:
        Vouch.objects.create(person=person, how=Vouch.How.SERVER)


def _name_readers(house: House, entries: list[dict], people: dict[str, Person]) -> None:
    for rank, entry in zip(NamedReader.Rank, entries, strict=False):
        NamedReader.objects.create(
            house=house, person=people[entry["person"]], rank=rank, hours=entry["hours"], seen_at=timezone.now()
        )


def _coach(resident: Person, coach: Person) -> None:
    stay = resident.stays.get()
    Coaching.objects.create(resident=resident, coach=coach, house=stay.house, from_on=stay.arrived_on)


def _day(count: int):
    return timezone.localdate() + timedelta(days=count)
