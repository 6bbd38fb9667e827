"""Before somebody gets power over another the second step is asked once more, and nothing less will do."""

import ast
import inspect
import sys
import textwrap

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from house import throttle
from house.access_log.services import log
from house.desk import services
from house.desk.forms import NewPositionForm, NewResidentForm, NewWorkerForm
from house.door.services import cards, returns, vouches, walks
from house.errors import SecondStepDue
from house.models import Person, Position, Role
from house.privacy.services import emergencies, erasure
from house.sign_in.services import second_factor
from house.worries.services import name_readers
from peergroups.seats.services import admission
from tests.cast import PASSPHRASE, days, give_app, make_worker, prove
from tests.house.test_access_map import routes
from tests.house.test_second_factor import code_at

ASKED = {
    "house:new_worker",
    "house:give_position",
    "house:end_position",
    "house:put_back_position",
    "house:make_card",
    "house:back",
    "house:back_card",
    "house:back_confirm",
    "house:erase_her",
    "house:vouch",
    "house:walk_code",
    "house:walk_second",
    "house:open_emergency",
    "house:name_readers",
    "peergroups:card",
    "peergroups:open_seat",
}
"""More may be asked for elsewhere; these must be."""

OURS = {"house", "programs", "peergroups"}

OF_POWER = [
    services.add_person,
    services.give_position,
    services.end_position,
    services.put_back_position,
    cards.issue,
    returns.ask_return,
    returns.confirm_return,
    vouches.vouch,
    walks.finish,
    walks.confirm,
    emergencies.open_emergency,
    name_readers,
    admission.open_seat,
    erasure.erase,
]
"""What gives somebody power over another. Every card is made by `issue`."""

GIVES_NO_POWER = {"house:new_resident"}
"""Its form has no role: who comes to live here gets power over nobody."""


@pytest.fixture
def clock(monkeypatch):
    """What an app shows stands still, and nobody has to wait."""
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: 1_800_000_000)
    monkeypatch.setattr(throttle.time, "sleep", lambda seconds: None)


@pytest.fixture
def stale(eva):
    """A browser in which Eva gave everything, but six minutes ago."""
    client = Client()
    client.force_login(eva)
    prove(client, minutes_ago=6)
    return client


def role_form(house):
    told = {"house_id": str(house.pk), "role": "coach", "background": "professional", "from_on": days(0).isoformat()}
    return told | {"until_on": ""}


def code_now():
    return code_at(1_800_000_000)


def test_each_of_these_routes_asks_whatever_it_is_called():
    assert {name for name, pattern in routes() if is_guarded(pattern)} >= ASKED


def is_guarded(pattern):
    return getattr(pattern.callback, "asks_proof", False)


def reached_from(function, known):
    """Every function of ours whose name stands in this one, and in those in turn, as far as their modules know it."""
    function = inspect.unwrap(function)
    if function in known or function.__module__.partition(".")[0] not in OURS:
        return known
    known.add(function)
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if inspect.isfunction(named := what_is_named(node, vars(sys.modules[function.__module__]))):
            reached_from(named, known)
    return known


