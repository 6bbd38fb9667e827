"""What somebody took in one process is charged in the others."""

import pytest

from house.errors import TooFast
from peergroups.limits import SharedRateLimit


@pytest.fixture
def clock():
    return [0.0]


@pytest.fixture
def paces(clock):
    return [SharedRateLimit(10, 60, lambda: clock[0]) for _ in range(2)]


def take(pace, count, who="amal"):
    for _ in range(count):
        pace.take(who)


def tell(one, other):
    for who, count in one.taken().items():
        other.charge(who, count)


def test_what_was_taken_elsewhere_is_gone_here(paces):
    one, two = paces
    take(one, 10)
    tell(one, two)

    with pytest.raises(TooFast):
        two.take("amal")
    two.take("bo")


def test_what_was_taken_elsewhere_comes_back_at_the_same_pace(paces, clock):
    one, two = paces
    take(one, 10)
    tell(one, two)
    clock[0] = 3

    take(two, 3)
    with pytest.raises(TooFast):
        two.take("amal")


def test_at_most_one_burst_is_owed(paces, clock):
    pace = paces[0]
    pace.charge("amal", 1000)
    clock[0] = 11

    pace.take("amal")


def test_counts_of_a_limit_are_told_once_and_small_ones_never(paces):
    one, _ = paces
    take(one, 9)
    one.take("bo")

    assert (one.taken(), one.taken()) == ({"amal": 9}, {})
