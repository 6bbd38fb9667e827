"""Who looked at whose data: written for every look, read by her alone, forgotten with her key."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from house import registry
from house.access_log.models import InsertOnly
from house.access_log.services import log
from house.access_log.services.checkpoints import check_chain
from house.access_log.services.log import DAYS_A_PAGE, lines_for, note
from house.desk import services
from house.models import Checkpoint, LogKey, Look, Role, Stay, What
from house.sealing import SealBroken
from tests.cast import before_her_card, days, make_resident, make_worker
from tests.house.at_once import at_once


def in_words(person, **where):
    """The lines that she reads: who, in which role, what, how often."""
    lines = [line for _, of_day in lines_for(person, **where).days for line in of_day]
    return [(line.actor and line.actor.chosen_name, line.role, line.what, len(line.times)) for line in lines]


def look(eva, amal, house, what=What.PAGE, **more):
    note(actor=eva, whose=[amal], what=what, house_id=house.pk, **more)


def move_clock(monkeypatch, **by):
    now = timezone.now() + timedelta(**by)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def test_she_reads_who_looked_in_which_role_and_at_what(eva, amal, house):
    look(eva, amal, house)

    assert in_words(amal) == [("Eva", "coördinator", "bekeek je pagina", 1)]


def test_nobody_looked_yet(amal):
    assert in_words(amal) == []


def test_each_reads_only_what_is_hers(eva, amal, bo, cleo, house):
    note(actor=eva, whose=[amal, bo], what=What.PEOPLE, house_id=house.pk)
    look(eva, bo, house)

    assert [len(in_words(person)) for person in (amal, bo, cleo, eva)] == [1, 2, 0, 0]


def test_equal_lines_of_one_day_are_one(eva, dewi, amal, house):
    for _ in range(3):
        look(eva, amal, house)
    look(dewi, amal, house, What.SESSION, detail="Sterk staan")
    look(dewi, amal, house, What.SESSION, detail="Koken")

    assert in_words(amal) == [
        ("Dewi", "trainer", "zag je naam op de lijst van Koken", 1),
        ("Dewi", "trainer", "zag je naam op de lijst van Sterk staan", 1),
        ("Eva", "coördinator", "bekeek je pagina", 3),
    ]


def test_days_are_apart_and_the_newest_comes_first(eva, amal, house, monkeypatch):
    look(eva, amal, house)
    move_clock(monkeypatch, days=2)
    look(eva, amal, house)

    assert [day for day, _ in lines_for(amal).days] == [days(0), days(-2)]


def test_a_day_is_a_local_day(eva, amal, house, monkeypatch):
    """Half past midnight in Amsterdam is still yesterday in UTC."""
    late = timezone.make_aware(timezone.datetime(2026, 7, 2, 0, 30))
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    look(eva, amal, house)

    assert [day.isoformat() for day, _ in lines_for(amal).days] == ["2026-07-02"]


def test_who_looks_at_herself_leaves_no_line(eva, house):
    look(eva, eva, house)

    assert not Look.objects.exists()


def test_the_role_is_that_of_the_moment(eva, amal, house):
    look(eva, amal, house)
    eva.positions.update(role=Role.TRAINER)
    eva = type(eva).objects.get(pk=eva.pk)
    look(eva, amal, house)

    assert [role for _, role, _, _ in in_words(amal)] == ["trainer", "coördinator"]


def test_who_was_erased_since_is_told_without_a_name(dewi, amal, house):
    look(dewi, amal, house)
    dewi.delete()

    assert in_words(amal) == [(None, "trainer", "bekeek je pagina", 1)]


def test_two_houses_write_in_logs_of_their_own_and_she_reads_both(eva, amal, house, other_house):
    nadia = make_worker("Nadia", other_house, Role.COORDINATOR)
    Stay.objects.create(person=amal, house=other_house, arrived_on=days(-300), left_on=days(-200))
    look(eva, amal, house)
    look(nadia, amal, other_house)
    look(eva, amal, house)

    page = lines_for(amal)
    assert [line.house for _, lines in page.days for line in lines] == [house, other_house]
    assert page.is_of_more_houses
    numbers = Look.objects.order_by("number").values_list("house", "number")
    assert set(numbers) == {(house.pk, 1), (house.pk, 2), (other_house.pk, 1)}


def test_a_long_log_comes_in_pages_of_whole_days(eva, amal, house, monkeypatch):
    monkeypatch.setattr(log, "READ_AT_ONCE", 7)
    for _ in range(DAYS_A_PAGE + 3):
        look(eva, amal, house)
        look(eva, amal, house)
        move_clock(monkeypatch, days=1)

    first = lines_for(amal)
    rest = lines_for(amal, before=first.before)

    assert (len(first.days), len(rest.days), rest.before) == (DAYS_A_PAGE, 3, None)
    told = [*first.days, *rest.days]
    assert len({day for day, _ in told}) == len(told)
    assert all(len(line.times) == 2 for _, lines in told for line in lines)


@pytest.mark.parametrize("before", [0, 1, 10**15])
def test_a_page_that_does_not_exist_is_a_page_all_the_same(eva, amal, house, before):
    look(eva, amal, house)
    look(eva, amal, house)

    assert len(lines_for(amal, before=before).days) <= 1


def test_what_is_written_tells_nothing_without_her_key(eva, amal, bo, house):
    note(actor=eva, whose=[amal, bo, amal], what=What.SESSION, house_id=house.pk, detail="Sterk staan")
    note(actor=eva, whose=[amal, bo], what=What.PEOPLE, house_id=house.pk)

    rows = list(Look.objects.all())
    everything = b"".join(bytes(row.mark) + bytes(row.box) for row in rows)
    ids = [person.pk for person in (eva, amal, bo)]
    assert not any(part in everything for pk in ids for part in (pk.bytes, str(pk).encode(), pk.hex.encode()))
    assert b"Sterk" not in everything
    assert len({bytes(row.mark) for row in rows}) == len(rows) == 4


def test_forgetting_her_leaves_the_chain_whole_and_her_lines_unreadable(eva, amal, bo, house):
    note(actor=eva, whose=[amal, bo], what=What.PAGE, house_id=house.pk)
    before = list(Look.objects.order_by("number").values_list())

    log.forget(amal.pk)

    assert (in_words(amal), len(in_words(bo)), check_chain(house)) == ([], 1, None)
    assert list(Look.objects.order_by("number").values_list()) == before


def test_who_is_forgotten_and_comes_back_begins_anew(eva, amal, house):
    look(eva, amal, house)
    log.forget(amal.pk)
    look(eva, amal, house, What.NAME)

    assert in_words(amal) == [("Eva", "coördinator", "bekeek je naam en taal", 1)]


def test_erasing_a_person_forgets_her(eva, amal, house, django_assert_num_queries):
    look(eva, amal, house)

    registry.erase(amal.pk)

    assert not LogKey.objects.exists()


def test_who_does_not_come_after_all_is_forgotten_in_the_log_too(eva, house):
    vera = before_her_card(make_resident("Vera", house, since=-7))
    look(eva, vera, house)

    services.cancel_arrival(actor=eva, stay_id=vera.stays.get().pk)

    assert (LogKey.objects.count(), Look.objects.count(), check_chain(house)) == (0, 1, None)


def test_a_line_that_is_gone_is_told_to_her(eva, amal, house):
    for _ in range(3):
        look(eva, amal, house)
    tamper("DELETE FROM house_look WHERE number = 2")

    page = lines_for(amal)

    assert (page.lacks_lines, in_words(amal)[0][3]) == (True, 2)


def test_a_line_that_was_changed_is_told_to_her(eva, amal, bo, house):
    look(eva, amal, house)
    look(eva, bo, house)
    boxes = {row.number: bytes(row.box) for row in Look.objects.all()}
    tamper("UPDATE house_look SET box = %s WHERE number = 1", [boxes[2]])

    assert (lines_for(amal).lacks_lines, in_words(amal)) == (True, [])


def test_a_key_of_another_does_not_open_hers(eva, amal, bo, house):
    look(eva, amal, house)
    look(eva, bo, house)
    tamper(
        "UPDATE house_logkey SET key = (SELECT key FROM house_logkey WHERE person_id = %s) WHERE person_id = %s",
        [as_stored(amal.pk), as_stored(bo.pk)],
    )

    with pytest.raises(SealBroken):
        lines_for(bo)


def as_stored(pk):
    return pk if connection.vendor == "postgresql" else pk.hex


def tamper(sql, params=None):
    """What somebody with the database in her hands does, triggers or not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS house_look_stays")
        cursor.execute(sql, params)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: type(row).objects.update(number=9),
        lambda row: type(row).objects.all().delete(),
        lambda row: type(row).objects.filter(number=1).update(number=9),
        lambda row: type(row).objects.bulk_update([row], ["number"]),
        lambda row: type(row).objects.update_or_create(number=1, defaults={"link": b""}),
    ],
)
@pytest.mark.parametrize("model", [Look, Checkpoint])
def test_a_line_is_added_and_never_changed_or_taken_away(eva, amal, house, model, change):
    look(eva, amal, house)
    Checkpoint.objects.create(house=house, number=1, link=b"x" * 32)
    before = list(model.objects.values_list())

    with pytest.raises(InsertOnly):
        change(model.objects.get())

    assert list(model.objects.values_list()) == before


