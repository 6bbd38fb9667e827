"""Her week, as a page."""

import re
from datetime import date, time

import pytest

from house.models import Stay
from programs.household.services.notes import add_appointment, write_note
from programs.models import Answer
from programs.planning.closures.services import close_days
from programs.planning.services.change import cancel_session, change_room, move_session
from programs.sessions.services.notices import note_visit
from tests import cast
from tests.programs.conftest import FR, MO, SU, TH, TU, WE, local


def read(response):
    """The words of a page, without tags and doubled spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[1].split("</main>")[0])
    return re.sub(r"\s+", " ", text).replace(" ,", ",")


@pytest.fixture
def page(as_, amal):
    browser = as_(amal)
    return lambda path="/week/": browser.get(path)


def test_a_visitor_is_asked_to_sign_in(client, session):
    assert client.get("/week/").status_code == 302


def test_today_comes_first(page, session):
    assert "Vandaag dinsdag 13 oktober 10:30 tot 12:00 Sterk staan Grote kamer · met Dewi" in read(page())


def test_days_that_have_passed_lie_at_the_end(page, plan, clock):
    plan([MO, TU, WE], from_on=date(2026, 10, 12))

    html = page().content.decode()

    assert html.index("d-2026-10-14") < html.index("<details") < html.index('id="d-2026-10-12"')


def test_another_week_runs_from_monday_to_sunday(page, plan):
    plan()

    days = re.findall(r'id="d-([\d-]+)"', page("/week/2026-W43/").content.decode())

    assert days == [f"2026-10-{day}" for day in range(19, 26)]


def test_on_a_sunday_tomorrow_follows_today(page, plan, clock):
    plan([MO, TU])
    clock.set(2026, 10, 18, 20)

    told = read(page())

    assert "Vandaag zondag 18 oktober Niets gepland. Rust maar uit. Morgen maandag 19 oktober 10:30" in told
    assert "20 oktober" not in told


def test_the_week_of_a_coordinator_holds_what_she_gives(as_, eva, plan, training):
    plan([TU])
    plan([WE], trainer_ids=[eva.pk])

    told = read(as_(eva).get("/week/"))

    assert "Morgen woensdag 14 oktober 10:30 tot 12:00 Sterk staan" in told
    assert "Vandaag dinsdag 13 oktober Niets gepland." in told


def test_the_strip_names_day_and_number_of_trainings(page, session):
    html = page().content.decode()

    assert 'aria-label="dinsdag 13 oktober, 1 training"' in html
    assert 'aria-label="woensdag 14 oktober, 0 trainingen"' in html


def test_the_strip_has_a_thread_in_the_colour_of_the_theme(page, session):
    assert '<span class="threads"><i class="dye-moss"></i></span>' in page().content.decode()


def test_body_work_is_marked(page, session):
    assert "Met je lichaam" in read(page())


def test_a_talk_for_two_is_marked_as_hers_alone(page, coaching):
    assert "14:00 tot 15:30 Sterk staan met Hanne" in read(page())


def test_a_free_day_has_one_sentence(page, session):
    text = read(page())

    assert "Morgen woensdag 14 oktober Niets gepland. De dag is van jou." in text
    assert "Zondag 18 oktober Niets gepland. Rust maar uit." in text


def test_a_week_without_anything_says_so_once(page):
    assert "Niets gepland deze week. De dagen zijn van jou." in read(page())
    assert "Er was niets gepland." in read(page("/week/2026-W41/"))


def test_beyond_the_horizon_it_is_not_planned_yet(page, session):
    assert ["Nog niet gepland" in read(page(f"/week/{week}/")) for week in ("2027-W01", "2027-W02")] == [False, True]


def test_no_later_week_is_offered_beyond_the_horizon(page, session):
    assert "2027-W03" not in page("/week/2027-W02/").content.decode()


@pytest.mark.parametrize("week", ["2026-W00", "2026-W54", "2027-W53", "0000-W10", "9999-W52", "2026-W7", "vandaag"])
def test_a_week_that_does_not_exist_is_not_here(page, week):
    response = page(f"/week/{week}/")

    assert (response.status_code, b"Deze pagina is er niet (meer)." in response.content) == (404, True)


def test_week_53_exists_where_it_does(page, plan):
    plan()

    assert 'id="d-2027-01-03"' in page("/week/2026-W53/").content.decode()


def test_a_moved_session_shows_was_now_why_and_who(page, session, dewi, clock):
    move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 13, 15, 30), why="De trein komt later.")
    clock.set(2026, 10, 14, 9)

    whole = "Andere tijd Was 10:30 Nu 15:30 Waarom De trein komt later. Wie Dewi, gisteren om 8:00"
    assert "15:30 tot 17:00 Sterk staan Grote kamer · met Dewi Met je lichaam Andere tijd, was 10:30" in read(page())
    assert whole in read(page(f"/sessions/{session.pk}/"))


def test_the_day_that_a_session_left_says_where_it_went(page, session, dewi):
    move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 15, 9), why="De trein komt later.")

    text = read(page())

    assert "Vandaag dinsdag 13 oktober Sterk staan Andere dag, nu donderdag 15 oktober, 9:00" in text
    assert "Donderdag 15 oktober 9:00 tot 10:30 Sterk staan" in text
    assert "Andere dag, was dinsdag 13 oktober, 10:30" in text


def test_a_session_that_left_the_week_is_found_in_both(page, session, dewi):
    move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 20, 14), why="De trein komt later.")

    assert "Andere dag" in read(page())
    assert "14:00 tot 15:30 Sterk staan" in read(page("/week/2026-W43/"))


def test_a_cancelled_session_keeps_its_place(page, session, dewi):
    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.", and_now="Maandag hoor je de nieuwe dag.")

    whole = "Gaat niet door Waarom Dewi is ziek. Wie Dewi, vandaag om 8:00 En nu Maandag hoor je de nieuwe dag."
    assert "Gaat niet door. Maandag hoor je de nieuwe dag." in read(page())
    assert whole in read(page(f"/sessions/{session.pk}/"))


def test_a_cancelled_session_asks_no_answer(page, session, dewi):
    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.")

    assert "Ik kom niet" not in read(page())


def test_another_room_is_told(page, session, dewi, house):
    zolder = cast.make_room(house, "Zolder")
    change_room(actor=dewi, session_id=session.pk, room_id=zolder.pk, why="Daar is het stil.")

    assert "Andere kamer, was Grote kamer" in read(page())
    whole = "Andere kamer Was Grote kamer Nu Zolder Waarom Daar is het stil."
    assert whole in read(page(f"/sessions/{session.pk}/"))


def test_a_session_without_its_room_says_that_it_follows(page, plan):
    plan()
    plan(at=time(11))

    assert "De kamer volgt nog · met Dewi" in read(page())


def test_what_changed_since_her_last_visit_is_marked_new(page, session, dewi, amal, clock):
    note_visit(actor=amal)
    clock.set(2026, 10, 13, 9)
    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.")
    clock.set(2026, 10, 13, 12)

    row = page().content.decode().split(f'id="s-{session.pk}"')[1].split("</li>")[0]
    assert '<span class="chip new">Nieuw</span>' in row


def test_a_sentence_from_staff_is_text_and_never_markup(page, session, dewi):
    cancel_session(actor=dewi, session_id=session.pk, why="<script>alert(1)</script>")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page(f"/sessions/{session.pk}/").content.decode()


@pytest.mark.parametrize("path", ["/week/", "/sessions/week/", "/sessions/week/?by=trainers", "/sessions/month/"])
def test_no_word_of_anybody_is_markup(as_, plan, house, amal, dewi, eva, path):
    """The rows are written by hand, so each word that stands in one is tried."""
    bad = "<i>&\"'"
    for person in (amal, dewi, eva):
        person.chosen_name = bad
        person.save()
    room = cast.make_room(house, bad)
    series = plan([TU, WE], at=time(18), room_id=room.pk)
    series.training.title = series.training.quiet_title = bad
    series.training.save()
    tuesday, wednesday = series.sessions.order_by("starts_at")[:2]
    cancel_session(actor=dewi, session_id=tuesday.pk, why=bad, and_now=bad)
    change_room(actor=dewi, session_id=wednesday.pk, room_id=cast.make_room(house, f"{bad}2").pk, why=bad)
    write_note(actor=eva, house_id=house.pk, words=bad, from_on=date(2026, 10, 13), until_on=date(2026, 10, 14))
    who = amal if path == "/week/" else eva
    add_appointment(actor=amal, on=date(2026, 10, 13), at=None, words=bad)
    close_days(
        actor=eva, house_id=house.pk, kind="own", name=bad, from_on=date(2026, 10, 15), until_on=date(2026, 10, 16)
    )

    html = as_(who).get(path).content.decode()

    assert "<i>&" not in html
    assert html.count("&lt;i&gt;&amp;&quot;&#x27;") > 3


def test_she_says_that_she_does_not_come_and_comes_back_to_the_row(as_, amal, session):
    browser = as_(amal)

    response = browser.post(f"/sessions/{session.pk}/not-coming/", {"page": "week"})

    assert response["Location"] == f"/week/#s-{session.pk}"
    assert "Je komt niet. Dat is goed. Toch wel" in read(browser.get("/week/"))


def test_an_answer_in_the_week_is_taken_back(as_, amal, session):
    browser = as_(amal)
    browser.post(f"/sessions/{session.pk}/not-coming/", {"page": "week"})

    browser.post(f"/sessions/{session.pk}/coming/", {"page": "week"})

    assert not Answer.objects.exists()


def test_from_a_later_week_she_comes_back_to_that_week(as_, amal, plan):
    session = plan().sessions.all()[1]

    response = as_(amal).post(f"/sessions/{session.pk}/not-coming/", {"page": "week"})

    assert response["Location"] == f"/week/2026-W43/#s-{session.pk}"


def test_with_script_only_the_row_comes_back(as_, amal, session):
    response = as_(amal).post(f"/sessions/{session.pk}/not-coming/", headers={"HX-Request": "true"})

    html = response.content.decode()
    assert (html.startswith(f'<li class="row" id="s-{session.pk}">'), "Toch wel" in html) == (True, True)


def test_a_stranger_cannot_answer(as_, fay, session):
    assert as_(fay).post(f"/sessions/{session.pk}/not-coming/").status_code == 404


def test_an_answer_is_not_given_by_following_a_link(as_, amal, session):
    assert as_(amal).get(f"/sessions/{session.pk}/not-coming/").status_code == 405


def test_who_gives_it_is_not_asked_whether_she_comes(as_, dewi, session):
    assert "Ik kom niet" not in read(as_(dewi).get("/week/"))


@pytest.fixture
def meeting(plan, cleo, amal, gina):
    return plan(audience="group", person_ids=[cleo.pk, amal.pk], trainer_ids=[gina.pk]).sessions.first()


def test_an_alumna_s_week_says_meeting_and_never_where(as_, cleo, meeting):
    text = read(as_(cleo).get("/week/"))

    assert ("10:30 tot 12:00 Bijeenkomst" in text, "Gina" in text) == (True, False)
    assert "Grote kamer" not in text


def test_a_resident_s_week_says_where_her_group_meets(page, meeting):
    assert "10:30 tot 12:00 Sterk staan Grote kamer · met Gina" in read(page())


def test_another_room_is_not_told_to_an_alumna(as_, cleo, meeting, eva, house):
    zolder = cast.make_room(house, "Zolder")
    change_room(actor=eva, session_id=meeting.pk, room_id=zolder.pk, why="Daar is het stil.")

    text = read(as_(cleo).get("/week/"))

    assert ("Zolder" in text, "Andere kamer" in text) == (False, False)


def test_an_alumna_reads_no_rooms_of_the_weeks_in_which_she_lived_here(as_, cleo, session):
    Stay.objects.filter(person=cleo).update(left_on=date(2026, 10, 13))

    assert "Grote kamer" not in read(as_(cleo).get("/week/2026-W41/"))


@pytest.mark.parametrize("hours", [1, 8])
def test_a_week_costs_as_many_queries_whatever_its_length(page, plan, dewi, hours, django_assert_num_queries):
    for hour in range(8, 8 + hours):
        plan([MO, TU, WE, TH, FR], time(hour), from_on=date(2026, 10, 19), room_id=None)
    session = plan([SU], time(20), from_on=date(2026, 10, 19)).sessions.first()
    move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 25, 21), why="De trein komt later.")
    cast.changed_long_ago()
    page()

    with django_assert_num_queries(7):  # one of them asks whether her device is locked
        response = page("/week/2026-W43/")

    assert response.content.count(b'<li class="row') == 5 * hours + 1


def test_a_week_with_a_change_of_just_now_costs_one_query_more(page, plan, dewi, django_assert_num_queries):
    session = plan([SU], time(20), from_on=date(2026, 10, 19)).sessions.first()
    move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 25, 21), why="De trein komt later.")
    page()

    with django_assert_num_queries(8):  # the last notes that she was shown what may still be undone
        page("/week/2026-W43/")


def test_a_busy_week_stays_light(page, plan):
    for hour in range(8, 14):
        plan([MO, TU, WE, TH, FR], time(hour), from_on=date(2026, 10, 12), room_id=None)

    assert len(page("/week/2026-W43/").content) < 60_000
