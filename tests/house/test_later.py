"""What is read together is what each would have read alone."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db.models import F, Value
from django.db.models.functions import Lower
from django.utils import timezone

from house import later as reading
from house.cached_sql import CACHED_MAX, MANY, CachedSql
from house.later import later, reading_together
from house.models import Card, Device, Person, Stay
from programs.models import Appointment

DAY = date(2026, 10, 13)


@pytest.fixture
def stays():
    return CachedSql(lambda people: Stay.objects.filter(person__in=people).select_related("person", "house"))


@pytest.fixture
def devices():
    by_lock = F("locks_at").desc(nulls_last=True)
    return CachedSql(lambda people: Device.objects.filter(person__in=people).annotate(two=Value(2)).order_by(by_lock))


@pytest.fixture
def pairs():
    return CachedSql(lambda people: Stay.objects.filter(person__in=people).values_list("person_id", "arrived_on"))


@pytest.fixture
def ids():
    return CachedSql(lambda people: Person.objects.filter(pk__in=people).values_list("pk"))


@pytest.fixture
def appointments(amal, bo):
    for person, at in (amal, time(9, 30)), (bo, None), (amal, None), (amal, time(8)):
        Appointment.objects.create(person=person, on=DAY, at=at, words="tandarts")
    return CachedSql(lambda people: Appointment.objects.filter(person__in=people))


def fields_of(item):
    return {name: value for name, value in vars(item).items() if name != "_state"}


def test_together_each_finds_what_it_finds_alone(
    stays, devices, pairs, ids, appointments, amal, bo, django_assert_num_queries
):
    for hours in (None, 3, 1, 2):
        locked = {"code_hash": "1", "locks_at": timezone.now() + timedelta(hours=hours)} if hours else {}
        Device.objects.create(person=amal, session_hash=str(hours), **locked)
    people, every = [amal.pk, bo.pk], [stays, devices, appointments]
    alone = [[fields_of(item) for item in sql.objects(people)] for sql in every]

    with reading_together():
        found, rows, one_column = [later(sql, people) for sql in every], later(pairs, people), later(ids, people)
        with django_assert_num_queries(1):
            together = [[fields_of(item) for item in some] for some in found]

    assert [[strip(item) for item in some] for some in together] == [[strip(item) for item in some] for some in alone]
    assert sorted(rows) == sorted(pairs.rows(people))
    assert sorted(one_column) == sorted(ids.rows(people))
    assert [len(some) for some in found] == [2, 4, 4]
    assert found[0][0].person.chosen_name in {"Amal", "Bo"}


def strip(fields):
    return {name: value for name, value in fields.items() if name != "_prefetched_objects_cache"}


@pytest.mark.parametrize("first_of_days", [True, False])
def test_days_and_moments_stay_what_they_are_whichever_comes_first(pairs, devices, amal, first_of_days):
    Device.objects.create(person=amal, session_hash="mark", opened_at=timezone.now())
    with reading_together():
        both = [later(sql, [amal.pk]) for sql in ((pairs, devices) if first_of_days else (devices, pairs))]
        days, moments = both if first_of_days else reversed(both)

        assert (type(days[0][1]), moments[0].opened_at.tzinfo is None) == (date, False)


def test_later_reads_at_once_outside_of_reading_together(stays, devices, amal, django_assert_num_queries):
    with django_assert_num_queries(2):
        found, _ = later(stays, [amal.pk]), later(devices, [amal.pk])
    with django_assert_num_queries(0):
        assert [stay.person_id for stay in found] == [amal.pk]


def test_what_nobody_looked_at_is_read_at_the_end_and_no_later(stays, ids, amal, django_assert_num_queries):
    with django_assert_num_queries(1), reading_together():
        found, pks = later(stays, [amal.pk]), later(ids, [amal.pk])
    Stay.objects.all().delete()

    with django_assert_num_queries(0):
        assert (len(found), list(pks)) == (1, [[amal.pk]])


def test_a_batch_within_another_is_read_together_with_it(stays, ids, amal, django_assert_num_queries):
    with django_assert_num_queries(1), reading_together():
        outer = later(stays, [amal.pk])
        with reading_together():
            inner = later(ids, [amal.pk])

        assert (len(outer), len(inner)) == (1, 1)


def test_an_empty_collection_is_answered_without_a_query(db, stays, django_assert_num_queries):
    with django_assert_num_queries(0), reading_together():
        assert list(later(stays, [])) == []


def test_after_an_error_nothing_waits(stays, amal, django_assert_num_queries):
    def ask_and_fail():
        with reading_together():
            later(stays, [amal.pk])
            raise KeyError

    with django_assert_num_queries(0), pytest.raises(KeyError):
        ask_and_fail()
    with django_assert_num_queries(1):
        later(stays, [amal.pk])


def test_an_order_that_is_no_attribute_is_refused(ids, amal):
    ordered = CachedSql(lambda people: Person.objects.filter(pk__in=people).order_by(Lower("language")))

    with reading_together():
        both = later(ordered, [amal.pk]), later(ids, [amal.pk])
        with pytest.raises(ValueError, match="cannot be ordered"):
            len(both[0])


def test_only_the_first_few_cannot_be_read_together(ids, amal):
    newest = CachedSql(lambda people: Card.objects.filter(person__in=people)[:1])

    with reading_together():
        both = later(newest, [amal.pk]), later(ids, [amal.pk])
        with pytest.raises(TypeError, match="slice"):
            len(both[0])


def test_sql_for_many_values_is_not_kept_and_of_the_rest_no_more_than_that(stays, ids, amal):
    reading._joined.clear()
    with reading_together():
        both = later(stays, [amal.pk]), later(ids, [amal.pk, *(uuid4() for _ in range(MANY))])
        assert [len(some) for some in both] == [1, 1]
    assert reading._joined == {}

    for count in range(2 * CACHED_MAX):
        with reading_together():
            later(stays, [amal.pk]), later(ids, [uuid4() for _ in range(1 << count % 9)])
    for _ in range(2 * CACHED_MAX):
        sql = CachedSql(lambda people: Person.objects.filter(pk__in=people).values_list("pk"))
        with reading_together():
            later(sql, [amal.pk]), later(ids, [amal.pk])

    assert len(reading._joined) <= CACHED_MAX
