"""Whose turn it is, worked out from who lives there: fair, alike for all, and not upset by who comes or goes."""

from collections import Counter
from datetime import date
from uuid import UUID

from hypothesis import given, settings, strategies as st

from programs.household.rota import STRETCH, Lasting, begins, turns
from programs.recurrence.rhythm import WEEK

FIRST = begins(date(2026, 10, 12))
WEEKS = [FIRST + count * WEEK for count in range(STRETCH // WEEK)]
COOKING, CLEANING, SHOPPING = (UUID(int=100 + number) for number in range(3))


def lives(number, from_on=date(2026, 1, 1), until_on=None):
    return Lasting(UUID(int=number), from_on, until_on)


def rota(living, chores=(COOKING,), takers=None, last=WEEKS[-1]):
    done = [Lasting(chore, date(2026, 1, 1)) for chore in chores]
    return turns(done, living, takers or {}, FIRST, last)


def held(found, chore=COOKING):
    return [found[chore, week][0] for week in WEEKS]


houses = st.sets(st.integers(1, 400), min_size=1, max_size=9)
some_weeks = st.integers(1, len(WEEKS) - 1)


@settings(max_examples=60, deadline=None)
@given(houses, st.integers(1, 13))
def test_at_any_moment_nobody_took_it_two_times_more_than_another(house, weeks):
    often = Counter(held(rota([lives(number) for number in house]))[:weeks])

    counts = [often[UUID(int=number)] for number in house]
    assert max(counts) - min(counts) <= 1


@settings(max_examples=60, deadline=None)
@given(houses, st.integers(401, 500), some_weeks)
def test_who_comes_changes_nothing_up_to_her_first_monday(house, newcomer, weeks):
    before = held(rota([lives(number) for number in house]))

    after = held(rota([*(lives(number) for number in house), lives(newcomer, from_on=WEEKS[weeks])]))

    assert after[:weeks] == before[:weeks]


@settings(max_examples=60, deadline=None)
@given(houses, some_weeks, st.data())
def test_who_goes_changes_nothing_before_she_went(house, weeks, data):
    gone = data.draw(st.sampled_from(sorted(house)))
    before = held(rota([lives(number) for number in house]))

    found = rota([lives(number, until_on=WEEKS[weeks] if number == gone else None) for number in house])

    assert [found[COOKING, week][0] for week in WEEKS[:weeks]] == before[:weeks]
    assert all(UUID(int=gone) not in found[COOKING, week] for week in WEEKS[weeks:])


@settings(max_examples=60, deadline=None)
@given(houses, st.integers(401, 500), some_weeks)
def test_who_comes_is_not_given_all_that_she_missed(house, newcomer, weeks):
    found = held(rota([*(lives(number) for number in house), lives(newcomer, from_on=WEEKS[weeks])]))

    often = Counter(found[weeks:])
    assert often[UUID(int=newcomer)] <= -(-(len(WEEKS) - weeks) // (len(house) + 1)) + 1


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(1, 8)), some_weeks)
def test_the_order_in_which_they_are_read_changes_nothing(order, start):
    mine = rota([lives(number) for number in order])
    later = turns(
        [Lasting(COOKING, date(2026, 1, 1))], [lives(number) for number in range(1, 8)], {}, WEEKS[start], WEEKS[-1]
    )

    assert all(mine[COOKING, week] == ranked for (_, week), ranked in later.items())


def test_three_chores_go_to_three_women_in_most_weeks():
    found = rota([lives(number) for number in range(1, 7)], (COOKING, CLEANING, SHOPPING))

    at_once = [len({found[chore, week][0] for chore in (COOKING, CLEANING, SHOPPING)}) for week in WEEKS]

    assert (min(at_once) >= 2, at_once.count(3) >= 11) == (True, True)


def test_only_who_takes_turns_is_named():
    found = rota([lives(1), lives(2), lives(3)], takers={COOKING: frozenset({UUID(int=2)})})

    assert set(held(found)) == {UUID(int=2)}


def test_an_empty_house_has_no_turns():
    assert set(map(tuple, rota([]).values())) == {()}


def test_a_chore_that_ended_has_no_turns():
    found = turns([Lasting(COOKING, date(2026, 1, 1), WEEKS[3])], [lives(1)], {}, FIRST, WEEKS[-1])

    assert [week for _, week in found] == WEEKS[:3]
