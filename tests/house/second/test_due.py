"""Being led to the second step when it is due."""

import pytest
from allauth.mfa.models import Authenticator

from house.door.services import cards
from house.line.tickets import enter
from house.models import Position
from tests.cast import days, give_app
from tests.house.second.steps import CHOSEN, NOW, code_at, page, prove_herself, secret_on


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
    assert "https://www.buienradar.nl/" in as_(newcomer).post("/bye/").content.decode()
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
def test_somebody_without_a_due_second_step_is_not_reminded(who, request, as_):
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


def test_her_open_line_waits_for_her_second_step_too(newcomer, as_):
    key = as_(newcomer).session.session_key
    assert enter(key).is_kept_out

    give_app(newcomer)

    entered = enter(key)
    assert (entered.person, entered.is_kept_out) == (newcomer, False)
