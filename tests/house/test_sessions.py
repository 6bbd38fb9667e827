"""Sessions: the cookie opens them, and nothing that lies on the disk."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.db.migrations.state import ProjectState
from django.test import Client

from house.line.tickets import enter
from house.models import BrowserSession
from house.sealing import new_key
from house.sign_in.services import devices
from house.sign_in.sessions import SessionStore, mark_of
from house.upkeep.services import reseal
from tests.cast import PASSPHRASE
from tests.house.test_devices import is_in, phone_of
from tests.tables import as_texts, every_value

ROOT = Path(__file__).resolve().parents[2]


def with_cookie(value):
    return Client(headers={"cookie": f"s={value}"})


def halfway(person):
    """She gave her passphrase, and her second step is asked."""
    client = Client()
    assert client.post("/in/", {"login": person.sign_in_name, "password": PASSPHRASE}).url == "/in/second/"
    return client


def opens(value):
    """Is this cookie somebody's, or at least that of somebody whose second step is asked?"""
    session = SessionStore(value)
    return bool(session.keys()) or enter(value) is not None


def test_nothing_in_a_copy_of_the_database_opens_a_session(amal, eva):
    phone, desk, door = phone_of(amal), phone_of(eva), halfway(eva)
    assert all(opens(client.cookies["s"].value) for client in (phone, desk, door))
    texts = {text for _, value in every_value() for text in as_texts(value)}

    words = texts | {word for text in texts for word in re.findall(r"\w{8,}", text)}

    assert mark_of(phone.cookies["s"].value) in words
    assert [word for word in words if opens(word)] == []
    assert with_cookie(mark_of(phone.cookies["s"].value)).get("/me/").status_code == 302


def test_what_a_session_holds_is_sealed_and_names_nobody(eva):
    desk = phone_of(eva)
    session = desk.session
    session["said"] = "zz een bericht zz"
    session.save()
    halfway(eva)

    texts = [text for table, value in every_value() if table == "house_browsersession" for text in as_texts(value)]

    names = (str(eva.pk), eva.pk.hex, "zz een bericht zz", "_auth_user", "account_login", "eva")
    assert len(texts) > 8
    assert [name for name in names for text in texts if name in text] == []


def test_her_session_put_in_the_row_of_a_thief_signs_nobody_in(amal, db):
    hers = BrowserSession.objects.get(mark=mark_of(phone_of(amal).cookies["s"].value))
    thief = Client()
    thief.post("/language/", {"language": "en"})
    session = SessionStore()
    session.create()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE house_browsersession SET data = (SELECT data FROM house_browsersession WHERE mark = %s)"
            " WHERE mark = %s",
            [hers.mark, mark_of(session.session_key)],
        )

    assert with_cookie(session.session_key).get("/me/").status_code == 302
    assert enter(session.session_key) is None


def test_the_mark_of_a_session_takes_the_secret_of_the_house(settings):
    mark = mark_of("a" * 32)

    settings.SECRET_KEY = "another" * 10

    assert mark_of("a" * 32) != mark


def test_ending_her_sessions_ends_one_that_waits_for_her_second_step(eva, amal):
    waiting, amals = halfway(eva), phone_of(amal)

    devices.end_all_of(eva)

    assert waiting.get("/in/second/").url == "/in/"
    assert is_in(amals)
    assert BrowserSession.objects.count() == 1


def test_a_session_that_ended_is_not_brought_back_by_a_page_that_was_under_way(amal):
    session = phone_of(amal).session
    session["said"] = "iets"

    devices.end_all_of(amal)

    with pytest.raises(UpdateError):
        session.save()
    assert not BrowserSession.objects.exists()


def test_a_new_key_keeps_her_signed_in_and_without_it_she_signs_in_again(amal, settings):
    phone, old = phone_of(amal), settings.SEALING_KEYS
    settings.SEALING_KEYS = [new_key(), *old]
    list(reseal.reseal())

    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    assert is_in(phone)

    settings.SEALING_KEYS = [new_key()]
    assert not SessionStore(phone.cookies["s"].value).keys()


def test_reading_a_session_is_one_query_and_opening_a_line_two(amal, django_assert_num_queries):
    key = phone_of(amal).cookies["s"].value

    with django_assert_num_queries(1):
        assert SessionStore(key)["_auth_user_id"] == str(amal.pk)
    with django_assert_num_queries(2):
        assert enter(key).person == amal


def test_one_module_asks_for_sessions():
    sources = [path for app in ("house", "programs", "peergroups") for path in (ROOT / app).rglob("*.py")]
    naming = {path.relative_to(ROOT).as_posix() for path in sources if "BrowserSession" in path.read_text()}

    assert naming - {"house/models.py", "house/sign_in/models/sessions.py"} == {
        "house/sign_in/sessions.py",
        "house/migrations/0015_sessions_that_open_nothing.py",
    }
    assert not apps.is_installed("django.contrib.sessions")


@pytest.mark.django_db(transaction=True)
def test_the_table_of_before_goes_with_its_keys():
    migration = import_module("house.migrations.0015_sessions_that_open_nothing").Migration
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE django_session (session_key varchar(40), session_data text, expire_date date)")

    with connection.schema_editor() as editor:
        for operation in migration.operations[1:]:
            operation.database_forwards("house", editor, ProjectState(), ProjectState())

    assert "django_session" not in connection.introspection.table_names()
