"""A new series, as the coordinator types it, and as somebody with bad intentions would."""

import re
from datetime import date, time

import pytest

from house import answers
from house.models import Role
from programs.models import Series, Session, Training, Welcome
from programs.planning.closures.services import close_days
from programs.staffing.queries.stepping_in import wanting
from tests import cast
from tests.programs.conftest import TUESDAY
from tests.programs.editing.test_editing_pages import seen_in
from tests.programs.test_changing import run_together
from tests.programs.test_week_page import read


@pytest.fixture
def typed(training, room, dewi):
    return {
        "how_often": "weekly",
        "training_id": str(training.pk),
        "weekdays": ["1", "3"],
        "every_weeks": "2",
        "start_time": "10:30",
        "length_minutes": "90",
        "from_on": "2026-10-13",
        "until_on": "2026-12-31",
        "skipped_0": "2026-10-27",
        "room_id": str(room.pk),
        "trainer_ids": [str(dewi.pk)],
        "audience": "house",
        "person_id": "",
    }


@pytest.fixture
def start(as_, eva, typed):
    browser = as_(eva)
    return lambda **changes: browser.post("/sessions/series/new/", typed | changes)


def test_a_series_is_started(start, training, room, dewi):
    response = start()

    series = Series.objects.get()
    assert (response["Location"], series.training, series.room) == (f"/sessions/series/{series.pk}/", training, room)
    assert (series.rhythm.weekdays, series.rhythm.every_weeks) == ({1, 3}, 2)
    assert [session.original_on for session in series.sessions.all()][:3] == [
        TUESDAY,
        date(2026, 10, 15),
        date(2026, 10, 29),
    ]


def test_a_page_that_is_sent_twice_starts_one_series(start):
    page = {"csrfmiddlewaretoken": "of one page"}

    answers = [start(**page) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [f"/sessions/series/{Series.objects.get().pk}/"] * 2


def test_a_page_with_other_words_starts_another_series(start):
    page = {"csrfmiddlewaretoken": "of one page"}

    start(**page)
    start(**page, start_time="15:00")

    assert Series.objects.count() == 2


def test_a_new_training_that_is_sent_twice_is_one(start):
    told = {"csrfmiddlewaretoken": "of one page", "training_id": "", "title": "Samen koken", "theme": "cooking"}

    answers = [start(**told) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Series.objects.get().training.title == "Samen koken"


@pytest.mark.django_db(transaction=True)
def test_a_double_click_starts_one_series(start):
    page = {"csrfmiddlewaretoken": "of one page"}

    outcomes = run_together(lambda: start(**page), lambda: start(**page))

    assert outcomes == ["HttpResponseRedirect"] * 2
    assert Series.objects.count() == 1


def test_a_page_that_itself_overtook_leads_where_it_led(start, monkeypatch):
    page = {"csrfmiddlewaretoken": "of one page"}
    first = start(**page)
    was_carried_out = iter([False, True])
    monkeypatch.setattr(answers, "where_it_led", lambda mark: first.url if next(was_carried_out) else "")

    second = start(**page)

    assert (second.status_code, second.url) == (302, first.url)
    assert Series.objects.count() == 1


def test_a_new_training_is_made_in_place(start, house):
    start(training_id="", title="Samen koken", theme="cooking")

    assert Series.objects.get().training == Training.objects.titled(house.pk, "Samen koken").get()


def test_a_series_for_one_person(start, amal):
    start(audience="personal", person_id=str(amal.pk))

    assert [enrolment.person for enrolment in Series.objects.get().enrolments.all()] == [amal]


def test_a_person_is_left_out_of_a_series_for_the_house(start, amal):
    start(person_id=str(amal.pk))

    assert not Series.objects.get().enrolments.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekdays": ["7"]}, "weekdays"),
        ({"weekdays": ["-1"]}, "weekdays"),
        ({"weekdays": ["FREQ=SECONDLY"]}, "weekdays"),
        ({"every_weeks": "0"}, "every_weeks"),
        ({"every_weeks": "-2"}, "every_weeks"),
        ({"every_weeks": "999999999999"}, "every_weeks"),
        ({"every_weeks": "1;BYMONTH=99"}, "every_weeks"),
        ({"start_time": "24:01"}, "start_time"),
        ({"length_minutes": "0"}, "length_minutes"),
        ({"length_minutes": "100000"}, "length_minutes"),
        ({"from_on": "2026-10-12"}, "from_on"),
        ({"from_on": "2027-02-30"}, "from_on"),
        ({"from_on": "9999-12-31", "until_on": ""}, "from_on"),
        ({"until_on": "2026-10-12"}, "until_on"),
        ({"until_on": "9999-12-31"}, "until_on"),
        ({"skipped_0": "2026-13-01"}, "skipped"),
        ({"skipped_0": "9999-01-01"}, "skipped"),
        ({"room_id": "kelder"}, "room_id"),
        ({"trainer_ids": ["not-a-person"]}, "trainer_ids"),
        ({"audience": "group"}, "audience"),
        ({"audience": "personal"}, "person_id"),
        ({"training_id": ""}, "training_id"),
        ({"training_id": "", "title": "Koken"}, "theme"),
        ({"training_id": "new"}, "title"),
        ({"training_id": "new", "title": "Koken"}, "theme"),
        ({"how_often": ""}, "how_often"),
        ({"how_often": "daily"}, "how_often"),
        ({"length_minutes": ""}, "length_minutes"),
        ({"end_time": "10:00"}, "end_time"),
        ({"end_time": "laat"}, "end_time"),
        ({"audience": "chosen"}, "chosen_ids"),
        ({"places": "0"}, "places"),
        ({"training_id": "not-a-training"}, "training_id"),
        ({"recurrence": "RRULE:FREQ=SECONDLY", "every_weeks": ""}, "every_weeks"),
    ],
    ids=str,
)
def test_what_cannot_be_gets_a_sentence_at_its_field(start, changes, field):
    response = start(**changes)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Series.objects.exists()


