"""Living together: notes of the house, chores by turn, and what she keeps for herself."""

import logging
import re
from datetime import date, time, timedelta

import pytest
from django.db import connection

from house.errors import NotHere
from house.models import Stay
from programs.errors import NothingInReturn
from programs.feeds.services import make_feed
from programs.forgetting import forget_swaps, forget_what_passed
from programs.household.services.chores import (
    Rota,
    ask_no_more,
    ask_swap,
    end_chore,
    rota_for,
    start_chore,
    take_turn,
)
from programs.household.services.notes import add_appointment, write_note
from programs.models import Appointment, HouseNote, Swap
from programs.recurrence.rhythm import WEEK
from programs.recurrence.weeks import Week
from tests.programs.conftest import MO, SU, TH, WE
from tests.programs.test_changing import run_together
from tests.programs.test_week_page import read

WEDNESDAY, THURSDAY = date(2026, 10, 14), date(2026, 10, 15)
MONDAY = date(2026, 10, 12)


@pytest.fixture
def tell_house(eva, house):
    def tell_house(words="De monteur komt.", from_on=WEDNESDAY, until_on=THURSDAY, actor=eva):
        return write_note(actor=actor, house_id=house.pk, words=words, from_on=from_on, until_on=until_on)

    return tell_house


# Notes of the house


def test_a_note_stands_on_its_days_in_the_week_of_who_lives_there(as_, amal, tell_house):
    tell_house(until_on=date(2026, 10, 16))

    text = read(as_(amal).get("/week/"))

    told = "Bericht van het huis: De monteur komt."
    assert f"Morgen woensdag 14 oktober {told} Niets gepland. De dag is van jou. Donderdag 15 oktober {told}" in text
    assert text.count(told) == 2


@pytest.mark.parametrize(
    ("who", "reads"), [("amal", 1), ("dewi", 1), ("hanne", 1), ("cleo", 0), ("fay", 0), ("noor", 0)]
)
def test_a_note_is_for_who_lives_or_works_there_today(as_, tell_house, who, reads, request):
    tell_house()

    assert read(as_(request.getfixturevalue(who)).get("/week/")).count("De monteur komt.") == reads


def test_staff_read_it_in_the_week_of_the_house(as_, dewi, tell_house):
    tell_house()

    assert "De monteur komt." in read(as_(dewi).get("/sessions/week/"))


@pytest.mark.parametrize("who", ["amal", "cleo", "noor", "fay"])
def test_only_who_works_there_writes_for_the_house(tell_house, who, request):
    with pytest.raises(NotHere):
        tell_house(actor=request.getfixturevalue(who))


def test_a_trainer_writes_changes_and_takes_away(as_, dewi):
    browser = as_(dewi)
    first = {"words": "De monteur komt.", "from_on": "2026-10-14", "last_on": "2026-10-15"}
    browser.post("/sessions/notes/new/", first)
    note = HouseNote.objects.get()
    browser.post(f"/sessions/notes/{note.pk}/", first | {"words": "De monteur komt later.", "last_on": ""})
    note.refresh_from_db()
    assert (note.words, note.from_on, note.until_on) == ("De monteur komt later.", WEDNESDAY, THURSDAY)

    browser.post(f"/sessions/notes/{note.pk}/gone/")

    assert not HouseNote.objects.exists()


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"from_on": "2026-10-14", "last_on": "2026-10-13"}, "De laatste dag ligt vóór de eerste."),
        ({"from_on": "2026-10-12", "last_on": ""}, "Die dag is al voorbij."),
        ({"from_on": "2026-10-14", "last_on": "2026-10-28"}, "Hooguit twee weken."),
        ({"from_on": "2028-10-14", "last_on": ""}, "Dat is meer dan een jaar vooruit."),
    ],
)
def test_a_note_that_cannot_be_comes_back_with_what_was_typed(as_, eva, days, sentence):
    answer = as_(eva).post("/sessions/notes/new/", {"words": "De monteur komt."} | days)

    assert (answer.status_code, sentence in read(answer), "De monteur komt." in read(answer)) == (422, True, True)


