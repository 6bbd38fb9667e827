"""The coordinator's pages of closed days and pauses, and the week on such a day."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from house.models import House, Position
from programs.models import Closure, HolidayYear, Session
from programs.planning.closures.services import ask_for_holidays, close_days, pause_series
from programs.planning.services.change import restore_session
from tests.programs.conftest import TUESDAY
from tests.programs.test_week_page import read

THE_20TH, THE_21ST = date(2026, 10, 20), date(2026, 10, 21)
NEW = "/sessions/days/new/"


@pytest.fixture
def desk(as_, eva):
    return as_(eva)


@pytest.fixture
def closed(eva, house):
    close_days(actor=eva, house_id=house.pk, kind="own", name="Uitje", from_on=THE_20TH, until_on=THE_21ST)
    return Closure.objects.get()


def seen(response):
    return re.search(r'name="seen" value="(\w+)"', response.content.decode())[1]


def confirm(browser, path, **words):
    """Look at what it does, then do it."""
    return browser.post(path, words | {"seen": seen(browser.post(path, words))}, follow=True)


def lapsed():
    return list(Session.objects.filter(state="lapsed").values_list("original_on", flat=True))


def test_a_day_is_shown_before_it_is_closed(desk, plan):
    plan()
    words = {"kind": "own", "name": "Uitje", "from_on": "2026-10-20", "last_on": ""}

    shown = desk.post(NEW, words)
    assert ("1 training vervalt." in read(shown), lapsed()) == (True, [])

    text = read(desk.post(NEW, words | {"seen": seen(shown)}, follow=True))
    assert ("dinsdag 20 oktober" in text, "1 training vervalt" in text, lapsed()) == (True, True, [THE_20TH])


@pytest.mark.parametrize(("last_on", "is_told"), [("", False), ("2027-10-01", True)])
def test_what_is_not_planned_yet_is_told_where_the_days_reach_that_far(desk, plan, last_on, is_told):
    plan()

    shown = read(desk.post(NEW, {"kind": "break", "name": "Rust", "from_on": "2026-10-20", "last_on": last_on}))

    assert ("is nog niets gepland" in shown) == is_told


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (NEW, {"kind": "own", "name": "Uitje"}),
        ("/sessions/notes/new/", {"words": "De monteur komt."}),
        ("/sessions/away/", {}),
    ],
)
def test_the_last_of_all_days_gets_a_sentence(desk, path, words):
    shown = desk.post(path, words | {"from_on": "2026-10-20", "last_on": "9999-12-31"})

    assert "Die dag ligt te ver weg." in read(shown)


def test_other_days_than_those_shown_are_shown_first(desk, plan):
    plan()
    words = {"kind": "own", "name": "Uitje", "from_on": "2026-10-20", "last_on": ""}
    mark = seen(desk.post(NEW, words))

    again = desk.post(NEW, words | {"from_on": "2026-10-27", "seen": mark})

    assert (again.status_code, lapsed()) == (200, [])


def test_what_is_wrong_comes_back_with_what_was_typed(desk):
    response = desk.post(NEW, {"kind": "break", "name": "Herfst", "from_on": "2026-10-20", "last_on": "2026-10-19"})

    assert (response.status_code, "voor de eerste" in read(response)) == (422, True)
    assert b'value="Herfst"' in response.content


def test_a_day_that_has_passed_is_not_closed(desk):
    response = desk.post(NEW, {"kind": "own", "name": "Gisteren", "from_on": "2026-10-12"})

    assert (response.status_code, Closure.objects.count()) == (422, 0)


def test_opening_again_shows_what_comes_back(desk, plan, closed):
    plan()
    path = f"/sessions/days/{closed.pk}/open/"

    shown = desk.get(path)
    assert "1 training gaat weer door." in read(shown)

    desk.post(path, {"seen": seen(shown)})
    assert (lapsed(), Closure.objects.count()) == ([], 0)


def test_a_closed_day_gets_other_days(desk, plan, closed):
    plan()

    confirm(desk, f"/sessions/days/{closed.pk}/", name="Uitje", from_on="2026-10-26", last_on="2026-10-28")

    assert lapsed() == [date(2026, 10, 27)]


def test_a_series_is_put_to_sleep_and_woken(desk, plan):
    series = plan()
    confirm(
        desk, f"/sessions/series/{series.pk}/pause/", from_on="2026-10-20", last_on="2026-11-02", name="Dewi reist."
    )
    assert lapsed() == [THE_20TH, date(2026, 10, 27)]
    assert "Slaapt van 20 oktober tot en met 2 november" in read(desk.get("/sessions/series/"))

    path = f"/sessions/days/{Closure.objects.get().pk}/open/"
    desk.post(path, {"seen": seen(desk.get(path))})

    assert lapsed() == []


def test_holidays_are_chosen_one_by_one(desk, house):
    ask_for_holidays()
    assert "Feestdagen 2027" in read(desk.get("/sessions/days/"))

    confirm(desk, "/sessions/days/year/2027/", days=["2027-04-27", "2027-05-17"])

    names = sorted(closure.name for closure in Closure.objects.all())
    assert names == ["Koningsdag", "Tweede pinksterdag"]
    assert list(HolidayYear.objects.exclude(chosen_at=None).values_list("year", flat=True)) == [2027]


def test_a_holiday_that_is_no_longer_ticked_opens_again(desk):
    confirm(desk, "/sessions/days/year/2027/", days=["2027-04-27", "2027-05-17"])

    confirm(desk, "/sessions/days/year/2027/", days=["2027-05-17"])

    assert [closure.name for closure in Closure.objects.all()] == ["Tweede pinksterdag"]


def test_what_the_house_chose_this_year_is_proposed_for_the_next(desk, clock, as_, eva):
    Position.objects.update(from_on=date(2026, 1, 1))
    clock.set(2026, 2, 1, 9)
    confirm(desk, "/sessions/days/year/2026/", days=["2026-04-27", "2026-12-25"])
    clock.set(2026, 10, 13, 8)

    ticked = re.findall(r"<input[^>]*checked[^>]*>", _html(as_(eva), "/sessions/days/year/2027/"))

    assert [re.search(r"2027-[\d-]+", one)[0] for one in ticked] == ["2027-04-27", "2027-12-25"]


def test_a_day_that_is_no_holiday_is_not_taken(desk):
    assert desk.post("/sessions/days/year/2027/", {"days": ["2027-04-28"]}).status_code == 422


@pytest.mark.parametrize("year", [2025, 2030])
def test_a_year_out_of_reach_is_not_here(desk, year):
    assert desk.get(f"/sessions/days/year/{year}/").status_code == 404


def test_every_house_is_asked_once_a_year_and_in_time(house, clock):
    ask_for_holidays()
    ask_for_holidays()
    assert list(HolidayYear.objects.values_list("year", flat=True)) == [2026, 2027]


def test_before_autumn_nobody_is_asked_for_the_next_year(house, clock):
    clock.set(2026, 8, 1, 9)
    ask_for_holidays()

    assert list(HolidayYear.objects.values_list("year", flat=True)) == [2026]


def test_a_house_says_in_which_part_of_the_country_it_is(desk, house):
    desk.post("/sessions/days/where/", {"region": "NL-Noord"})

    house.refresh_from_db()
    assert (house.country, house.part_of_country) == ("NL", "Noord")


def test_school_breaks_of_its_part_are_taken_over(desk, house):
    House.objects.update(part_of_country="Noord")
    shown = read(desk.get("/sessions/days/year/2027/more/"))
    assert ("Voorjaarsvakantie" in shown, "Zomervakantie" in shown) == (True, True)

    words = {"take_0": "on", "from_on_0": "2027-02-20", "last_on_0": "2027-02-28"}
    rest = re.findall(
        r'name="((?:from|last)_on_[1-9])" value="([\d-]+)"', _html(desk, "/sessions/days/year/2027/more/")
    )
    confirm(desk, "/sessions/days/year/2027/more/", **(dict(rest) | words))

    closure = Closure.objects.get()
    assert (closure.name, closure.from_on, closure.last_on) == (
        "Voorjaarsvakantie",
        date(2027, 2, 20),
        date(2027, 2, 28),
    )


def _html(browser, path):
    return browser.get(path).content.decode()


def test_without_a_part_the_days_of_last_year_are_proposed(desk, house, closed):
    html = _html(desk, "/sessions/days/year/2027/more/")

    assert ("Uitje" in html, 'value="2027-10-19"' in html) == (True, True)  # a Tuesday again


def test_the_week_says_why_there_is_nothing(as_, amal, plan, closed):
    plan()

    text = read(as_(amal).get("/week/2026-W43/"))

    assert "Uitje. Het huis is open, er zijn geen trainingen." in text
    assert "Vervalt: Uitje" in text
    assert "Ik kom niet" not in text


def test_a_closed_day_without_trainings_is_told_too(as_, amal, closed):
    assert "Uitje. Het huis is open, er zijn geen trainingen." in read(as_(amal).get("/week/2026-W43/"))


def test_of_what_was_restored_the_day_says_that_it_goes_on(as_, amal, dewi, plan, closed):
    series = plan()
    restore_session(actor=dewi, session_id=series.sessions.get(original_on=THE_20TH).pk)

    text = read(as_(amal).get("/week/2026-W43/"))

    assert ("Gaat toch door" in text, "Wat hieronder niet is doorgestreept, gaat door." in text) == (True, True)


def test_a_holiday_is_named_in_her_language(as_, amal, eva, house):
    Closure.objects.create(
        house=house,
        kind="holiday",
        name="Koningsdag",
        region="NL",
        from_on=date(2027, 4, 27),
        until_on=date(2027, 4, 28),
    )
    closure = Closure.objects.get()

    with override("en"):
        assert closure.told_name == "King's Day"
    with override("ti"):
        assert closure.told_name == "Koningsdag"


def test_an_alumna_does_not_read_where_the_others_are(as_, cleo, plan, eva, house, clock):
    meeting = plan(audience="group")
    meeting.enrolments.create(person=cleo, from_on=TUESDAY)
    close_days(actor=eva, house_id=house.pk, kind="own", name="Naar zee", from_on=THE_20TH, until_on=THE_21ST)

    text = read(as_(cleo).get("/week/2026-W43/"))

    assert ("Vervalt" in text, "Naar zee" in text) == (True, False)


def test_the_giver_lets_it_go_on_with_one_click(as_, dewi, plan, closed):
    session = plan().sessions.get(original_on=THE_20TH)
    browser = as_(dewi)
    assert f"/sessions/{session.pk}/restore/" in _html(browser, "/week/2026-W43/")

    text = read(browser.post(f"/sessions/{session.pk}/restore/", follow=True))

    assert ("Gaat toch door" in text, lapsed()) == (True, [])


def test_a_resident_has_no_such_button(as_, amal, plan, closed):
    session = plan().sessions.get(original_on=THE_20TH)

    assert "restore" not in _html(as_(amal), "/week/2026-W43/")
    assert as_(amal).post(f"/sessions/{session.pk}/restore/").status_code == 404


def test_a_pause_says_until_when(as_, amal, plan, eva):
    series = plan()
    days = {"from_on": THE_20TH, "until_on": date(2026, 11, 3)}
    pause_series(actor=eva, series_id=series.pk, **days, name="Dewi reist.")

    text = read(as_(amal).get("/week/2026-W43/"))

    assert ("Vervalt: pauze tot en met 2 november" in text, "Dewi reist." in text) == (True, True)


def test_the_page_costs_the_same_for_one_day_as_for_many(desk, house, plan, eva, django_assert_num_queries):
    plan()

    def close(day):
        days = {"from_on": date(2026, 10, day), "until_on": date(2026, 10, day + 1)}
        close_days(actor=eva, house_id=house.pk, kind="own", name="Dag", **days)

    close(15)
    desk.get("/sessions/days/")
    with CaptureQueriesContext(connection) as of_one:
        desk.get("/sessions/days/")
    for day in range(16, 24):
        close(day)

    with django_assert_num_queries(len(of_one)):
        desk.get("/sessions/days/")
