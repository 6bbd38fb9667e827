"""What stands in the log: what went wrong and where, never with whom."""

import logging
import re
import sys

import pytest
from django.db import connection

from house.logs import MESSAGE_MAX, MaskingFormatter, masked
from tests.cast import PASSPHRASE
from tests.server import running_server, test_database
from tests.visitor import Visitor


@pytest.mark.parametrize(
    ("line", "quiet"),
    [
        ("GET /groups/4f6b8c1e-1111-4222-8333-444455556666/", "GET /groups/<id>/"),
        ("from 192.0.2.1, port 80", "from <address>, port 80"),
        ("from 2001:db8::1 and fe80:0:0:0:1:2:3:4", "from <address> and <address>"),
        ("/in/?next=/week/&x=1 was asked", "/in/?<query> was asked"),
        ("card ABCD-EFGH-JKMN-PQRS", "card <code>"),
        ("session k3jx0a7m2q9w8e7r6t5y4u3i2o1p0a9s", "session <token>"),
        (f"/week/{'5f7900a3' * 8}.ics broke", "/week/<token>.ics broke"),
        ("failed on 'Ik slaap slecht'", "failed on <words>"),
        ("merel@example.nl", "<mail>"),
        ("from 2001:DB8::1", "from <address>"),
        ("at 12:30:45 in 0001_people_houses_and_cards.py:33", "at 12:30:45 in 0001_people_houses_and_cards.py:33"),
        ("house.line.hub: A beat was missed.", "house.line.hub: A beat was missed."),
    ],
)
def test_what_tells_of_a_person_or_opens_a_door_is_masked(line, quiet):
    assert masked(line) == quiet


def test_an_exception_keeps_its_type_and_place_and_loses_its_words():
    def store():
        raise ValueError("Key (text)=(Ik slaap slecht)")

    try:
        try:
            store()
        except ValueError as problem:
            raise RuntimeError("for Merel") from problem
    except RuntimeError:
        record = logging.LogRecord("house", logging.ERROR, __file__, 1, "It broke.", None, sys.exc_info())

    told = MaskingFormatter("{message}", style="{").format(record)

    assert "It broke." in told
    assert re.search(r"RuntimeError\n.*test_logs.py:\d+ in .*\nValueError\n", told)
    assert told.rstrip().endswith("in store")
    assert "slecht" not in told
    assert "Merel" not in told


def said(message):
    return MaskingFormatter("{message}", style="{").format(logging.makeLogRecord({"msg": message}))


def test_long_path_of_a_stranger_is_cut_before_it_is_masked():
    assert said("Not Found: /" + "a-" * 8_000) == "Not Found: <cut>"


@pytest.mark.parametrize(
    "secret", ["5f7900a3" * 8, "4f6b8c1e-1111-4222-8333-444455556666", "'Ik slaap slecht, al weken'"]
)
def test_no_half_of_a_secret_is_left_where_a_message_is_cut(secret):
    for away in range(70):
        left = said("." * (MESSAGE_MAX - away) + " " + secret + " more" * 100).replace(".", "")

        assert set(left.split()) <= {"<token>", "<id>", "<words>", "more", "<cut>"}


def test_all_that_is_logged_goes_through_the_mask(settings):
    handlers = settings.LOGGING["handlers"].values()

    assert {settings.LOGGING["formatters"][handler["formatter"]]["()"] for handler in handlers} == {
        "house.logs.MaskingFormatter"
    }
    assert {
        handler for logger in settings.LOGGING["loggers"].values() for handler in logger.get("handlers", [])
    } == set()


@pytest.fixture
def real_house(transactional_db):
    """At the loudest level."""
    with running_server({"LOG_LEVEL": "DEBUG"}, database=test_database(), is_real=True) as server:
        yield server


@pytest.fixture
def no_rooms(transactional_db):
    """A table that went away, so that a page breaks."""

    def rename(before, after):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {before} RENAME TO {after}")

    rename("house_room", "house_room_away")
    yield
    rename("house_room_away", "house_room")


@pytest.mark.process
def test_a_day_in_the_house_leaves_nobody_in_the_log(real_house, no_rooms, amal, eva, as_):
    """Sign-ins, wrong and right, a code, broken forms, and a page that breaks."""
    wrong = {"code": "ABCD-EFGH-JKMN-PQRS", "language": "onder-de-wilg", "text_size": "onder-de-wilg"}
    visitor = Visitor(real_house.url, {"X-Forwarded-For": "192.0.2.77", "X-Real-IP": "192.0.2.77"})

    coordinator = Visitor(real_house.url)
    coordinator.carry(as_(eva).session.session_key)

    sessions = [visitor.sign_in("zwaan-en-roos", "onder-de-wilg"), visitor.sign_in("amal", PASSPHRASE)]
    answers = [
        visitor.post("/card/", wrong),
        visitor.post("/me/", wrong),
        coordinator.get(f"/desk/people/{amal.pk}/?next=onder-de-wilg"),
        coordinator.get("/desk/rooms/"),
        Visitor(real_house.url, {"Host": "zwaan-en-roos"}).get("/in/"),
    ]

    assert (sessions[0], [status for status, _ in answers]) == (None, [422, 422, 200, 500, 400])
    assert "Error" in real_house.log
    secrets = [
        PASSPHRASE,
        coordinator.cookie("s"),
        "onder-de-wilg",
        "zwaan-en-roos",
        wrong["code"],
        "192.0.2.77",
        sessions[1],
    ]
    secrets += [str(amal.pk), str(eva.pk), "amal", "eva"]
    assert [secret for secret in secrets if secret.lower() in real_house.log.lower()] == []
