"""A seat or a post that ends while a verb of a group waits for its row: the verb is refused."""

from uuid import uuid4

import pytest
from django.utils import timezone

from house.models import House, Position, Role
from peergroups.meetings.services import start_meetings
from peergroups.models import Freeze, Message, PeerGroup, Seat, SeatQuestion
from peergroups.seats.services import admission, lifecycle
from peergroups.talk.services import change, store
from programs.models import Series
from programs.recurrence.rhythm import Rhythm
from tests import cast
from tests.meanwhile import ends_today, rows_are_locked, waits_for, waits_not_for

pytestmark = [pytest.mark.django_db(transaction=True), rows_are_locked]


@pytest.fixture
def given(group, eva, bo):
    """Bo has a seat that waits until somebody met her."""
    return cast.give_seat(actor=eva, group_id=group.pk, person_id=bo.pk, alias="Stip")


@pytest.fixture
def coming(group, house, eva):
    """Joke comes to hold the group; it reads so for two days."""
    joke = cast.make_worker("Joke", house, Role.FACILITATOR)
    return lifecycle.give_seat(actor=eva, group_id=group.pk, person_id=joke.pk, kind=Seat.Kind.FACILITATOR)


def seat_ends(seats):
    return lambda: seats.update(state=Seat.State.ENDED, ended_at=timezone.now())


def post_ends(person):
    return ends_today(Position.objects.filter(person=person))


@pytest.mark.parametrize("op", ["edit", "take_back", "react"])
def test_peer_whose_seat_ends_meanwhile_changes_nothing(group, amal, say, seat_of, op):
    said = say(amal)
    value = {"edit": "Dag", "take_back": "", "react": "heart"}[op]
    verb = lambda: change.change_message(  # noqa: E731
        actor=amal, group_id=group.pk, number=said.number, op=op, value=value
    )

    outcome = waits_for(PeerGroup, group.pk, verb, seat_ends(Seat.objects.filter(pk=seat_of(amal).pk)))

    assert (outcome, Message.objects.get().text) == (["not_here"], "Hoi")


def test_peer_whose_seat_is_frozen_meanwhile_says_nothing(group, amal, seat_of):
    verb = lambda: store.post_message(actor=amal, group_id=group.pk, text="Hoi", key=uuid4())  # noqa: E731
    freezes = lambda: Seat.objects.filter(pk=seat_of(amal).pk).update(state=Seat.State.FROZEN)  # noqa: E731

    assert (waits_for(PeerGroup, group.pk, verb, freezes), Message.objects.count()) == (["frozen"], 0)


def test_peer_whose_own_seat_ends_meanwhile_pauses_nothing(group, amal, seat_of):
    seat = seat_of(amal)
    verb = lambda: lifecycle.pause_seat(actor=amal, group_id=group.pk)  # noqa: E731

    outcome = waits_for(Seat, seat.pk, verb, seat_ends(Seat.objects.filter(pk=seat.pk)))

    assert (outcome, seat_of(amal).state) == (["not_here"], Seat.State.ENDED)


def test_peer_whose_seat_ends_meanwhile_asks_about_nobody(group, amal, seat_of, coming):
    verb = lambda: admission.ask_about_seat(actor=amal, seat_id=coming.pk)  # noqa: E731

    outcome = waits_for(PeerGroup, group.pk, verb, seat_ends(Seat.objects.filter(pk=seat_of(amal).pk)))

    assert (outcome, SeatQuestion.objects.count()) == (["not_here"], 0)


@pytest.mark.parametrize("right", ["seat", "post"])
def test_facilitator_whose_right_ends_meanwhile_opens_no_seat(group, gina, seat_of, given, right):
    ends = seat_ends(Seat.objects.filter(pk=seat_of(gina).pk)) if right == "seat" else post_ends(gina)
    verb = lambda: admission.open_seat(actor=gina, seat_id=given.pk)  # noqa: E731

    outcome = waits_for(PeerGroup, group.pk, verb, ends)

    assert (outcome, Seat.objects.get(pk=given.pk).opened_at) == (["not_here"], None)


def test_facilitator_whose_seat_ends_meanwhile_answers_about_nobody(group, amal, gina, seat_of, coming):
    admission.ask_about_seat(actor=amal, seat_id=coming.pk)
    verb = lambda: admission.answer_about_seat(actor=gina, seat_id=coming.pk, answer="Ik ken haar.")  # noqa: E731

    outcome = waits_for(PeerGroup, group.pk, verb, seat_ends(Seat.objects.filter(pk=seat_of(gina).pk)))

    assert (outcome, SeatQuestion.objects.get().answered_at) == (["not_here"], None)


@pytest.mark.parametrize("verb", ["freeze_seat", "make_card"])
def test_facilitator_whose_seat_ends_meanwhile_does_nothing_with_a_peers(group, amal, gina, seat_of, verb):
    ends = seat_ends(Seat.objects.filter(pk=seat_of(gina).pk))
    act = lambda: getattr(lifecycle, verb)(actor=gina, seat_id=seat_of(amal).pk)  # noqa: E731

    outcome = waits_for(Seat, seat_of(amal).pk, act, ends)

    assert (outcome, Freeze.objects.count()) == (["not_here"], 0)


def test_facilitator_whose_seat_ends_meanwhile_starts_no_meetings(house, group, gina, seat_of):
    rhythm = Rhythm(weekdays=frozenset({2}), from_on=timezone.localdate())
    words = {"title": "Kring", "rhythm": rhythm, "start_time": "19:30", "length_minutes": 60, "room_id": None}
    verb = lambda: start_meetings(actor=gina, group_id=group.pk, **words)  # noqa: E731

    outcome = waits_for(House, house.pk, verb, seat_ends(Seat.objects.filter(pk=seat_of(gina).pk)))

    assert (outcome, Series.objects.count()) == (["not_here"], 0)


def test_coordinator_whose_post_ends_meanwhile_ends_no_seat(group, eva, amal, seat_of):
    verb = lambda: lifecycle.end_seat(actor=eva, seat_id=seat_of(amal).pk)  # noqa: E731

    outcome = waits_for(PeerGroup, group.pk, verb, post_ends(eva))

    assert (outcome, seat_of(amal).state) == (["not_here"], Seat.State.ACTIVE)


def test_stranger_to_a_group_waits_for_nothing(group, fay):
    verb = lambda: change.change_message(actor=fay, group_id=group.pk, number=1, op="take_back")  # noqa: E731

    assert waits_not_for(PeerGroup, group.pk, verb) == ["not_here"]
