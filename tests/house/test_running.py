"""A house that is about to be without a coordinator asks who goes on, until somebody who counts does."""

import pytest

from house.models import Person, Role
from house.people.queries.coordinators import gaps_told_to
from tests.cast import before_her_card, days, make_worker


@pytest.fixture
def pia(house):
    return make_worker("Pia", house, Role.WITNESS)


@pytest.fixture
def leaving(house):
    """The only coordinator, whose last day was written down before that was refused."""
    return make_worker("Olga", house, Role.COORDINATOR, until=30)


def told(person):
    """From which day on, and in which words: of who runs the house, or of who only looks along."""
    gaps = gaps_told_to(Person.objects.get(pk=person.pk))
    return [(gap.from_on, gap.is_hers) for gap in gaps]


def test_thirty_days_before_the_last_goes_she_and_the_second_pair_of_eyes_are_asked(leaving, pia):
    assert (told(leaving), told(pia)) == ([(days(30), True)], [(days(30), False)])


def test_a_day_earlier_nobody_is_asked(house, pia):
    eva = make_worker("Eva", house, Role.COORDINATOR, until=31)

    assert (told(eva), told(pia)) == ([], [])


def test_where_nobody_runs_the_house_the_second_pair_of_eyes_is_asked_today(pia):
    assert told(pia) == [(days(0), False)]


def test_a_house_that_is_run_until_further_notice_asks_nothing(eva, pia, leaving):
    assert [told(person) for person in (eva, pia, leaving)] == [[], [], []]


@pytest.mark.parametrize("why_not", ["never came in", "cannot sign in", "no longer active"])
def test_who_does_not_count_is_no_answer(leaving, house, why_not):
    vera = make_worker("Vera", house, Role.COORDINATOR)
    if why_not == "never came in":
        before_her_card(vera)
    elif why_not == "cannot sign in":
        vera.set_unusable_password()
        vera.save()
    else:
        Person.objects.filter(pk=vera.pk).update(is_active=False)

    assert told(leaving) == [(days(30), True)]


@pytest.mark.parametrize(
    ("begins", "ends", "asked"),
    [
        (30, None, []),
        (31, None, [30]),
        (10, 200, []),
        (10, 25, [30]),
        (10, 30, [30]),
    ],
)
def test_a_successor_counts_when_no_day_is_without(leaving, house, begins, ends, asked):
    make_worker("Vera", house, Role.COORDINATOR, since=-begins, until=ends)

    assert told(leaving) == [(days(day), True) for day in asked]


def test_of_two_houses_only_the_one_that_asks_is_named(eva, house, other_house):
    eva.positions.create(house=other_house, role=Role.COORDINATOR, from_on=days(-9), until_on=days(9))

    assert [(gap.house, gap.from_on) for gap in gaps_told_to(eva)] == [(other_house, days(9))]


def test_where_they_begin_they_read_it_and_their_colleagues_do_not(as_, leaving, pia, dewi):
    words = "geen coördinator"
    pages = [(leaving, "/sessions/"), (leaving, "/desk/people/"), (pia, "/desk/meet/"), (dewi, "/sessions/")]

    assert [words in as_(who).get(path).content.decode() for who, path in pages] == [True, True, True, False]


def test_they_read_what_to_do(as_, leaving, pia):
    assert "Geef iemand de rol van coördinator, zonder einddatum." in as_(leaving).get("/sessions/").content.decode()
    assert "Vraag in het huis wie het overneemt." in as_(pia).get("/desk/meet/").content.decode()


def test_it_costs_two_queries_beside_her_standing_and_none_for_who_is_not_asked(
    leaving, dewi, django_assert_num_queries
):
    for person, queries in ((leaving, 3), (dewi, 1)):
        with django_assert_num_queries(queries):
            gaps_told_to(person)