def test_what_was_typed_is_still_there(start):
    html = start(length_minutes="0").content.decode()

    assert 'value="2026-10-27"' in html
    assert html.count("checked") == 5


def test_people_and_rooms_of_another_house_are_no_choice(start, other_house):
    tess = cast.make_worker("Tess", other_house, Role.TRAINER)

    response = start(trainer_ids=[str(tess.pk)], room_id=str(cast.make_room(other_house).pk))

    assert sorted(response.context["form"].errors) == ["room_id", "trainer_ids"]


def test_a_house_that_she_does_not_run_is_not_here(as_, eva, other_house):
    assert as_(eva).get(f"/sessions/series/new/?house={other_house.pk}").status_code == 404


def test_the_list_says_a_series_in_words(as_, eva, plan, amal):
    plan([1, 3], until_on=date(2026, 12, 31))

    assert (
        "10:30 elke dinsdag en donderdag, tot en met 31 december 2026 Sterk staan 90 minuten · Grote kamer · met Dewi "
        "nog 24 keer gepland"
    ) in read(as_(eva).get("/sessions/series/"))


def test_the_list_warns_where_rooms_lack(as_, eva, plan):
    plan()
    plan(at=plan().start_time, until_on=date(2026, 10, 20))

    assert "2 keer zonder kamer" in read(as_(eva).get("/sessions/series/"))


TUESDAYS = {"every_weeks": "1", "weekdays": ["1"]}
TAKEN = "De kamer is dan bezet Op 13 oktober en 20 oktober. Daar staat dan: de kamer volgt nog."


