"""Sluit: the session ends and the neutral site appears, with an old form, without a network, for a visitor too."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from house.duties import registry
from house.middleware import LEFT_COOKIE
from tests.cast import PASSPHRASE

NEUTRAL = "https://www.buienradar.nl/"


@pytest.fixture
def told(monkeypatch):
    """The sessions of which somebody was told that they ended."""
    keys = []
    monkeypatch.setattr(registry, "on_session_ended", [keys.append])
    return keys


def strict(person=None):
    """A browser for which the check of forms is on, as outside of tests."""
    client = Client(enforce_csrf_checks=True)
    if person:
        client.force_login(person)
    return client


def is_out(client):
    return client.get("/me/").url == "/in/?next=/me/" and not Session.objects.exists()


@pytest.mark.parametrize("form", [{}, {"csrfmiddlewaretoken": "of an hour ago"}], ids=["without", "old"])
def test_leaving_works_without_a_token_and_with_an_old_one(amal, told, form):
    client = strict(amal)
    key = client.session.session_key

    response = client.post("/bye/", form)

    assert (response.status_code, response.url, told) == (302, NEUTRAL, [key])
    assert is_out(client)


def test_a_page_that_went_by_itself_is_led_nowhere(amal, told):
    client = strict(amal)
    key = client.session.session_key

    response = client.post("/bye/", {"gone": "1"})

    assert (response.status_code, response.content, told) == (204, b"", [key])
    assert is_out(client)


def test_a_visitor_leaves_the_same_way(db, told):
    response = strict().post("/bye/")

    assert (response.status_code, response.url, told) == (302, NEUTRAL, [])


def test_leaving_leads_where_the_installation_says(db, settings):
    settings.LEAVE_TO = "https://www.ns.nl/"

    assert strict().post("/bye/").url == "https://www.ns.nl/"
    assert 'data-leave="https://www.ns.nl/"' in strict().get("/in/").content.decode()


def test_leaving_leads_nowhere_that_a_stranger_says(db):
    assert strict().post("/bye/?next=https://elsewhere.example/", {"next": "https://elsewhere.example/"}).url == NEUTRAL


def test_a_link_or_picture_ends_no_session(amal):
    client = strict(amal)

    assert [client.get("/bye/").status_code, client.head("/bye/").status_code] == [405, 405]
    assert client.get("/me/").status_code == 200


def test_the_cookie_of_leaving_ends_the_session_on_the_next_request(amal, told):
    client = strict(amal)
    key = client.session.session_key
    client.cookies[LEFT_COOKIE] = "1"

    response = client.get("/me/")

    assert (response.url, told) == ("/in/?next=/me/", [key])
    assert is_out(client)


@pytest.mark.parametrize("value", ["1", "", "0", "anything"])
def test_any_value_of_the_cookie_counts(amal, value):
    client = strict(amal)
    client.cookies[LEFT_COOKIE] = value

    assert client.get("/week/").status_code == 302
    assert is_out(client)


def test_leaving_with_the_cookie_already_set_still_tells_once(amal, told):
    client = strict(amal)
    key = client.session.session_key
    client.cookies[LEFT_COOKIE] = "1"

    assert client.post("/bye/").url == NEUTRAL
    assert told == [key]


def test_a_page_that_was_open_elsewhere_does_nothing_after_she_left(amal):
    client = strict(amal)
    client.cookies[LEFT_COOKIE] = "1"

    client.post("/me/", {"language": "en", "text_size": "3"})

    amal.refresh_from_db()
    assert (amal.language, amal.text_size) == ("nl", 1)


def test_signing_in_again_removes_the_cookie_and_she_stays_in(amal):
    client = Client()
    client.cookies[LEFT_COOKIE] = "1"

    response = client.post("/in/", {"login": "amal", "password": PASSPHRASE})

    assert (response.cookies[LEFT_COOKIE].value, response.cookies[LEFT_COOKIE]["max-age"]) == ("", 0)
    del client.cookies[LEFT_COOKIE]  # as a browser does
    assert client.get("/me/").status_code == 200


def test_leaving_on_one_device_leaves_the_others_alone(amal):
    phone, laptop = strict(amal), strict(amal)

    phone.post("/bye/")

    assert [client.get("/me/").status_code for client in (phone, laptop)] == [302, 200]


@pytest.mark.parametrize("path", ["/in/", "/card/", "/help/", "/language/"])
def test_before_sign_in_nothing_explains_why_one_would_leave(db, client, path):
    page = client.get(path).content.decode()

    assert 'action="/bye/"' in page
    assert not any(word in page.lower() for word in ("kijkt er iemand mee", "meekijk", "geschiedenis", "uitgelogd"))


def test_after_coming_in_she_reads_what_the_button_does_and_does_not_do(amal, as_):
    page = as_(amal).get("/me/").content.decode()

    assert "Kijkt er iemand mee? Tik op Sluit." in page
    assert "Je telefoon kan nog wel laten zien dat je hier was." in page
