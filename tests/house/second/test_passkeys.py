"""Passkeys: made, shown and refused."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from fido2.utils import websafe_decode, websafe_encode
from hypothesis import HealthCheck, given, settings, strategies as st

from house.models import BrowserSession, Person
from house.sign_in.services import second_factor
from tests.house.second.steps import (
    make_passkey,
    options_on,
    page,
    person_in,
    prove_herself,
    show,
    sign_in,
)
from tests.passkeys import FLAG


def test_before_she_makes_one_she_reads_who_else_may_have_it(amal, as_):
    hers = as_(amal)
    prove_herself(hers)

    assert "in je account van Google of Apple" in page(hers.get("/me/second/passkey/"))


def test_a_passkey_alone_signs_her_in(amal, key_of, client):
    answer = show(client, key_of(amal))

    assert (answer.url, person_in(client)) == ("/", str(amal.pk))


def test_a_passkey_needs_no_second_step_also_where_she_has_an_app(dewi, key_of, client):
    show(client, key_of(dewi))

    assert client.get("/sessions/").status_code == 200


@pytest.mark.parametrize(("goal", "leads_to"), [("/me/", "/me/"), ("//elsewhere.example/", "/")])
def test_a_passkey_leads_to_the_page_she_asked_for_and_nowhere_outside(amal, key_of, client, goal, leads_to):
    assert show(client, key_of(amal), next=goal).url == leads_to


def test_who_left_before_gets_in_with_a_passkey(amal, key_of, client):
    passkey = key_of(amal)
    client.cookies["left"] = "1"

    assert show(client, passkey).cookies["left"].value == ""
    assert person_in(client) == str(amal.pk)


def test_asking_for_a_passkey_keeps_nothing_about_a_visitor(db, client):
    answer = client.get("/in/passkey/", headers={"accept": "application/json"})

    assert (list(answer.cookies), BrowserSession.objects.count()) == (["k"], 0)
    cookie = answer.cookies["k"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/", 300)
    assert answer.json().keys() == {"publicKey"}
    assert "allowCredentials" not in answer.json()["publicKey"]


def test_a_passkey_is_her_second_step(amal, key_of, client):
    passkey = key_of(amal)
    sign_in(client, "amal")
    options = options_on(client.get("/in/second/"))

    client.post("/in/second/", {"credential": json.dumps(passkey.shown(options))})

    assert person_in(client) == str(amal.pk)


def test_the_passkey_of_another_is_no_second_step(amal, bo, key_of, client):
    key_of(amal)
    other = key_of(bo)
    sign_in(client, "amal")
    options = options_on(client.get("/in/second/"))

    answers = [
        client.post("/in/second/", {"credential": json.dumps(other.shown(options, user=user))})
        for user in (other.user, None)
    ]

    assert ({answer.status_code for answer in answers}, person_in(client)) == ({409}, None)


def test_a_passkey_that_says_to_be_hers_is_refused(amal, bo, key_of, client):
    hers, other = key_of(amal), key_of(bo)

    assert show(client, other, user=hers.user).status_code == 409
    other.id = hers.id
    assert show(client, other, user=hers.user).status_code == 409
    assert person_in(client) is None


def test_an_answer_counts_once(amal, key_of):
    passkey, phone, other = key_of(amal), Client(), Client()
    options = phone.get("/in/passkey/", headers={"accept": "application/json"}).json()
    cookie = phone.cookies["k"].value
    credential = json.dumps(passkey.shown(options))
    assert show(phone, passkey, options, credential).status_code == 302

    other.cookies["k"] = cookie
    assert show(other, passkey, options, credential).status_code == 409
    assert person_in(other) is None


def test_an_answer_to_another_question_is_refused(amal, key_of, client):
    passkey = key_of(amal)
    old = client.get("/in/passkey/", headers={"accept": "application/json"}).json()
    client.get("/in/passkey/", headers={"accept": "application/json"})

    assert show(client, passkey, old).status_code == 409


def test_a_question_of_ones_own_is_refused(amal, key_of, client):
    passkey = key_of(amal)
    options = client.get("/in/passkey/", headers={"accept": "application/json"}).json()
    for cookie in ("", "x", options["publicKey"]["challenge"], f"{options['publicKey']['challenge']}:x:y"):
        client.cookies["k"] = cookie
        assert show(client, passkey, options).status_code == 409


def test_a_question_is_answered_within_five_minutes(amal, key_of, client, monkeypatch):
    passkey = key_of(amal)
    options = client.get("/in/passkey/", headers={"accept": "application/json"}).json()
    later = time.time() + 301
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert show(client, passkey, options).status_code == 409


def test_a_telephone_that_did_not_ask_who_holds_it_is_refused(amal, key_of, client):
    assert show(client, key_of(amal), flags=FLAG.UP).status_code == 409


def test_a_passkey_made_without_asking_who_holds_it_is_refused(amal, as_):
    hers = as_(amal)
    prove_herself(hers)

    assert make_passkey(hers, flags=FLAG.UP).answer.status_code == 422
    assert not Authenticator.objects.exists()


def test_a_passkey_of_another_site_is_refused(amal, key_of, client):
    passkey = key_of(amal)
    passkey.host = "elsewhere.example"

    assert show(client, passkey).status_code == 409


def test_who_is_no_longer_active_is_told_what_everybody_is_told(amal, key_of, client):
    passkey = key_of(amal)
    Person.objects.filter(pk=amal.pk).update(is_active=False)

    assert (show(client, passkey).status_code, person_in(client)) == (409, None)


def test_a_passkey_that_she_took_away_opens_nothing(amal, as_, client):
    hers = as_(amal)
    prove_herself(hers)
    passkey = make_passkey(hers)
    key = second_factor.factors_of(amal).passkeys[0].key

    assert hers.post(f"/me/second/passkey/{key}/remove/").url == "/me/second/"

    assert show(client, passkey).status_code == 409
    assert hers.get("/me/").status_code == 200


NONSENSE = [
    "",
    "null",
    "[]",
    "0",
    '"x"',
    "{}",
    "{",
    '{"response": null}',
    '{"response": {"userHandle": 1}}',
    '{"id": "x", "rawId": "y", "type": "public-key", "response": {}}',
    '{"rawId": "AA", "type": "public-key", "response": {"userHandle": "\\ud800"}}',
    "[" * 5000,
]


@pytest.mark.parametrize("said", NONSENSE)
def test_nonsense_signs_nobody_in(db, client, said):
    client.get("/in/passkey/", headers={"accept": "application/json"})

    assert client.post("/in/passkey/", {"credential": said}).status_code == 409


@pytest.mark.parametrize("said", NONSENSE)
def test_nonsense_is_no_passkey_and_no_second_step(dewi, as_, client, said):
    hers = as_(dewi)
    prove_herself(hers)
    hers.get("/me/second/passkey/")
    sign_in(client)
    client.get("/in/second/")

    made = hers.post("/me/second/passkey/", {"name": "x", "credential": said})
    shown = client.post("/in/second/", {"credential": said})

    assert (made.status_code, shown.status_code in (409, 422), person_in(client)) == (422, True, None)


def test_nobody_takes_away_the_passkey_of_another(dewi, hanne, as_):
    second_factor.add_passkey(person=hanne, name="telefoon", credential={})
    key = second_factor.factors_of(hanne).passkeys[0].key
    hers = as_(dewi)
    prove_herself(hers)

    answers = [hers.get(f"/me/second/passkey/{key}/remove/"), hers.post(f"/me/second/passkey/{key}/remove/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert len(second_factor.factors_of(hanne).passkeys) == 1


@given(
    part=st.sampled_from(["clientDataJSON", "authenticatorData", "signature"]),
    where=st.integers(0, 500),
    flip=st.integers(0, 255),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_broken_answer_signs_nobody_in(amal, key_of, part, where, flip):
    passkey, client = key_of(amal), Client()
    options = client.get("/in/passkey/", headers={"accept": "application/json"}).json()
    credential = passkey.shown(options)
    raw = bytearray(websafe_decode(credential["response"][part]))
    where %= len(raw)
    if flip:
        raw[where] ^= flip
    else:
        del raw[where:]
    credential["response"][part] = websafe_encode(bytes(raw))

    answer = show(client, passkey, options, json.dumps(credential))

    assert (answer.status_code, person_in(client)) == (409, None)
