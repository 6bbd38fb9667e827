"""Setting up a second step, signing in with it, and being led to it when it is due."""

import json
import re
import time
from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from fido2.utils import websafe_decode, websafe_encode
from hypothesis import HealthCheck, given, settings, strategies as st

from house import patience
from house.models import Card, Person, Position, Role
from house.services import cards, second_factor
from peergroups.services.entering import enter
from tests.cast import APP_SECRET, PASSPHRASE, days, give_app, make_person
from tests.house.test_surfaces import told_words
from tests.passkeys import FLAG, SoftPasskey

NOW = 1_790_000_010
CHOSEN = "vier nieuwe gewone woorden"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    hands = {"now": NOW}
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: hands["now"]))
    monkeypatch.setattr(patience.time, "sleep", lambda seconds: None)
    return hands


@pytest.fixture
def newcomer(house):
    """A trainer since eight days, who has no second step."""
    person = make_person("Sam")
    Position.objects.create(person=person, house=house, role=Role.TRAINER, from_on=days(-8))
    return person


def code_at(seconds, secret=APP_SECRET):
    return format_hotp_value(hotp_value(secret, seconds // 30))


def page(response):
    return unescape(response.content.decode())


def sign_in(client, name="dewi", passphrase=PASSPHRASE, path="/in/", **extra):
    return client.post(path, {"login": name, "password": passphrase} | extra)


def person_in(client):
    return client.session.get("_auth_user_id")


def prove_herself(client, passphrase=PASSPHRASE, **extra):
    return client.post("/me/passphrase/again/", {"password": passphrase} | extra)


def secret_on(response):
    return re.search(r"secret=(\w+)", page(response))[1]


def codes_on(response):
    return re.findall(r"<li>(\d{4}) (\d{4})</li>", page(response))


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


def test_her_codes_are_shown_in_that_answer_alone(amal, as_):
    hers = as_(amal)
    prove_herself(hers)
    answer = hers.post("/me/second/app/", {"code": code_at(NOW, secret_on(hers.get("/me/second/app/")))})
    codes = ["".join(parts) for parts in codes_on(answer)]

    again = [page(hers.get(path)) for path in ("/me/second/", "/me/second/codes/")]

    assert [code for code in codes for told in again if code in told or f"{code[:4]} {code[4:]}" in told] == []
    assert "Nog 10 codes" in again[0]


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


# Signing in


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


def test_a_code_from_paper_lets_her_in_once(dewi):
    code, *_ = second_factor.new_codes(person=dewi)
    phone, other = Client(), Client()
    for device in (phone, other):
        sign_in(device)
        device.post("/in/second/", {"code": f"{code[:4]} {code[4:]}"})

    assert (person_in(phone), person_in(other)) == (str(dewi.pk), None)


def test_guessing_codes_is_refused_and_signing_in_anew_does_not_help(dewi, client):
    sign_in(client)
    for _ in range(patience.TRIES_PER_NAME_AND_ADDRESS):
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
    assert not Session.objects.filter(session_key=before).exists()


def test_the_page_of_the_second_step_tells_nothing(dewi, client):
    sign_in(client)
    for language in ("nl", "en"):
        answer = client.get("/in/second/", headers={"accept-language": language})
        assert told_words(answer) == []
        assert "dewi" not in page(answer).lower()


# Changing


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
    for _ in range(patience.TRIES_PER_NAME_AND_ADDRESS):
        patience.after_failure(address="127.0.0.1", name="dewi")
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


def test_new_codes_are_shown_once(dewi, as_):
    hers = as_(dewi)
    prove_herself(hers)

    shown = hers.post("/me/second/codes/")

    assert len(codes_on(shown)) == 10
    assert codes_on(hers.get("/me/second/codes/")) == []


def test_the_paper_with_codes_tells_nothing(dewi, as_):
    hers = as_(dewi)
    prove_herself(hers)

    paper = re.search(r'<article class="paper">.*?</article>', page(hers.post("/me/second/codes/")), re.DOTALL)[0]

    told = re.sub(r"<[^>]+>|\d", " ", paper).split()
    assert told == "Codes Elke code werkt één keer.".split()


# When it is due


def test_every_page_leads_to_the_choice(newcomer, as_):
    hers = as_(newcomer)

    for path in ("/", "/sessions/", "/week/", "/me/", "/groups/", "/nothing/", "/me/passphrase/"):
        assert hers.get(path).url == "/me/second/", path
    assert hers.post("/me/", {"language": "en", "text_size": "1"}).url == "/me/second/"
    assert "Daarom kies je nu een tweede stap" in page(hers.get("/me/second/"))


@pytest.mark.parametrize(
    "path", ["/help/", "/language/", "/me/second/", "/me/passphrase/again/", "/me/second/app/", "/me/second/passkey/"]
)
def test_the_way_there_is_open(newcomer, as_, path):
    hers = as_(newcomer)
    prove_herself(hers)

    assert hers.get(path).status_code == 200


def test_she_may_leave_and_sign_out(newcomer, as_):
    assert as_(newcomer).post("/bye/").url == "https://www.buienradar.nl/"
    assert as_(newcomer).post("/out/").url == "/in/"


def test_a_script_is_told_so(newcomer, as_):
    answer = as_(newcomer).get("/groups/sync", headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (403, "second_step_due")


def test_a_part_of_a_page_leads_the_whole_page(newcomer, as_):
    answer = as_(newcomer).get("/week/", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == "/me/second/"


def test_with_a_second_step_she_goes_on(newcomer, as_):
    hers = as_(newcomer)
    prove_herself(hers)

    hers.post("/me/second/app/", {"code": code_at(NOW, secret_on(hers.get("/me/second/app/")))})

    assert hers.get("/sessions/").status_code == 200


def test_before_it_is_due_her_desk_says_so_in_one_line(newcomer, as_):
    Position.objects.update(from_on=days(-2))

    told = page(as_(newcomer).get("/sessions/"))

    assert "een tweede stap bij het inloggen" in told


@pytest.mark.parametrize("who", ["dewi", "amal"])
def test_others_are_not_reminded(who, request, as_):
    told = page(as_(request.getfixturevalue(who)).get("/", follow=True))

    assert "tweede stap" not in told


def test_a_new_coordinator_comes_in_chooses_and_is_at_her_desk(eva, house, client):
    Authenticator.objects.all().delete()
    _, code = cards.issue(person=eva, house=house, made_by=None)
    client.post("/card/in/", {"code": code, "sign_in_name": "merel-42", "passphrase": CHOSEN})
    assert client.get("/desk/people/").url == "/me/second/"

    secret = secret_on(client.get("/me/second/app/"))  # she chose her passphrase a moment ago
    client.post("/me/second/app/", {"code": code_at(NOW, secret)})

    assert client.get("/desk/people/").status_code == 200


def test_a_card_forgets_the_steps_she_lost(dewi, house, client):
    second_factor.new_codes(person=dewi)
    _, code = cards.issue(person=dewi, house=house, made_by=None)

    client.post("/card/in/", {"code": code, "sign_in_name": "dewi", "passphrase": CHOSEN})

    assert not Authenticator.objects.exists()
    assert client.get("/sessions/").status_code == 200
    used = Card.objects.get()
    used.used_at -= timedelta(days=8)
    used.save()
    assert client.get("/sessions/").url == "/me/second/"


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


# Passkeys


def make_passkey(client, passkey=None, name="telefoon", **said):
    passkey = passkey or SoftPasskey()
    options = options_on(client.get("/me/second/passkey/"))
    passkey.answer = client.post(
        "/me/second/passkey/", {"name": name, "credential": json.dumps(passkey.made(options, **said))}
    )
    return passkey


def options_on(response):
    return json.loads(unescape(re.search(r'data-options="([^"]+)"', response.content.decode())[1]))


def show(client, passkey, options=None, credential=None, **said):
    """Sign in with a passkey alone, or with what somebody says in its place."""
    options = options or client.get("/in/passkey/", headers={"accept": "application/json"}).json()
    extra = {"next": said.pop("next")} if "next" in said else {}
    credential = credential or json.dumps(passkey.shown(options, **said))
    return client.post("/in/passkey/", {"credential": credential} | extra)


@pytest.fixture
def key_of(as_):
    """A passkey that this person has."""

    made = {}

    def key_of(person):
        if person.pk not in made:
            hers = as_(person)
            prove_herself(hers)
            made[person.pk] = make_passkey(hers)
        return made[person.pk]

    return key_of


def test_a_passkey_comes_with_ten_codes_and_stands_on_her_page(amal, as_):
    hers = as_(amal)
    prove_herself(hers)

    passkey = make_passkey(hers, name="mijn telefoon")

    assert (passkey.answer.status_code, len(codes_on(passkey.answer))) == (200, 10)
    assert "Passkey: mijn telefoon" in page(hers.get("/me/second/"))


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

    assert (list(answer.cookies), Session.objects.count()) == (["k"], 0)
    cookie = answer.cookies["k"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Lax",
        "/in/passkey/",
        300,
    )
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


def test_nobody_takes_away_the_passkey_of_another(dewi, hanne, as_):
    second_factor.add_passkey(person=hanne, name="telefoon", credential={})
    key = second_factor.factors_of(hanne).passkeys[0].key
    hers = as_(dewi)
    prove_herself(hers)

    answers = [hers.get(f"/me/second/passkey/{key}/remove/"), hers.post(f"/me/second/passkey/{key}/remove/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert len(second_factor.factors_of(hanne).passkeys) == 1


def test_her_open_line_waits_for_her_second_step_too(newcomer, as_):
    key = as_(newcomer).session.session_key
    assert enter(key) is None

    give_app(newcomer)

    assert enter(key)[0] == newcomer