def test_a_note_is_sealed_and_goes_by_itself(tell_house, clock):
    tell_house()
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programs_housenote")
        assert b"monteur" not in bytes(cursor.fetchone()[0])
    clock.set(2026, 10, 21, 12)
    forget_what_passed()
    assert HouseNote.objects.exists()

    clock.set(2026, 10, 22, 12)
    forget_what_passed()

    assert not HouseNote.objects.exists()


# What she keeps for herself


@pytest.fixture
def dentist(amal):
    return add_appointment(actor=amal, on=WEDNESDAY, at=time(14, 30), words="Tandarts met Bo")


def test_her_own_appointment_stands_in_her_week(as_, amal, dentist):
    text = read(as_(amal).get("/week/"))

    assert "Morgen woensdag 14 oktober 14:30 Tandarts met Bo Van jou. Alleen jij ziet dit. Donderdag" in text


def test_an_appointment_stands_at_its_hour_between_the_sessions(as_, amal, dentist, plan):
    plan([WE], time(10))
    plan([WE], time(17))
    add_appointment(actor=amal, on=WEDNESDAY, at=None, words="Bellen")

    wednesday = read(as_(amal).get("/week/")).split("Morgen")[1].split("Donderdag")[0]

    assert re.findall(r"10:00|Tandarts|17:00|Bellen", wednesday) == ["10:00", "Tandarts", "17:00", "Bellen"]


@pytest.mark.parametrize("who", ["bo", "eva", "hanne", "dewi", "cleo"])
@pytest.mark.parametrize("path", ["/week/", "/sessions/", "/sessions/week/", "/sessions/notes/"])
def test_nobody_else_sees_it_anywhere(as_, dentist, who, path, request):
    assert b"Tandarts" not in as_(request.getfixturevalue(who)).get(path).content


def test_an_appointment_is_added_changed_and_deleted(as_, amal, caplog):
    browser, first = as_(amal), {"words": "Tandarts", "on": "2026-10-21", "at": "14:30"}
    with caplog.at_level(logging.DEBUG, "django.request"):
        answer = browser.post("/week/own/new/", first)
        hers = Appointment.objects.get()
        browser.post(f"/week/own/{hers.pk}/", first | {"words": "Kapper", "at": ""})
    hers.refresh_from_db()
    assert (answer.url, hers.words, hers.at, "Tandarts" in caplog.text) == ("/week/2026-W43/", "Kapper", None, False)

    browser.post(f"/week/own/{hers.pk}/gone/")

    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"on": "2026-10-12"}, "Kies vandaag of een dag die nog komt."),
        ({"on": ""}, "Vul dit nog in."),
        ({"on": "2028-10-12"}, "Dat is meer dan een jaar vooruit."),
    ],
)
def test_what_she_typed_is_not_lost(as_, amal, typed, sentence):
    answer = as_(amal).post("/week/own/new/", {"words": "Tandarts", "at": "14:30"} | typed)

    assert (answer.status_code, sentence in read(answer)) == (422, True)
    assert 'value="Tandarts"' in answer.content.decode()


def test_an_appointment_is_sealed_and_deleted_a_week_after(dentist, clock):
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM programs_appointment")
        assert b"Tandarts" not in bytes(cursor.fetchone()[0])
    clock.set(2026, 10, 21, 12)
    forget_what_passed()
    assert Appointment.objects.exists()

    clock.set(2026, 10, 22, 0, 1)
    forget_what_passed()

    assert not Appointment.objects.exists()


@pytest.mark.parametrize("path", ["/sessions/week/2026-W42/paper/", "/sessions/week/"])
def test_no_appointment_is_on_the_poster_or_the_week_of_the_house(as_, eva, dentist, tell_house, path):
    tell_house()

    page = as_(eva).get(path)

    assert (page.status_code, b"Tandarts" in page.content) == (200, False)
    assert (b"monteur" in page.content) == ("paper" not in path)


