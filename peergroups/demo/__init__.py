"""Fill the demo house with groups. Their talk is read from groups.toml, in the order in which it was said."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from house.demo import houses_by_key, people_by_key
from house.models import House, Person
from peergroups.agreements.models import Agreements, Line, in_words
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.seats.services.naming import free_faces
from peergroups.talk.models import Message, Reaction
from programs.demo import week

WORDS = Path(__file__).parent / "groups.toml"


def group_entries() -> list[dict]:
    return tomllib.loads(WORDS.read_text())["groups"]


@transaction.atomic
def fill() -> None:
    houses, people = houses_by_key(), people_by_key()
    for entry in group_entries():
        group = _open_group(entry, houses[entry["house"]])
        _add_agreements(group, entry, people[entry["facilitator"]])
        _add_facilitator(group, people[entry["facilitator"]])
        for seat in entry["seats"]:
            _add_peer(group, people[seat["person"]], seat)
        _add_messages(group, entry["messages"])
        _add_meetings(group, entry["key"])


def _open_group(entry: dict, house: House) -> PeerGroup:
    count = len(entry["messages"])
    return PeerGroup.objects.create(
        house=house,
        name=entry["name"],
        promise=entry["promise"],
        welcome=entry["welcome"],
        agreements_number=1,
        opened_at=_said_times(entry["messages"])[0] - timedelta(hours=1),
        head=count,
        newest=count,
    )


def _add_agreements(group: PeerGroup, entry: dict, facilitator: Person) -> None:
    lines = [Line(each["text"], each.get("picture", "")) for each in entry["agreements"]]
    times = {"written_by": facilitator, "written_at": group.opened_at}
    Agreements.objects.create(group=group, number=group.agreements_number, words=in_words(lines), **times)


def _add_facilitator(group: PeerGroup, person: Person) -> None:
    _create_seat(group, person, alias=person.chosen_name, kind=Seat.Kind.FACILITATOR, dye=Seat.Dye.NUT, from_number=1)


def _add_peer(group: PeerGroup, person: Person, entry: dict) -> None:
    dye, figure = entry.get("dye"), entry.get("figure")
    if not (dye and figure):
        dye, figure = free_faces(group)[0]
    _create_seat(
        group, person, alias=entry["alias"], dye=dye, figure=figure, from_number=entry.get("joined_at_message", 0) + 1
    )


def _create_seat(group: PeerGroup, person: Person, **fields) -> None:
    times = {"given_at": group.opened_at, "opened_at": group.opened_at}
    agreed = {"agreed_number": group.agreements_number}
    Seat.objects.create(group=group, person=person, read_number=_read_by(group), **times, **agreed, **fields)


def _read_by(group: PeerGroup) -> int:
    """The number that everybody has read up to. The last few messages are new, so that the demo shows how new looks."""
    return max(0, group.newest - 3)


def _add_messages(group: PeerGroup, entries: list[dict]) -> None:
    seats = {seat.alias: seat for seat in group.seats.select_related("person")}
    messages = Message.objects.bulk_create(
        _message(group, number, message_entry, seats[message_entry["by"]], said_at)
        for number, (message_entry, said_at) in enumerate(zip(entries, _said_times(entries), strict=True), start=1)
    )
    Reaction.objects.bulk_create(
        Reaction(message=message, seat=seats[alias], name=name)
        for message, message_entry in zip(messages, entries, strict=True)
        for name, aliases in message_entry.get("reactions", {}).items()
        for alias in aliases
    )


def _add_meetings(group: PeerGroup, key: str) -> None:
    """Give the group its meetings in the programme, for each peer from the day on which she came."""
    series_entry = week.group_entries().get(key)
    if series_entry is None:
        return
    said_at_by_number = {1: group.opened_at} | dict(group.messages.values_list("number", "said_at"))
    members = {
        seat.person: timezone.localdate(said_at_by_number.get(seat.from_number, group.opened_at))
        for seat in group.seats.peers().select_related("person")
    }
    group.series = week.start(series_entry, members)
    group.save(update_fields=["series"])
    week.tell_story(group.series, series_entry)


def _message(group: PeerGroup, number: int, entry: dict, seat: Seat, said_at: datetime) -> Message:
    is_taken_back = entry.get("taken_back", False)
    return Message(
        group=group,
        number=number,
        version=number,
        seat=seat,
        author=seat.person,
        key=uuid4(),
        text="" if is_taken_back else entry["text"],
        note=None if is_taken_back else entry.get("note"),
        lang=entry.get("lang", "nl"),
        reply_to=entry.get("reply_to"),
        state=Message.State.TAKEN_BACK if is_taken_back else Message.State.SAID,
        said_at=said_at,
        edited_at=said_at + timedelta(minutes=2) if entry.get("edited") else None,
    )


def _said_times(entries: list[dict]) -> list[datetime]:
    """When each message was said. Early in the morning all shift a day back, so that none lies in the future."""
    today = timezone.localdate()
    last = _said_time(today, entries[-1])
    day = today if last <= timezone.now() else today - timedelta(days=1)
    return [_said_time(day, entry) for entry in entries]


def _said_time(day: date, entry: dict) -> datetime:
    at = datetime.combine(day - timedelta(days=entry["days_ago"]), time.fromisoformat(entry["at"]))
    return timezone.make_aware(at)
