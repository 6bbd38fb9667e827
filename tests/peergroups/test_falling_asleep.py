"""A seat whose holder did not open her group for long falls asleep."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from peergroups.models import PeerGroup, Seat
from peergroups.seats.services.sleeping import let_seats_sleep
from peergroups.talk.services.unread import read_up_to
from tests import cast
from tests.meanwhile import begun_while_held, rows_are_locked
from tests.peergroups.asleep import LONG, away
from tests.shutting import shut


@pytest.mark.parametrize(("days", "state"), [(LONG - 1, "active"), (LONG, "asleep"), (LONG + 500, "asleep")])
def test_a_seat_sleeps_after_its_days(group, seat_of, amal, cleo, days, state):
    away(seat_of(amal), days)

    let_seats_sleep()

    assert (seat_of(amal).state, seat_of(cleo).state) == (state, "active")


def test_only_open_seats_of_a_group_that_talks_fall_asleep(group, house, seat_of, amal):
    """Each state of the seat, of the group and of the house, with a seat that is open and one that waits."""
    for state, group_state, is_open, is_shut in product(
        ["active", "paused", "frozen", "asleep"], PeerGroup.State.values, [True, False], [True, False]
    ):
        away(seat_of(amal))
        opened_at = timezone.now() if is_open else None
        Seat.objects.filter(person=amal).update(state=state, opened_at=opened_at)
        PeerGroup.objects.update(state=group_state)
        type(house).objects.filter(pk=house.pk).update(shut_at=timezone.now() if is_shut else None)

        let_seats_sleep()

        talks = group_state in ("forming", "open") and not is_shut
        is_due = state in ("active", "paused") and is_open and talks
        assert seat_of(amal).state == ("asleep" if is_due else state), (state, group_state, is_open, is_shut)


def test_days_of_rest_do_not_count(group, seat_of, amal):
    away(seat_of(amal))
    PeerGroup.objects.update(state=PeerGroup.State.RESTING)
    let_seats_sleep()
    PeerGroup.objects.update(state=PeerGroup.State.OPEN)

    let_seats_sleep()

    assert (seat_of(amal).state, seat_of(amal).awake_on) == ("active", cast.days(0))


def test_days_in_a_shut_house_do_not_count(group, house, seat_of, amal):
    away(seat_of(amal))
    shut(house)

    let_seats_sleep()

    assert (seat_of(amal).state, seat_of(amal).awake_on) == ("active", cast.days(0))


def test_a_facilitators_seat_never_sleeps(group, seat_of, gina):
    away(seat_of(gina), 1000)

    let_seats_sleep()

    assert seat_of(gina).state == Seat.State.ACTIVE


def test_the_day_is_written_once_a_day(as_, group, seat_of, amal):
    away(seat_of(amal), 3)
    hers, talk = as_(amal), reverse("peergroups:talk", args=[group.pk])

    written = []
    for _visit in range(3):
        with CaptureQueriesContext(connection) as queries:
            hers.get(talk)
        written.append(sum("awake_on" in query["sql"] and query["sql"].startswith("UPDATE") for query in queries))

    assert (written, seat_of(amal).awake_on) == ([1, 0, 0], cast.days(0))


def test_reading_in_an_open_tab_counts_as_a_visit(group, say, seat_of, amal, cleo):
    say(cleo)
    away(seat_of(amal), LONG - 1)

    read_up_to(actor=amal, group_id=group.pk, number=1)

    assert seat_of(amal).awake_on == cast.days(0)


@pytest.mark.parametrize("path", ["peergroups:groups", "programs:week", "house:me"])
def test_other_pages_do_not_count_as_a_visit(as_, group, seat_of, amal, path):
    away(seat_of(amal), 3)

    as_(amal).get(reverse(path))

    assert seat_of(amal).awake_on == cast.days(-3)


def test_a_facilitators_reading_keeps_no_day(as_, group, say, seat_of, amal, gina):
    say(amal)
    away(seat_of(gina), 3)

    as_(gina).get(reverse("peergroups:talk", args=[group.pk]))
    read_up_to(actor=gina, group_id=group.pk, number=1)

    assert seat_of(gina).awake_on == cast.days(-3)


@pytest.mark.django_db(transaction=True)
@rows_are_locked
def test_who_comes_while_it_falls_asleep_stays_awake(group, seat_of, amal):
    seat = seat_of(amal)
    away(seat)

    with begun_while_held(Seat, seat.pk, let_seats_sleep) as (_outcome, is_done):
        assert not is_done.wait(0.5)
        Seat.objects.filter(pk=seat.pk).update(awake_on=cast.days(0))

    assert seat_of(amal).state == Seat.State.ACTIVE


@pytest.mark.django_db(transaction=True)
@rows_are_locked
def test_a_group_that_rests_meanwhile_puts_nobody_to_sleep(group, seat_of, amal):
    away(seat_of(amal))

    with begun_while_held(PeerGroup, group.pk, let_seats_sleep) as (_outcome, is_done):
        assert not is_done.wait(0.5)
        PeerGroup.objects.update(state=PeerGroup.State.RESTING)

    assert seat_of(amal).state == Seat.State.ACTIVE
