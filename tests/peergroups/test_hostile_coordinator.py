"""A coordinator who means harm, alone against her house: she gets nowhere, and without any one guard she does.

Nobody honest ever acts in these walks. Each is bounded: so many attempts at most, which take seconds.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from house.door.services import cards, vouches
from house.models import Coaching, Position, Role
from house.registry import registry
from peergroups.models import Seat
from peergroups.seats.services import admission
from peergroups.seats.services.admission import ask_about_seat
from tests import cast
from tests.hostile.harmless import HARMLESS
from tests.hostile.rules import BREAKING, RULES
from tests.hostile.walk import Found, Walk, verbs
from tests.peergroups.soak.scale import IS_WHOLE

pytestmark = pytest.mark.long

TRIED_MAX = 6000
AN_HOUR, THREE_DAYS = timedelta(hours=1), timedelta(days=3)
ENDING = ("house.desk.services.end_position", "peergroups.seats.services.lifecycle.end_seat")


def names(registered):
    return {name for group in registered for name in group.split()}


def test_every_verb_is_a_rule_of_the_walk_or_has_a_reason_why_it_cannot_matter():
    """A new verb fails here until somebody thought about what a hostile coordinator does with it."""
    rules, harmless = names(RULES) | names(BREAKING), names(HARMLESS.values())

    assert verbs() - rules - harmless == set()
    assert (rules | harmless) - verbs() == {"house.door.services.cards.come_in"}  # who uses a card has no account yet
    assert rules & harmless == set()


@pytest.fixture
def witness(house):
    return cast.make_worker("Pia", house, Role.WITNESS)


@pytest.fixture
def pass_time(monkeypatch):
    really_now, passed = timezone.now, [timedelta(0)]
    monkeypatch.setattr(timezone, "now", lambda: really_now() + passed[0])

    def pass_time(by):
        passed[0] += by

    return pass_time


@pytest.fixture
def walk(house, group, eva, amal, bo, cleo, gina, hanne, witness, say, pass_time):
    """Eva against a house in which Amal lives and talks, Gina holds the group, Hanne coaches and Pia is the witness."""
    Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=cast.days(-9))
    say(amal, "Dit blijft hier")
    honest = {"amal": amal, "bo": bo, "cleo": cleo, "gina": gina, "hanne": hanne, "pia": witness}
    return Walk(eva, house.pk, group, honest, pass_time)


# What a coordinator may have beside her own account. Each was given by a mistake of somebody honest.


def nothing(walk, house):
    """Only herself."""


def drawer(walk, house):
    """A card that another made for a colleague who never came lies in a drawer."""
    sam = cast.make_worker("Sam", house, Role.TRAINER, vouched=False)
    sam.sign_in_name = None
    sam.save()
    walk.card_codes.append(cards.issue(person=sam, house=house, made_by=None)[1])
    sam.cards.update(is_from_server=False)


def fooled(walk, house):
    """Somebody whom Eva made showed herself to Hanne, who vouched for her; and she coaches and holds no group."""
    tom = cast.make_worker("Tom", house, Role.COACH, vouched=False)
    vouches.note_made(maker=walk.eva, person=tom)
    cast.vouch_for(tom, by=walk.honest["hanne"])
    walk.owned.append(tom)


def holder(walk, house):
    """She holds the group herself, long since and named on its page."""
    Position.objects.create(person=walk.eva, house=house, role=Role.FACILITATOR, from_on=cast.days(-90))
    cast.take_seat(actor=walk.eva, group_id=walk.group.pk, person_id=walk.eva.pk, kind=Seat.Kind.FACILITATOR)
    walk.note_names()
    walk.pass_time(THREE_DAYS)


def unmet(walk, house):
    """Sam of the drawer came in, holds the group since long and is named on its page; nobody ever met her."""
    sam = cast.make_worker("Sam", house, Role.FACILITATOR, vouched=False)
    cast.take_seat(actor=walk.eva, group_id=walk.group.pk, person_id=sam.pk, kind=Seat.Kind.FACILITATOR)
    walk.owned.append(sam)
    walk.note_names()
    walk.pass_time(THREE_DAYS)


def asked(walk, house):
    """Cleo asks at once who comes to hold the group."""
    walk.asks = lambda seat: ask_about_seat(actor=walk.honest["cleo"], seat_id=seat.pk)


def misled(walk, house):
    """Hanne confirmed that Amal came back, and she had not: Eva has her card."""
    walk.may_be = walk.honest["amal"]
    walk.card_codes.append(cards.issue(person=walk.may_be, house=house, made_by=walk.eva)[1])


WORLDS = [nothing, drawer, fooled, holder, unmet, asked, misled]


@pytest.mark.parametrize("world", WORLDS)
def test_a_hostile_coordinator_gets_into_no_group(walk, house, world):
    world(walk, house)

    walk.go(wait=THREE_DAYS)

    assert len(walk.owned) > 4  # she did make her accounts
    assert walk.tried <= TRIED_MAX


def test_a_hostile_coordinator_gets_into_no_group_within_an_hour(walk, house):
    walk.go(wait=AN_HOUR)

    assert walk.tried <= TRIED_MAX


@pytest.mark.parametrize("world", [nothing, fooled, holder] if IS_WHOLE else [fooled])
@pytest.mark.parametrize("first", BREAKING if IS_WHOLE else ENDING)
def test_a_hostile_coordinator_who_takes_something_away_first_gets_into_no_group(walk, house, world, first):
    """All of these with `make soak`."""
    world(walk, house)

    walk.go(first=(first,), wait=THREE_DAYS)

    assert walk.tried <= TRIED_MAX


def always(*_, **__):
    return True


def never_refuses(*_):
    """A guard that says nothing."""


def begin_without_a_name(seat, *, by=None):
    """So that the constraint of the database, which compares who asked and who opened, says nothing either."""
    return _begin(seat)


_begin = admission.begin
IN_AS_HER, ERASED, READS = "she came in as another", "she erased somebody", "she reads what nobody was told of"
VOUCHED = (vouches, "refuse_alone", never_refuses, drawer, THREE_DAYS)
ANOTHER_HAND = (vouches, "refuse_dependent", never_refuses, fooled, THREE_DAYS)
GUARDS = {
    "who confirms a return is vouched for": (*VOUCHED, IN_AS_HER),
    "who confirms a farewell is vouched for": (*VOUCHED, ERASED),
    "who confirms a return is of another hand": (*ANOTHER_HAND, IN_AS_HER),
    "who confirms a farewell is of another hand": (*ANOTHER_HAND, ERASED),
    "who opens a seat is vouched for": (admission, "is_vouched", always, unmet, THREE_DAYS, READS),
    "who opens it is of another hand": (admission, "is_of_another_hand", always, fooled, THREE_DAYS, READS),
    "who opens it did not ask": (admission, "did_not_ask", always, holder, THREE_DAYS, READS),
    "who comes to hold a group is told of": (admission, "has_been_told", always, nothing, AN_HOUR, READS),
    "a question keeps a seat closed": (admission, "is_unasked", always, asked, THREE_DAYS, READS),
    "a card closes what was open": (registry, "on_came_in", [], misled, THREE_DAYS, READS),
}
"""What is switched off, in which world, with how long between the rounds, and what the walk then reaches."""


@pytest.mark.parametrize("guard", GUARDS)
def test_without_this_guard_she_does(walk, house, monkeypatch, guard):
    where, name, off, world, wait, goal = GUARDS[guard]
    world(walk, house)
    monkeypatch.setattr(where, name, off)
    walk.farewells = (goal == ERASED,)
    if name == "did_not_ask":
        monkeypatch.setattr(admission, "begin", begin_without_a_name)

    with pytest.raises(Found) as found:
        walk.go(wait=wait)

    assert found.value.goal == goal
    assert walk.tried <= TRIED_MAX
