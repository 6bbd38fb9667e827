"""For whom a session is, as she sees it on her pages and as staff set it."""

import re
from datetime import date, time, timedelta

import pytest
from django.db import connection

from house.models import Device
from programs.attendance.services.answers import say_coming, say_not_coming, say_was_there
from programs.attendance.services.arrange import arrange_series, arrange_session
from programs.attendance.services.attendance import note_attendance, rosters_of
from programs.attendance.services.needs import say_needs
from programs.attendance.services.welcome import welcome_to_session
from programs.models import Enrolment, Joining, Needs, OwnWord, Series, Session
from tests import cast
from tests.programs.conftest import TUESDAY
from tests.programs.test_week_page import read


def page_of(session, part=""):
    return f"/sessions/{session.pk}/{part}"


@pytest.fixture
def full(session, eva, bo):
    """This morning's one place is Bo's."""
    arrange_session(actor=eva, session_id=session.pk, places=1)
    say_coming(actor=bo, session_id=session.pk)
    return session


@pytest.fixture
def welcome(session, eva, cleo):
    """Cleo, who moved out, may come this morning."""
    welcome_to_session(actor=eva, session_id=session.pk, person_ids=[cleo.pk])
    return session


@pytest.fixture
def away(monkeypatch, clock):
    """She was not there for a quarter of an hour."""

    def away(browser):
        browser.get("/week/")
        Device.objects.update(there_at=clock.now - timedelta(minutes=16))
        return browser

    return away


# Places


def test_where_places_are_counted_she_is_asked_whether_she_joins(as_, amal, session, eva):
    before = read(as_(amal).get("/week/"))
    arrange_session(actor=eva, session_id=session.pk, places=3)

    after = read(as_(amal).get("/week/"))

    assert ("Ik kom niet" in before, "Ik doe mee" in before) == (True, False)
    assert ("Ik kom niet" in after.split("Morgen")[0], "Ik doe mee" in after) == (False, True)


def test_one_tap_takes_a_place(as_, amal, session, eva):
    arrange_session(actor=eva, session_id=session.pk, places=3)

    row = as_(amal).post(page_of(session, "coming/"), {"page": "week"}, headers={"HX-Request": "true"})

    assert "Je doet mee." in row.content.decode()


def test_when_it_is_full_one_tap_puts_her_on_the_list(as_, amal, full):
    asked = read(as_(amal).get(page_of(full)))
    as_(amal).post(page_of(full, "coming/"), {"page": "session"})

    assert "Het is vol. Zet me op de wachtlijst" in asked
    assert "Het is vol. Je staat op de wachtlijst. Komt er plek, dan zie je het hier." in read(as_(amal).get("/week/"))


def test_nobody_reads_how_far_she_waits(as_, amal, full, house):
    waiting = [cast.make_resident(f"Zus{number}", house) for number in range(3)]
    for person in [*waiting, amal]:
        say_coming(actor=person, session_id=full.pk)

    text = read(as_(amal).get(page_of(full)))

    assert not re.search(r"\b[1-5](e|ste|de)?\b(?!\d|:|\d? oktober)", text.split("Het is vol.")[1].split("Heb je")[0])


def test_a_place_that_came_free_is_told_and_may_be_refused_kindly(as_, amal, bo, full, clock):
    as_(amal).get("/week/")
    clock.set(2026, 10, 13, 9)
    say_coming(actor=amal, session_id=full.pk)
    say_not_coming(actor=bo, session_id=full.pk)

    text = read(as_(amal).get("/week/"))

    assert "Er is plaats voor jou" in text
    assert "Er is plek. Je doet mee. Liever niet? Dat is ook goed. Ik kom niet" in text


def test_staff_read_numbers_of_places(as_, dewi, amal, full):
    say_coming(actor=amal, session_id=full.pk)

    assert "1 doet mee, 1 plek, 1 op de wachtlijst" in read(as_(dewi).get("/sessions/"))


# An alumna who is welcome


def test_an_alumna_who_is_welcome_reads_it_as_something_she_may_do(as_, cleo, welcome):
    text = read(as_(cleo).get("/week/"))

    assert "10:30 tot 12:00 Sterk staan Je bent welkom" in text
    assert ("Ik doe mee" in text, "Grote kamer" in text, "Dewi" in text) == (True, False, False)


