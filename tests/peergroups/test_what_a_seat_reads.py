"""A hidden, frozen, paused, waiting, ended or later seat reads nothing that it should not, whatever happened before.

The model below knows in which state each seat is and from which message it reads; every way to read is held beside it.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings, strategies as some

from house.errors import NotHere, Refusal
from peergroups import news
from peergroups.errors import Frozen, NotOpenYet, Paused
from peergroups.groups.queries import places_of
from peergroups.models import Message, PeerGroup, Reaction, Seat
from peergroups.seats.services import lifecycle
from peergroups.seats.services.admission import begin, close_seats
from peergroups.talk import queries
from peergroups.talk.services.change import edit_message, react, take_back
from peergroups.talk.services.hide import hide_peer, show_peer
from peergroups.talk.services.store import post_message
from peergroups.talk.services.unread import read_up_to, seats_with_news, unread_counts
from tests import cast

REFUSALS = {"none": NotHere, "ended": NotHere, "frozen": Frozen, "paused": Paused, "waiting": NotOpenYet}
STATUS = {NotHere: 404, Frozen: 403, Paused: 403, NotOpenYet: 403}
SAID = re.compile(r"woorden-\d+-\d+")
TALKS = ["say", "say", "reply", "edit", "take_back", "react", "read", "hide", "show"]
TURNS = {
    "freeze": {"active", "paused"},
    "thaw": {"frozen"},
    "pause": {"active"},
    "resume": {"paused"},
    "end": {"active", "paused", "frozen", "waiting"},
    "sit": {"none", "ended"},
    "open": {"waiting"},
    "card": {"active"},
}
"""The turns of a seat, and the states in which each may happen."""
STEPS = some.lists(
    some.tuples(some.sampled_from([*TALKS, *TURNS, "sit", "open"]), some.integers(0, 2), some.integers(0, 5)),
    min_size=3,
    max_size=30,
)

LATER = [("say", 0, 0), ("react", 1, 0), ("sit", 2, 0), ("open", 2, 0), ("reply", 0, 0), ("hide", 0, 1), ("say", 1, 0)]
"""Cleo comes when something was said and reacted to, and hears an answer to it."""
OUT = [("say", 0, 0), ("freeze", 0, 0), ("pause", 1, 0), ("sit", 2, 0)]


@pytest.fixture
def say_in():
    def say_in(group, person, text, **more):
        return post_message(actor=person, group_id=group.pk, text=text, key=uuid4(), **more)

    return say_in


@dataclass
class Chair:
    """The last seat of one person, as the model knows it."""

    seat_id: UUID | None = None
    state: str = "none"
    from_number: int = 0
    before_freeze: str = ""
    was_open: bool = False


class Table:
    """The group and its model. `do` carries out one step in both; a step that cannot be is left out of both."""

    def __init__(self, group, people, eva, gina, say):
        self.group, self.people, self.eva, self.gina, self.say = group, people, eva, gina, say
        self.chairs = {person.pk: Chair() for person in people}
        for seat in Seat.objects.not_ended().filter(group=group, person__in=people):
            self.chairs[seat.person_id] = Chair(seat.pk, "active", seat.from_number, was_open=True)
        self.count = 0

    def newest(self):
        return PeerGroup.objects.get(pk=self.group.pk).newest

    def do(self, what, which, other):
        """A turn is for the first to whom it may happen, so that few steps are in vain."""
        ready = TURNS.get(what, {"active"})
        people = [*self.people[which:], *self.people[:which]]
        person = next((each for each in people if self.chairs[each.pk].state in ready), None)
        if person is None:
            return
        with suppress(Refusal):
            if what in TURNS:
                getattr(self, what)(person, self.chairs[person.pk])
            else:
                self.talk(what, person, other)

    def talk(self, what, person, other):
        self.count += 1
        text = f"woorden-{self.newest() + 1}-{self.count}"
        number = max(1, self.newest() - other)
        where = {"actor": person, "group_id": self.group.pk, "number": number}
        peer = self.chairs[self.people[other % 3].pk].seat_id
        verbs = {
            "say": lambda: self.say(person, text),
            "reply": lambda: self.say(person, text, reply_to=number),
            "edit": lambda: edit_message(**where, text=text),
            "take_back": lambda: take_back(**where),
            "react": lambda: react(**where, name="sun"),
            "read": lambda: read_up_to(**where),
            "hide": lambda: peer and hide_peer(actor=person, seat_id=peer),
            "show": lambda: peer and show_peer(actor=person, seat_id=peer),
        }
        verbs[what]()

    def freeze(self, person, chair):
        lifecycle.freeze_seat(actor=self.gina, seat_id=chair.seat_id)
        chair.before_freeze, chair.state = chair.state, "frozen"

    def thaw(self, person, chair):
        lifecycle.thaw_seat(actor=self.gina, seat_id=chair.seat_id)
        chair.state = chair.before_freeze

    def pause(self, person, chair):
        lifecycle.pause_seat(actor=person, group_id=self.group.pk)
        chair.state = "paused"

    def resume(self, person, chair):
        lifecycle.resume_seat(actor=person, group_id=self.group.pk)
        chair.state = "active"

    def end(self, person, chair):
        lifecycle.end_seat(actor=self.eva, seat_id=chair.seat_id)
        chair.state = "ended"

    def sit(self, person, chair):
        seat = cast.called(
            lifecycle.give_seat(actor=self.eva, group_id=self.group.pk, person_id=person.pk), f"Naam {self.count}"
        )
        seat.agreed_number = self.group.agreements_number
        seat.save(update_fields=["agreed_number"])
        self.chairs[person.pk] = Chair(seat.pk, "waiting")

    def open(self, person, chair):
        begin(Seat.objects.select_related("group").get(pk=chair.seat_id))
        chair.state = "active"
        if not chair.was_open:
            chair.from_number, chair.was_open = self.newest() + 1, True

    def card(self, person, chair):
        """She comes in with a new card: an open seat closes until somebody met her."""
        close_seats(person.pk, None)
        chair.state = "waiting"

    def counting(self):
        return {chair.seat_id for chair in self.chairs.values() if chair.state == "active"}


def ways_to_read(group, person):
    where = {"actor": person, "group_id": group.pk}
    return {
        "page": lambda: queries.page_since(**where, version=0).messages,
        "history": lambda: queries.history(**where).messages,
        "older": lambda: queries.history(**where, before=4).messages,
        "onward": lambda: queries.history(**where, after=0).messages,
        "quotes": lambda: list(queries.quotes_for(**where, numbers=range(1, 60)).values()),
        "seats": lambda: queries.seats_around(**where),
        "reading": lambda: read_up_to(**where, number=1),
    }


def reads_nothing(table, as_, person, chair):
    group, refusal = table.group, REFUSALS[chair.state]
    for name, read in ways_to_read(group, person).items():
        with pytest.raises(Refusal) as refused:
            read()
        assert type(refused.value) is refusal, (name, chair)
    assert group.pk not in unread_counts(person)
    assert not seats_with_news([person.pk]).exists()
    assert all(place.out for place in places_of([person.pk]).get(person.pk, ()))
    browser = as_(person)
    pages = [reverse(f"peergroups:{name}", args=[group.pk]) for name in ("talk", "messages", "about", "last_hour")]
    pages += [
        reverse(f"peergroups:{name}", args=[group.pk, 1]) for name in ("message", "links", "report", "hide_writer")
    ]
    for path in pages:
        answer = browser.get(path)
        assert (answer.status_code, SAID.findall(answer.content.decode())) == (STATUS[refusal], []), path
    synced = browser.get(reverse("peergroups:sync"), {"have": f"{group.pk}:0"}).json()["frames"]
    assert [frame["t"] for frame in synced] == ["welcome", "gone"]
    assert synced[0]["groups"] == {}


def reads_her_part(table, as_, person, chair):
    group = table.group
    said = {message.number: message for message in Message.objects.filter(group=group)}
    hers = {number: message for number, message in said.items() if number >= chair.from_number}
    read = {name: way() for name, way in ways_to_read(group, person).items() if name != "reading"}
    around = read.pop("seats")
    for name, messages in read.items():
        shown = {message["number"]: message["text"] for message in messages}
        expected = {n: m.text for n, m in hers.items() if name != "older" or n < 4}
        assert shown == expected, (name, chair)
    voices = {str(message.seat_id) for message in hers.values()}
    voices |= {str(pk) for pk in Reaction.objects.filter(message__in=hers.values()).values_list("seat", flat=True)}
    seated = {str(pk) for pk in Seat.objects.not_ended().filter(group=group).values_list("pk", flat=True)}
    assert {seat["id"] for seat in around} == seated | voices
    for message in read["page"]:
        given = Reaction.objects.filter(message=said[message["number"]]).values_list("seat", flat=True)
        assert sorted(message["reactions"].get("sun", [])) == sorted(str(pk) for pk in given)
    told = SAID.findall(as_(person).get(reverse("peergroups:talk", args=[group.pk])).content.decode())
    assert set(told) <= {message.text for message in hers.values()}
    hidden = {seat["id"] for seat in around if "hidden" in seat}
    seat = Seat.objects.get(pk=chair.seat_id)
    new = [m for n, m in hers.items() if n > seat.read_number and m.has_words and m.author_id != person.pk]
    assert unread_counts(person)[group.pk] == len([m for m in new if str(m.seat_id) not in hidden])


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps=STEPS)
@example(steps=LATER)
@example(steps=OUT)
def test_a_seat_reads_what_it_may_and_nothing_else(
    as_, house, eva, gina, amal, bo, cleo, say_in, told, django_capture_on_commit_callbacks, steps
):
    group = cast.open_group(
        actor=eva, house_id=house.pk, name="Proef", facilitator_id=gina.pk, promise="workday", agreements="Stil mag."
    )
    people = [amal, bo, cleo]
    for person in people[:2]:
        cast.take_seat(actor=eva, group_id=group.pk, person_id=person.pk, alias=f"Wie {person.chosen_name}")
    group.refresh_from_db()
    table = Table(group, people, eva, gina, lambda person, text, **more: say_in(group, person, text, **more))
    holder = Seat.objects.get(group=group, person=gina).pk
    try:
        for step in steps:
            del told[:]
            before = table.counting()
            with django_capture_on_commit_callbacks(execute=True):
                table.do(*step)
            for page in (each for each in told if isinstance(each, news.GroupChanges)):
                assert page.audience == {*before, holder}
        for person in people:
            chair = table.chairs[person.pk]
            (reads_her_part if chair.state == "active" else reads_nothing)(table, as_, person, chair)
    finally:
        PeerGroup.objects.filter(pk=group.pk).delete()
