"""What the database took back because another was in the way is done once more, and after that told in words."""

from contextlib import contextmanager
from html import unescape

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client

from house.models import Card, Look, Person, Return, Room, Stay
from tests.cast import PASSPHRASE, days

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def others_in_the_way(table, *, times):
    """The database takes back what is written to this table, as PostgreSQL does with one of two in a deadlock."""
    left = [times]

    def refuse(execute, sql, params, many, context):
        if left[0] and sql.startswith(("INSERT", "UPDATE")) and table in sql:
            left[0] -= 1
            raise OperationalError("deadlock detected") from psycopg.errors.DeadlockDetected()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def client(eva):
    client = Client(raise_request_exception=False)
    client.force_login(eva)
    client.get("/me/")
    return client


@pytest.fixture
def new_room(house):
    return {"house_id": str(house.pk), "name": "Serre", "where": "beneden"}


def text(answer):
    return unescape(answer.content.decode())


def test_a_form_is_carried_out_once_more_and_only_once(client, new_room):
    with others_in_the_way("house_room", times=1):
        answer = client.post("/desk/rooms/", new_room)

    assert (answer.status_code, [room.name for room in Room.objects.all()]) == (302, ["Serre"])


def test_where_others_stay_in_the_way_the_form_keeps_what_she_typed(client, new_room):
    with others_in_the_way("house_room", times=2):
        answer = client.post("/desk/rooms/", new_room)

    assert (answer.status_code, Room.objects.exists()) == (422, False)
    assert ("Het is even druk." in text(answer), 'value="Serre"' in text(answer)) == (True, True)


def test_a_page_without_a_form_of_ours_is_asked_once_more(client, amal):
    with others_in_the_way("house_look", times=1):
        answer = client.get(f"/desk/people/{amal.pk}/")

    assert (answer.status_code, Look.objects.count()) == (200, 1)


def test_who_meets_others_twice_sends_the_same_again_with_one_button(client, amal):
    path, told = f"/desk/people/{amal.pk}/end/", {"said": "Zij wil dat", "csrfmiddlewaretoken": "of this page"}

    with others_in_the_way("house_return", times=2):
        answer = client.post(path, told)

    assert (answer.status_code, Return.objects.exists()) == (503, False)
    assert 'name="said" value="Zij wil dat"' in text(answer)
    assert 'name="csrfmiddlewaretoken" value="of this page"' in text(answer)


def test_what_was_kept_already_is_not_done_again(client, house):
    ada = Person.objects.create(chosen_name="Ada")
    Stay.objects.create(person=ada, house=house, arrived_on=days(0))

    with others_in_the_way("house_look", times=1):
        answer = client.post(f"/desk/people/{ada.pk}/card/")

    assert (answer.status_code, Card.objects.count()) == (503, 1)
    main = text(answer).partition("<main")[2].partition("</main>")[0]
    assert "Verstuur het nog eens" in main
    assert main.count('class="button"') == 1  # one main button on a screen
    assert "Wat je schreef" not in main  # she wrote nothing


def test_a_script_reads_that_it_is_busy(client, amal):
    with others_in_the_way("house_look", times=2):
        answer = client.get(f"/desk/people/{amal.pk}/", headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (503, "busy")


def test_beside_the_page_she_reads_a_sentence_too_and_no_secret_is_put_into_it(db, eva):
    stranger = Client(raise_request_exception=False)

    with others_in_the_way("house_browsersession", times=99):
        answer = stranger.post("/in/", {"login": "eva", "password": PASSPHRASE})

    assert (answer.status_code, "Het is even druk." in text(answer), PASSPHRASE in text(answer)) == (503, True, False)


def test_another_fault_is_done_once_and_stays_a_fault(client, new_room):
    def refuse(execute, sql, params, many, context):
        if "house_room" in sql and sql.startswith("INSERT"):
            seen.append(sql)
            raise OperationalError("disk I/O error")
        return execute(sql, params, many, context)

    seen = []
    with connection.execute_wrapper(refuse):
        answer = client.post("/desk/rooms/", new_room)

    assert (answer.status_code, len(seen)) == (500, 1)
