from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Value
from django.utils import timezone

from house.cached_sql import CACHED_MAX, MANY, CachedSql
from house.models import Card, Device, Person, Stay
from peergroups.groups.queries import seats_that_count
from peergroups.models import FadedKey, PeerGroup, Seat


@pytest.fixture
def people():
    return CachedSql(lambda ids: Person.objects.filter(pk__in=ids).order_by().values_list("pk", "language"))


def test_other_values_get_other_answers(people, amal, bo):
    assert [list(people.rows({person.pk})) for person in (amal, bo)] == [[[amal.pk, "nl"]], [[bo.pk, "nl"]]]


def test_more_values_get_more_answers(people, amal, bo):
    assert {pk for pk, _ in people.rows({amal.pk, bo.pk, uuid4()})} == {amal.pk, bo.pk}


def test_an_empty_collection_gives_no_rows_without_a_query(db, people, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(people.rows(set())) == []


def test_many_values_are_asked_as_well_and_their_sql_is_not_cached(people, amal):
    many = {amal.pk, *(uuid4() for _ in range(MANY))}

    assert list(people.rows(many)) == [[amal.pk, "nl"]]
    assert people._cached == {}


def test_only_a_bounded_number_of_statements_is_cached(people, amal):
    for count in range(2 * CACHED_MAX):
        list(people.rows({uuid4() for _ in range(count % CACHED_MAX + 1)}))

    assert len(people._cached) <= CACHED_MAX


def test_bytes_are_found_too(db):
    marks = [FadedKey.mark_of(uuid4(), uuid4()) for _ in range(3)]
    FadedKey.objects.bulk_create([FadedKey(mark=mark) for mark in marks[:2]])
    faded = CachedSql(lambda asked: FadedKey.objects.filter(mark__in=asked).values_list("mark"))
    list(faded.rows({marks[2]}))

    assert [bytes(mark) for (mark,) in faded.rows({marks[1]})] == [marks[1]]


def test_value_in_two_collections_spoils_no_later_query(amal, bo):
    pairs = CachedSql(lambda some, others: Person.objects.filter(pk__in=some).exclude(pk__in=others).values_list("pk"))

    assert list(pairs.rows([amal.pk], [amal.pk])) == []
    assert list(pairs.rows([amal.pk], [bo.pk])) == [[amal.pk]]


def test_more_than_a_few_values_share_the_sql_of_the_next_power_of_two(people, amal):
    for count in (5, 6, 7, 8):
        assert people.rows([amal.pk, *(uuid4() for _ in range(count - 1))]) == [[amal.pk, "nl"]]

    assert len(people._cached) == 1


def test_single_values_of_each_kind_are_asked_for(amal, house, group):
    today = timezone.localdate()
    Stay.objects.filter(person=amal).update(arrived_on=today)
    stays = CachedSql(lambda person, day: Stay.objects.filter(person=person, arrived_on=day).values_list("house_id"))
    signed_in = CachedSql(lambda mark: Device.objects.filter(session_hash=mark).values_list("person_id"))
    counted = CachedSql(lambda number: PeerGroup.objects.filter(newest__gte=number).values_list("pk"))
    opened = CachedSql(lambda since: Device.objects.filter(opened_at__gte=since).values_list("person_id"))
    Device.objects.create(person=amal, session_hash="mark")
    now = timezone.now()

    assert stays.rows(amal.pk, today) == [[house.pk]]
    assert stays.rows(amal.pk, today - timedelta(days=1)) == []
    assert (signed_in.rows("mark"), signed_in.rows("other")) == ([[amal.pk]], [])
    assert (counted.rows(0), counted.rows(1)) == ([[group.pk]], [])
    assert (opened.rows(now - timedelta(minutes=1)), opened.rows(now + timedelta(minutes=1))) == ([[amal.pk]], [])


def test_objects_come_with_what_they_name_each_once(amal, bo, house, django_assert_num_queries):
    stays = CachedSql(
        lambda people: (
            Stay.objects.filter(person__in=people)
            .select_related("person", "house")
            .annotate(two=Value(2))
            .order_by("pk")
        )
    )
    stays.objects([amal.pk])

    with django_assert_num_queries(1):
        first, second = stays.objects([amal.pk, bo.pk])
        names = {first.person.chosen_name, second.person.chosen_name}

    assert (names, first.two) == ({"Amal", "Bo"}, 2)
    assert first.house is second.house
    assert first.house == house
    assert (first._state.adding, first._state.db) == (False, "default")


@pytest.mark.parametrize("model", [Person, Stay, PeerGroup])
def test_objects_hold_what_django_reads_into_them(amal, group, model):
    everything = CachedSql(lambda keys: model.objects.filter(pk__in=keys).order_by("pk"))
    as_django_reads = list(model.objects.order_by("pk"))

    found = everything.objects([item.pk for item in as_django_reads])

    assert as_django_reads
    assert [fields_of(item) for item in found] == [fields_of(item) for item in as_django_reads]


def fields_of(item):
    return {name: value for name, value in vars(item).items() if name != "_state"}


def test_object_that_names_nothing_has_nothing(amal, bo, house):
    cards = CachedSql(lambda people: Card.objects.filter(person__in=people).select_related("made_by"))
    Card.objects.create(person=amal, house=house, made_by=None, code_hash="1", expires_at=timezone.now())
    Card.objects.create(person=bo, house=house, made_by=amal, code_hash="2", expires_at=timezone.now())

    assert {card.made_by for card in cards.objects([amal.pk, bo.pk])} == {None, amal}


def test_what_the_time_is_may_not_be_built_in(amal):
    late = CachedSql(
        lambda person: Device.objects.filter(person=person, opened_at__lt=timezone.now()).values_list("pk")
    )

    with pytest.raises(ValueError, match="moment"):
        late.rows(amal.pk)


def test_a_value_that_is_not_used_is_a_mistake(db):
    forgetful = CachedSql(lambda ids: Person.objects.values_list("pk"))

    with pytest.raises(ValueError, match="missing"):
        forgetful.rows({uuid4()})


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


def test_seats_that_count_are_those_of_the_queryset(group, other_group):
    groups = [group.pk, other_group.pk]
    told = {(group_id, person_id) for group_id, seats in seats_that_count(groups).items() for person_id in seats}

    assert told == set(Seat.objects.counting().values_list("group_id", "person_id"))
