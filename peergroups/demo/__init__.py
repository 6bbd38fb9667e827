"""The groups of the demo house: their words are read from groups.toml, in the order in which they were said."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from house.demo import houses_by_key, people_by_key
from house.models import House, Person
from peergroups.groups.models import PeerGroup, Seat
from peergroups.seats.services.lifecycle import free_face
from peergroups.talk.models import Message, Reaction
from programs.demo import week

WORDS = Path(__file__).parent / "groups.toml"


def words() -> list[dict]:
    return tomllib.loads(WORDS.read_text())["groups"]


@transaction.atomic
def fill() -> None:
    houses, people = houses_by_key(), people_by_key()
    for told in words():
        group = _open(told, houses[told["house"]])
        _hold(group, people[told["facilitator"]])
        for seat in told["seats"]:
            _seat(group, people[seat["person"]], seat)
        _talk(group, told["messages"])
        _meet(group, told["key"])


def _open(told: dict, house: House) -> PeerGroup:
    said = len(told["messages"])
    return PeerGroup.objects.create(
        house=house,
        name=told["name"],
        answer_time=told["answer_time"],
        agreements="\n".join(told["agreements"]),
        opened_at=_moments(told["messages"])[0] - timedelta(hours=1),
        head=said,
        newest=said,
    )


def _hold(group: PeerGroup, person: Person) -> None:
    _place(group, person, alias=person.chosen_name, kind=Seat.Kind.FACILITATOR, dye=Seat.Dye.NUT, from_number=1)


def _seat(group: PeerGroup, person: Person, told: dict) -> None:
    dye, figure = told.get("dye"), told.get("figure")
    if not (dye and figure):
        dye, figure = free_face(group)
    _place(group, person, alias=told["alias"], dye=dye, figure=figure, from_number=told.get("joined_at_message", 0) + 1)


def _place(group: PeerGroup, person: Person, **facts) -> None:
    when = {"given_at": group.opened_at, "opened_at": group.opened_at}
    Seat.objects.create(group=group, person=person, read_number=_read_by(group), **when, **facts)


def _read_by(group: PeerGroup) -> int:
    """A few messages are new for everyone, so that the demo shows what new looks like."""
    return max(0, group.newest - 3)


def _talk(group: PeerGroup, told: list[dict]) -> None:
    seats = {seat.alias: seat for seat in group.seats.select_related("person")}
    messages = Message.objects.bulk_create(
        _message(group, number, line, seats[line["by"]], said_at)
        for number, (line, said_at) in enumerate(zip(told, _moments(told), strict=True), start=1)
    )
    Reaction.objects.bulk_create(
        Reaction(message=message, seat=seats[alias], name=name)
        for message, line in zip(messages, told, strict=True)
        for name, aliases in line.get("reactions", {}).items()
        for alias in aliases
    )


def _meet(group: PeerGroup, key: str) -> None:
    """Its meetings in the programme, for each peer from the day on which she came."""
    entry = week.group_entries().get(key)
    if entry is None:
        return
    came = {1: group.opened_at} | dict(group.messages.values_list("number", "said_at"))
    members = {
        seat.person: timezone.localdate(came.get(seat.from_number, group.opened_at))
        for seat in group.seats.peers().select_related("person")
    }
    group.series = week.start(entry, members)
    group.save(update_fields=["series"])
    week.tell_story(group.series, entry)


def _message(group: PeerGroup, number: int, line: dict, seat: Seat, said_at: datetime) -> Message:
    is_taken_back = line.get("taken_back", False)
    return Message(
        group=group,
        number=number,
        version=number,
        seat=seat,
        author=seat.person,
        key=uuid4(),
        text="" if is_taken_back else line["text"],
        note=None if is_taken_back else line.get("note"),
        lang=line.get("lang", "nl"),
        reply_to=line.get("reply_to"),
        state=Message.State.TAKEN_BACK if is_taken_back else Message.State.SAID,
        said_at=said_at,
        edited_at=said_at + timedelta(minutes=2) if line.get("edited") else None,
    )


def _moments(told: list[dict]) -> list[datetime]:
    """When each was said. Early in the morning all of it lies a day further back: nothing is said in the future."""
    today = timezone.localdate()
    last = _moment(today, told[-1])
    day = today if last <= timezone.now() else today - timedelta(days=1)
    return [_moment(day, line) for line in told]


def _moment(day: date, line: dict) -> datetime:
    at = datetime.combine(day - timedelta(days=line["days_ago"]), time.fromisoformat(line["at"]))
    return timezone.make_aware(at)
