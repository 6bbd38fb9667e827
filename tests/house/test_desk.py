"""The coordinator's desk, as Eva uses it."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from house.models import Coaching, Person, Role, Room, Stay
from tests.cast import before_her_card, days, make_worker

PASSPHRASE = "drie gewone woorden"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def desk(eva, as_):
    return as_(eva)


def page(response):
    return unescape(response.content.decode())


def iso(count):
    return days(count).isoformat()


def resident_form(house, **changes):
    form = {"house_id": house.pk, "chosen_name": "Ada", "language": "en", "phase": "intake"}
    return form | {"arrived_on": iso(0), "planned_until": iso(90)} | changes


def worker_form(house, **changes):
    form = {"house_id": house.pk, "chosen_name": "Vera", "language": "nl", "role": "trainer"}
    return form | {"background": "volunteer", "from_on": iso(0), "until_on": ""} | changes


def test_a_room_is_added_and_listed(desk, house):
    desk.post("/desk/rooms/", {"house_id": house.pk, "name": "Tuin", "where": "Achter", "is_shared": "on"})

    told = page(desk.get("/desk/rooms/"))
    assert ("De kamer staat erbij." in told, "Tuin</a>" in told, "plek voor twee trainingen" in told) == (True,) * 3


def test_a_room_is_closed_and_stays_listed(desk, room):
    desk.post(f"/desk/rooms/{room.pk}/", {"name": room.name, "where": "", "is_closed": "on"})

    assert "Niet meer in gebruik" in page(desk.get("/desk/rooms/"))


def test_a_refused_room_keeps_what_was_typed(desk, room, house):
    response = desk.post("/desk/rooms/", {"house_id": house.pk, "name": room.name, "where": "Naast <de> gang"})

    told = response.content.decode()
    assert response.status_code == 422
    assert f'value="{room.name}"' in told
    assert 'value="Naast &lt;de&gt; gang"' in told
    assert "Er is al een kamer die zo heet." in told


def test_a_new_resident_is_listed_among_who_lives_here(desk, house):
    desk.post("/desk/people/resident/", resident_form(house))

    assert "Ada" in page(desk.get("/desk/people/")).split("Werken hier")[0]
    assert Person.objects.get(language="en").stays.get().house == house


def test_after_a_new_resident_comes_the_page_with_her_card(desk, house):
    response = desk.post("/desk/people/resident/", resident_form(house))

    told = page(desk.get(response.url))
    assert response.url == f"/desk/people/{Person.objects.get(language='en').pk}/"
    assert "Zij staat erbij. Maak nu een kaart voor haar." in told
    assert "Maak een kaart" in told


def test_a_new_worker_is_listed_with_her_role_in_words(desk, house):
    desk.post("/desk/people/worker/", worker_form(house))

    assert "trainer, vrijwilliger" in page(desk.get("/desk/people/")).split("Werken hier")[1]


def test_who_moved_out_is_listed_apart(desk, amal, cleo):
    here, _, lived = page(desk.get("/desk/people/")).partition("Woonden hier")

    assert ("Amal" in here, "Cleo" in here, "Cleo" in lived) == (True, False, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"chosen_name": ""},
        {"chosen_name": "A" * 41},
        {"chosen_name": "A\x00"},
        {"language": "xx"},
        {"phase": "terugval"},
        {"arrived_on": ""},
        {"arrived_on": "2026-02-30"},
        {"arrived_on": "morgen"},
        {"arrived_on": "0001-01-01"},
        {"arrived_on": "9999-12-31"},
        {"arrived_on": "99999-01-01"},
        {"arrived_on": "2026-01-01\x00"},
        {"planned_until": "0000-00-00"},
        {"house_id": ""},
        {"house_id": "1"},
        {"house_id": "9" * 5000},
    ],
    ids=lambda changes: "-".join(f"{k}={str(v)[:12]!r}" for k, v in changes.items()),
)
def test_a_refused_resident_is_not_written_down_and_keeps_what_was_typed(desk, eva, house, changes):
    response = desk.post("/desk/people/resident/", resident_form(house, planned_until=iso(77)) | changes)

    assert response.status_code == 422
    assert (f'value="{iso(77)}"' in page(response)) is ("planned_until" not in changes)
    assert list(Person.objects.all()) == [eva]


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31", "31-12-2026"])
def test_an_unlikely_day_is_kept_and_shown(desk, house, day):
    desk.post("/desk/people/resident/", resident_form(house, arrived_on=day, planned_until=""))
    person = Person.objects.get(language="en")

    assert [desk.get(path).status_code for path in ("/desk/people/", f"/desk/people/{person.pk}/")] == [200, 200]


def test_a_house_of_somebody_else_is_no_choice_and_not_told_apart_from_none(desk, eva, other_house):
    nowhere = uuid4()

    answers = [
        CSRF.sub("", page(desk.post("/desk/people/resident/", resident_form(other_house, house_id=house_id))))
        for house_id in (other_house.pk, nowhere)
    ]

    assert answers[0].replace(str(other_house.pk), str(nowhere)) == answers[1]
    assert list(Person.objects.all()) == [eva]


def test_who_runs_two_houses_is_asked_which(desk, eva, house, other_house):
    eva.positions.create(house=other_house, role=Role.COORDINATOR, from_on=days(0))

    told = page(desk.get("/desk/people/resident/"))

    assert ("Het huis</option>" in told, "Het andere huis</option>" in told) == (True, True)


def test_what_the_form_does_not_ask_is_not_kept(desk, house, bo):
    extra = {"id": str(bo.pk), "sign_in_name": "x", "is_keeper": "on", "left_on": iso(0), "person": str(bo.pk)}

    desk.post("/desk/people/resident/", resident_form(house) | extra)

    person = Person.objects.get(language="en")
    assert (person.pk == bo.pk, person.sign_in_name, person.is_keeper) == (False, None, False)
    assert (person.stays.get().left_on, bo.stays.count()) == (None, 1)


def test_a_resident_is_not_made_a_coordinator_by_a_field_of_another_form(desk, house):
    desk.post("/desk/people/resident/", resident_form(house, role="coordinator", from_on=iso(0)))

    assert not Person.objects.get(language="en").positions.exists()


def test_her_page_tells_what_she_is_here_and_nothing_of_elsewhere(desk, cleo, other_house):
    Stay.objects.create(person=cleo, house=other_house, arrived_on=days(-3), phase="intake")
    cleo.positions.create(house=other_house, role=Role.GUEST, from_on=days(-3))

    told = page(desk.get(f"/desk/people/{cleo.pk}/"))

    assert ("Nazorg" in told, "Intake" in told, "Gast van een partner" in told) == (True, False, False)


def test_she_is_called_as_she_wants(desk, amal):
    desk.post(f"/desk/people/{amal.pk}/name/", {"chosen_name": "Amal <3", "language": "en", "sign_in_name": "x"})

    amal.refresh_from_db()
    assert (amal.chosen_name, amal.language, amal.sign_in_name) == ("Amal <3", "en", "amal")
    assert "<h1>Amal &lt;3</h1>" in desk.get(f"/desk/people/{amal.pk}/").content.decode()


def test_a_coach_is_chosen_from_the_coaches_of_her_house(desk, amal, hanne, dewi, other_house):
    make_worker("Ria", other_house, Role.COACH)

    told = page(desk.get(f"/desk/people/{amal.pk}/coach/"))

    assert re.findall(r"<option[^>]*>([^<]+)</option>", told) == ["Hanne"]


def test_a_coach_of_another_house_is_refused(desk, amal, other_house):
    ria = make_worker("Ria", other_house, Role.COACH)

    response = desk.post(f"/desk/people/{amal.pk}/coach/", {"coach_id": ria.pk, "from_on": iso(0)})

    assert (response.status_code, Coaching.objects.exists()) == (422, False)


def test_a_resident_who_is_a_coach_does_not_coach_herself(desk, amal, house):
    amal.positions.create(house=house, role=Role.COACH, from_on=days(-1))

    assert "<option" not in page(desk.get(f"/desk/people/{amal.pk}/coach/"))


def test_the_last_coordinator_reads_why_she_cannot_go(desk, eva):
    response = desk.post(f"/desk/positions/{eva.positions.get().pk}/end/", {"on": iso(0), "is_sure": "on"})

    assert response.status_code == 422
    assert "Dit is de enige coördinator van het huis." in page(response)
    assert f'value="{iso(0)}"' in page(response)


def test_a_day_before_the_first_is_refused_with_a_sentence(desk, amal):
    response = desk.post(f"/desk/stays/{amal.stays.get().pk}/end/", {"on": iso(-100), "is_sure": "on"})

    assert "De laatste dag ligt voor de eerste." in page(response)
    assert amal.stays.get().left_on is None


def test_the_card_shows_code_spelling_and_picture_once(desk, amal):
    before_her_card(amal)
    told = page(desk.post(f"/desk/people/{amal.pk}/card/"))

    code = card_code(told)
    assert told.count("<svg") > told.count('<svg class="icon')
    assert "http://testserver/card/" in told
    assert code not in page(desk.get(f"/desk/people/{amal.pk}/"))
    assert "Er is een kaart die werkt tot" in page(desk.get(f"/desk/people/{amal.pk}/"))


def card_code(told):
    paper = re.sub(r"<svg.*?</svg>|<[^>]+>|\s", "", told.partition('class="paper-code"')[2].partition("</p>")[0])
    return re.search(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", paper)[0]


def test_eva_lets_a_new_woman_in_from_the_first_room_to_the_last_day(desk, house, hanne):
    desk.post("/desk/rooms/", {"house_id": house.pk, "name": "Zolder"})
    desk.post("/desk/people/resident/", resident_form(house))
    ada = Person.objects.get(language="en")
    code = card_code(page(desk.post(f"/desk/people/{ada.pk}/card/")))
    hers = Client()

    choice = hers.post("/card/", {"code": code.lower()})
    assert "Hi Ada" in page(choice) or "Dag Ada." in page(choice)
    entered = hers.post("/card/in/", {"code": code, "sign_in_name": "Merel-42", "passphrase": PASSPHRASE})
    assert (entered.url, hers.session["_auth_user_id"]) == ("/", str(ada.pk))

    desk.post(f"/desk/people/{ada.pk}/coach/", {"coach_id": hanne.pk, "from_on": iso(0)})
    terms = {"house_id": house.pk, "role": "trainer", "background": "experience", "from_on": iso(5)}
    desk.post(f"/desk/people/{ada.pk}/position/", terms | {"until_on": iso(9)})
    desk.post(f"/desk/stays/{ada.stays.get().pk}/", {"phase": "aftercare", "planned_until": ""})
    desk.post(f"/desk/coaching/{ada.coachings.get().pk}/end/", {"on": iso(0)})
    desk.post(f"/desk/stays/{ada.stays.get().pk}/end/", {"on": iso(0), "is_sure": "on"})

    ada = Person.objects.get(pk=ada.pk)
    position = ada.positions.get()
    assert (ada.sign_in_name, ada.stays.current().first(), ada.stays.get().phase) == ("merel-42", None, "aftercare")
    assert (position.in_words, position.from_on, position.until_on) == (
        "trainer, ervaringsdeskundige",
        days(5),
        days(9),
    )
    assert ada.coachings.get().is_over
    assert Room.objects.get().name == "Zolder"
