"""What somebody is: read in one query, read anew each time, and nothing of it remembered."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from house.middleware import ReadingOnce
from house.models import Person, Position, Role, Stay
from house.people.models import standing
from house.people.models.standing import NOBODY, reading_once, standing_of, standings_of
from tests.cast import days, make_person, make_worker


def test_a_visitor_is_nothing(db):
    with CaptureQueriesContext(connection) as asked:
        assert standing_of(AnonymousUser()) is NOBODY
    assert (len(asked), NOBODY.posts, NOBODY.home_id, NOBODY.houses_run) == (0, [], None, frozenset())


def test_a_resident_has_a_home_and_no_post(amal, house):
    standing = standing_of(amal)

    assert (standing.home_id, standing.posts, standing.is_colleague) == (house.pk, [], False)


@pytest.mark.parametrize(
    ("role", "runs", "works", "is_colleague", "is_eyewitness"),
    [
        (Role.COORDINATOR, True, True, True, True),
        (Role.TRAINER, False, True, True, True),
        (Role.GUEST, False, True, False, False),
        (Role.WITNESS, False, False, False, True),
    ],
)
def test_a_role_says_what_a_post_is(house, role, runs, works, is_colleague, is_eyewitness):
    standing = standing_of(make_worker("Vera", house, role))

    assert (house.pk in standing.houses_run, house.pk in standing.houses_worked_in) == (runs, works)
    assert (standing.is_colleague, standing.is_eyewitness) == (is_colleague, is_eyewitness)


def test_the_same_person_object_gives_the_new_answer(dewi, house):
    before = standing_of(dewi).houses_worked_in
    Position.objects.filter(person=dewi).update(until_on=days(0))

    assert (before, standing_of(dewi).houses_worked_in) == ({house.pk}, frozenset())


def test_a_standing_costs_as_many_queries_for_forty_as_for_one(house):
    people = [make_person(f"Ada {number}") for number in range(40)]
    Stay.objects.bulk_create(Stay(person=person, house=house, arrived_on=days(-1)) for person in people)

    for count in (1, 40):
        with CaptureQueriesContext(connection) as asked:
            found = standings_of([person.pk for person in people[:count]])
        assert (len(asked), len(found)) == (1, count)
        assert {standing.home_id for standing in found.values()} == {house.pk}


def test_its_sql_changes_with_the_local_day_alone(db):
    """A moment in it would be that of its first use, as long as it is cached."""
    _, params = standing._query([uuid4()]).query.sql_with_params()

    assert [param for param in params if isinstance(param, datetime)] == []


def test_nobody_is_missing(db):
    unknown = uuid4()

    assert standings_of([unknown])[unknown].facts == ()


def test_a_page_that_changes_nothing_reads_once(client, amal):
    client.force_login(amal)
    client.get("/help/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/help/")

    assert sum("its_begins" in query["sql"] for query in asked) == 1


def test_no_standing_is_remembered_after_reading_once(dewi):
    with reading_once():
        standing_of(dewi)
        Position.objects.all().delete()
        assert standing_of(dewi).posts != []

    assert standing_of(dewi).posts == []


def test_a_form_reads_anew(dewi, rf):
    """Its verb may change what somebody is."""

    def end_post(request):
        before = standing_of(dewi).posts
        Position.objects.filter(person=dewi).update(until_on=days(0))
        return bool(before), bool(standing_of(Person.objects.get(pk=dewi.pk)).posts)

    assert ReadingOnce(end_post)(rf.post("/")) == (True, False)
    Position.objects.filter(person=dewi).update(until_on=None)
    assert ReadingOnce(end_post)(rf.get("/")) == (True, True)


def test_who_lives_in_two_houses_for_some_days_is_at_home_in_both(amal, house, other_house):
    amal.stays.update(left_on=days(5))
    Stay.objects.create(person=amal, house=other_house, arrived_on=days(-1))

    standing = standing_of(amal)

    assert (standing.homes, standing.home_id) == ({house.pk, other_house.pk}, other_house.pk)


def test_her_posts_stand_in_the_order_in_which_she_got_them(house, other_house):
    vera = make_worker("Vera", house, Role.TRAINER)
    Position.objects.create(person=vera, house=other_house, role=Role.GUEST, from_on=days(-1))
    Position.objects.create(person=vera, house=other_house, role=Role.COACH, from_on=days(-900))

    assert [post.word for post in standing_of(vera).posts] == ["coach", "trainer", "guest"]
