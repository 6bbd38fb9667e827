"""Two coordinators close days, edit a series or undo that at one moment: it is as if one came after the other."""

from datetime import timedelta
from itertools import count
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import transaction

from house.errors import Refusal
from house.models import Role
from house.retry import once_more
from programs.models import Change, Closure, Edit, Notice, Session
from programs.planning.closures.services import change_closure, choose_holidays, close_days, pause_series, reopen
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from programs.planning.edits.services.undo import undo_edit
from programs.planning.services.change import cancel_session, move_session
from programs.planning.services.start import start_series
from programs.recurrence.rhythm import Rhythm
from programs.trainings.services import start_training
from tests import cast
from tests.house.at_once import at_once
from tests.programs.conftest import TH, TUESDAY, WE, local, time

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3
number = count()
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
CHRISTMAS = local(2026, 12, 25).date()
WHY = "De bus komt later."


def arranged():
    """A house with two coordinators, one series of some weeks, one closed day and one edit."""
    house = cast.open_house()
    eva, vera = (cast.make_worker(f"{name}{next(number)}", house, Role.COORDINATOR) for name in ("Eva", "Vera"))
    cast.make_resident(f"Amal{next(number)}", house)
    training = start_training(actor=eva, house_id=house.pk, theme="body", title="Sterk staan")
    series = start_series(
        actor=eva, training_id=training.pk,
        rhythm=Rhythm(weekdays=frozenset({1}), from_on=TUESDAY, until_on=TUESDAY + 5 * WEEK),
        start_time=time(10, 30), length_minutes=90, room_id=cast.make_room(house).pk, trainer_ids=[],
    )  # fmt: skip
    edit = edit_of(eva, series, start_time=time(10))()
    close(eva, house, TUESDAY + WEEK, name="Uitje")()
    return SimpleNamespace(
        house=house, eva=eva, vera=vera, series=series, edit=edit, closure=Closure.objects.get(house=house),
        session=series.sessions.get(original_on=TUESDAY + 2 * WEEK),
    )  # fmt: skip


def deed(verb, actor, **words):
    """What she does with a page: where another was in the way it is done once more."""
    return lambda: once_more(lambda: verb(actor=actor, **words))


def close(actor, house, on, name):
    return deed(close_days, actor, house_id=house.pk, kind="own", name=name, from_on=on, until_on=on + DAY)


def edit_of(actor, series, **new):
    edit_request = EditRequest(from_on=TUESDAY, new=new)
    return deed(edit_series, actor, series_id=series.pk, edit_request=edit_request, why=WHY, key=uuid4(), seen=None)


def undo_of(actor, edit):
    return deed(undo_edit, actor, edit_id=edit.pk)


def opens(actor, closure):
    return deed(reopen, actor, closure_id=closure.pk)


def moves(actor, session, hour):
    return deed(move_session, actor, session_id=session.pk, starts_at=local(2026, 10, 28, hour), why=WHY)


def sleeps(actor, series):
    return deed(pause_series, actor, series_id=series.pk, from_on=TUESDAY + WEEK, until_on=TUESDAY + 3 * WEEK)


def closes_christmas(actor, house):
    return deed(choose_holidays, actor, house_id=house.pk, year=2026, days=[CHRISTMAS])


def lengthens(actor, closure):
    days = {"from_on": closure.from_on, "until_on": closure.until_on + WEEK}
    return deed(change_closure, actor, closure_id=closure.pk, name="Langer", **days)


PAIRS = {
    "close one day": lambda it: (
        close(it.eva, it.house, TUESDAY + 2 * WEEK, "Een"),
        close(it.vera, it.house, TUESDAY + 2 * WEEK, "Twee"),
    ),
    "choose the same holiday": lambda it: (closes_christmas(it.eva, it.house), closes_christmas(it.vera, it.house)),
    "let it sleep": lambda it: (sleeps(it.eva, it.series), sleeps(it.vera, it.series)),
    "open it again": lambda it: (opens(it.eva, it.closure), opens(it.vera, it.closure)),
    "open and lengthen": lambda it: (opens(it.eva, it.closure), lengthens(it.vera, it.closure)),
    "close and edit": lambda it: (
        close(it.eva, it.house, TUESDAY + 2 * WEEK, "Een"),
        edit_of(it.vera, it.series, weekdays=frozenset({WE})),
    ),
    "close and move": lambda it: (close(it.eva, it.house, TUESDAY + 2 * WEEK, "Een"), moves(it.vera, it.session, 14)),
    "open and edit": lambda it: (opens(it.eva, it.closure), edit_of(it.vera, it.series, weekdays=frozenset({WE}))),
    "open and undo": lambda it: (opens(it.eva, it.closure), undo_of(it.vera, it.edit)),
    "edit it twice": lambda it: (
        edit_of(it.eva, it.series, weekdays=frozenset({WE})),
        edit_of(it.vera, it.series, weekdays=frozenset({TH})),
    ),
    "edit and undo": lambda it: (
        edit_of(it.eva, it.series, weekdays=frozenset({WE})),
        undo_of(it.vera, it.edit),
    ),
    "undo it twice": lambda it: (undo_of(it.eva, it.edit), undo_of(it.vera, it.edit)),
    "move one session": lambda it: (moves(it.eva, it.session, 14), moves(it.vera, it.session, 16)),
    "move and cancel": lambda it: (
        moves(it.eva, it.session, 14),
        deed(cancel_session, it.vera, session_id=it.session.pk, why=WHY),
    ),
    "move and undo": lambda it: (moves(it.eva, it.session, 14), undo_of(it.vera, it.edit)),
}


def became(house, outcomes):
    """All that stands there now, without what is random; and how many said no, with which code."""
    sessions, edits = Session.objects.filter(series__house=house), Edit.objects.filter(series__house=house)
    notices = Notice.objects.filter(session__in=sessions)
    of_session = ["original_on", "starts_at", "state", "room", "revision", "lacks_room", "closure__from_on"]
    return (
        sorted(str(outcome) for outcome in outcomes if isinstance(outcome, str)),
        sorted(Closure.objects.filter(house=house).values_list("kind", "from_on", "until_on")),
        sorted(map(repr, sessions.values_list(*of_session))),
        sorted(map(repr, notices.values_list("person", "kind", "session__original_on"))),
        sorted(Change.objects.filter(session__in=sessions).values_list("kind", flat=True)),
        sorted(undone_at is None for undone_at in edits.values_list("undone_at", flat=True)),
    )


def one_after_the_other(house, deeds):
    """What it becomes so; then it is as it was."""
    outcomes = []
    with transaction.atomic():
        for do in deeds:
            try:
                outcomes.append(do())
            except Refusal as refusal:
                outcomes.append(refusal.code)
        now = became(house, outcomes)
        transaction.set_rollback(True)
    return now


@pytest.mark.parametrize("pair", PAIRS)
def test_two_at_once_is_one_after_the_other(pair):
    for _ in range(ROUNDS):
        it = arranged()
        first, second = PAIRS[pair](it)
        orders = [one_after_the_other(it.house, deeds) for deeds in ((first, second), (second, first))]

        outcomes = at_once(first, second)

        assert None not in outcomes
        assert became(it.house, outcomes) in orders
