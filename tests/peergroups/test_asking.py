from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import BinaryField, UUIDField
from django.utils import timezone

from house.models import Person
from peergroups.models import FadedKey, Seat
from peergroups.services.asking import KEPT_MAX, Question
from peergroups.services.tables import seats_that_count


@pytest.fixture
def people():
    return Question(UUIDField(), lambda ids: Person.objects.filter(pk__in=ids).order_by().values_list("pk", "language"))


def test_other_values_get_other_answers(people, amal, bo):
    assert [list(people.about({person.pk})) for person in (amal, bo)] == [[[amal.pk, "nl"]], [[bo.pk, "nl"]]]


def test_more_values_get_more_answers(people, amal, bo):
    assert {pk for pk, _ in people.about({amal.pk, bo.pk, uuid4()})} == {amal.pk, bo.pk}


def test_nothing_is_asked_about_nothing(db, people, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(people.about(set())) == []


def test_many_values_are_asked_as_well_and_their_sql_is_not_kept(people, amal):
    many = {amal.pk, *(uuid4() for _ in range(KEPT_MAX))}

    assert list(people.about(many)) == [[amal.pk, "nl"]]
    assert people._kept == {}


def test_no_more_sql_is_kept_than_that(people, amal):
    for count in range(2 * KEPT_MAX):
        list(people.about({uuid4() for _ in range(count % KEPT_MAX + 1)}))

    assert len(people._kept) <= KEPT_MAX


def test_bytes_are_found_too(db):
    marks = [FadedKey.mark_of(uuid4(), uuid4()) for _ in range(3)]
    FadedKey.objects.bulk_create([FadedKey(mark=mark) for mark in marks[:2]])
    faded = Question(BinaryField(), lambda asked: FadedKey.objects.filter(mark__in=asked).values_list("mark"))
    list(faded.about({marks[2]}))

    assert [bytes(mark) for (mark,) in faded.about({marks[1]})] == [marks[1]]


def test_a_value_that_is_not_used_is_a_mistake(db):
    forgetful = Question(UUIDField(), lambda ids: Person.objects.values_list("pk"))

    with pytest.raises(ValueError, match="found back"):
        forgetful.about({uuid4()})


def test_a_position_that_ends_today_ends_the_kept_answer_too(group, gina, seat_of):
    assert gina.pk in seats_that_count([group.pk])[group.pk]

    gina.positions.update(until_on=timezone.localdate())

    assert gina.pk not in seats_that_count([group.pk])[group.pk]


def test_what_is_kept_is_not_kept_till_tomorrow(group, gina, monkeypatch):
    today = timezone.localdate()
    gina.positions.update(until_on=today + timedelta(days=1))
    assert gina.pk in seats_that_count([group.pk])[group.pk]

    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))

    assert gina.pk not in seats_that_count([group.pk])[group.pk]


def test_it_says_what_the_queryset_says(group, other_group):
    groups = [group.pk, other_group.pk]
    told = {(group_id, person_id) for group_id, seats in seats_that_count(groups).items() for person_id in seats}

    assert told == set(Seat.objects.counting().values_list("group_id", "person_id"))
