"""Two who do at once what stands in each other's way: an answer in words for both, on real pages, round after round."""

from itertools import count

import pytest
from django.test import Client
from django.urls import reverse

from house.door.services import returns
from house.models import Erasure, Position, Return, Role
from house.privacy.services import erasure
from tests.cast import PASSPHRASE, days, make_worker, open_house
from tests.house.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6
number = count()


def houses():
    """A house of its own for each round."""
    for _ in range(ROUNDS):
        yield open_house()


def coordinator(house):
    return make_worker(f"Eva{next(number)}", house, Role.COORDINATOR)


def sends(person, path, **fields):
    """A browser of hers that gets a 500 as she would, ready to send this."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    client.get(reverse("house:help"))
    return lambda: client.post(path, fields).status_code


def ends_post_of(actor, other, on=0):
    path = reverse("house:end_position", args=[other.positions.get().pk])
    return sends(actor, path, on=days(on).isoformat(), is_sure="on")


def asks_to_be_erased(person):
    return sends(person, reverse("house:erase"), passphrase=PASSPHRASE)


def is_due(person):
    """She asked to be erased, and her day has come."""
    Erasure.objects.create(person=person, due_on=days(0))
    return person


def erases_who_is_due():
    """As a tick of one process does."""
    erasure.erase_who_is_due()
    return 200


def confirms(actor, asked):
    _, code = asked
    return sends(actor, reverse("house:back_confirm"), code=code, is_her="on")


def farewell_of(person, by):
    return returns.ask_return(actor=by, person_id=person.pk, is_farewell=True)


def stops(actor, asked):
    return sends(actor, reverse("house:back_stop", args=[asked[0].pk]))


def runs(house):
    """How many run it until further notice; all of them can sign in."""
    return Position.objects.current().filter(house=house, role=Role.COORDINATOR, until_on=None).count()


def test_two_who_end_each_others_post_both_read_an_answer():
    for house in houses():
        eva, vera = coordinator(house), coordinator(house)

        statuses = at_once(ends_post_of(eva, vera), ends_post_of(vera, eva))

        assert (max(statuses) < 500, runs(house)) == (True, 1), statuses


def test_two_who_end_each_others_post_next_week_leave_one_without_an_end():
    for house in houses():
        eva, vera = coordinator(house), coordinator(house)

        statuses = at_once(ends_post_of(eva, vera, on=7), ends_post_of(vera, eva, on=7))

        assert (max(statuses) < 500, runs(house)) == (True, 1), statuses


def test_who_ends_the_post_of_the_other_while_she_is_erased_herself_leaves_one():
    for house in houses():
        eva, vera = coordinator(house), is_due(coordinator(house))

        statuses = at_once(ends_post_of(vera, eva), erases_who_is_due)

        assert (max(statuses) < 500, runs(house)) == (True, 1), statuses


def test_who_asks_to_be_erased_while_the_other_ends_her_post_is_answered():
    for house in houses():
        eva, vera = coordinator(house), coordinator(house)

        statuses = at_once(ends_post_of(eva, vera), asks_to_be_erased(vera), asks_to_be_erased(eva))

        assert (max(statuses) < 500, runs(house)) == (True, 1), statuses


def test_two_who_are_erased_on_one_day_by_two_processes_leave_one():
    for house in houses():
        is_due(coordinator(house)), is_due(coordinator(house))

        statuses = at_once(erases_who_is_due, erases_who_is_due)

        assert (statuses, runs(house)) == ([200, 200], 1)
        Erasure.objects.all().delete()


def test_two_who_confirm_each_others_farewell_both_read_an_answer():
    for house in houses():
        eva, vera, nora = (coordinator(house) for _ in range(3))

        statuses = at_once(
            confirms(vera, farewell_of(eva, by=nora)),
            confirms(eva, farewell_of(vera, by=nora)),
        )

        assert (max(statuses) < 500, runs(house)) == (True, 2), statuses


def test_two_who_confirm_one_return_confirm_it_once():
    for house in houses():
        eva, vera, nora, zoe = (coordinator(house) for _ in range(4))
        asked = returns.ask_return(actor=eva, person_id=zoe.pk)

        statuses = at_once(confirms(vera, asked), confirms(nora, asked))

        assert sorted(status < 400 for status in statuses) == [False, True], statuses
        assert max(statuses) < 500
        assert Return.objects.get(pk=asked[0].pk).confirmed_by in (vera, nora)


def test_two_who_stop_one_return_stop_it_once():
    for house in houses():
        eva, vera, zoe = (coordinator(house) for _ in range(3))
        asked = returns.ask_return(actor=eva, person_id=zoe.pk)

        statuses = at_once(stops(eva, asked), stops(vera, asked))

        assert sorted(statuses) == [302, 404]
        assert Return.objects.get(pk=asked[0].pk).stopped_by in (eva, vera)


def test_who_confirms_a_return_while_it_is_stopped_leaves_it_stopped():
    for house in houses():
        eva, vera, zoe = (coordinator(house) for _ in range(3))
        asked = returns.ask_return(actor=eva, person_id=zoe.pk)

        stopped, confirmed = at_once(stops(eva, asked), confirms(vera, asked))

        now = Return.objects.get(pk=asked[0].pk)
        assert (stopped, confirmed < 500, now.stopped_by) == (302, True, eva)
        assert (now.confirmed_by is not None) == (confirmed < 400)


def test_farewells_of_two_who_asked_it_of_each_other_are_both_confirmed():
    for house in houses():
        eva, vera, nora = (coordinator(house) for _ in range(3))

        statuses = at_once(
            confirms(nora, farewell_of(eva, by=vera)),
            confirms(nora, farewell_of(vera, by=eva)),
        )

        assert (max(statuses) < 500, runs(house)) == (True, 2), statuses


def test_three_who_confirm_in_a_ring_all_read_an_answer():
    for house in houses():
        eva, vera, nora, zoe = (coordinator(house) for _ in range(4))

        statuses = at_once(
            confirms(zoe, farewell_of(vera, by=eva)),
            confirms(nora, farewell_of(eva, by=vera)),
            confirms(vera, farewell_of(zoe, by=eva)),
        )

        assert max(statuses) < 500, statuses


def test_ending_a_post_and_erasing_who_holds_it_are_both_answered():
    for house in houses():
        eva, vera, nora = (coordinator(house) for _ in range(3))

        statuses = at_once(ends_post_of(eva, vera), confirms(nora, farewell_of(vera, by=eva)), ends_post_of(nora, eva))

        assert (max(statuses) < 500, runs(house) >= 1) == (True, True), statuses
