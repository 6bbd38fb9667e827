"""The pages about who gives a session: a trainer's desk, a coordinator's open places, and what residents read."""

from datetime import date, time

import pytest

from house.models import Position, Role
from programs.models import Away, Duty
from programs.planning.services.change import move_session
from programs.staffing.services.duties import accept, ask, decline, stay_away
from programs.trainings.services import start_training
from tests import cast
from tests.programs.conftest import TUESDAY, local
from tests.programs.test_staffing import givers, states
from tests.programs.test_week_page import read


@pytest.fixture
def asked(session, eva, dewi, anouk):
    """Dewi cannot come and Anouk is asked."""
    decline(actor=dewi, session_id=session.pk, word="Anouk kent de groep.")
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])
    return session


def test_her_desk_shows_what_she_is_asked_with_numbers_and_without_names(as_, asked, anouk, amal, bo):
    response = as_(anouk).get("/sessions/")

    text = read(response)
    assert "Kun jij dit geven? Dinsdag 13 oktober 10:30 tot 12:00 Sterk staan Grote kamer · 2 doen mee" in text
    assert ("Eva vraagt het je." in text, "Amal" in text) == (True, False)
    assert '<span>Vandaag</span><span class="badge"><b>1</b> ' in response.content.decode()


def test_what_she_was_asked_is_not_open_to_her_yet(as_, asked, anouk):
    assert as_(anouk).get(f"/sessions/{asked.pk}/").status_code == 404


def test_one_tap_says_yes(as_, asked, anouk):
    response = as_(anouk).post(f"/sessions/{asked.pk}/can/")

    assert (response["Location"], givers(asked)) == ("/sessions/", ["Anouk"])


def test_one_tap_says_no(as_, asked, anouk):
    as_(anouk).post(f"/sessions/{asked.pk}/cannot/")

    assert states(asked)["Anouk"] == "declined"


def test_a_substitute_has_list_and_material_and_who_was_replaced_no_longer(as_, asked, anouk, dewi, amal):
    accept(actor=anouk, session_id=asked.pk)

    hers, dewis = as_(anouk).get(f"/sessions/{asked.pk}/"), as_(dewi).get(f"/sessions/{asked.pk}/")

    assert ("Amal" in read(hers), "We beginnen met thee." in read(hers), dewis.status_code) == (True, True, 404)


def test_who_was_too_late_reads_that_it_is_filled(as_, asked, eva, anouk, hanne):
    ask(actor=eva, session_id=asked.pk, person_ids=[hanne.pk])
    accept(actor=hanne, session_id=asked.pk)

    response = as_(anouk).post(f"/sessions/{asked.pk}/can/")

    assert (response.status_code, "Iemand anders geeft het al." in read(response)) == (409, True)
    assert "hier is niemand meer voor nodig. Dank je." in read(as_(anouk).get("/sessions/"))


def test_who_gives_two_things_at_once_is_warned_before_she_says_yes(as_, asked, plan, anouk):
    plan(at=time(11), trainer_ids=[anouk.pk], room_id=None)

    assert "Dan doe je ook iets anders Sterk staan, 11:00 tot 12:30" in read(as_(anouk).get("/sessions/"))


def test_a_trainer_declines_a_session_with_a_word(as_, session, dewi):
    browser = as_(dewi)
    page = browser.get(f"/sessions/{session.pk}/cannot/")
    browser.post(f"/sessions/{session.pk}/cannot/", {"word": "Anouk kent de groep."})

    assert (page.status_code, session.duties.get().word) == (200, "Anouk kent de groep.")
    assert (
        "Hier kom je niet Sterk staan Dinsdag 13 oktober, 10:30 tot 12:00 Je zei erbij: Anouk kent de groep."
        in read(browser.get("/sessions/"))
    )


def test_a_word_that_is_too_long_comes_back(as_, session, dewi):
    response = as_(dewi).post(f"/sessions/{session.pk}/cannot/", {"word": "x" * 201})

    assert (response.status_code, Duty.objects.count()) == (422, 0)


def test_a_trainer_takes_a_session_back_that_she_left(as_, session, dewi):
    decline(actor=dewi, session_id=session.pk)

    as_(dewi).post(f"/sessions/{session.pk}/can/")

    assert givers(session) == ["Dewi"]


def test_days_on_which_she_cannot_come(as_, plan, dewi):
    plan()
    browser = as_(dewi)

    browser.post("/sessions/away/", {"from_on": "2026-10-20", "last_on": "2026-10-27", "word": ""})

    away = Away.objects.get()
    assert (away.from_on, away.until_on, Duty.objects.count()) == (date(2026, 10, 20), date(2026, 10, 28), 2)
    assert "Dinsdag 20 oktober tot en met dinsdag 27 oktober" in read(browser.get("/sessions/away/"))

    browser.post(f"/sessions/away/{away.pk}/end/")
    assert not Away.objects.exists()


