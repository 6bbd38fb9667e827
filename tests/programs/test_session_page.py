"""One session, for who comes."""

import pytest

from house.models import Background, Coaching, Position, Role
from programs.attendance.services.answers import say_not_coming
from programs.models import Session
from tests import cast
from tests.programs.conftest import TUESDAY
from tests.programs.test_week_page import read


def page(browser, session):
    return browser.get(f"/sessions/{session.pk}/")


def test_it_says_where_and_who_and_what_to_expect(as_, amal, session):
    text = read(page(as_(amal), session))

    assert "Grote kamer" in text
    assert "D Dewi Trainer" in text
    assert "Wat kun je verwachten? We beginnen met thee. Kijken mag ook." in text
    assert "Neem mee: kleren die lekker zitten." in text


def test_body_work_is_explained(as_, amal, session):
    assert "Niemand raakt je aan zonder te vragen. Je mag kijken, stoppen of weggaan." in read(page(as_(amal), session))


def test_an_expert_by_experience_is_called_so(as_, amal, session, dewi):
    Position.objects.filter(person=dewi).update(background=Background.EXPERIENCE)

    assert "Dewi Ervaringsdeskundige" in read(page(as_(amal), session))


def test_the_tab_of_the_browser_tells_nothing(as_, amal, session):
    assert "<title>Week</title>" in page(as_(amal), session).content.decode()


@pytest.mark.parametrize("who", ["bo", "cleo", "fay", "dewi", "gina"])
def test_a_talk_for_two_is_not_there_for_others(as_, coaching, who, request):
    assert page(as_(request.getfixturevalue(who)), coaching).status_code == 404


def test_there_is_somebody_to_talk_to_first(as_, amal, session, hanne, house):
    Coaching.objects.create(resident=amal, coach=hanne, house=house, from_on=TUESDAY)

    assert "Je hoeft niet te zeggen waarom. Eerst praten? Dat kan met Hanne." in read(page(as_(amal), session))


def test_an_answer_leads_back_to_this_page(as_, amal, session):
    response = as_(amal).post(f"/sessions/{session.pk}/not-coming/", {"page": "session"})

    assert response["Location"] == f"/sessions/{session.pk}/"


def test_she_sees_that_she_does_not_come(as_, amal, session):
    say_not_coming(actor=amal, session_id=session.pk)

    assert "Je komt niet. Dat is goed. Toch wel" in read(page(as_(amal), session))


def test_a_resident_sees_no_names_and_no_tools(as_, amal, bo, session):
    text = read(page(as_(amal), session))

    assert ("Bo" in text.split(), "Verplaats" in text) == (False, False)


def test_an_answer_that_comes_too_late_gets_a_sentence(as_, amal, session, clock):
    clock.set(2026, 10, 13, 12)

    response = as_(amal).post(f"/sessions/{session.pk}/not-coming/")

    assert (response.status_code, b"Dit is al geweest." in response.content) == (409, True)


@pytest.fixture
def meeting(plan, cleo, gina):
    """On Tuesdays, of a group with an alumna."""
    return plan(audience="group", person_ids=[cleo.pk], trainer_ids=[gina.pk])


def test_on_the_day_itself_an_alumna_reads_where_it_is(as_, cleo, meeting):
    text = read(page(as_(cleo), meeting.sessions.first()))

    assert ("Grote kamer" in text, "Dat staat hier op de dag zelf." in text) == (True, False)


def test_before_the_day_an_alumna_does_not_read_where_it_is(as_, cleo, meeting):
    response = page(as_(cleo), meeting.sessions.all()[1])

    assert "Waar het is Dat staat hier op de dag zelf." in read(response)
    assert b"Grote kamer" not in response.content
    assert "<h1>Bijeenkomst" in response.content.decode()


def test_a_trainer_of_another_house_finds_nothing(as_, session, other_house):
    tess = cast.make_worker("Tess", other_house, Role.TRAINER)

    assert page(as_(tess), session).status_code == 404


def test_a_session_that_never_was_is_as_absent_as_another_s(as_, fay, session):
    there, never = page(as_(fay), session), as_(fay).get(f"/sessions/{Session().pk}/")

    assert (there.status_code, there.status_code) == (404, never.status_code)