def test_on_another_s_screen_only_its_quiet_name_stands(as_, cleo, welcome, training):
    training.quiet_title = "Dinsdagochtend"
    training.save()

    text = read(as_(cleo).get("/week/"))

    assert ("Dinsdagochtend" in text, "Sterk staan" in text) == (True, False)


def test_on_the_day_and_after_her_code_she_reads_where_it_is(as_, cleo, welcome):
    assert "Grote kamer" in read(as_(cleo).get(page_of(welcome)))


def test_on_the_day_without_her_code_an_alumna_does_not_read_where_it_is(as_, cleo, welcome, away):
    phone = away(as_(cleo))

    page = phone.get(page_of(welcome))

    told = page.content.decode()
    assert "Lees meer met je code" in told
    assert [word for word in ("Grote kamer", "Dewi", "We beginnen met thee", "kleren die") if word in told] == []


def test_her_code_leads_back_to_the_page_that_tells_more(as_, cleo, welcome, away):
    phone = away(as_(cleo))
    path = page_of(welcome, "where/")

    asked = phone.get(path)
    opened = phone.post("/lock/open/", {"lock-passphrase": cast.PASSPHRASE, "lock-next": path})
    after = phone.get(opened.url)

    assert (asked.status_code, opened.url, after.url) == (423, path, page_of(welcome))
    assert "Grote kamer" in read(phone.get(after.url))


def test_before_the_day_her_code_does_not_tell_where(as_, cleo, plan, eva):
    session = plan().sessions.all()[1]
    welcome_to_session(actor=eva, session_id=session.pk, person_ids=[cleo.pk])

    text = read(as_(cleo).get(page_of(session)))

    assert ("Dat staat hier op de dag zelf." in text, "Grote kamer" in text) == (True, False)


def test_she_never_reads_who_lives_there_nor_how_many(as_, cleo, amal, bo, welcome, eva):
    arrange_session(actor=eva, session_id=welcome.pk, places=3)
    for person in (amal, bo):
        say_coming(actor=person, session_id=welcome.pk)

    pages = [as_(cleo).get(path).content.decode() for path in ("/week/", page_of(welcome))]

    assert [word for page in pages for word in ("Amal", "Bo ", "doen mee", "3 plek") if word in page] == []


@pytest.mark.parametrize(
    "part", ["", "coming/", "not-coming/", "was-there/", "where/", "attendance/", "move/", "places/"]
)
def test_an_alumna_finds_nothing_of_the_house_where_she_is_not_welcome(as_, cleo, session, welcome, plan, part):
    """Welcome at one session, not at the others of its series, nor at anything else."""
    other, phone = plan(at=time(14)).sessions.first(), as_(cleo)

    for there in (other, welcome.series.sessions.all()[1]):
        ask = phone.get if part in ("", "where/", "move/", "places/") else phone.post
        assert ask(page_of(there, part)).status_code == 404


# What she needs


def test_she_says_once_what_she_needs(as_, amal):
    as_(amal).post("/me/needs/", {"interpreter": "ti", "words": "een plek bij de deur"})

    needs = Needs.objects.get(person=amal)
    assert (needs.interpreter, needs.words) == ("ti", "een plek bij de deur")


def test_what_she_needs_can_be_emptied(as_, amal):
    say_needs(actor=amal, interpreter="ti", words="")

    as_(amal).post("/me/needs/", {"interpreter": "", "words": ""})

    assert not Needs.objects.exists()


def test_what_she_needs_is_sealed(amal):
    say_needs(actor=amal, interpreter="ti", words="een plek bij de deur")

    with connection.cursor() as cursor:
        cursor.execute("SELECT interpreter, words FROM programs_needs")
        row = cursor.fetchone()
    assert (bytes(row[0]) == b"ti", b"deur" in bytes(row[1])) == (False, False)


@pytest.mark.parametrize("who", ["dewi", "noor"])
def test_who_gives_it_reads_numbers_and_needs_and_before_the_day_no_names(as_, plan, amal, bo, eva, who, request):
    giver = request.getfixturevalue(who)
    session = plan(trainer_ids=[giver.pk]).sessions.all()[1]
    say_needs(actor=amal, interpreter="ti", words="een plek bij de deur")
    arrange_series(actor=eva, series_id=session.series_id, needs="matjes")

    text = read(as_(giver).get(page_of(session)))

    assert "Tolk Tigrinya Matjes Een plek bij de deur" in text
    assert ("2 doen mee" in text, "Amal" in text) == (True, False)


