"""The codes on paper: shown once, used once, and telling nothing."""

import re
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.test import Client

from house.door.services import cards
from house.models import Card
from house.sign_in.services import second_factor
from tests.house.second.steps import (
    CHOSEN,
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


def test_her_codes_are_shown_in_that_answer_alone(amal, as_):
    hers = as_(amal)
    prove_herself(hers)
    answer = hers.post("/me/second/app/", {"code": code_at(NOW, secret_on(hers.get("/me/second/app/")))})
    codes = ["".join(parts) for parts in codes_on(answer)]

    again = [page(hers.get(path)) for path in ("/me/second/", "/me/second/codes/")]

    assert [code for code in codes for told in again if code in told or f"{code[:4]} {code[4:]}" in told] == []
    assert "Nog 10 codes" in again[0]


def test_a_code_from_paper_lets_her_in_once(dewi):
    code, *_ = second_factor.new_codes(person=dewi)
    phone, other = Client(), Client()
    for device in (phone, other):
        sign_in(device)
        device.post("/in/second/", {"code": f"{code[:4]} {code[4:]}"})

    assert (person_in(phone), person_in(other)) == (str(dewi.pk), None)


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


def test_a_passkey_comes_with_ten_codes_and_stands_on_her_page(amal, as_):
    hers = as_(amal)
    prove_herself(hers)

    passkey = make_passkey(hers, name="mijn telefoon")

    assert (passkey.answer.status_code, len(codes_on(passkey.answer))) == (200, 10)
    assert "Passkey: mijn telefoon" in page(hers.get("/me/second/"))
