"""Sluit: the session ends and the neutral site appears, with an old form, without a network, for a visitor too."""

import re

import pytest
from django.test import Client

from house.models import BrowserSession
from house.registry import registry
from house.sign_in.sessions import mark_of
from house.sign_in.views.sign_out import LEFT_COOKIE
from tests.cast import PASSPHRASE

NEUTRAL = "https://www.buienradar.nl/"


@pytest.fixture
def told(monkeypatch):
    """The sessions of which somebody was told that they ended."""
    marks = []
    monkeypatch.setattr(registry, "on_session_ended", [marks.append])
    return marks


def strict(person=None):
    """A browser for which the check of forms is on, as outside of tests."""
    client = Client(enforce_csrf_checks=True)
    if person:
        client.force_login(person)
    return client


def led_to(response):
    """Where an empty page goes on to by itself, without a script too."""
    return re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', response.content.decode())[1]


def is_out(client):
    return client.get("/me/").url == "/in/?next=/me/" and not BrowserSession.objects.exists()


@pytest.mark.parametrize("form", [{}, {"csrfmiddlewaretoken": "of an hour ago"}], ids=["without", "old"])
def test_leaving_works_without_a_token_and_with_an_old_one(amal, told, form):
    client = strict(amal)
    key = client.session.session_key

    response = client.post("/bye/", form)

    assert (response.status_code, led_to(response), told) == (200, NEUTRAL, [mark_of(key)])
    assert is_out(client)


def test_a_page_that_went_by_itself_is_led_nowhere(amal, told):
    client = strict(amal)
    key = client.session.session_key

    response = client.post("/bye/", {"gone": "1"})

    assert (response.status_code, response.content, told) == (204, b"", [mark_of(key)])
    assert is_out(client)


@pytest.mark.parametrize("form", [{}, {"gone": "1"}], ids=["without script", "with script"])
def test_leaving_empties_what_the_browser_keeps(amal, form):
    response = strict(amal).post("/bye/", form)

    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert response.status_code in (200, 204)  # WebKit heeds no such word on a redirect


@pytest.mark.parametrize("path", ["/out/", "/me/devices/all/"])
def test_signing_out_leads_to_a_page_that_empties_what_the_browser_keeps(amal, as_, path):
    response = as_(amal).post(path, follow=True)

    assert (response.request["PATH_INFO"], response.status_code) == ("/in/", 200)
    assert response.headers["Clear-Site-Data"] == '"storage"'


def test_a_session_that_ended_elsewhere_leads_to_that_page_too(amal, as_):
    client = as_(amal)
    BrowserSession.objects.all().delete()

    assert client.get("/week/", follow=True).headers["Clear-Site-Data"] == '"storage"'


def test_nothing_is_emptied_while_she_is_signed_in(amal, as_):
    client = as_(amal)

    answers = [client.get(path) for path in ("/in/", "/week/", "/me/", "/help/")]

    assert [answer for answer in answers if "Clear-Site-Data" in answer.headers] == []


def test_the_page_that_leads_away_tells_nothing(amal):
    page = strict(amal).post("/bye/").content.decode()

    assert re.findall(r">([^<>\n]+)<", page) == ["Week", "Verder"]
    assert set(re.findall(r'(?:href|src|action)="([^"]+)"', page)) == {NEUTRAL, "/static/house/house.css"}


def test_a_visitor_leaves_the_same_way(db, told):
    response = strict().post("/bye/")

    assert (response.status_code, led_to(response), told) == (200, NEUTRAL, [])


def test_leaving_leads_where_the_installation_says(db, settings):
    settings.LEAVE_TO = "https://www.ns.nl/"

    assert led_to(strict().post("/bye/")) == "https://www.ns.nl/"
    assert 'data-leave="https://www.ns.nl/"' in strict().get("/in/").content.decode()


def test_leaving_leads_nowhere_that_a_stranger_says(db):
    response = strict().post("/bye/?next=https://elsewhere.example/", {"next": "https://elsewhere.example/"})

    assert led_to(response) == NEUTRAL
    assert "elsewhere" not in response.content.decode()


def test_a_link_or_picture_ends_no_session(amal):
    client = strict(amal)

    assert [client.get("/bye/").status_code, client.head("/bye/").status_code] == [405, 405]
    assert client.get("/me/").status_code == 200


def test_the_cookie_of_leaving_ends_the_session_on_the_next_request(amal, told):
    client = strict(amal)
    key = client.session.session_key
    client.cookies[LEFT_COOKIE] = "1"

    response = client.get("/me/")

    assert (response.url, told) == ("/in/?next=/me/", [mark_of(key)])
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

    assert led_to(client.post("/bye/")) == NEUTRAL
    assert told == [mark_of(key)]


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