@pytest.mark.parametrize("table", ["house_look", "house_checkpoint"])
def test_the_database_itself_refuses_a_change(eva, amal, house, table):
    look(eva, amal, house)
    Checkpoint.objects.create(house=house, number=1, link=b"x" * 32)

    with pytest.raises(Exception, match="stays as it is"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET number = 9")


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("table", ["house_look", "house_checkpoint"])
def test_the_database_itself_refuses_to_delete(eva, amal, house, table):
    look(eva, amal, house)
    Checkpoint.objects.create(house=house, number=1, link=b"x" * 32)

    with pytest.raises(Exception, match="stays as it is"), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_no_two_lines_have_one_number(eva, amal, house):
    look(eva, amal, house)
    first = Look.objects.get()

    with pytest.raises(IntegrityError):
        Look.objects.create(house=house, number=1, at=first.at, mark=b"x" * 16, box=b"", link=b"")


def test_a_look_costs_the_same_for_twenty_as_for_one(eva, house, django_assert_num_queries):
    people = [make_resident(f"Amal{count}", house) for count in range(20)]
    note(actor=eva, whose=people, what=What.PEOPLE, house_id=house.pk)

    for whose in (people[:1], people):
        with django_assert_num_queries(8):  # six, and the savepoint around them
            note(actor=eva, whose=whose, what=What.PEOPLE, house_id=house.pk)


@pytest.mark.django_db(transaction=True)
def test_lines_that_are_written_at_once_get_numbers_without_a_hole(eva, dewi, amal, bo, house):
    def look_often(actor, *whose):
        for _ in range(5):
            note(actor=actor, whose=whose, what=What.PEOPLE, house_id=house.pk)

    at_once(*[lambda: look_often(eva, amal, bo), lambda: look_often(dewi, bo, amal)] * 2)

    assert list(Look.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 41))
    assert check_chain(house) is None
    assert [sum(line[3] for line in in_words(person)) for person in (amal, bo)] == [20, 20]


@pytest.mark.django_db(transaction=True)
def test_two_houses_that_look_at_the_same_women_never_wait_for_each_other(eva, amal, bo, house, other_house):
    nadia = make_worker("Nadia", other_house, Role.COORDINATOR)

    def look_often(actor, where, *whose):
        for _ in range(10):
            note(actor=actor, whose=whose, what=What.PEOPLE, house_id=where.pk)

    at_once(lambda: look_often(eva, house, amal, bo), lambda: look_often(nadia, other_house, bo, amal))

    assert (check_chain(house), check_chain(other_house), LogKey.objects.get(person=bo).turns) == (None, None, 20)


@pytest.mark.django_db(transaction=True)
def test_forgetting_while_somebody_looks_breaks_neither(eva, amal, house):
    look(eva, amal, house)

    at_once(lambda: log.forget(amal.pk), lambda: [look(eva, amal, house) for _ in range(10)])

    assert (check_chain(house), lines_for(amal).lacks_lines) == (None, False)
