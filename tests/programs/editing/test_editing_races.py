"""Two who change one series, or a series and one of its sessions, at the same moment: nothing is lost."""

from datetime import time
from uuid import uuid4

import pytest

from programs.attendance.services.answers import say_not_coming
from programs.models import Edit, Session
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.plan import plan_edit
from programs.planning.edits.services.request import EditRequest
from programs.planning.edits.services.undo import undo_edit
from programs.planning.services.change import move_session
from programs.planning.services.layout import lay_out
from tests.programs.conftest import TUESDAY, WE, local
from tests.programs.test_changing import run_together

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "De bus komt later."


@pytest.fixture
def series(plan):
    return plan()


@pytest.fixture
def edit(series, eva):
    def edit(key=None, seen=None, **new):
        edit_request = EditRequest(from_on=TUESDAY, new=new)
        return edit_series(
            actor=eva, series_id=series.pk, edit_request=edit_request, why=WHY, key=key or uuid4(), seen=seen
        )

    return edit


def test_one_page_sent_twice_at_once_is_one_edit(series, edit):
    key = uuid4()

    outcomes = run_together(*[lambda: edit(key, start_time=time(11))] * 2)

    assert (outcomes, Edit.objects.count()) == (["Edit", "Edit"], 1)


def test_two_who_change_different_things_keep_both(series, edit):
    outcomes = run_together(lambda: edit(start_time=time(11)), lambda: edit(room_id=None))

    series.refresh_from_db()
    assert (outcomes, series.start_time, series.room) == (["Edit", "Edit"], time(11), None)
    assert set(series.sessions.values_list("room", flat=True)) == {None}


def test_a_move_by_hand_at_the_same_moment_is_not_lost(series, edit, dewi):
    """Either she moved first and it stays, or the series did and she moves it on: her moment stands."""
    session = series.sessions.all()[2]
    later = local(2026, 10, 29, 14)

    run_together(
        lambda: edit(weekdays=frozenset({WE})),
        lambda: move_session(actor=dewi, session_id=session.pk, starts_at=later, why=WHY),
    )

    session.refresh_from_db()
    assert (session.starts_at, session.is_by_hand) == (later, True)


def test_an_answer_at_the_same_moment_is_not_passed_over(series, edit, amal):
    """Who agreed to a plan in which nobody had answered gets a new one, or is done before the answer."""
    session = series.sessions.all()[2]
    seen = plan_edit(series, EditRequest(from_on=TUESDAY, new={"start_time": time(11)})).fingerprint

    outcomes = run_together(
        lambda: edit(seen=seen, start_time=time(11)), lambda: say_not_coming(actor=amal, session_id=session.pk)
    )

    assert session.answers.count() == 1
    assert sorted(outcomes) in (["Edit", "Session"], ["PlanDiffers", "Session"])


def test_an_undo_and_a_worker_that_lays_out_meet(series, edit, eva):
    done = edit(weekdays=frozenset({WE}))

    outcomes = run_together(
        lambda: undo_edit(actor=eva, edit_id=done.pk), lambda: lay_out(series.pk), lambda: lay_out(series.pk)
    )

    assert sorted(outcomes) == ["Undone", "list", "list"]
    assert {session.held_on.weekday() for session in Session.objects.all()} == {1}