@pytest.mark.parametrize(
    "days",
    [("2026-10-12", "2026-10-14"), ("2026-10-20", "2026-10-19"), ("2026-10-20", "2028-01-01"), ("", "2026-10-20")],
)
def test_days_that_cannot_be_get_a_sentence(as_, dewi, days):
    response = as_(dewi).post("/sessions/away/", {"from_on": days[0], "last_on": days[1]})

    assert (response.status_code, Away.objects.count()) == (422, 0)


def test_an_open_place_shows_who_left_her_word_and_who_is_asked(as_, asked, eva):
    response = as_(eva).get("/sessions/places/")

    text = read(response)
    assert "10:30 tot 12:00 Sterk staan Grote kamer Dewi kan niet. Anouk kent de groep. Anouk is gevraagd" in text
    assert '<span>Trainers gezocht</span><span class="badge"><b>1</b> ' in response.content.decode()


def test_where_all_have_somebody_it_says_so(as_, eva, session):
    assert "Overal is iemand voor." in read(as_(eva).get("/sessions/places/"))


def test_who_is_free_comes_first_and_who_is_busy_says_with_what(as_, asked, plan, eva, hanne, gina, noor):
    plan(at=time(11), trainer_ids=[gina.pk], room_id=None)
    stay_away(actor=hanne, from_on=TUESDAY, until_on=date(2026, 10, 14))

    text = read(as_(eva).get(f"/sessions/places/{asked.pk}/"))

    assert "Vrij op dat moment Eva Noor Niet vrij" in text
    assert "Gina: geeft dan Sterk staan, van 11:00 tot 12:30" in text
    assert "Hanne: zei dat zij dan niet kan" in text
    assert "Anouk gevraagd, vandaag om 8:00" in text
    assert "Dewi: " not in text


def test_what_she_gives_elsewhere_is_not_named(as_, session, plan, eva, gina, other_house):
    ida = cast.make_worker("Ida", other_house, Role.COORDINATOR)
    Position.objects.create(person=gina, house=other_house, role=Role.TRAINER, from_on=date(2026, 1, 1))
    theirs = start_training(actor=ida, house_id=other_house.pk, theme="money", title="Rust in je geld")
    plan(actor=ida, training_id=theirs.pk, room_id=None, trainer_ids=[gina.pk])

    text = read(as_(eva).get(f"/sessions/places/{session.pk}/"))

    assert ("Gina: is dan al bezig" in text, "Rust in je geld" in text) == (True, False)


def test_she_asks_two_at_once(as_, session, eva, hanne, gina):
    as_(eva).post(f"/sessions/places/{session.pk}/", {"person_ids": [hanne.pk, gina.pk]})

    assert states(session) == {"Hanne": "asked", "Gina": "asked"}


def test_she_asks_for_what_stands_open_later_too(as_, plan, eva, dewi, anouk):
    series = plan()
    stay_away(actor=dewi, from_on=TUESDAY, until_on=date(2026, 10, 28))
    first = series.sessions.first()

    page = as_(eva).get(f"/sessions/places/{first.pk}/")
    as_(eva).post(f"/sessions/places/{first.pk}/", {"person_ids": [anouk.pk], "and_later": "on"})

    assert "Ook voor de 2 volgende keren" in read(page)
    assert "Ik geef ze alle 3" in read(as_(anouk).get("/sessions/"))

    as_(anouk).post(f"/sessions/series/{series.pk}/can/")
    assert Duty.objects.filter(person=anouk, state="accepted").count() == 3


def test_asking_who_is_busy_wants_a_reason(as_, session, plan, eva, gina):
    plan(at=time(11), trainer_ids=[gina.pk], room_id=None)
    browser, path = as_(eva), f"/sessions/places/{session.pk}/"

    refused = browser.post(path, {"person_ids": [gina.pk]})
    browser.post(path, {"person_ids": [gina.pk], "despite": "De ander valt uit."})

    assert "Gina geeft dan ook Sterk staan" in read(refused)
    assert (states(session), session.overlaps.get().why) == ({"Gina": "asked"}, "De ander valt uit.")
    assert "De ander valt uit." in read(browser.get(path))


def test_of_two_only_one_said_yes_already(as_, session, eva, hanne, gina):
    words = {"person_ids": [hanne.pk, gina.pk], "has_said_yes": "on"}

    response = as_(eva).post(f"/sessions/places/{session.pk}/", words)

    assert (response.status_code, states(session)) == (422, {})


def test_somebody_of_elsewhere_is_no_choice(as_, session, eva, fay):
    response = as_(eva).post(f"/sessions/places/{session.pk}/", {"person_ids": [fay.pk]})

    assert (response.status_code, states(session)) == (422, {})


@pytest.mark.parametrize(("button", "state"), [("relieve", "left"), ("withdraw", "filled")])
def test_the_buttons_beside_a_name(as_, session, eva, dewi, hanne, button, state):
    ask(actor=eva, session_id=session.pk, person_ids=[hanne.pk])
    whom = dewi if button == "relieve" else hanne

    as_(eva).post(f"/sessions/places/{session.pk}/{whom.pk}/{button}/")

    assert states(session)[whom.chosen_name] == state


