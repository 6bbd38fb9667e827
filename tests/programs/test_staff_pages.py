"""What staff see and do: today, the week of the house, changes, who was there."""

from datetime import date, time

import pytest

from house.models import Position
from programs.attendance.services.answers import say_not_coming
from programs.attendance.services.attendance import note_attendance
from programs.models import Attendance, Session
from programs.planning.services.change import move_session
from programs.staffing.services.duties import decline
from tests import cast
from tests.programs.conftest import TUESDAY, local
from tests.programs.test_week_page import read


def test_today_has_what_she_gives_and_what_happens_in_the_house(as_, dewi, anouk, plan, session):
    plan(at=time(14), trainer_ids=[anouk.pk])

    text = read(as_(dewi).get("/sessions/"))

    hers, others = text.split("Dit geef jij vandaag")[1].split("Dinsdag 20 oktober")[0].split("Verder in huis")
    assert ("10:30 tot 12:00" in hers, "14:00 tot 15:30" in hers) == (True, False)
    assert ("10:30 tot 12:00" in others, "14:00 tot 15:30" in others) == (False, True)


def test_a_guest_sees_only_what_is_hers_today(as_, noor, session):
    text = read(as_(noor).get("/sessions/"))

    assert ("Vandaag in huis" in text, "Sterk staan" in text) == (False, False)


def test_who_runs_the_house_sees_all_of_today_and_what_waits(as_, eva, dewi, session):
    decline(actor=dewi, session_id=session.pk)

    text = read(as_(eva).get("/sessions/"))

    assert "Wacht op jou Nog een trainer nodig Vandaag 10:30 tot 12:00 Sterk staan" in text


def test_who_was_there_is_asked_until_it_is_noted(as_, dewi, session, amal, clock):
    clock.set(2026, 10, 15, 9)
    before = read(as_(dewi).get("/sessions/"))
    note_attendance(actor=dewi, session_id=session.pk, states={amal.pk: "present"})

    assert "Wacht op jou Wie was er bij Sterk staan? Dinsdag 13 oktober" in before
    assert "Wie was er bij" not in read(as_(dewi).get("/sessions/"))


def test_who_was_there_is_asked_for_a_week(as_, dewi, session, amal, clock):
    clock.set(2026, 10, 21, 9)

    assert "Dinsdag 13 oktober" not in read(as_(dewi).get("/sessions/"))


def test_today_names_who_is_expected(as_, dewi, session, amal, bo):
    say_not_coming(actor=bo, session_id=session.pk)

    text = read(as_(dewi).get("/sessions/"))

    assert "Grote kamer · 2 doen mee, 1 komt niet" in text
    assert "Bo Zei: ik kom niet" in text


def test_who_said_no_is_filled_in_as_excused(as_, dewi, session, amal, bo):
    say_not_coming(actor=bo, session_id=session.pk)

    html = as_(dewi).get("/sessions/").content.decode()

    name = f'name="{session.pk}-{bo.pk}"'
    assert f'{name} value="excused"' in html.replace('type="radio" ', "")
    assert html.count("checked") == 1


def test_sessions_to_come_show_a_number_and_no_names(as_, dewi, plan, amal):
    plan(from_on=date(2026, 10, 15))

    text = read(as_(dewi).get("/sessions/"))

    assert ("1 doet mee" in text, "Amal" in text) == (True, False)


def test_a_day_without_sessions_says_so(as_, dewi):
    text = read(as_(dewi).get("/sessions/"))

    assert "Vandaag Vandaag is er niets gepland." in text


def test_today_costs_as_much_for_ten_as_for_one(as_, dewi, plan, amal, django_assert_max_num_queries):
    browser = as_(dewi)
    for hour in range(8, 18):
        plan(at=time(hour), room_id=None)
    browser.get("/sessions/")  # whoever is looked at for the first time gets a key of her own

    with django_assert_max_num_queries(27):  # two of them note that she looks
        browser.get("/sessions/")


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("amal", "/sessions/", 404),
        ("cleo", "/sessions/", 404),
        ("fay", "/sessions/", 404),
        ("dewi", "/sessions/", 200),
        ("noor", "/sessions/", 200),
        ("hanne", "/sessions/", 200),
        ("gina", "/sessions/", 200),
        ("eva", "/sessions/", 200),
        ("amal", "/sessions/week/", 404),
        ("noor", "/sessions/week/", 404),
        ("dewi", "/sessions/week/", 200),
        ("hanne", "/sessions/week/2026-W48/", 200),
        ("eva", "/sessions/week/", 200),
        ("amal", "/sessions/series/", 404),
        ("dewi", "/sessions/series/", 404),
        ("noor", "/sessions/series/new/", 404),
        ("hanne", "/sessions/series/trainings/", 404),
        ("gina", "/sessions/series/trainings/new/", 404),
        ("eva", "/sessions/series/", 200),
        ("eva", "/sessions/series/new/", 200),
        ("eva", "/sessions/series/trainings/", 200),
        ("eva", "/sessions/series/trainings/new/", 200),
    ],
)
def test_a_page_of_staff_is_there_for_them(as_, who, path, status, session, request):
    assert as_(request.getfixturevalue(who)).get(path).status_code == status


