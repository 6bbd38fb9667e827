"""Signing in and out: the same answer for a name that exists and one that does not, and nothing left behind."""

import re

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from house import throttle
from house.models import BrowserSession, Person
from house.registry import registry
from house.sign_in.sessions import mark_of
from tests.cast import PASSPHRASE

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(autouse=True)
def _no_naps(monkeypatch):
    monkeypatch.setattr(throttle.time, "sleep", lambda seconds: None)


def sign_in(client, name="amal", passphrase=PASSPHRASE, path="/in/", **extra):
    return client.post(path, {"login": name, "password": passphrase} | extra)


def person_in(client):
    return client.session.get("_auth_user_id")


@pytest.fixture
def hashings(monkeypatch):
    """How often the slow work was done."""
    done = []
    for deed in ("encode", "verify"):
        slow = getattr(Argon2PasswordHasher, deed)
        monkeypatch.setattr(
            Argon2PasswordHasher, deed, lambda *args, _slow=slow, _deed=deed: done.append(_deed) or _slow(*args)
        )
    return done


@pytest.mark.parametrize("name", ["amal", "AMAL", "  Amal "])
def test_she_signs_in_with_her_name_and_passphrase(amal, client, name):
    response = sign_in(client, name)

    assert person_in(client) == str(amal.pk)
    assert (response.status_code, response.url) == (302, "/")


def test_residents_begin_with_their_week_and_staff_with_their_desk(amal, cleo, dewi, as_):
    begins = [as_(person).get("/").url for person in (amal, cleo, dewi)]

    assert begins[:2] == ["/week/", "/week/"]
    assert begins[2] != "/week/"


@pytest.mark.parametrize("passphrase", [PASSPHRASE.upper(), PASSPHRASE + " ", PASSPHRASE[:-1], "x"])
def test_a_wrong_passphrase_opens_nothing(amal, client, passphrase):
    response = sign_in(client, passphrase=passphrase)

    assert person_in(client) is None
    assert "Naam of wachtwoord klopt niet. Probeer het rustig nog eens." in response.content.decode()


def test_an_unknown_name_gets_the_same_page_to_the_byte(amal, client):
    known = sign_in(client, "amal", "dit is het niet")
    unknown = sign_in(client, "anna", "dit is het niet")

    pages = [CSRF.sub("", response.content.decode()) for response in (known, unknown)]
    assert pages[0] == pages[1].replace('value="anna"', 'value="amal"')
    headers = [{k: v for k, v in response.headers.items() if k != "Expires"} for response in (known, unknown)]
    assert (known.status_code, headers[0]) == (unknown.status_code, headers[1])


@pytest.mark.parametrize(("name", "work"), [("amal", ["verify"]), ("anna", ["encode"]), ("inactive", ["verify"])])
def test_an_unknown_name_costs_the_same_work(amal, bo, client, hashings, name, work):
    bo.sign_in_name, bo.is_active = "inactive", False
    bo.save()

    sign_in(client, name, "dit is het niet")

    assert hashings == work


def test_who_is_no_longer_active_is_told_what_everybody_is_told(amal, client):
    Person.objects.filter(pk=amal.pk).update(is_active=False)

    response = sign_in(client)

    assert person_in(client) is None
    assert "Naam of wachtwoord klopt niet. Probeer het rustig nog eens." in response.content.decode()


def test_who_has_not_come_in_yet_cannot_sign_in(db, client):
    Person.objects.create(chosen_name="Ada")

    for name in ("", "None", "Ada"):
        sign_in(client, name, "")
    assert person_in(client) is None


def test_a_refused_form_keeps_the_name_and_forgets_the_passphrase(amal, client):
    page = sign_in(client, "Amal", "dit is het niet").content.decode()

    assert 'value="Amal"' in page
    assert "dit is het niet" not in page


def test_the_session_of_before_is_not_the_session_of_after(amal, client):
    client.post("/language/", {"language": "en"})
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    client.cookies["s"] = before

    sign_in(client)

    assert client.cookies["s"].value != before
    assert not BrowserSession.objects.filter(mark=mark_of(before)).exists()


def test_the_session_ends_with_the_browser(amal, client):
    cookie = sign_in(client).cookies["s"]

    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


