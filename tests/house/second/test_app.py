"""An app with codes: setting it up, signing in with it, and changing it."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from house import throttle
from house.models import BrowserSession
from house.sign_in.services import second_factor
from house.sign_in.sessions import mark_of
from tests.cast import give_app
from tests.house.second.steps import (
    NOW,
    code_at,
    codes_on,
    make_passkey,
    page,
    person_in,
    prove_herself,
    secret_on,
    sign_in,
)
from tests.house.test_surfaces import told_words


def test_she_sets_up_an_app_and_signs_in_with_it(amal, as_, clock):
    hers = as_(amal)
    prove_herself(hers)
    secret = secret_on(hers.get("/me/second/app/"))

    answer = hers.post("/me/second/app/", {"code": code_at(NOW, secret)})

    assert (answer.status_code, len(codes_on(answer))) == (200, 10)
    phone, clock["now"] = Client(), NOW + 60
    assert sign_in(phone, "amal").url == "/in/second/"
    assert person_in(phone) is None
    assert phone.post("/in/second/", {"code": code_at(NOW + 60, secret)}).url == "/"
    assert person_in(phone) == str(amal.pk)


def test_the_page_of_the_app_may_be_loaded_again(amal, as_):
    hers = as_(amal)
    prove_herself(hers)

    secrets = {secret_on(hers.get("/me/second/app/")) for _ in range(2)}

    assert len(secrets) == 1


def test_the_secret_on_the_screen_is_sealed_in_her_session(amal, as_):
    hers = as_(amal)
    prove_herself(hers)
    secret = secret_on(hers.get("/me/second/app/"))

    assert secret not in json.dumps(dict(hers.session))
    hers.post("/me/second/app/", {"code": code_at(NOW, secret)})
    assert "mfa.totp.secret" not in hers.session


def test_a_wrong_first_code_keeps_nothing_and_the_same_secret(amal, as_):
    hers = as_(amal)
    prove_herself(hers)
    secret = secret_on(hers.get("/me/second/app/"))

    answer = hers.post("/me/second/app/", {"code": "000000"})

    assert (answer.status_code, secret_on(answer)) == (422, secret)
    assert "Deze code klopt niet" in page(answer)
    assert not Authenticator.objects.exists()


def test_a_second_app_is_not_asked_for(dewi, as_):
    hers = as_(dewi)
    prove_herself(hers)
    hers.get("/me/second/app/")

    secret = secret_on(hers.get("/me/second/app/"))
    answer = hers.post("/me/second/app/", {"code": code_at(NOW, secret)})

    assert (answer.status_code, answer.url) == (302, "/me/second/")
    assert "/me/second/app/" not in re.findall(r'href="([^"]+)"', page(hers.get("/me/second/")))


def test_what_the_app_shows_tells_an_address_and_her_sign_in_name(amal, as_):
    hers = as_(amal)
    prove_herself(hers)

    address = re.search(r'href="(otpauth://[^"]+)"', page(hers.get("/me/second/app/")))[1]

    assert re.fullmatch(r"otpauth://totp/amal\?secret=\w{32}&issuer=testserver", address)


def test_a_wrong_code_lets_nobody_in(dewi, client):
    sign_in(client)

    answer = client.post("/in/second/", {"code": "000000"})

    assert (answer.status_code, person_in(client)) == (422, None)
    assert "Deze code klopt niet" in page(answer)


def test_a_code_is_not_accepted_twice(dewi, clock):
    phone, other = Client(), Client()
    for device in (phone, other):
        sign_in(device)
        device.post("/in/second/", {"code": code_at(NOW)})

    assert (person_in(phone), person_in(other)) == (str(dewi.pk), None)


def test_guessing_codes_is_refused_and_signing_in_anew_does_not_help(dewi, client):
    sign_in(client)
    for _ in range(throttle.TRIES_PER_NAME_AND_ADDRESS):
        client.post("/in/second/", {"code": "000000"})

    again = Client()
    sign_in(again)
    assert [device.post("/in/second/", {"code": code_at(NOW)}).status_code for device in (client, again)] == [429] * 2
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    sign_in(elsewhere)
    elsewhere.post("/in/second/", {"code": code_at(NOW)})
    assert person_in(elsewhere) == str(dewi.pk)


def test_the_right_passphrase_alone_shows_nothing(dewi, client):
    sign_in(client)

    for path in ("/", "/sessions/", "/me/", "/me/second/", "/me/second/app/", "/nothing/", "/groups/sync"):
        assert client.get(path, follow=False).url.startswith("/in/"), path


def test_on_the_way_in_the_door_leads_on_and_there_is_a_way_back(dewi, client):
    sign_in(client)
    assert client.get("/in/").url == "/in/second/"

    assert client.post("/out/").url == "/in/"

    assert client.get("/in/").status_code == 200
    assert client.get("/in/second/").url == "/in/"


def test_sluit_on_the_way_in_forgets_it(dewi, client):
    sign_in(client)

    client.post("/bye/")

    assert client.get("/in/second/").url == "/in/"


def test_who_left_before_still_gets_in(dewi, client):
    client.cookies["left"] = "1"
    sign_in(client)

    answer = client.post("/in/second/", {"code": code_at(NOW)})

    assert (person_in(client), answer.cookies["left"].value) == (str(dewi.pk), "")


def test_after_a_quarter_of_an_hour_she_begins_again(dewi, client):
    sign_in(client)
    session = client.session
    session["account_login"] = session["account_login"] | {"initiated_at": timezone.now().timestamp() - 901}
    session.save()

    assert client.post("/in/second/", {"code": code_at(NOW)}).url == "/in/"
    assert person_in(client) is None


def test_the_page_she_asked_for_comes_after_the_second_step(dewi, client):
    sign_in(client, next="/me/")

    assert client.post("/in/second/", {"code": code_at(NOW)}).url == "/me/"


def test_the_session_of_before_is_not_the_session_of_after(dewi, client):
    sign_in(client)
    before = client.session.session_key

    client.post("/in/second/", {"code": code_at(NOW)})

    assert client.session.session_key != before
    assert not BrowserSession.objects.filter(mark=mark_of(before)).exists()


def test_the_page_of_the_second_step_tells_nothing(dewi, client):
    sign_in(client)
    for language in ("nl", "en"):
        answer = client.get("/in/second/", headers={"accept-language": language})
        assert told_words(answer) == []
        assert "dewi" not in page(answer).lower()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "path", ["/me/second/app/", "/me/second/passkey/", "/me/second/codes/", "/me/second/app/remove/"]
)
def test_every_change_asks_her_passphrase_first(dewi, as_, method, path):
    hers = as_(dewi)

    answer = getattr(hers, method)(path, {"code": "123456"})

    assert answer.url == f"/me/passphrase/again/?next={path}"
    assert Authenticator.objects.count() == 1


def test_what_she_had_sent_is_not_kept_nor_where_she_was(dewi, as_):
    hers = as_(dewi)

    hers.post("/me/second/app/", {"code": "123456"})

    kept = json.dumps(dict(hers.session))
    assert [told for told in ("127.0.0.1", "REMOTE", "123456", "csrf") if told in kept] == []


def test_with_her_passphrase_she_goes_on_where_she_was(dewi, as_):
    hers = as_(dewi)

    answer = prove_herself(hers, next="/me/second/codes/")

    assert answer.url == "/me/second/codes/"
    assert hers.get("/me/second/codes/").status_code == 200


def test_a_wrong_passphrase_changes_nothing_and_is_counted(dewi, as_):
    hers = as_(dewi)

    answer = prove_herself(hers, "dit is het niet")

    assert "Dit is niet je wachtwoord van nu" in page(answer)
    assert hers.get("/me/second/codes/").status_code == 302
    for _ in range(throttle.TRIES_PER_NAME_AND_ADDRESS):
        throttle.after_failure(address="127.0.0.1", name="dewi")
    assert prove_herself(hers).status_code == 429


def test_after_five_minutes_it_is_asked_again(dewi, as_):
    hers = as_(dewi)
    prove_herself(hers)
    session = hers.session
    session["account_authentication_methods"] = [
        told | {"at": told["at"] - 301} for told in session["account_authentication_methods"]
    ]
    session.save()

    assert hers.get("/me/second/codes/").status_code == 302


@pytest.mark.parametrize("goal", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"])
def test_the_passphrase_leads_nowhere_outside(dewi, as_, goal):
    assert prove_herself(as_(dewi), next=goal).url == "/"


def test_she_takes_her_app_away_and_stays_in_everywhere(amal, as_):
    give_app(amal)
    phone, library = as_(amal), as_(amal)
    prove_herself(phone)

    answer = phone.post("/me/second/app/remove/")

    assert (answer.url, Authenticator.objects.count()) == ("/me/second/", 0)
    assert [device.get("/me/").status_code for device in (phone, library)] == [200, 200]


def test_pages_of_the_second_step_have_no_script_or_style_of_their_own(dewi, as_):
    hers = as_(dewi)
    prove_herself(hers)
    make_passkey(hers, name='<img src=x onerror="alert(1)">')
    paths = ["", "app/", "passkey/", "codes/", "app/remove/"]
    key = second_factor.factors_of(dewi).passkeys[0].key

    raw = [hers.get(f"/me/second/{path}").content.decode() for path in [*paths, f"passkey/{key}/remove/"]]

    own = r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=\"|javascript:"
    assert [re.search(own, told)[0] for told in raw if re.search(own, told)] == []
    assert not any("<img" in told for told in raw)