def test_who_does_not_come_needs_nothing_there(session, amal, bo):
    say_needs(actor=amal, interpreter="ti", words="")
    say_not_coming(actor=amal, session_id=session.pk)

    assert rosters_of([session])[session.pk].needs == []


def test_a_need_is_told_once_however_many_have_it(session, amal, bo):
    for person in (amal, bo):
        say_needs(actor=person, interpreter="ti", words="")

    assert rosters_of([session])[session.pk].needs == ["tolk Tigrinya"]


# Was she there?


def noted(session, dewi, person, state="absent"):
    note_attendance(actor=dewi, session_id=session.pk, states={person.pk: state})


def test_her_own_word_counts_and_the_note_is_kept_beside_it(session, dewi, amal, clock):
    clock.set(2026, 10, 13, 13)
    noted(session, dewi, amal)

    say_was_there(actor=amal, session_id=session.pk, was_there=True)

    roster = rosters_of([session])[session.pk]
    assert (roster.state_of(amal), roster.noted[amal.pk], roster.is_corrected(amal)) == ("present", "absent", True)


def test_who_gives_it_reads_that_she_corrected_it_and_has_no_say_in_it(as_, session, dewi, amal, bo, clock):
    clock.set(2026, 10, 13, 13)
    noted(session, dewi, amal)
    as_(amal).post(page_of(session, "was-there/"), {"was_there": "true"})

    browser = as_(dewi)
    text = read(browser.get("/sessions/"))
    browser.post(page_of(session, "attendance/"), {f"{session.pk}-{amal.pk}": "absent", f"{session.pk}-everyone": "1"})

    assert "Amal Zij zegt: ik was erbij. Dat telt. Hier stond: niet erbij." in text
    roster = rosters_of([session])[session.pk]
    assert (roster.state_of(amal), roster.noted) == ("present", {amal.pk: "absent", bo.pk: "present"})


def test_her_page_says_plainly_what_stands_there_and_what_counts(as_, session, dewi, amal, clock):
    clock.set(2026, 10, 13, 13)
    noted(session, dewi, amal)
    before = read(as_(amal).get(page_of(session)))
    as_(amal).post(page_of(session, "was-there/"), {"was_there": "true"})

    after = read(as_(amal).get(page_of(session)))

    assert "Er staat: niet erbij. Klopt dat niet? Pas het aan. Ik was erbij" in before
    assert "Jij zegt: ik was erbij. Dat telt. De trainer schreef: niet erbij." in after


def test_she_takes_her_word_back(as_, session, amal, clock):
    clock.set(2026, 10, 13, 13)
    say_was_there(actor=amal, session_id=session.pk, was_there=False)

    as_(amal).post(page_of(session, "was-there/"), {"was_there": ""})

    assert not OwnWord.objects.exists()


@pytest.mark.parametrize(("moment", "status"), [((13, 9), 409), ((13, 11), 302), ((20, 23), 302), ((21, 1), 409)])
def test_she_says_that_she_was_there_from_the_start_for_a_week(as_, session, amal, clock, moment, status):
    clock.set(2026, 10, *moment)

    assert as_(amal).post(page_of(session, "was-there/"), {"was_there": "true"}).status_code == status


def test_whose_it_is_not_says_nothing(as_, session, fay, cleo, dewi, clock):
    clock.set(2026, 10, 13, 13)

    answers = [as_(one).post(page_of(session, "was-there/"), {"was_there": "true"}) for one in (fay, cleo, dewi)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


# What staff set


def test_places_alone_are_set_on_the_page_of_a_session(as_, dewi, session):
    arrange_session(actor=dewi, session_id=session.pk, interpreter="ti", needs="matjes")

    response = as_(dewi).post(page_of(session, "places/"), {"only": "places", "places": "4"})

    session.refresh_from_db()
    assert response["Location"] == page_of(session)
    assert (session.places, session.interpreter, session.needs) == (4, "ti", "matjes")


def test_places_that_cannot_be_are_told_at_their_field(as_, dewi, session):
    response = as_(dewi).post(page_of(session, "places/"), {"only": "places", "places": "0"})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["places"])


@pytest.fixture
def chosen(plan, amal):
    return plan(audience="chosen", person_ids=[amal.pk])