def test_when_her_position_ends_the_pages_are_gone(as_, dewi, session):
    Position.objects.filter(person=dewi).update(until_on=TUESDAY)

    paths = ["/sessions/", "/sessions/week/", f"/sessions/{session.pk}/", f"/sessions/{session.pk}/move/"]
    assert [as_(dewi).get(path).status_code for path in paths] == [404] * 4


def test_the_week_of_the_house_shows_another_s_talk_for_two_as_taken(as_, dewi, coaching, session):
    text = read(as_(dewi).get("/sessions/week/"))

    assert "Morgen woensdag 14 oktober 14:00 tot 15:30 Bezet" in text
    assert ("Hanne" in text, str(coaching.pk) in text) == (False, False)


def test_in_the_week_of_the_house_every_way_leads_somewhere(as_, hanne, dewi, session):
    move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 15, 9), why="De trein komt later.")

    hers, another_s = (as_(person).get("/sessions/week/") for person in (dewi, hanne))

    assert read(another_s).count("Sterk staan") == 4  # in the grid and in the list
    assert read(hers).count("Sterk staan") == 5  # and in the line that offers to undo it
    assert hers.content.decode().count(f'"/sessions/{session.pk}/"') == 2
    assert another_s.content.decode().count(f"/sessions/{session.pk}/") == 0


def test_the_week_of_the_house_warns_where_a_room_lacks(as_, eva, plan):
    plan()
    plan(at=time(11))

    assert "Nog zonder kamer" in read(as_(eva).get("/sessions/week/"))


def test_she_moves_a_session(as_, dewi, session):
    response = as_(dewi).post(
        f"/sessions/{session.pk}/move/", {"on": "2026-10-13", "at": "15:30", "why": "De trein komt later."}
    )

    session.refresh_from_db()
    assert (response["Location"], session.starts_at) == (f"/sessions/{session.pk}/", local(2026, 10, 13, 15, 30))


def test_a_refusal_loses_nothing_that_was_typed(as_, dewi, plan, session):
    plan(at=time(15))

    response = as_(dewi).post(
        f"/sessions/{session.pk}/move/", {"on": "2026-10-13", "at": "15:30", "why": "De trein komt later."}
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert "Grote kamer is dan bezet, van 15:00 tot 16:30." in html
    assert ('value="15:30"' in html, "De trein komt later." in html) == (True, True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"why": ""}, "id_why_error"),
        ({"at": "25:00"}, "id_at_error"),
        ({"on": "2026-02-30"}, "id_on_error"),
        ({"on": "2028-01-01"}, "Dat is meer dan een jaar vooruit."),
        ({"on": "2026-10-12"}, "Dat moment is al voorbij."),
        ({"why": "x" * 201}, "id_why_error"),
    ],
    ids=["no why", "no time", "no day", "too far", "past", "too long"],
)
def test_a_move_that_cannot_be_gets_a_sentence(as_, dewi, session, typed, sentence):
    words = {"on": "2026-10-13", "at": "15:30", "why": "De trein komt later."} | typed

    response = as_(dewi).post(f"/sessions/{session.pk}/move/", words)

    assert (response.status_code, sentence in response.content.decode()) == (422, True)


def test_she_gives_it_another_room(as_, dewi, session, house):
    zolder = cast.make_room(house, "Zolder")

    as_(dewi).post(f"/sessions/{session.pk}/room/", {"room_id": zolder.pk, "why": "Daar is het stil."})

    session.refresh_from_db()
    assert session.room == zolder


def test_a_room_that_is_taken_then_says_so(as_, dewi, plan, session, house):
    zolder = cast.make_room(house, "Zolder")
    plan(at=time(11), room_id=zolder.pk)

    assert "Zolder (dan bezet)" in as_(dewi).get(f"/sessions/{session.pk}/room/").content.decode()


def test_a_room_that_is_no_room_is_refused(as_, dewi, session):
    response = as_(dewi).post(f"/sessions/{session.pk}/room/", {"room_id": "kelder", "why": "Daarom."})

    assert response.status_code == 422