def test_a_taken_room_is_told_before_the_series_is_made(plan, start, eva):
    plan(until_on=date(2026, 10, 20))

    response = start(**TUESDAYS, trainer_ids=[str(eva.pk)])

    assert (response.status_code, TAKEN in read(response), Series.objects.count()) == (422, True, 1)
    assert "Zet toch in de week" in read(response)


def test_other_days_in_a_taken_room_are_told_first_too(plan, start, eva):
    plan(until_on=date(2026, 10, 20))
    seen = seen_in(start(**TUESDAYS, trainer_ids=[str(eva.pk)]))
    plan(from_on=date(2026, 10, 27), until_on=date(2026, 10, 27))

    response = start(**TUESDAYS, trainer_ids=[str(eva.pk)], skipped_0="", seen=seen)

    assert "Op 13 oktober, 20 oktober en 27 oktober." in read(response)


def test_a_room_that_is_taken_on_a_closed_day_is_not_missed(plan, start, eva, house):
    plan(until_on=TUESDAY)
    close_days(actor=eva, house_id=house.pk, kind="own", name="Dag", from_on=TUESDAY, until_on=date(2026, 10, 14))

    assert start(**TUESDAYS, trainer_ids=[str(eva.pk)]).status_code == 302


def test_a_series_that_finds_its_room_taken_says_on_which_days(as_, eva, plan, start):
    plan(until_on=date(2026, 10, 20))
    words = TUESDAYS | {"trainer_ids": [str(eva.pk)]}

    page = read(as_(eva).get(start(**words, seen=seen_in(start(**words)))["Location"]))

    assert "De kamer is dan bezet Op 13 oktober en 20 oktober. Daar staat nu: de kamer volgt nog." in page


def test_the_list_says_for_whom(as_, eva, coaching):
    assert "met Hanne · voor Amal" in read(as_(eva).get("/sessions/series/"))


def test_the_list_does_not_say_who_is_in_a_group(as_, eva, plan, cleo):
    plan(audience="group", person_ids=[cleo.pk])

    text = read(as_(eva).get("/sessions/series/"))

    assert ("met Dewi · voor een groep" in text, "Cleo" in text) == (True, False)


def test_a_training_is_made_and_told_in_other_words(as_, eva):
    browser = as_(eva)
    words = {"title": "Samen koken", "quiet_title": "", "theme": "cooking", "expect": "Snijden.\nEten.", "bring": ""}
    browser.post("/sessions/series/trainings/new/", words)
    training = Training.objects.get()

    response = browser.post(f"/sessions/series/trainings/{training.pk}/", words | {"title": "Koken"})

    training.refresh_from_db()
    assert (response["Location"], training.title, training.expect_lines) == (
        "/sessions/series/trainings/",
        "Koken",
        ["Snijden.", "Eten."],
    )


def test_a_training_of_a_title_that_is_there_is_refused_with_a_sentence(as_, eva, training):
    words = {"title": training.title, "theme": "cooking"}

    response = as_(eva).post("/sessions/series/trainings/new/", words)

    assert (response.status_code, "Er is al een training met deze naam." in response.content.decode()) == (422, True)


# Once, from a cell of the grid, or from a quick line

NEW = "/sessions/series/new/"


def values_of(response):
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields}


def test_something_new_is_held_once(start):
    response = start(how_often="once", weekdays=["9"], every_weeks="0", skipped_0="x", until_on="x")

    session = Session.objects.get()
    assert (response["Location"], session.original_on) == (f"/sessions/{session.pk}/", TUESDAY)


def test_it_may_end_at_an_hour_instead(start):
    start(how_often="once", end_time="12:15", length_minutes="x")

    assert Series.objects.get().length_minutes == 105


def test_without_weekdays_it_is_held_on_its_first_day(start):
    start(weekdays=[], from_on="2026-10-15")

    assert Series.objects.get().rhythm.weekdays == {3}


def test_without_a_trainer_one_is_looked_for(start, eva):
    start(how_often="once", trainer_ids=[])

    assert list(wanting(eva)) == [Session.objects.get()]