@pytest.mark.parametrize(
    "goal",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "https:elsewhere.example",
        "javascript:alert(1)",
        "\thttps://elsewhere.example/",
        "http://testserver@elsewhere.example/",
        "\x00//elsewhere.example/",
    ],
)
def test_signing_in_leads_nowhere_outside(amal, goal, client, as_):
    urls = [sign_in(client, next=goal).url, as_(amal).get("/in/", {"next": goal}).url]

    assert urls == ["/", "/"]


def test_signing_in_leads_to_the_page_she_asked_for(amal, client):
    asked = client.get("/me/").url

    assert asked == "/in/?next=/me/"
    assert sign_in(client, path=asked, next="/me/").url == "/me/"


@pytest.mark.parametrize("path", ["/out/", "/me/", "/desk/rooms/"])
def test_a_form_sent_after_the_session_ended_leads_to_the_beginning(db, client, path):
    assert client.post(path, {"language": "nl"}).url == "/in/"


@pytest.mark.parametrize("path", ["/nothing/", "/accounts/signup/", "/admin/", "/signup/", "/in/password/reset/"])
def test_a_visitor_cannot_tell_what_is_behind_the_door(db, client, path):
    response = client.get(path)

    assert (response.status_code, response.url) == (302, f"/in/?next={path}")


def test_signing_out_ends_the_session_and_tells(amal, as_, monkeypatch):
    told = []
    monkeypatch.setattr(registry, "on_session_ended", [told.append])
    client = as_(amal)
    key = client.session.session_key

    response = client.post("/out/")

    assert (response.url, told, BrowserSession.objects.count()) == ("/in/", [mark_of(key)], 0)
    assert client.get("/me/").url == "/in/?next=/me/"


def test_a_link_does_not_sign_her_out(amal, as_):
    client = as_(amal)

    assert client.get("/out/").status_code == 405
    assert person_in(client) == str(amal.pk)


def change(client, *, old=PASSPHRASE, new="vier nieuwe gewone woorden", again=None):
    return client.post("/me/passphrase/", {"oldpassword": old, "password1": new, "password2": again or new})


def test_a_new_passphrase_signs_out_her_other_devices_and_not_this_one(amal, monkeypatch):
    told = []
    monkeypatch.setattr(registry, "on_right_ended", [told.append])
    phone, library = Client(), Client()
    sign_in(phone)
    sign_in(library)

    response = change(phone)

    assert (response.status_code, response.url) == (302, "/me/")
    assert [client.get("/me/").status_code for client in (phone, library)] == [200, 302]


def test_a_new_passphrase_replaces_the_old(amal, as_, django_capture_on_commit_callbacks, monkeypatch):
    told = []
    monkeypatch.setattr(registry, "on_right_ended", [told.append])

    with django_capture_on_commit_callbacks(execute=True):
        change(as_(amal))

    person = Person.objects.get()
    assert (person.check_password(PASSPHRASE), person.check_password("vier nieuwe gewone woorden")) == (False, True)
    assert told == [amal.pk]


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"old": "dit is het niet"}, "Dit is niet je wachtwoord van nu. Probeer het rustig nog eens."),
        ({"new": "kort"}, "12 tekens"),
        ({"again": "iets heel anders dan"}, "hetzelfde"),
    ],
    ids=["wrong", "short", "unequal"],
)
def test_a_refused_new_passphrase_changes_nothing_and_shows_none(amal, as_, terms, sentence):
    page = change(as_(amal), **terms).content.decode()

    assert sentence in page
    assert not any(secret in page for secret in (PASSPHRASE, "vier nieuwe", "dit is het niet", "iets heel anders"))
    assert Person.objects.get().check_password(PASSPHRASE)


def test_guessing_her_passphrase_on_an_open_phone_is_refused_after_twelve_tries(amal, as_):
    client = as_(amal)
    change(client, old="dit is het niet")
    for _ in range(throttle.TRIES_PER_NAME_AND_ADDRESS - 1):
        throttle.after_failure(address="127.0.0.1", name="amal")

    assert change(client).status_code == 429
    assert Person.objects.get().check_password(PASSPHRASE)
