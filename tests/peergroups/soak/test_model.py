"""The server's half of the talk against a plain list: whatever people do, and whatever hints do.

Each client keeps to the rule of docs/protocol.md with pages that come late, twice, in another order or not at all. What
it then shows is the list, cut where its seat begins; and nothing that any seat is told lies below that.
"""

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings, strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from house.errors import Refusal
from house.line import news as line_news
from peergroups import forgetting, limits, news
from peergroups.care.services import moderate_message
from peergroups.limits import SharedRateLimit
from peergroups.models import Message, PeerGroup, Reaction
from peergroups.seats.services.lifecycle import end_seat, freeze_seat, pause_seat, resume_seat, thaw_seat
from peergroups.talk import queries
from peergroups.talk.services import change
from peergroups.talk.services.store import NewMessage, Said, post_message, post_messages
from tests import cast
from tests.peergroups.soak.scale import scaled

EXAMPLES = scaled(20, 600)
STEPS = scaled(40, 80)
SMALL_PAGE = 3
PEERS = ("amal", "bo", "cleo")
EVERYONE = (*PEERS, "gina")
people = some.sampled_from(EVERYONE)
peers = some.sampled_from(PEERS)
places = some.integers(0, 30)
reactions = some.sampled_from(Reaction.Name.values)


@dataclass
class Line:
    """One line of the list."""

    author: str
    key: object
    text: str
    state: str = "said"
    reactions: set = field(default_factory=set)

    def as_shown(self):
        return self.text, self.state, str(self.key), self.reactions


@dataclass
class Client:
    """What a tab keeps: its talk by number, up to which version, and what is under way to it.

    `lowest` is the first message of what was loaded, where there is older talk: news of what lies before it is left
    alone, for it comes with the older talk as it is then.
    """

    seat_id: object
    from_number: int
    lowest: int = 0
    have: int = 0
    shown: dict = field(default_factory=dict)
    under_way: list = field(default_factory=list)

    def put(self, messages):
        for told in messages:
            known = self.shown.get(told["number"])
            if known is None or known["version"] < told["version"]:
                self.shown[told["number"]] = told

    def load(self, history):
        self.put(history.messages)
        self.lowest = min((told["number"] for told in history.messages), default=0) if history.has_older else 0

    def apply(self, page):
        """True when there is more to ask for: a gap before it, or a rest after it."""
        if page.to_version <= self.have:
            return False
        if page.from_version > self.have:
            return True
        self.put(told for told in page.messages if told["number"] >= self.lowest)
        self.have = page.to_version
        self.shown = {number: told for number, told in self.shown.items() if number >= page.floor}
        return page.has_more