def test_two_things_at_once_are_told_with_their_reason(as_, session, plan, eva, dewi):
    other = plan(at=time(15), room_id=None).sessions.first()
    told = {"actor": eva, "session_id": other.pk, "starts_at": local(2026, 10, 13, 11)}
    move_session(why="De trein komt later.", despite="Anouk begint alvast.", **told)

    text = read(as_(eva).get("/sessions/places/"))

    assert "Twee dingen tegelijk Dewi Dinsdag 13 oktober, 10:30 tot 12:00 · Sterk staan" in text
    assert "Waarom het kan: Anouk begint alvast. ( Eva )" in text


def test_a_resident_reads_who_comes_instead(as_, asked, anouk, amal):
    browser = as_(amal)
    before = read(browser.get("/week/"))
    accept(actor=anouk, session_id=asked.pk)

    assert "Wie het geeft, hoor je nog." in before
    assert "met Anouk" in read(browser.get("/week/"))
    assert "Iemand anders Was Dewi Nu Anouk" in read(browser.get(f"/sessions/{asked.pk}/"))


def test_nobody_but_the_coordinator_reads_her_word(as_, asked, anouk, amal, hanne):
    pages = [as_(amal).get("/week/"), as_(anouk).get("/sessions/"), as_(hanne).get("/sessions/week/")]

    assert [page.status_code for page in pages] == [200] * 3
    assert not any("Anouk kent de groep." in read(page) for page in pages)


def test_who_takes_it_over_reads_what_is_handed_over(as_, session, anouk, amal, bo, dewi, eva, hanne):
    gone = as_(dewi).post(
        f"/sessions/{session.pk}/cannot/", {"handover": "De kring begint met thee.", "word": "Trein."}
    )
    ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])
    before = read(as_(anouk).get("/sessions/"))
    accept(actor=anouk, session_id=session.pk)

    page = f"/sessions/{session.pk}/"
    assert (gone.status_code, "Dewi geeft door: De kring begint met thee." in before, "Trein." in before) == (
        302,
        True,
        False,
    )
    assert "Dewi geeft door: De kring begint met thee." in read(as_(anouk).get(page))
    others = [
        as_(amal).get(page),
        as_(amal).get("/week/"),
        as_(hanne).get("/sessions/week/"),
        as_(hanne).get("/sessions/"),
    ]
    assert not any("De kring begint" in read(each) for each in others)


def test_who_is_asked_reads_what_she_would_give(as_, asked, anouk):
    text = read(as_(anouk).get("/sessions/"))

    assert "Lees wat je geeft We beginnen met thee. Kijken mag ook. Neem mee: kleren die lekker zitten" in text


def test_who_was_only_asked_hands_nothing_over(as_, asked, anouk):
    page = as_(anouk).get(f"/sessions/{asked.pk}/cannot/").content.decode()

    assert ('name="word"' in page, 'name="handover"' in page) == (True, False)


def test_a_guest_reads_numbers_and_no_names_before_the_day(as_, plan, noor, amal, bo, clock):
    session = plan(trainer_ids=[noor.pk], from_on=date(2026, 10, 20)).sessions.first()
    before = read(as_(noor).get(f"/sessions/{session.pk}/"))
    clock.set(2026, 10, 20, 9)

    assert ("2 doen mee" in before, "Amal" in before) == (True, False)
    assert "Amal" in read(as_(noor).get(f"/sessions/{session.pk}/"))


def ask_for_many(plan, eva, anouk, hours):
    for hour in hours:
        session = plan(at=time(hour), room_id=None).sessions.first()
        ask(actor=eva, session_id=session.pk, person_ids=[anouk.pk])


def test_a_desk_costs_as_much_for_ten_asks_as_for_one(as_, plan, eva, anouk, count_queries):
    browser = as_(anouk)
    ask_for_many(plan, eva, anouk, [9])
    one = count_queries(lambda: browser.get("/sessions/"))
    ask_for_many(plan, eva, anouk, range(10, 19))

    assert count_queries(lambda: browser.get("/sessions/")) == one


def test_open_places_cost_as_much_for_ten_as_for_one(as_, plan, eva, dewi, anouk, hanne, count_queries):
    browser = as_(eva)
    plan(at=time(8), trainer_ids=[hanne.pk])
    decline(actor=hanne, session_id=plan(at=time(9), trainer_ids=[hanne.pk]).sessions.first().pk)
    ask_for_many(plan, eva, anouk, [10, 11])
    one = count_queries(lambda: browser.get("/sessions/places/"))
    stay_away(actor=dewi, from_on=TUESDAY, until_on=date(2026, 11, 1))
    ask_for_many(plan, eva, anouk, range(12, 19))

    assert count_queries(lambda: browser.get("/sessions/places/")) == one
