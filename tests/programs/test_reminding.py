"""Reminding who asked for it: in time, once, and never of what is off, over, or not hers."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from house.line import news
from house.models import Stay
from programs.attendance.services.answers import say_coming, say_not_coming
from programs.forgetting import forget_reminders
from programs.household.services.notes import add_appointment
from programs.household.services.reminders import choose_reminders, remind, reminders_in, show_what_is_near
from programs.models import Reminder, Reminding
from programs.planning.services.change import cancel_session, move_session
from programs.sessions.queries.her_sessions import her_sessions
from tests.programs.conftest import WE, local
from tests.programs.test_changing import run_together
from tests.programs.test_week_page import read


@pytest.fixture
def wants(amal):
    def wants(*, hour=False, evening=False, who=amal):
        choose_reminders(actor=who, an_hour_before=hour, evening_before=evening)

    return wants


def reminders_of(person):
    today = timezone.localdate()
    return reminders_in(her_sessions(person, today, today + timedelta(days=2)))


def reminded(person):
    return [session.original_on for session in reminders_of(person)]


@pytest.mark.parametrize(("at", "is_told"), [((9, 29), False), ((9, 30), True), ((10, 29), True), ((10, 30), False)])
def test_an_hour_before_until_it_begins(session, amal, wants, clock, at, is_told):
    wants(hour=True)
    clock.set(2026, 10, 13, *at)

    remind()

    assert bool(reminders_of(amal)) == is_told


@pytest.mark.parametrize(("at", "is_told"), [((18, 59), False), ((19, 0), True), ((23, 59), True)])
def test_the_evening_before(plan, amal, wants, clock, at, is_told):
    plan([WE], time(22, 30), from_on=date(2026, 10, 14))
    wants(evening=True)
    clock.set(2026, 10, 13, *at)

    remind()

    assert bool(reminders_of(amal)) == is_told


def test_the_evening_before_the_clocks_go_back_it_is_the_last_session_too(plan, amal, wants, clock):
    plan([6], time(23, 30), from_on=date(2026, 10, 25), length_minutes=20)
    wants(evening=True)
    clock.set(2026, 10, 24, 19)

    remind()

    assert reminded(amal) == [date(2026, 10, 25)]


def test_who_did_not_ask_is_not_reminded(session, amal, bo, wants, clock, django_assert_num_queries):
    clock.set(2026, 10, 13, 10)
    with django_assert_num_queries(1):
        remind()
    wants(hour=True, who=bo)

    remind()

    assert (reminded(amal), reminded(bo)) == ([], [date(2026, 10, 13)])


def test_who_gives_it_may_be_reminded_too(session, dewi, wants, clock):
    wants(hour=True, who=dewi)
    clock.set(2026, 10, 13, 10)

    remind()

    assert reminded(dewi) == [date(2026, 10, 13)]


def test_nothing_is_told_twice(session, amal, wants, clock):
    wants(hour=True)
    for minute in (30, 31, 45):
        clock.set(2026, 10, 13, 9, minute)
        remind()

    assert Reminder.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_nobody_twice(session, amal, bo, wants, clock):
    for person in (amal, bo):
        wants(hour=True, evening=True, who=person)
    clock.set(2026, 10, 13, 10)

    outcomes = run_together(remind, remind, remind)

    assert (outcomes, Reminder.objects.count()) == (["NoneType"] * 3, 2)


def test_who_does_not_come_is_not_reminded_unless_she_does_after_all(session, amal, wants, clock):
    wants(hour=True)
    say_not_coming(actor=amal, session_id=session.pk)
    clock.set(2026, 10, 13, 9, 45)
    remind()
    assert not Reminder.objects.exists()

    say_coming(actor=amal, session_id=session.pk)
    remind()
    assert reminded(amal) == [date(2026, 10, 13)]
    say_not_coming(actor=amal, session_id=session.pk)

    assert reminded(amal) == []


def test_what_is_called_off_is_not_told_nor_what_was_told_already(session, amal, dewi, wants, clock):
    wants(hour=True)
    clock.set(2026, 10, 13, 9, 45)
    remind()

    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.")

    assert reminded(amal) == []
    Reminder.objects.all().delete()
    remind()
    assert not Reminder.objects.exists()


def test_what_moved_is_told_again_for_its_new_moment(session, amal, dewi, wants, clock):
    wants(hour=True)
    clock.set(2026, 10, 13, 9, 45)
    remind()

    move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 13, 15), why="De bus.")

    assert reminded(amal) == []
    clock.set(2026, 10, 13, 14, 30)
    remind()
    assert reminded(amal) == [date(2026, 10, 13)]


def test_who_may_not_see_it_any_more_is_not_told(session, amal, wants, clock):
    wants(hour=True)
    clock.set(2026, 10, 13, 9, 45)
    remind()

    Stay.objects.filter(person=amal).update(left_on=date(2026, 10, 13))

    assert reminded(amal) == []


def test_what_began_is_forgotten(session, wants, clock):
    wants(hour=True)
    clock.set(2026, 10, 13, 9, 45)
    remind()
    clock.set(2026, 10, 13, 10, 30)

    forget_reminders()

    assert not Reminder.objects.exists()


def test_she_chooses_it_on_a_page_and_lets_it_go(as_, amal):
    browser = as_(amal)
    browser.post("/week/remind/", {"evening_before": "on"})
    hers = Reminding.objects.get()
    assert (hers.an_hour_before, hers.evening_before) == (False, True)

    browser.post("/week/remind/")

    assert not Reminding.objects.exists()


def test_it_stands_at_the_top_of_her_week_with_the_quiet_name(as_, amal, session, training, wants, clock):
    training.quiet_title = "Dinsdaggroep"
    training.save()
    wants(hour=True)
    clock.set(2026, 10, 13, 9, 45)
    remind()

    assert "Vandaag om 10:30: Dinsdaggroep" in read(as_(amal).get("/week/"))


@pytest.fixture
def dentist(amal):
    return add_appointment(actor=amal, on=date(2026, 10, 14), at=time(14, 30), words="Tandarts met Bo")


@pytest.fixture
def top(as_, amal):
    """What stands above her week."""
    return lambda who=amal: " ".join(strip_tags(as_(who).get("/week/soon/").content.decode()).split())


@pytest.mark.parametrize(
    ("moment", "hour", "evening"),
    [
        ((13, 18, 59), "", ""),
        ((13, 19, 0), "", "Morgen om 14:30: Tandarts met Bo"),
        ((14, 13, 29), "", "Vandaag om 14:30: Tandarts met Bo"),
        ((14, 13, 30), "Vandaag om 14:30: Tandarts met Bo", "Vandaag om 14:30: Tandarts met Bo"),
        ((14, 14, 30), "", ""),
    ],
)
def test_her_own_appointment_is_reminded_of_by_the_same_wish(dentist, wants, top, clock, moment, hour, evening):
    clock.set(2026, 10, *moment)
    told = []
    for wish in ("hour", "evening"):
        Reminding.objects.all().delete()
        wants(**{wish: True})
        told.append(top())

    assert told == [hour, evening]


def test_without_an_hour_it_is_told_the_evening_before_and_all_day(amal, wants, top, clock):
    add_appointment(actor=amal, on=date(2026, 10, 14), at=None, words="Bellen")
    wants(hour=True, evening=True)
    told = []
    for moment in ((13, 19, 0), (14, 23, 59), (15, 0, 0)):
        clock.set(2026, 10, *moment)
        told.append(top())

    assert told == ["Morgen: Bellen", "Vandaag: Bellen", ""]


def test_nobody_is_reminded_of_what_is_anothers(dentist, bo, wants, top, clock):
    wants(evening=True, who=bo)
    clock.set(2026, 10, 13, 20)

    assert top(bo) == ""


def test_her_own_and_what_the_house_plans_stand_in_one_order(dentist, plan, wants, top, clock):
    plan([WE], time(10), from_on=date(2026, 10, 14))
    plan([WE], time(16), from_on=date(2026, 10, 14))
    wants(evening=True)
    clock.set(2026, 10, 13, 20)
    remind()

    assert re.findall(r"\d+:\d\d", top()) == ["10:00", "14:30", "16:00"]


def test_an_open_page_asks_each_minute_and_is_answered_when_something_changed(as_, amal, session, wants, clock):
    browser = as_(amal)
    assert "/week/soon/" not in browser.get("/week/").content.decode()
    wants(hour=True)
    assert 'hx-get="/week/soon/?shown="' in browser.get("/week/").content.decode()
    assert browser.get("/week/soon/?shown=").status_code == 204
    clock.set(2026, 10, 13, 9, 45)
    remind()

    answer = browser.get("/week/soon/?shown=")

    assert (answer.status_code, "10:30" in answer.content.decode()) == (200, True)
    assert browser.get(f"/week/soon/?shown={session.pk},").status_code == 204


def test_pages_of_who_has_something_near_are_told_each_minute(session, amal, bo, cleo, wants, clock, monkeypatch):
    told = []
    monkeypatch.setattr(news, "listeners", [told.extend])
    for person in (amal, cleo):
        wants(hour=True, who=person)
    add_appointment(actor=bo, on=date(2026, 10, 13), at=None, words="Tandarts")  # she never asked to be reminded
    clock.set(2026, 10, 13, 8)
    remind()
    show_what_is_near()
    assert told == []

    clock.set(2026, 10, 13, 10, 0)
    remind()
    assert told == [news.Due(amal.pk)]
    remind()
    assert len(told) == 1

    clock.set(2026, 10, 13, 10, 31)
    show_what_is_near()
    assert told == [news.Due(amal.pk)] * 2

    clock.set(2026, 10, 13, 10, 40)
    remind()
    show_what_is_near()
    assert len(told) == 2


def test_reminders_cost_the_same_for_many(plan, amal, bo, wants, clock, django_assert_num_queries):
    for person in (amal, bo):
        wants(hour=True, evening=True, who=person)
    plan(at=time(9, 30))
    clock.set(2026, 10, 13, 9)
    remind()
    for minute in range(31, 37):
        plan(at=time(9, minute), room_id=None)

    with django_assert_num_queries(7):
        remind()

    assert Reminder.objects.count() == 14


def test_that_a_reminder_is_seen_only_in_the_open_week_is_told_before_and_after(amal, as_):
    browser = as_(amal)
    path = reverse("programs:reminding")

    before, after = browser.get(path), browser.post(path, {"an_hour_before": "on"}, follow=True)

    assert "Dit apparaat geeft geen seintje." in before.content.decode()
    assert "Bewaard. Je ziet het bovenaan je week als die openstaat." in after.content.decode()
