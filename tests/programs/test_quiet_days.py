"""Her days as a phone keeps them: hours and quiet titles, and nothing that tells more."""

from datetime import date, time

import pytest

from house.registry import QuietLine
from programs.household.services.notes import add_appointment
from programs.planning.services.change import cancel_session, move_session
from programs.week.quiet_days import quiet_days
from tests.programs.conftest import MO, TU, local


def lines_of(person):
    return [(day.on.isoformat(), *line) for day in quiet_days(person) for line in day.lines]


@pytest.fixture
def quiet(training):
    training.quiet_title = "Samen"
    training.save()


def test_from_today_up_to_the_end_of_next_week(amal, plan, quiet):
    plan([MO, TU], from_on=date(2026, 10, 5))

    days = [day.on for day in quiet_days(amal)]

    assert (days[0], days[-1], len(days)) == (date(2026, 10, 13), date(2026, 10, 25), 13)
    assert lines_of(amal) == [
        ("2026-10-13", "10:30", "12:00", "Samen", False),
        ("2026-10-19", "10:30", "12:00", "Samen", False),
        ("2026-10-20", "10:30", "12:00", "Samen", False),
    ]


def test_an_alumna_reads_that_her_group_meets_and_nothing_more(cleo, amal, gina, plan):
    plan(audience="group", person_ids=[cleo.pk, amal.pk], trainer_ids=[gina.pk])

    assert lines_of(cleo)[0] == ("2026-10-13", "10:30", "12:00", "Bijeenkomst", False)


def test_what_is_cancelled_says_so_and_what_moved_stands_where_it_went(amal, eva, plan, quiet):
    first, second = plan([TU]).sessions.all()[:2]
    cancel_session(actor=eva, session_id=first.pk, why="ziek")
    move_session(actor=eva, session_id=second.pk, starts_at=local(2026, 10, 21, 14), why="bus")

    assert [line[:1] + line[-1:] for line in lines_of(amal)] == [("2026-10-13", True), ("2026-10-21", False)]


def test_her_own_appointment_has_no_words(amal):
    add_appointment(actor=amal, on=date(2026, 10, 14), at=time(16, 15), words="naar de advocaat")

    assert [day.lines for day in quiet_days(amal) if day.lines] == [[QuietLine("16:15", "", "Afspraak")]]


def test_the_days_of_others_are_not_hers(fay, plan):
    plan()

    assert lines_of(fay) == []


def test_the_page_that_is_kept_names_no_place_and_nobody(amal, as_, plan, quiet):
    plan()
    browser = as_(amal)
    browser.post("/me/offline/", {"keeps_week": "on"})

    page = browser.get("/me/offline/week/").content.decode()

    assert "Bewaard op dinsdag 13 oktober, 8:00" in page
    assert ("Samen" in page, "Sterk staan" in page, "Grote kamer" in page, "Dewi" in page, "Amal" in page) == (
        True, False, False, False, False,
    )  # fmt: skip