def what_is_named(node, names):
    """What `verb` or `services.verb` is in a module with these names; None for anything else."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and inspect.ismodule(module := what_is_named(node.value, names)):
        return getattr(module, node.attr, None)
    return None


def test_whatever_view_reaches_a_verb_of_power_asks_for_proof():
    """The routes are found in the code itself, so a new view that forgets to ask fails here."""
    verbs = {inspect.unwrap(verb) for verb in OF_POWER}
    reaching = {name: pattern for name, pattern in routes() if verbs & reached_from(view_of(pattern), set())}

    assert {name for name, pattern in reaching.items() if not is_guarded(pattern)} == GIVES_NO_POWER
    assert reaching.keys() >= ASKED
    assert "role" not in NewResidentForm.base_fields


def view_of(pattern):
    return getattr(pattern.callback, "view_class", pattern.callback)


def test_what_was_typed_is_sent_after_the_code_of_the_app(stale, house, dewi, clock):
    path = f"/desk/people/{dewi.pk}/position/"
    asked = stale.post(path, role_form(house))
    told = asked.content.decode()

    assert (asked.status_code, 'name="role" value="coach"' in told, "Even je tweede stap" in told) == (403, True, True)
    assert dewi.positions.count() == 1
    on = stale.post("/me/second/again/", {"proof-code": code_now(), "proof-next": path, "proof-again": "1"})
    assert (on.status_code, on.url) == (307, path)
    assert stale.post(path, role_form(house)).status_code == 302
    assert {position.role for position in dewi.positions.all()} == {"trainer", "coach"}


def test_a_wrong_code_keeps_what_was_typed_and_proves_nothing(stale, house, dewi, clock):
    path = f"/desk/people/{dewi.pk}/position/"
    typed = role_form(house) | {"proof-code": "000000", "proof-next": path, "proof-again": "1"}

    wrong = stale.post("/me/second/again/", typed)

    assert (wrong.status_code, 'name="role" value="coach"' in wrong.content.decode()) == (422, True)
    assert stale.post(path, role_form(house)).status_code == 403


@pytest.mark.parametrize("kind", ["passphrase", "four digits", "paper"])
def test_nothing_less_than_the_second_step_will_do(stale, eva, amal, clock, kind):
    codes = second_factor.new_codes(person=eva)
    given = {
        "passphrase": {"proof-passphrase": PASSPHRASE},
        "four digits": {"proof-code": "7305"},
        "paper": {"proof-code": codes[0]},
    }[kind]

    assert stale.post("/me/second/again/", given).status_code == 422
    assert stale.post(f"/desk/people/{amal.pk}/back/").status_code == 403


def test_a_code_from_paper_at_the_door_is_no_proof_and_one_of_the_app_is(eva, amal, clock):
    codes = second_factor.new_codes(person=eva)
    statuses = []
    for code in (codes[0], code_now()):
        client = Client()
        client.post("/in/", {"login": eva.sign_in_name, "password": PASSPHRASE})
        client.post("/in/second/", {"code": code})
        statuses.append(client.get(f"/desk/people/{amal.pk}/back/").status_code)

    assert statuses == [403, 200]


def test_who_has_no_second_step_where_none_is_needed_gives_her_passphrase(stale, eva, amal, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    Authenticator.objects.filter(user=eva).delete()
    path = f"/desk/people/{amal.pk}/back/"

    asked = stale.get(path)
    on = stale.post("/me/second/again/", {"proof-passphrase": PASSPHRASE, "proof-next": path})

    assert (asked.status_code, "Even je wachtwoord" in asked.content.decode()) == (403, True)
    assert (on.url, stale.get(path).status_code) == (path, 200)


def test_the_glass_asks_it_in_her_first_week_too(house, amal, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    newcomer = make_worker("Vera", house, Role.COACH, since=1)
    Authenticator.objects.filter(user=newcomer).delete()
    client = Client()
    client.force_login(newcomer)

    sent_on = client.get("/desk/urgent/new/")
    give_app(newcomer)
    prove(client, methods=("password",))

    assert (sent_on.status_code, sent_on.url) == (302, "/me/second/")
    assert client.get("/desk/urgent/new/").status_code == 403
    prove(client)
    assert client.get("/desk/urgent/new/").status_code == 200
    assert SecondStepDue.message


def test_a_stranger_finds_nothing_there_rather_than_a_question(as_, amal, dewi):
    for person in (amal, dewi):
        client = as_(person)
        prove(client, minutes_ago=6)
        assert client.get(f"/desk/people/{amal.pk}/back/").status_code == 404
    assert as_(amal).get("/desk/back/").status_code == 404


def test_a_second_step_once_more_leads_to_no_other_site(stale, clock):
    on = stale.post("/me/second/again/", {"proof-code": code_now(), "proof-next": "https://elsewhere.example/"})

    assert on.url == "/"


def test_no_role_is_chosen_for_her(eva):
    for form_class in (NewPositionForm, NewWorkerForm):
        field = form_class(actor=eva)["role"]
        assert (field.initial, field.field.choices[0][0]) == (None, "")


def test_what_is_done_with_it_stands_in_the_log(as_, eva, house):
    desk = as_(eva)
    form = role_form(house) | {"chosen_name": "Ada", "language": "nl", "role": "trainer"}
    desk.post("/desk/people/worker/", form)
    ada = Person.objects.exclude(pk=eva.pk).get()
    desk.post(f"/desk/people/{ada.pk}/position/", role_form(house))
    post = Position.objects.get(person=ada, role="coach")
    desk.post(f"/desk/positions/{post.pk}/end/", {"on": days(0).isoformat(), "is_sure": "on"})

    lines = {line.what for _, of_day in log.lines_for(ada).days for line in of_day}
    assert lines >= {"zette je erbij", "gaf je een rol: coach", "liet een rol van je ophouden: coach"}