def test_appointments_and_notes_of_the_house_are_not_in_a_feed(client, amal, dentist, session, tell_house):
    tell_house()

    calendar = client.get(f"/week/{make_feed(actor=amal)}.ics").content

    assert (b"BEGIN:VEVENT" in calendar, b"Tandarts" in calendar, b"monteur" in calendar) == (True, False, False)


# Chores


@pytest.fixture
def cooking(eva, house, amal, bo):
    return start_chore(actor=eva, house_id=house.pk, name="koken", weekdays=[WE, SU])


def weeks_of(person, rota):
    return [turn.week for turn in rota.turns_of(person)]


def test_each_week_is_somebody_s(cooking, amal, bo):
    rota = rota_for(amal)

    hers, others = weeks_of(amal, rota), weeks_of(bo, rota)

    assert sorted(hers + others) == [MONDAY + count * WEEK for count in range(8)]
    assert abs(len(hers) - len(others)) <= 1


def test_her_week_says_on_its_days_that_it_is_her_turn(as_, cooking, amal, bo):
    rota = rota_for(amal)
    person = next(one for one in (amal, bo) if MONDAY in weeks_of(one, rota))
    other = bo if person == amal else amal

    mine, others = (read(as_(one).get("/week/")) for one in (person, other))

    assert "Morgen woensdag 14 oktober Jij bent aan de beurt Koken" in mine
    assert (mine.count("Jij bent aan de beurt"), others.count("Jij bent aan de beurt")) == (2, 0)


def test_this_week_stays_as_it_is_when_somebody_comes(cooking, amal, house, fay):
    before = {week: rota_for(amal).holder(cooking, week, week) for week in (MONDAY,)}
    Stay.objects.filter(person=fay).update(house=house, arrived_on=date(2026, 10, 13))

    assert rota_for(amal).holder(cooking, MONDAY, WEDNESDAY) == before[MONDAY]


def test_the_days_after_she_left_are_another_s(cooking, amal, bo):
    rota = rota_for(amal)
    person, other = (amal, bo) if MONDAY in weeks_of(amal, rota) else (bo, amal)
    Stay.objects.filter(person=person).update(left_on=THURSDAY)

    rota = Rota(cooking.house_id, MONDAY, MONDAY)

    assert [rota.turns_of(one)[0].days for one in (person, other)] == [(WEDNESDAY,), (date(2026, 10, 18),)]


def test_a_chore_that_ends_today_is_nobody_s_from_today(cooking, eva, amal, bo, clock):
    clock.set(2026, 10, 14, 9)

    end_chore(actor=eva, chore_id=cooking.pk)

    assert [rota_for(person).turns_to_come(person) for person in (amal, bo)] == [[], []]


def test_an_alumna_has_no_turns(as_, cooking, cleo):
    assert (rota_for(cleo), as_(cleo).get("/week/turns/").status_code) == (None, 404)


def test_two_who_agree_swap_with_a_tap_each(as_, cooking, amal, bo):
    rota = rota_for(amal)
    hers, others = weeks_of(amal, rota)[-1], weeks_of(bo, rota)[0]
    week = str(Week(hers))

    as_(amal).post(f"/week/turns/{cooking.pk}/{week}/ask/")
    text = read(as_(bo).get("/week/turns/"))
    assert ("Iemand vraagt of jij" in text, "Amal" in text) == (True, False)
    swap = Swap.objects.get()
    as_(bo).post(f"/week/turns/{swap.pk}/{Week(others)}/take/")

    rota = rota_for(amal)
    assert (hers in weeks_of(bo, rota), others in weeks_of(amal, rota)) == (True, True)
    assert (hers in weeks_of(amal, rota), others in weeks_of(bo, rota)) == (False, False)


def test_asking_twice_is_asking_once_and_she_may_keep_it(cooking, amal, bo):
    week = weeks_of(amal, rota_for(amal))[0]
    swap = ask_swap(actor=amal, chore_id=cooking.pk, week=week)
    assert ask_swap(actor=amal, chore_id=cooking.pk, week=week) == swap

    with pytest.raises(NotHere):
        ask_no_more(actor=bo, swap_id=swap.pk)
    ask_no_more(actor=amal, swap_id=swap.pk)

    assert rota_for(bo).questions_for(bo) == []


