"""While a house is shut a device of somebody with a place in it gets nothing but what opens the house."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from house.access_log.services import log
from house.door.services import cards, opening, walks
from house.line.tickets import State, enter, states_of
from house.models import Device, House, Position, Role, Walk
from programs.feeds.services import feed_of, make_feed
from tests.cast import PASSPHRASE, days, make_person, make_worker, prove
from tests.house.test_access_map import ACCESS, BODY, path_of, routes
from tests.house.test_guards import GUARDS, OPEN_WHILE_SHUT
from tests.house.test_lock import SCRIPT, phone_of
from tests.shutting import is_open, shut
from tests.tables import every_value
from tests.world import build_world

SHUT = "Nog even dicht"
OWN_TABLES = {"house_browsersession", "house_device", "house_turn", "house_cache"}
"""Tables that any request of somebody may write to."""
FOR_VISITORS = {route for route, pattern in routes() if not getattr(pattern.callback, "login_required", True)}
WHEN_LOCKED = {route for route, guards in GUARDS.items() if "is_open_when_locked" in guards}
OPEN = OPEN_WHILE_SHUT | FOR_VISITORS | WHEN_LOCKED


@pytest.fixture
def pia(house):
    return make_worker("Pia", house, Role.WITNESS)


@pytest.fixture
def shut_house(house):
    shut(house)
    return house


def says_shut(answer):
    return answer.status_code == 403 and SHUT in answer.content.decode()


def sign_in_at(path, person):
    """Through the door, with her name and passphrase."""
    client = Client()
    form = {"login": person.sign_in_name, "password": PASSPHRASE}
    return client, client.post(f"/in/?next={path}", form, follow=True)


@pytest.mark.parametrize("name", ["amal", "cleo", "dewi", "eva", "gina", "hanne", "noor", "pia"])
def test_whatever_is_not_named_open_is_shut_and_changes_nothing(db, name):
    world = build_world()
    world.sign_in()
    House.objects.update(shut_at=timezone.now())
    Device.objects.update(is_shut=True)
    before, opened = contents(), set()

    for method, route in ACCESS:
        if route in OPEN or route == "not_here":
            continue
        client = world.browser_of(name)
        ask = client.get if method == "GET" else client.post
        if not says_shut(ask(path_of(route, world), BODY.get(route))):
            opened.add((method, route))

    assert opened == set()
    assert contents() == before


def contents():
    return sorted((table, repr(value)) for table, value in every_value() if table not in OWN_TABLES)


def test_path_that_leads_nowhere_is_shut_too(as_, amal, shut_house):
    assert says_shut(as_(amal).get("/nowhere/"))


def test_page_tells_nothing_and_has_no_menu_and_no_live_line(as_, gina, amal, shut_house):
    page = as_(gina).get("/week/").content.decode()

    assert SHUT in page
    assert "/groups/" not in page
    assert "data-badge" not in page
    assert 'class="side"' not in page
    assert "signed_in" not in page
    assert "Gina" not in page


def test_script_and_htmx_get_a_short_answer(as_, amal, shut_house):
    for headers in (SCRIPT, {"hx-request": "true"}):
        answer = as_(amal).get("/week/", headers=headers)

        assert (answer.status_code, answer.json()["code"]) == (403, "house_shut")


def test_sent_form_says_that_it_was_not_done(as_, amal, shut_house):
    answer = as_(amal).post("/me/", {"language": "en", "text_size": "2"})

    amal.refresh_from_db()
    assert says_shut(answer)
    assert "is niet gebeurd" in answer.content.decode()
    assert amal.language == "nl"


def test_deep_link_after_sign_in_is_shut(amal, shut_house):
    client, answer = sign_in_at("/week/", amal)

    assert (answer.request["PATH_INFO"], says_shut(answer)) == ("/week/", True)
    House.objects.update(shut_at=None)
    assert client.get("/week/").status_code == 200


def test_help_language_leaving_and_signing_out_go_on(as_, amal, shut_house):
    assert "020-000 00 00" in as_(amal).get("/help/").content.decode()
    assert as_(amal).get("/language/").status_code == 200
    for path in ("/bye/", "/out/"):
        client = as_(amal)
        client.post(path)
        assert SESSION_KEY not in client.session


def test_neighbours_notice_nothing(as_, fay, shut_house):
    assert as_(fay).get("/week/").status_code == 200


def test_keeper_goes_on_and_reads_how_many_are_shut(as_, shut_house):
    page = as_(make_person("Otis", is_keeper=True)).get("/desk/keeping/").content.decode()

    assert "Eén huis is nog dicht" in page


def test_locked_and_shut_device_shows_the_lock(amal, shut_house):
    client = phone_of(amal)
    client.post("/lock/")

    assert client.get("/week/").status_code == 423


def test_peek_and_awake_tell_only_whether_it_is_locked(as_, amal, shut_house):
    client = as_(amal)

    assert (client.get("/lock/peek/").content, client.post("/lock/awake/", {"away_s": 0}).content) == (b"", b"")


def test_live_line_is_refused(as_, amal, shut_house):
    client = as_(amal)
    client.get("/help/")
    key = client.session.session_key

    assert enter(key) is None
    assert client.get("/still/", headers=SCRIPT).status_code == 403
    Device.objects.update(is_shut=False)
    ticket = enter(key).ticket
    Device.objects.update(is_shut=True)
    assert states_of([ticket]) == {ticket: State.OUT}


def test_calendar_elsewhere_gets_nothing(amal, shut_house):
    key = make_feed(actor=amal)

    assert Client().get(f"/week/{key}.ics").status_code == 404
    assert feed_of(amal) is None
    House.objects.update(shut_at=None)
    assert feed_of(amal) is not None


def test_only_who_may_open_it_is_led_there(as_, amal, dewi, eva, pia, shut_house):
    noor = make_worker("Noor", shut_house, Role.GUEST)
    led = {}
    for person in (amal, noor, dewi, eva, pia):
        page = as_(person).get("/").content.decode()
        led[person.chosen_name] = ("/desk/walk/" in page, "/desk/walk/second/" in page)

    assert led == {
        "Amal": (False, False),
        "Noor": (False, False),
        "Dewi": (True, True),
        "Eva": (True, True),
        "Pia": (True, True),
    }
    assert 'href="/desk/walk/"' not in as_(dewi).get("/").content.decode()


def test_coordinator_sees_everybody_and_it_is_noted(as_, eva, amal, bo, cleo, dewi, shut_house):
    coming = make_person("Zoe")
    coming.stays.create(house=shut_house, arrived_on=days(9))

    page = as_(eva).get("/desk/walk/").content.decode()

    named = {person.chosen_name for person in (amal, bo, cleo, dewi, coming) if person.chosen_name in page}
    assert named == {"Amal", "Bo", "Cleo", "Dewi", "Zoe"}
    for person in (amal, cleo, dewi, coming):
        assert f'href="/desk/people/{person.pk}/"' in page
        assert [look.what for _, looks in log.lines_for(person).days for look in looks] == [
            "zag je naam in de lijst van mensen"
        ]


def test_walk_shows_who_coaches_whom(as_, eva, amal, hanne, shut_house):
    amal.coachings.create(coach=hanne, house=shut_house, from_on=days(-9))

    assert "Hanne loopt met haar mee" in as_(eva).get("/desk/walk/").content.decode()


def test_coordinator_whom_nobody_met_sees_no_names_there(as_, amal, shut_house):
    vera = make_worker("Vera", shut_house, Role.COORDINATOR, vouched=False)

    page = as_(vera).get("/desk/walk/").content.decode()

    assert "Amal" not in page
    assert "/me/meet/" in page


@pytest.mark.parametrize("role", [Role.TRAINER, Role.WITNESS])
def test_nobody_else_goes_through_it(as_, shut_house, role):
    client = as_(make_worker("Vera", shut_house, role))

    assert client.get("/desk/walk/").status_code == 404
    assert client.post(f"/desk/walk/{shut_house.pk}/").status_code == 404


def test_coordinator_of_another_house_does_not_go_through_this_one(as_, other_house, shut_house):
    client = as_(make_worker("Ida", other_house, Role.COORDINATOR))

    assert client.get("/desk/walk/").url == "/"
    assert client.post(f"/desk/walk/{shut_house.pk}/").status_code == 404
    assert not Walk.objects.exists()


def test_what_ended_is_ended_while_shut(as_, eva, amal, dewi, shut_house):
    client, ends = as_(eva), {"on": days(0).isoformat(), "is_sure": "on"}

    for path in (f"stays/{amal.stays.get().pk}/end", f"positions/{dewi.positions.get().pk}/end"):
        assert client.get(f"/desk/{path}/").status_code == 200
        assert client.post(f"/desk/{path}/", ends).status_code == 302
    assert (amal.stays.get().is_over, dewi.positions.get().is_over) == (True, True)
    assert client.get(f"/desk/people/{amal.pk}/").status_code == 200


def test_nothing_that_has_an_end_goes_on_for_longer_while_shut(as_, eva, amal, dewi, shut_house):
    facts = [amal.stays.get(), dewi.positions.get(), eva.positions.get()]
    for fact in facts:
        setattr(fact, fact.ENDS, days(3))
        fact.save()
    make_worker("Iris", shut_house, Role.COORDINATOR)

    for fact, path in zip(facts, ("stays", "positions", "positions"), strict=True):
        answer = as_(eva).post(f"/desk/{path}/{fact.pk}/end/", {"on": days(300).isoformat()})
        fact.refresh_from_db()
        assert (answer.status_code, getattr(fact, fact.ENDS)) == (422, days(3))


def test_nobody_is_added_while_shut(as_, eva, amal, shut_house):
    client = as_(eva)

    for path in (f"people/{amal.pk}/card/", f"people/{amal.pk}/back/", f"people/{amal.pk}/position/", "people/worker/"):
        assert says_shut(client.post(f"/desk/{path}"))
    assert Position.objects.count() == 1


def read_code(answer):
    return answer.context["code"]


def test_two_people_open_it_by_their_pages(as_, eva, pia, amal, shut_house):
    first, second, hers = as_(eva), as_(pia), as_(amal)
    assert says_shut(hers.get("/week/"))
    code = read_code(first.post(f"/desk/walk/{shut_house.pk}/"))

    page = second.get("/desk/walk/second/").content.decode()
    answer = second.post("/desk/walk/second/", {"code": code, "looked": "on"})

    assert "Amal" not in page
    assert (answer.status_code, is_open(shut_house)) == (302, True)
    assert [client.get("/me/").status_code for client in (first, second, hers)] == [200, 200, 200]
    assert second.post("/desk/walk/second/", {"code": code, "looked": "on"}).status_code == 422
    assert first.post(f"/desk/walk/{shut_house.pk}/").url == "/"
    assert first.get("/desk/walk/").url == "/"


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("eva", "Vraag een collega die naast je zit."),
        ("vera", "Laat eerst een collega zien dat jij het bent"),
        ("ida", "Dit doet een collega uit dit huis"),
    ],
)
def test_second_who_does_not_count_reads_why(as_, eva, shut_house, other_house, who, words):
    people = {
        "eva": eva,
        "vera": make_worker("Vera", shut_house, Role.COACH, vouched=False),
        "ida": make_worker("Ida", other_house, Role.COORDINATOR),
    }
    _, code = walks.finish(actor=eva, house_id=shut_house.pk)

    answer = as_(people[who]).post("/desk/walk/second/", {"code": code, "looked": "on"})

    assert (answer.status_code, is_open(shut_house)) == (422, False)
    assert words in answer.context["form"].errors["code"][0]


def test_second_says_that_she_looked_too(as_, eva, pia, shut_house):
    _, code = walks.finish(actor=eva, house_id=shut_house.pk)

    assert as_(pia).post("/desk/walk/second/", {"code": code}).status_code == 422
    assert not is_open(shut_house)


def test_wrong_codes_are_counted(as_, pia, shut_house):
    client, form = as_(pia), {"code": "0000-0000", "looked": "on"}

    answers = [client.post("/desk/walk/second/", form).status_code for _ in range(13)]

    assert answers == [422] * 12 + [429]


def test_both_prove_themselves_again(as_, eva, pia, shut_house):
    for person, path in ((eva, f"/desk/walk/{shut_house.pk}/"), (pia, "/desk/walk/second/")):
        client = as_(person)
        prove(client, minutes_ago=6)

        assert "proof_form" in client.post(path).context
    assert not Walk.objects.exists()


def test_colleague_who_does_not_count_yet_is_met_while_shut(as_, eva, pia, shut_house):
    vera = make_worker("Vera", shut_house, Role.COACH, vouched=False)
    code = as_(vera).post("/me/meet/").context["code"]

    as_(pia).post("/desk/meet/", {"code": code, "is_her": "1"})

    assert vera.is_vouched


def test_cards_of_the_server_work_and_give_a_shut_device(shut_house, client):
    _, code = opening.add_witness(house=shut_house, name="Roos", language="nl")
    form = {"code": code, "sign_in_name": "roos", "passphrase": "drie gewone woorden", "again": "drie gewone woorden"}

    answer = client.post("/card/in/", form, follow=True)

    assert says_shut(answer)
    assert Device.objects.get().is_shut


def test_her_second_step_is_chosen_while_shut(shut_house, settings, client):
    settings.SECOND_FACTOR_REQUIRED = True
    _, code = opening.add_witness(house=shut_house, name="Roos", language="nl")
    client.force_login(cards.come_in(code=code, sign_in_name="roos", passphrase="drie gewone woorden"))

    assert client.get("/desk/walk/second/").url == "/me/second/"
    assert client.get("/me/second/").status_code == 200
    assert client.get("/me/second/app/", follow=True).request["PATH_INFO"] == "/me/passphrase/again/"