def test_places_alumnae_and_needs_are_said_at_once(start, cleo):
    more = {"places": "6", "interpreter": "en", "needs": "Een beamer.", "welcome_ids": [str(cleo.pk)]}

    start(**more)

    series = Series.objects.get()
    assert (series.places, series.interpreter, series.needs) == (6, "en", "Een beamer.")
    assert [welcome.person for welcome in Welcome.objects.filter(series=series)] == [cleo]


def test_no_alumna_is_welcome_where_it_is_for_one_person(start, amal, cleo):
    start(audience="personal", person_id=str(amal.pk), welcome_ids=[str(cleo.pk)])

    assert not Welcome.objects.exists()


def test_a_cell_of_the_grid_fills_in_its_day_hour_and_room(as_, eva, room):
    values = values_of(as_(eva).get(f"{NEW}?on=2026-12-03&room={room.pk}&at=14:00"))

    assert [values[name] for name in ("how_often", "from_on", "start_time", "room_id")] == [
        "once",
        date(2026, 12, 3),
        time(14),
        room.pk,
    ]


@pytest.mark.parametrize("odd", ["on=x", "on=2026-99-99&at=99", "room=x", "room=\x00&at=<b>", "on=" + "9" * 999])
def test_a_link_that_cannot_be_fills_in_nothing_that_harms(as_, eva, odd):
    assert as_(eva).get(f"{NEW}?{odd}").status_code == 200


def test_a_quick_line_fills_in_the_form_and_says_how(as_, eva, training, room, dewi):
    response = as_(eva).post(NEW, {"line": "wo half 3 1,5 uur sterk staan grote kamer dewi yoga"})

    values, page = values_of(response), read(response)
    assert (values["from_on"], values["start_time"], values["length_minutes"]) == (date(2026, 10, 14), time(14, 30), 90)
    assert (values["training_id"], values["room_id"], values["trainer_ids"]) == (training.pk, room.pk, [dewi.pk])
    assert "Eén keer of vaker Eén keer Training Sterk staan Dag woensdag 14 oktober Begint om 14:30" in page
    assert ("Niet begrepen: yoga." in page, Series.objects.exists()) == (True, False)


def test_a_quick_line_leaves_what_was_typed(as_, eva, typed):
    values = values_of(as_(eva).post(NEW, typed | {"line": "elke do"}))

    assert (values["weekdays"], values["start_time"], values["skipped"][0]) == ([3], "10:30", "2026-10-27")
    assert values["trainer_ids"] == typed["trainer_ids"]


def test_a_quick_line_knows_no_name_of_another_house(as_, eva, fay, other_house):
    cast.make_worker("Tess", other_house, Role.TRAINER)

    page = read(as_(eva).post(NEW, {"line": "Fay Tess"}))

    assert "Niet begrepen: fay, tess." in page


def test_what_would_be_in_its_way_is_shown_before_it_is_saved(as_, eva, plan, typed):
    plan(until_on=TUESDAY)

    answer = as_(eva).post(NEW, typed | {"how_often": "once", "training_id": "", "look": "1"})

    page = " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())
    assert "De kamer is dan bezet Op 13 oktober." in page
    assert "Dewi geeft dan ook Sterk staan, op dinsdag 13 oktober van 10:30 tot 12:00." in page
    assert Series.objects.count() == 1


@pytest.mark.parametrize("more", [{"look": "1"}, {"line": "di"}, {}], ids=str)
def test_who_does_not_run_this_house_reads_nothing_there(as_, dewi, house, other_house, typed, more):
    ida, tess = (
        cast.make_worker(name, other_house, role) for name, role in (("Ida", "coordinator"), ("Tess", "trainer"))
    )

    for person, path in ((dewi, NEW), (tess, NEW), (ida, f"{NEW}?house={house.pk}")):
        assert as_(person).post(path, typed | more).status_code == 404