def test_who_is_not_on_turn_cannot_ask(cooking, amal, bo, fay, cleo, eva):
    week = weeks_of(amal, rota_for(amal))[0]

    for person in (bo, fay, cleo, eva):
        with pytest.raises(NotHere):
            ask_swap(actor=person, chore_id=cooking.pk, week=week)


def test_another_week_than_she_was_told_is_not_given(cooking, amal, bo):
    rota = rota_for(amal)
    swap = ask_swap(actor=amal, chore_id=cooking.pk, week=weeks_of(amal, rota)[0])

    with pytest.raises(NothingInReturn):
        take_turn(actor=bo, swap_id=swap.pk, in_return_on=weeks_of(bo, rota)[1])


def test_a_swap_with_who_left_is_undone(cooking, amal, bo):
    rota = rota_for(amal)
    hers, others = weeks_of(amal, rota)[-1], weeks_of(bo, rota)[0]
    swap = ask_swap(actor=amal, chore_id=cooking.pk, week=hers)
    take_turn(actor=bo, swap_id=swap.pk, in_return_on=others)

    Stay.objects.filter(person=bo).update(left_on=hers)

    assert hers in weeks_of(amal, rota_for(amal))


def test_swaps_are_forgotten(cooking, amal, clock):
    ask_swap(actor=amal, chore_id=cooking.pk, week=weeks_of(amal, rota_for(amal))[0])
    clock.now += timedelta(weeks=12)

    forget_swaps()

    assert not Swap.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_turn_at_once_one_is_first(eva, house, amal, bo, hanne, other_house, fay):
    Stay.objects.filter(person=fay).update(house=house)
    chore = start_chore(actor=eva, house_id=house.pk, name="koken", weekdays=[MO, TH])
    rota = rota_for(amal)
    swap = ask_swap(actor=amal, chore_id=chore.pk, week=weeks_of(amal, rota)[-1])
    takers = {one: next(turn.week for turn in rota.turns_of(one) if not turn.is_over) for one in (bo, fay)}

    outcomes = run_together(
        *(lambda one=one: take_turn(actor=one, swap_id=swap.pk, in_return_on=takers[one]) for one in takers)
    )

    assert sorted(outcomes) == ["NotHere", "Swap"]


@pytest.mark.django_db(transaction=True)
def test_a_question_that_is_taken_and_taken_back_at_once_is_one_of_both(eva, house, amal, bo):
    chore = start_chore(actor=eva, house_id=house.pk, name="koken", weekdays=[MO, TH])
    rota = rota_for(amal)
    swap = ask_swap(actor=amal, chore_id=chore.pk, week=weeks_of(amal, rota)[-1])
    week = next(turn.week for turn in rota.turns_of(bo) if not turn.is_over)

    outcomes = run_together(
        lambda: take_turn(actor=bo, swap_id=swap.pk, in_return_on=week),
        lambda: ask_no_more(actor=amal, swap_id=swap.pk),
    )

    assert (sorted(outcomes), Swap.objects.filter(taken_by=bo).count()) in [
        (["NoneType", "NotHere"], 0),
        (["NotHere", "Swap"], 1),
    ]


@pytest.mark.parametrize("count", [1, 6])
def test_her_week_costs_the_same_with_one_of_each_as_with_six(
    as_, amal, bo, eva, house, tell_house, count, django_assert_num_queries
):
    for number in range(count):
        tell_house(f"Bericht {number}")
        add_appointment(actor=amal, on=WEDNESDAY, at=None, words=f"Iets {number}")
        start_chore(actor=eva, house_id=house.pk, name=f"taak {number}", weekdays=[WE])
    browser = as_(amal)
    browser.get("/week/")

    with django_assert_num_queries(8):
        browser.get("/week/")