class Talk(RuleBasedStateMachine):
    world: dict

    def __init__(self):
        super().__init__()
        self.before = transaction.savepoint()
        facts = {"house_id": self.world["house"].pk, "facilitator_id": self.world["gina"].pk}
        self.group = cast.open_group(actor=self.world["eva"], name="Tafel", promise="day", agreements="Ja.", **facts).pk
        self.lines, self.newest, self.floor, self.faded = {}, 0, 1, {}
        self.seats, self.clients, self.first_numbers = {}, {}, {}
        self.take_seat("gina", self.stored.seats.get())

    def teardown(self):
        try:
            for name in list(self.clients):
                self.compare(name)
        finally:
            transaction.savepoint_rollback(self.before)

    # Coming and going

    @rule(name=peers)
    def sit(self, name):
        if name not in self.seats:
            self.take_seat(name, self.do(cast.take_seat, "eva", group_id=self.group, person_id=self.pk(name)))

    @rule(name=peers)
    def stand(self, name):
        if name in self.seats:
            self.do(end_seat, "eva", seat_id=self.seats.pop(name).pk)
            self.clients.pop(name, None)

    @rule(name=peers)
    def freeze(self, name):
        if self.is_active(name):
            self.seats[name] = self.do(freeze_seat, "gina", seat_id=self.seats[name].pk)

    @rule(name=peers)
    def pause(self, name):
        if self.is_active(name):
            self.seats[name] = self.do(pause_seat, name, group_id=self.group)

    @rule(name=peers)
    def return_(self, name):
        state = self.seats[name].state if name in self.seats else ""
        if state == "frozen":
            self.seats[name] = self.do(thaw_seat, "gina", seat_id=self.seats[name].pk)
        if state == "paused":
            self.seats[name] = self.do(resume_seat, name, group_id=self.group)

    # Talking

    @rule(name=people, text=some.text("abc漢\n", min_size=1, max_size=5), reply_to=some.none() | places)
    def say(self, name, text, reply_to):
        reply_to = reply_to or None
        key, text = uuid4(), f"x{text}y"
        outcome = self.try_(post_message, name, group_id=self.group, key=key, text=text, reply_to=reply_to)
        quotes = reply_to is None or (self.is_active(name) and self.first_numbers[name] <= reply_to <= self.newest)
        assert isinstance(outcome, Said) == (self.is_active(name) and quotes)
        if isinstance(outcome, Said):
            self.newest += 1
            assert (outcome.number, outcome.version) == (self.newest, self.stored.head)
            self.lines[self.newest] = Line(name, key, text)

    @precondition(lambda self: self.lines)
    @rule(place=places)
    def say_again_with_one_key(self, place):
        number = self.number_at(place)
        line, head = self.lines[number], self.stored.head
        text = line.text or "x"
        outcome = self.try_(post_message, line.author, group_id=self.group, key=line.key, text=text)
        assert isinstance(outcome, Said) == self.is_active(line.author)
        assert not isinstance(outcome, Said) or outcome.number == number
        assert self.stored.head == head

    @precondition(lambda self: self.faded)
    @rule(place=places)
    def say_again_what_has_faded(self, place):
        key, name = list(self.faded.items())[place % len(self.faded)]
        assert isinstance(self.try_(post_message, name, group_id=self.group, key=key, text="x"), Refusal)

    @rule(
        names=some.lists(people, min_size=1, max_size=6), spoiled=some.sets(some.integers(0, 5)), twice=some.booleans()
    )
    def say_together(self, names, spoiled, twice):
        """One batch: some have nothing to say, and some come twice."""
        texts = ["\u200b" if place in spoiled else f"samen {place}" for place in range(len(names))]
        drafts = [
            NewMessage(self.world[name], self.group, uuid4(), text) for name, text in zip(names, texts, strict=True)
        ] * (1 + twice)
        with self.telling():
            outcomes = post_messages(drafts)
        for place, (name, draft) in enumerate(zip(names, drafts, strict=False)):
            assert isinstance(outcomes[place], Said) == (self.is_active(name) and place not in spoiled)
            if isinstance(outcomes[place], Said):
                self.newest += 1
                assert outcomes[place].number == self.newest
                self.lines[self.newest] = Line(name, draft.key, draft.text)
        if twice:
            numbers = [outcome.number if isinstance(outcome, Said) else None for outcome in outcomes]
            assert numbers[: len(names)] == numbers[len(names) :]

    @rule(name=people, place=places, text=some.sampled_from(["anders", "nog anders"]))
    def edit(self, name, place, text):
        number, line = self.pick(place)
        can = line and line.author == name and line.state == "said" and self.sees(name, number)
        assert self.changes(change.edit_message, name, number, text=text) == bool(can)
        if can:
            line.text = text

    @rule(name=people, place=places)
    def take_back(self, name, place):
        number, line = self.pick(place)
        can = line and line.author == name and self.is_active(name)
        assert self.changes(change.take_back, name, number) == bool(can)
        if can and line.state == "said":
            self.silence(line, "taken_back")

    @rule(place=places)
    def moderate(self, place):
        number, line = self.pick(place)
        can = line and line.author != "gina" and line.state == "said"
        assert self.changes(moderate_message, "gina", number) == bool(can)
        if can:
            self.silence(line, "moderated")

    @rule(name=people, place=places, reaction=reactions)
    def react(self, name, place, reaction):
        number, line = self.pick(place)
        can = line and line.state == "said" and self.sees(name, number)
        assert self.changes(change.react, name, number, name=reaction) == bool(can)
        if can:
            line.reactions.add((reaction, str(self.seats[name].pk)))

    @rule(name=people, place=places, reaction=reactions)
    def unreact(self, name, place, reaction):
        number, line = self.pick(place)
        can = line and self.sees(name, number)
        assert self.changes(change.unreact, name, number, name=reaction) == bool(can)
        if can:
            line.reactions.discard((reaction, str(self.seats[name].pk)))

    @precondition(lambda self: self.lines)
    @rule(place=places)
    def fade(self, place):
        """Everything before one message is ninety-one days old."""
        number = self.number_at(place)
        long_ago = timezone.now() - timedelta(days=91)
        Message.objects.filter(group=self.group, number__lt=number).update(said_at=long_ago)
        with self.telling():
            forgetting.fade()
        self.faded |= {line.key: line.author for old, line in self.lines.items() if old < number}
        self.lines = {kept: line for kept, line in self.lines.items() if kept >= number}
        self.floor = number
        assert self.stored.floor == number

    # What comes of it on a screen

    @rule(name=people, place=places, fate=some.sampled_from(["first", "any", "twice", "lost"]))
    def hear(self, name, place, fate):
        """One of the pages that are under way arrives, or will never arrive."""
        client = self.clients.get(name)
        if client is None or not client.under_way or not self.is_active(name):
            return
        place = 0 if fate == "first" else place % len(client.under_way)
        page = client.under_way[place] if fate == "twice" else client.under_way.pop(place)
        if fate != "lost" and client.apply(page):
            self.ask_on(name)

    @rule(name=people)
    def beat(self, name):
        """The heads tell of a gap."""
        if self.is_active(name) and name in self.clients:
            self.ask_on(name)

    @rule(name=people, whole=some.booleans())
    def load_the_page_again(self, name, whole):
        if not self.is_active(name):
            return
        self.clients[name] = client = self.new_client(name)
        if whole:  # else it begins with nothing, from version 0
            history = queries.history(actor=self.world[name], group_id=self.group)
            self.judge(name, history.messages)
            client.load(history)
            client.have = history.version

    @rule(name=people)
    def scroll_up(self, name):
        if self.is_active(name) and name in self.clients:
            self.older(name)

    @rule(name=people, version=places)
    def look_everywhere(self, name, version):
        """What any question of hers is answered with."""
        if not self.is_active(name):
            return
        page = self.page(name, version)
        quotes = queries.quotes_for(actor=self.world[name], group_id=self.group, numbers=range(1, self.newest + 2))
        self.judge(name, quotes.values())
        assert set(quotes) == set(self.cut(name))
        assert page.to_version >= page.from_version == version
        around = {seat["id"] for seat in queries.seats_around(actor=self.world[name], group_id=self.group)}
        assert around == self.known_to(name)

    @invariant()
    def the_list_is_dense(self):
        group = self.stored
        assert (group.newest, group.floor) == (self.newest, self.floor)
        assert list(self.lines) == list(range(self.floor, self.newest + 1))

    # How it is done

    @property
    def stored(self):
        return PeerGroup.objects.get(pk=self.group)

    def pk(self, name):
        return self.world[name].pk

    def take_seat(self, name, seat):
        assert seat.from_number == self.newest + 1
        self.seats[name], self.first_numbers[name] = seat, seat.from_number
        self.clients[name] = self.new_client(name)

    def new_client(self, name):
        return Client(self.seats[name].pk, self.first_numbers[name])

    def is_active(self, name):
        return name in self.seats and self.seats[name].state == "active"

    def sees(self, name, number):
        return self.is_active(name) and number >= self.first_numbers[name]

    def number_at(self, place):
        return list(self.lines)[place % len(self.lines)]

    def pick(self, place):
        """A number near the talk, and the line that it has, if any."""
        number = self.floor - 1 + place % (self.newest - self.floor + 3)
        return number, self.lines.get(number)

    def silence(self, line, state):
        line.text, line.state, line.reactions = "", state, set()

    @contextmanager
    def telling(self):
        """What is told meanwhile goes on its way to whom the hub would show it."""
        told = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(line_news, "listeners", [told.extend])
            with self.world["commit"]():
                yield
        self.send([page for page in told if isinstance(page, news.GroupChanges)])

    def do(self, verb, name, /, **facts):
        with self.telling():
            return verb(actor=self.world[name], **facts)

    def try_(self, verb, name, /, **facts):
        """What came of it, or the Refusal."""
        try:
            return self.do(verb, name, **facts)
        except Refusal as refusal:
            return refusal

    def changes(self, verb, name, number, /, **facts):
        if number < 1:
            return False
        outcome = self.try_(verb, name, group_id=self.group, number=number, **facts)
        return not isinstance(outcome, Refusal)

    def send(self, pages):
        for name, client in self.clients.items():
            for page in pages:
                if client.seat_id in page.audience:
                    assert self.is_active(name)
                    cut = page.cut_for(client.from_number)
                    self.judge(name, cut.messages)
                    client.under_way.append(cut)

    def page(self, name, version):
        page = queries.page_since(actor=self.world[name], group_id=self.group, version=version)
        self.judge(name, page.messages)
        assert len(page.messages) <= SMALL_PAGE
        return page

    def ask_on(self, name):
        while self.clients[name].apply(self.page(name, self.clients[name].have)):
            pass

    def older(self, name):
        """True while there is older talk."""
        client = self.clients[name]
        lowest = client.lowest or min(client.shown, default=None)
        history = queries.history(actor=self.world[name], group_id=self.group, before=lowest)
        self.judge(name, history.messages)
        client.load(history)
        return history.has_older

    def judge(self, name, messages):
        """Nothing from before she came, and no words that were taken away."""
        for told in messages:
            assert told["number"] >= self.first_numbers[name]
            assert told["state"] == "said" or not (told["text"] or told["reactions"])
            assert {
                told["seat"],
                *(seat for seats in told["reactions"].values() for seat in seats),
            } <= self.known_seats()

    def known_seats(self):
        return {str(pk) for pk in self.stored.seats.values_list("pk", flat=True)}

    def known_to(self, name):
        """Who sits there, and who is met in what she may read."""
        met = {str(seat.pk) for seat in self.seats.values()}
        for number in self.cut(name):
            message = Message.objects.get(group=self.group, number=number)
            met |= {str(message.seat_id), *(seat for _, seat in self.lines[number].reactions)}
        return met

    def cut(self, name):
        return {number: line for number, line in self.lines.items() if number >= self.first_numbers[name]}

    def compare(self, name):
        """She comes to rest: her screen is the list, cut where her seat begins."""
        with suppress(KeyError):
            if self.seats[name].state == "paused":
                self.return_(name)
        if not self.is_active(name):
            return
        self.ask_on(name)
        while self.older(name):
            pass
        self.ask_on(name)
        client = self.clients[name]
        assert client.have == self.stored.head
        shown = {number: as_shown(told) for number, told in sorted(client.shown.items())}
        assert shown == {number: line.as_shown() for number, line in self.cut(name).items()}


def as_shown(told):
    reactions = {(name, seat) for name, seats in told["reactions"].items() for seat in seats}
    return told["text"], told["state"], told["key"], reactions


def test_every_screen_comes_to_show_the_list(
    db, house, eva, gina, amal, bo, cleo, monkeypatch, django_capture_on_commit_callbacks, tally
):
    monkeypatch.setattr(limits, "messages", SharedRateLimit(10**9, 10**9))
    monkeypatch.setattr(limits, "PAGE_MAX_MESSAGES", SMALL_PAGE)
    cast = {"house": house, "eva": eva, "gina": gina, "amal": amal, "bo": bo, "cleo": cleo}
    Talk.world = cast | {"commit": lambda: django_capture_on_commit_callbacks(execute=True)}

    run_state_machine_as_test(
        Talk,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    tally.did(f"{EXAMPLES} talks of up to {STEPS} steps")