def test_she_cancels_a_session(as_, dewi, session):
    as_(dewi).post(f"/sessions/{session.pk}/cancel/", {"why": "Dewi is ziek.", "and_now": ""})

    session.refresh_from_db()
    assert session.is_cancelled


def test_cancelling_twice_says_so(as_, dewi, session):
    browser = as_(dewi)
    browser.post(f"/sessions/{session.pk}/cancel/", {"why": "Dewi is ziek."})

    response = browser.post(f"/sessions/{session.pk}/cancel/", {"why": "Nog eens."})

    assert (response.status_code, "Deze is al afgezegd." in response.content.decode()) == (422, True)


@pytest.mark.parametrize("page", ["move", "room", "cancel", "attendance"])
@pytest.mark.parametrize("who", ["amal", "hanne", "noor", "fay"])
def test_who_does_not_lead_it_finds_no_way_to_change_it(as_, session, page, who, request):
    response = as_(request.getfixturevalue(who)).post(f"/sessions/{session.pk}/{page}/", {"why": "Daarom."})

    assert (response.status_code, Session.objects.get(pk=session.pk).revision) == (404, session.revision)


def test_a_coach_reads_whom_she_meets_and_that_is_noted(as_, hanne, amal, coaching):
    path = f"/sessions/week/2026-W42/?session={coaching.pk}"
    for page in ("/sessions/", f"/sessions/{coaching.pk}/", path):
        assert "met Amal" in read(as_(hanne).get(page))

    noted = f"zag je naam op de lijst van {coaching.training.quiet_title}"
    assert noted in as_(amal).get("/me/looks/").content.decode()


def test_who_runs_the_house_reads_a_number_of_a_talk_for_two(as_, eva, amal, coaching):
    page = read(as_(eva).get(f"/sessions/{coaching.pk}/"))

    assert ("1 doet mee" in page, "Amal" in page) == (True, False)


def test_a_coach_reads_that_she_does_not_come(as_, hanne, amal, coaching):
    say_not_coming(actor=amal, session_id=coaching.pk)

    assert "met Amal, zij komt niet" in read(as_(hanne).get("/sessions/"))


def post_attendance(browser, session, words, **extra):
    typed = {f"{session.pk}-{name}": value for name, value in words.items()}
    return browser.post(f"/sessions/{session.pk}/attendance/", typed | {"page": "today"}, **extra)


def noted():
    return {one.person.sign_in_name: one.state for one in Attendance.objects.all()}


def test_she_notes_who_was_there(as_, dewi, session, amal, bo):
    response = post_attendance(as_(dewi), session, {amal.pk: "present", bo.pk: "absent"})

    assert (response["Location"], noted()) == (f"/sessions/#c-{session.pk}", {"amal": "present", "bo": "absent"})


def test_with_script_the_form_comes_back_and_says_so(as_, dewi, session, amal):
    response = post_attendance(as_(dewi), session, {amal.pk: "present"}, headers={"HX-Request": "true"})

    assert (response.status_code, "Bewaard." in response.content.decode(), noted()) == (
        200,
        True,
        {"amal": "present"},
    )


def test_one_button_notes_everyone(as_, dewi, session, amal, bo):
    post_attendance(as_(dewi), session, {amal.pk: "absent", "everyone": "1"})

    assert noted() == {"amal": "absent", "bo": "present"}


def test_a_state_that_is_none_is_refused_and_nothing_is_noted(as_, dewi, session, amal, bo):
    response = post_attendance(as_(dewi), session, {amal.pk: "vrolijk", bo.pk: "present"})

    assert (response.status_code, noted()) == (422, {})


def test_somebody_who_is_not_on_the_list_is_not_noted(as_, dewi, session, amal, fay):
    post_attendance(as_(dewi), session, {fay.pk: "present", amal.pk: "present"})

    assert noted() == {"amal": "present"}


def test_before_the_day_there_is_nothing_to_note(as_, dewi, session, amal, clock):
    clock.set(2026, 10, 12, 9)

    response = post_attendance(as_(dewi), session, {amal.pk: "present"})

    assert (response.status_code, noted()) == (409, {})


def test_the_list_of_a_talk_for_two_is_not_for_another_trainer(as_, dewi, coaching):
    assert post_attendance(as_(dewi), coaching, {}).status_code == 404


@pytest.mark.parametrize("path", ["week/", "week/2026-W43/", "month/", "coming/", ""])
def test_no_way_from_the_desk_leads_nowhere(as_, eva, session, path):
    page = as_(eva).get(f"/sessions/{path}").content.decode()

    assert 'href=""' not in page