def test_the_coordinator_starts_a_series_for_chosen_people(as_, eva, amal, bo, training, dewi, house):
    words = {"training_id": training.pk, "weekdays": [1], "every_weeks": 1, "start_time": "10:30", "length_minutes": 60}
    people = {"trainer_ids": [dewi.pk], "audience": "chosen", "chosen_ids": [amal.pk, bo.pk], "how_often": "weekly"}

    as_(eva).post(f"/sessions/series/new/?house={house.pk}", words | people | {"from_on": "2026-10-20"})

    assert {one.person for one in Enrolment.objects.filter(series=Series.objects.get())} == {amal, bo}


def test_somebody_joins_from_a_day_on_and_leaves_from_a_day_on(as_, dewi, bo, amal, chosen):
    browser, base = as_(dewi), f"/sessions/series/{chosen.pk}/people/"
    browser.post(f"{base}add/", {"person_id": bo.pk, "from_on": "2026-10-20"})
    browser.post(f"{base}{amal.pk}/end/", {"on": "2026-10-27"})

    facts = Enrolment.objects.values_list("person", "from_on", "until_on")
    assert set(facts) == {(amal.pk, TUESDAY, date(2026, 10, 27)), (bo.pk, date(2026, 10, 20), None)}


def test_the_page_of_a_series_tells_for_whom_it_is(as_, dewi, chosen):
    text = read(as_(dewi).get(f"/sessions/series/{chosen.pk}/people/"))

    assert "Amal sinds 13 oktober 2026 Niet meer" in text
    assert "Oud-bewoonsters die welkom zijn" not in text


def test_the_people_of_a_group_are_not_listed_there(as_, dewi, plan, amal, cleo):
    series = plan(audience="group", person_ids=[amal.pk, cleo.pk])

    text = read(as_(dewi).get(f"/sessions/series/{series.pk}/people/"))

    assert ("Amal" in text, "Cleo" in text) == (False, False)
    assert as_(dewi).get(f"/sessions/series/{series.pk}/people/add/").status_code == 404


def test_the_coordinator_says_which_alumnae_are_welcome(as_, eva, cleo, session):
    browser = as_(eva)
    asked = read(browser.get(page_of(session, "welcome/")))
    browser.post(page_of(session, "welcome/"), {"person_ids": [cleo.pk]})

    assert "Cleo" in asked
    assert list(Session.objects.visible_to(cleo)) == [session]


def test_unticking_all_makes_nobody_welcome(as_, eva, cleo, welcome):
    as_(eva).post(page_of(welcome, "welcome/"), {})

    assert not Session.objects.visible_to(cleo).exists()


def test_places_and_needs_are_set_for_one_session(as_, dewi, session):
    as_(dewi).post(page_of(session, "places/"), {"places": "4", "interpreter": "ti", "needs": "matjes"})

    session.refresh_from_db()
    assert (session.place_count, session.interpreter, session.needs) == (4, "ti", "matjes")


@pytest.mark.parametrize("places", ["0", "-1", "100", "veel"])
def test_a_number_of_places_that_is_none_is_refused(as_, dewi, session, places):
    response = as_(dewi).post(page_of(session, "places/"), {"places": places, "needs": "matjes"})

    assert (response.status_code, 'value="matjes"' in response.content.decode()) == (422, True)


# Nothing is added up


def test_nowhere_is_attendance_added_up(as_, dewi, eva, amal, bo, plan, clock):
    """Amal was at two of three: no page says so, in a rate, a count, a row of days or a rank."""
    sessions = list(plan().sessions.all()[:3])
    for session, state in zip(sessions, ("present", "present", "absent"), strict=True):
        clock.now = session.ends_at
        noted(session, dewi, amal, state)
    paths = [
        "/sessions/",
        "/sessions/week/",
        f"/sessions/series/{sessions[0].series_id}/people/",
        *map(page_of, sessions),
    ]
    pages = [read(as_(person).get(path)) for person in (dewi, eva) for path in paths]
    pages += [read(as_(amal).get(path)) for path in ("/week/", "/me/", *map(page_of, sessions))]

    said = [
        found for page in pages for found in re.findall(r"\d ?%|\d van de \d|2 keer erbij|op rij|gemiddeld|score", page)
    ]
    assert said == []


@pytest.mark.parametrize("model", [Joining, OwnWord, Needs])
def test_no_row_keeps_a_count_or_a_rank(model):
    kinds = {field.get_internal_type() for field in model._meta.fields if not field.primary_key}

    assert not kinds & {"IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "FloatField"}
