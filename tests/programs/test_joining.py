"""Places that are counted: who joins, who waits, and who gets what comes free. Also many at once."""

import pytest

from house.errors import NotHere
from house.models import Stay
from programs.attendance.services.answers import say_coming, say_not_coming
from programs.attendance.services.arrange import arrange_series, arrange_session
from programs.attendance.services.attendance import rosters_of
from programs.attendance.services.places import fill_all_places
from programs.models import Joining, Session
from tests import cast
from tests.programs.conftest import TUESDAY
from tests.programs.test_changing import run_together


@pytest.fixture
def full(session, eva):
    """This morning's session has one place."""
    arrange_session(actor=eva, session_id=session.pk, places=1)
    session.refresh_from_db()
    return session


def joins(person, session):
    return say_coming(actor=person, session_id=session.pk)


def steps_back(person, session):
    return say_not_coming(actor=person, session_id=session.pk)


def places(session):
    """Who has a place, and who waits, in order."""
    rows = [(row.person.sign_in_name, row.has_place) for row in Joining.objects.filter(session=session)]
    return [name for name, has_place in rows if has_place], [name for name, has_place in rows if not has_place]


@pytest.fixture
def coco(house):
    return cast.make_resident("Coco", house)


def test_where_nobody_counts_silence_means_nothing(session, amal):
    joins(amal, session)

    assert places(session) == ([], [])


def test_where_places_are_counted_she_joins(full, amal, bo):
    joins(amal, full)

    assert (places(full), [one.chosen_name for one in rosters_of([full])[full.pk].people]) == (
        (["amal"], []),
        ["Amal"],
    )


def test_joining_twice_is_joining_once(full, amal):
    joins(amal, full)
    joins(amal, full)

    assert places(full) == (["amal"], [])


def test_when_it_is_full_she_stands_on_the_list(full, amal, bo, coco):
    for person in (amal, bo, coco):
        joins(person, full)

    assert places(full) == (["amal"], ["bo", "coco"])


def test_a_place_that_comes_free_goes_to_who_waited_longest(full, amal, bo, coco, clock):
    for person in (amal, coco, bo):
        joins(person, full)

    steps_back(amal, full)

    assert places(full) == (["coco"], ["bo"])
    assert Joining.objects.get(person=coco).offered_at == clock.now


def test_who_leaves_the_list_and_comes_back_waits_last(full, amal, bo, coco):
    for person in (amal, bo, coco):
        joins(person, full)
    steps_back(bo, full)
    joins(bo, full)

    steps_back(amal, full)

    assert places(full) == (["coco"], ["bo"])


def test_who_was_offered_a_place_may_say_no(full, amal, bo, coco):
    for person in (amal, bo, coco):
        joins(person, full)
    steps_back(amal, full)

    steps_back(bo, full)

    assert places(full) == (["coco"], [])


def test_fewer_places_throw_nobody_out(session, eva, amal, bo, coco):
    arrange_session(actor=eva, session_id=session.pk, places=2)
    for person in (amal, bo, coco):
        joins(person, session)

    arrange_session(actor=eva, session_id=session.pk, places=1)
    steps_back(amal, session)

    assert places(session) == (["bo"], ["coco"])


def test_more_places_go_to_who_waits(full, eva, amal, bo, coco):
    for person in (amal, bo, coco):
        joins(person, full)

    arrange_session(actor=eva, session_id=full.pk, places=2)

    assert places(full) == (["amal", "bo"], ["coco"])


def test_when_nobody_counts_any_more_nobody_waits(full, eva, amal, bo):
    joins(amal, full)
    joins(bo, full)

    arrange_session(actor=eva, session_id=full.pk, places=None)

    assert places(full) == (["amal", "bo"], [])


def test_who_no_longer_lives_there_gives_way(full, amal, bo, house):
    joins(amal, full)
    joins(bo, full)
    Stay.objects.filter(person=amal).update(left_on=TUESDAY)

    fill_all_places()

    assert places(full) == (["bo"], [])


def test_who_waits_and_moves_out_is_passed_over(full, amal, bo, coco):
    for person in (amal, bo, coco):
        joins(person, full)
    Stay.objects.filter(person=bo).update(left_on=TUESDAY)

    steps_back(amal, full)

    assert places(full) == (["coco"], [])


def test_what_has_been_gives_no_places(full, amal, bo, clock):
    joins(amal, full)
    joins(bo, full)
    Stay.objects.filter(person=amal).update(left_on=TUESDAY)
    clock.set(2026, 10, 13, 12)

    fill_all_places()

    assert places(full) == (["amal"], ["bo"])


@pytest.mark.parametrize("who", ["cleo", "fay", "dewi", "eva"])
def test_nobody_joins_what_is_not_meant_for_her(full, who, request):
    with pytest.raises(NotHere):
        joins(request.getfixturevalue(who), full)


def test_a_place_is_no_answer_of_somebody_else(full, amal, bo):
    joins(amal, full)

    steps_back(bo, full)

    assert places(full) == (["amal"], [])


def told(person, session):
    row = Session.objects.get_told_to(person, session.pk)
    return row.has_place, row.is_full, row.has_said_no


def test_what_her_page_tells(full, amal, bo):
    before = told(bo, full)
    joins(amal, full)
    joins(bo, full)

    assert (before, told(amal, full), told(bo, full)) == (
        (None, False, False),
        (True, True, False),
        (False, True, False),
    )


@pytest.fixture
def crowd(house):
    return [cast.make_resident(f"Zus{number}", house) for number in range(6)]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_join_at_once_nobody_gets_a_place_too_many(session, eva, crowd):
    arrange_session(actor=eva, session_id=session.pk, places=2)

    outcomes = run_together(*[lambda person=person: joins(person, session) for person in crowd])

    have, wait = places(session)
    assert (set(outcomes), len(have), len(wait)) == ({"Session"}, 2, 4)


@pytest.mark.django_db(transaction=True)
def test_who_joins_while_another_steps_back_leaves_no_place_empty(session, eva, crowd):
    arrange_session(actor=eva, session_id=session.pk, places=2)
    for person in crowd[:3]:
        joins(person, session)

    outcomes = run_together(
        *[lambda person=person: steps_back(person, session) for person in crowd[:2]],
        *[lambda person=person: joins(person, session) for person in crowd[3:]],
    )

    have, wait = places(session)
    assert (set(outcomes), len(have), len(wait)) == ({"Session"}, 2, 2)
    assert crowd[2].sign_in_name in have


@pytest.mark.django_db(transaction=True)
def test_more_places_while_somebody_joins_leave_nobody_waiting_before_an_empty_one(plan, eva, crowd):
    series = plan()
    session = series.sessions.get(original_on=TUESDAY)
    arrange_series(actor=eva, series_id=series.pk, places=1)
    joins(crowd[0], session)

    run_together(
        lambda: arrange_series(actor=eva, series_id=series.pk, places=4),
        *[lambda person=person: joins(person, session) for person in crowd[1:5]],
    )

    have, wait = places(session)
    assert (len(have), len(wait)) == (4, 1)
