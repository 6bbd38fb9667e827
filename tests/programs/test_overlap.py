"""One person in two places: who is busy and why, the warning in each form that plans, and the reason that is kept."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from house.models import Position, Role
from programs.models import Overlap, Session
from programs.planning.services.change import cancel_session, move_session
from programs.staffing.queries.busy import Agendas, busy, busy_at, known_to
from programs.staffing.services.duties import accept, ask, decline, stay_away
from tests import cast
from tests.programs.conftest import TUESDAY, WE, local
from tests.programs.test_week_page import read

MORNING = (local(2026, 10, 13, 10), local(2026, 10, 13, 11))


def titles(found):
    return {key: [session.held_on for session in one.sessions] for key, one in found.items()}


def test_who_gives_something_then_is_busy_with_it(session, dewi, hanne):
    assert titles(busy([dewi.pk, hanne.pk], *MORNING)) == {dewi.pk: [TUESDAY]}


@pytest.mark.parametrize("moment", [((9, 0), (10, 30)), ((12, 0), (13, 0))])
def test_the_minute_that_one_ends_the_next_may_begin(session, dewi, moment):
    start, end = (local(2026, 10, 13, *clock) for clock in moment)

    assert busy([dewi.pk], start, end) == {}


def test_the_session_that_is_moved_keeps_nobody_busy(session, dewi):
    assert busy([dewi.pk], *MORNING, besides=[session.pk]) == {}


def test_a_cancelled_session_keeps_nobody_busy(session, dewi):
    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.")

    assert busy([dewi.pk], *MORNING) == {}


def test_a_substitute_is_busy_and_who_left_is_not(session, eva, dewi, hanne):
    decline(actor=dewi, session_id=session.pk)
    ask(actor=eva, session_id=session.pk, person_ids=[hanne.pk])
    before = busy([dewi.pk, hanne.pk], *MORNING)
    accept(actor=hanne, session_id=session.pk)

    assert (before, titles(busy([dewi.pk, hanne.pk], *MORNING))) == ({}, {hanne.pk: [TUESDAY]})


def test_what_she_gives_in_another_house_counts(session, dewi, other_house):
    ida = cast.make_worker("Ida", other_house, Role.COORDINATOR)
    anouk = cast.make_worker("Anouk", other_house, Role.TRAINER)
    Position.objects.create(person=dewi, house=other_house, role=Role.TRAINER, from_on=date(2026, 1, 1))

    found = busy([dewi.pk], *MORNING)

    assert titles(found) == {dewi.pk: [TUESDAY]}
    assert [known_to(person, found[dewi.pk].sessions) for person in (ida, anouk, dewi)] == [set(), set(), {session.pk}]


def test_a_house_where_she_no_longer_works_keeps_her_busy_no_more(session, dewi):
    Position.objects.filter(person=dewi).update(until_on=TUESDAY)

    assert busy([dewi.pk], *MORNING) == {}


def test_days_on_which_she_cannot_come_keep_her_busy(dewi):
    stay_away(actor=dewi, from_on=date(2026, 10, 14), until_on=date(2026, 10, 15))
    days = [(local(2026, 10, day, 0), local(2026, 10, day + 1, 0)) for day in (13, 14, 15)]

    assert [bool(busy([dewi.pk], *day)) for day in days] == [False, True, False]


def test_asking_about_many_costs_as_much_as_about_one(plan, dewi, hanne, gina, django_assert_num_queries):
    for hour in (8, 12, 16):
        plan(at=time(hour), trainer_ids=[dewi.pk, hanne.pk], room_id=None)

    with django_assert_num_queries(2):
        busy([dewi.pk], local(2026, 10, 13, 8), local(2026, 10, 13, 9))
    with django_assert_num_queries(2):
        busy_at([dewi.pk, hanne.pk, gina.pk], [(local(2026, 10, 13, 7), local(2026, 12, 20, 7))] * 40)


hours = st.integers(0, 20)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(hours, st.integers(1, 6)), max_size=8), hours, st.integers(1, 6))
def test_busy_is_what_minutes_say(spans, start, length):
    """Counted out minute by minute, without a database."""
    at = local(2026, 10, 13, 0)
    agendas = Agendas.__new__(Agendas)
    sessions = [
        Session(starts_at=at + timedelta(hours=first), ends_at=at + timedelta(hours=first + long))
        for first, long in spans
    ]
    agendas.given, agendas.aways = {1: sessions}, {1: []}

    found = agendas.busy(1, at + timedelta(hours=start), at + timedelta(hours=start + length))

    wanted = set(range(start, start + length))
    expected = [
        one for one, (first, long) in zip(sessions, spans, strict=True) if wanted & set(range(first, first + long))
    ]
    assert found.sessions == expected


@pytest.fixture
def at_three(plan):
    """Dewi gives another thing at 15:00, in no room."""
    return plan(at=time(15), room_id=None).sessions.get(original_on=TUESDAY)


MOVED = {"on": "2026-10-13", "at": "15:30", "why": "De trein komt later."}


def test_moving_onto_another_of_hers_warns_and_asks_why(as_, eva, session, at_three):
    response = as_(eva).post(f"/sessions/{session.pk}/move/", MOVED)

    html = response.content.decode()
    assert response.status_code == 422
    assert "Dewi geeft dan ook Sterk staan, op dinsdag 13 oktober van 15:00 tot 16:30." in html
    assert ("De trein komt later." in html, '<textarea name="despite"' in html) == (True, True)


def test_she_who_moves_it_reads_that_it_is_she(as_, dewi, session, at_three):
    response = as_(dewi).post(f"/sessions/{session.pk}/move/", MOVED)

    assert "Je geeft dan ook Sterk staan" in response.content.decode()


def test_with_a_reason_it_is_moved_and_the_reason_is_kept(as_, eva, dewi, session, at_three):
    as_(eva).post(f"/sessions/{session.pk}/move/", MOVED | {"despite": "Anouk begint alvast."})

    session.refresh_from_db()
    kept = Overlap.objects.get()
    assert session.starts_at == local(2026, 10, 13, 15, 30)
    assert (kept.session, kept.person, kept.why, kept.by) == (session, dewi, "Anouk begint alvast.", eva)


def test_a_reason_where_nothing_overlaps_is_not_kept(as_, eva, session):
    as_(eva).post(f"/sessions/{session.pk}/move/", MOVED | {"despite": "Zomaar."})

    session.refresh_from_db()
    assert (session.starts_at, Overlap.objects.count()) == (local(2026, 10, 13, 15, 30), 0)


def test_a_reason_goes_when_the_session_moves_on(session, at_three, eva):
    told = {"actor": eva, "session_id": session.pk, "why": "De trein komt later."}
    move_session(starts_at=local(2026, 10, 13, 15, 30), despite="Anouk begint alvast.", **told)

    move_session(starts_at=local(2026, 10, 13, 18), **told)

    assert not Overlap.objects.exists()


def test_before_there_is_an_overlap_no_reason_is_asked(as_, eva, session):
    html = as_(eva).get(f"/sessions/{session.pk}/move/").content.decode()

    assert ('type="hidden" name="despite"' in html, "Waarom kan het toch?" in html) == (True, False)


def test_another_s_talk_for_two_is_not_named(as_, plan, hanne, dewi, coaching):
    session = plan([WE], time(9), trainer_ids=[dewi.pk, hanne.pk]).sessions.first()

    response = as_(dewi).post(f"/sessions/{session.pk}/move/", MOVED | {"on": "2026-10-14", "at": "14:30"})

    text = read(response)
    assert ("Hanne is dan al bezig." in text, "14:00 tot" in text) == (True, False)


def test_days_away_warn_too(as_, eva, dewi, session):
    stay_away(actor=dewi, from_on=date(2026, 10, 14), until_on=date(2026, 10, 15))

    response = as_(eva).post(f"/sessions/{session.pk}/move/", MOVED | {"on": "2026-10-14"})

    assert "Dewi zei dat zij dan niet kan komen." in response.content.decode()


def test_a_full_room_has_no_way_past(as_, eva, plan, session):
    plan(at=time(15))

    response = as_(eva).post(f"/sessions/{session.pk}/move/", MOVED | {"despite": "Toch."})

    assert (response.status_code, "Grote kamer is dan bezet" in response.content.decode()) == (422, True)


@pytest.fixture
def typed(training, dewi):
    """A series for all Tuesdays at 10:00, by Dewi."""
    return {
        "how_often": "weekly",
        "training_id": training.pk,
        "weekdays": ["1"],
        "every_weeks": "1",
        "start_time": "10:00",
        "length_minutes": "60",
        "from_on": "2026-10-13",
        "trainer_ids": [dewi.pk],
        "audience": "house",
    }


def test_a_new_series_warns_and_names_who_is_free_first(as_, eva, gina, session, typed):
    text = read(as_(eva).post("/sessions/series/new/", typed))

    assert "Dewi geeft dan ook Sterk staan, op dinsdag 13 oktober van 10:30 tot 12:00." in text
    assert "En zo nog 10 keer." in text
    assert text.index("Gina") < text.index("Dewi (dan niet vrij)")


def test_a_new_series_with_a_reason_keeps_it_for_each_overlap(as_, eva, session, typed):
    response = as_(eva).post("/sessions/series/new/", typed | {"despite": "Zij doet het samen."})

    assert (response.status_code, Overlap.objects.count()) == (302, 13)
