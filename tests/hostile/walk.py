"""One coordinator against her own house: all that her accounts can do, tried in order until nothing new comes of it.

Each rule is a verb of the services whose actor a coordinator can be. A round tries every rule with everyone whom she
owns and everything in her hands; rounds follow each other, with days between them if the walk says so, until a round
changes nothing. Nothing is drawn by lot: the same walk finds the same thing.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from house.door.services import cards
from house.errors import Refusal
from house.models import Card, Person, Role
from house.people.models.standing import standing_of
from house.registry import registry
from peergroups.models import PeerGroup, Seat
from peergroups.seats.services.admission import TOLD_FOR
from peergroups.talk.queries import history
from peergroups.talk.views.readers import facilitators

APPS = ("house", "programs", "peergroups")
STAIRS = {"services", "queries"}
PASSPHRASE = "drie gewone woorden"
ROUNDS = 4
VICTIMS = ("amal", "gina", "pia")
"""A woman who talks, who holds the group, and the witness; the others have no more than these."""
COORDINATORS_MAX = 3
"""Of the accounts that she has, so many ask and give in their turn: herself, the first and the last."""

Attempt = tuple[str, Callable[[], object]]


def verbs() -> set[str]:
    """Every public function of the services and queries that takes an actor, by module and name."""
    found = set()
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if not STAIRS & set(module.name.split(".")):
                continue
            for name, what in vars(importlib.import_module(module.name)).items():
                is_own = inspect.isfunction(what) and what.__module__ == module.name and not name.startswith("_")
                if is_own and "actor" in inspect.signature(what).parameters:
                    found.add(f"{module.name}.{name}")
    return found


class Found(Exception):
    """She did what nobody may do alone: `goal` says what, `steps` how."""

    def __init__(self, goal: str, steps: list[str]) -> None:
        self.goal, self.steps = goal, steps
        super().__init__("\n  ".join([goal, *steps]))


@dataclass
class Walk:
    """What she has in her hands. `honest` are the others by name; none of them ever does a thing."""

    eva: Person
    house_id: UUID
    group: PeerGroup
    honest: dict[str, Person]
    pass_time: Callable[[timedelta], None]
    owned: list[Person] = field(default_factory=list)
    invented: dict[str, Person] = field(default_factory=dict)
    card_codes: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    tried: int = 0
    may_be: Person | None = None
    farewells: tuple[bool, ...] = (False, True)
    asks: Callable[[Seat], None] | None = None
    _named_since: dict[UUID, object] = field(default_factory=dict)
    _tried_at: dict[str, int] = field(default_factory=dict)
    _changes: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.owned.insert(0, self.eva)
        self.note_names()

    def go(self, *, first: tuple[str, ...] = (), wait: timedelta = timedelta(0)) -> None:
        """Take the breaking steps `first`, and then all that builds. Raises Found."""
        for name in first:
            for attempt in BREAKING[name](self):
                self.attempt(*attempt)
        for _ in range(ROUNDS):
            before = len(self.steps)
            for rule in RULES.values():
                for attempt in rule(self):
                    self.attempt(*attempt)
            if wait:
                self.let_days_pass(wait)
            elif len(self.steps) == before:
                break

    def let_days_pass(self, wait: timedelta) -> None:
        """The worker does its rounds before and after."""
        self.pass_time(wait)
        self.steps.append(f"{wait} pass")
        self._changes += 1
        for tick in registry.ticks:
            if tick.run.__module__.partition(".")[0] != "programs":
                tick.run()
        self.judge()

    def attempt(self, label: str, act: Callable[[], object]) -> object:
        """Try it, unless nothing changed since it was tried before."""
        if self._tried_at.get(label) == self._changes:
            return None
        self._tried_at[label] = self._changes
        self.tried += 1
        try:
            with transaction.atomic():
                outcome = act()
        except (Refusal, ValidationError):
            return None
        if label not in self.steps:
            self.steps.append(label)
            self._changes += 1
        self.judge()
        return outcome

    # What must not come of it

    def judge(self) -> None:
        """Raises Found where she erased somebody, or reads of whom the group was not told."""
        self.note_names()
        people = {person.pk for person in self.honest.values()}
        if Person.objects.filter(pk__in=people).count() < len(people):
            raise Found("she erased somebody", self.steps)
        for seat in Seat.objects.counting().filter(group=self.group, person__in=self.owned).select_related("person"):
            if self.may_read_untold(seat) and self.reads(seat.person):
                raise Found("she reads what nobody was told of", self.steps)

    def note_names(self) -> None:
        """Since when the page of the group names each who holds it, without a break."""
        named = {holder["seat"].pk for holder in facilitators(self.group.pk)}
        now = timezone.now()
        self._named_since = {pk: self._named_since.get(pk, now) for pk in named}

    def may_read_untold(self, seat: Seat) -> bool:
        """A peer's seat needs an honest word; a facilitator's a page that named her, and no question left."""
        since = self._named_since.get(seat.pk)
        is_told = since is not None and timezone.now() - since >= TOLD_FOR
        return not is_told or not seat.is_facilitator or seat.questions.waiting().exists()

    def reads(self, person: Person) -> bool:
        try:
            return bool(history(actor=person, group_id=self.group.pk) or True)
        except Refusal:
            return False

    # What she can take hold of

    def coordinators(self) -> list[Person]:
        hers = [person for person in self.owned if standing_of(person).holds(Role.COORDINATOR)]
        return list(dict.fromkeys([*hers[: COORDINATORS_MAX - 1], *hers[-1:]]))

    def victims(self) -> list[Person]:
        return [self.honest[name] for name in VICTIMS if name in self.honest]

    def come_in(self, code: str) -> None:
        person = cards.come_in(code=code, sign_in_name=f"naam-{next(self._numbers)}", passphrase=PASSPHRASE)
        self.card_codes.remove(code)
        if person in self.honest.values() and person != self.may_be:
            raise Found("she came in as another", [*self.steps, f"came in as {person.chosen_name}"])
        if person not in self.owned:
            self.owned.append(person)

    def keeping_card(self, make: Callable[[], tuple[Card, str]]) -> Callable[[], None]:
        return lambda: self.card_codes.append(make()[1])

    def keeping_person(self, kind: str, add: Callable[[], Person]) -> Callable[[], None]:
        return lambda: self.invented.setdefault(kind, add()) and None

    def give(self, give: Callable[[], Seat]) -> None:
        """She gives a seat; where somebody of the group asks who comes, she does so at once."""
        seat = give()
        if self.asks and seat.waits_for_a_moment:
            self.asks(seat)

    def name_of(self, person: Person) -> str:
        return person.chosen_name


def one_of(people: list[Person], act: Callable[[Person], object]) -> None:
    """Let each try it until one succeeds. Raises the refusal of the last; a refused try leaves nothing."""
    *others, last = people
    for person in others:
        with suppress(Refusal), transaction.atomic():
            act(person)
            return
    act(last)


def fresh(person: Person) -> Person:
    """Without what a request remembers."""
    return Person.objects.get(pk=person.pk)


Rule = Callable[[Walk], Iterator[Attempt]]
RULES: dict[str, Rule] = {}
BREAKING: dict[str, Rule] = {}


def builds(*names: str) -> Callable[[Rule], Rule]:
    """A rule that gives her more, named by the verbs that it tries."""

    def register(rule: Rule) -> Rule:
        RULES[" ".join(names)] = rule
        return rule

    return register


def breaks(name: str) -> Callable[[Rule], Rule]:
    """A rule that takes something away, from others or from herself; a walk begins with some of them."""

    def register(rule: Rule) -> Rule:
        BREAKING[name] = rule
        return rule

    return register
