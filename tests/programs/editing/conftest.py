"""A series on Tuesdays, and the verbs to edit it."""

from datetime import date
from uuid import uuid4

import pytest

from programs.attendance.services.answers import say_not_coming
from programs.models import Closure
from programs.planning.closures.services import close_days
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from tests.programs.conftest import TUESDAY

WHY = "De bus uit het dorp komt pas om 10:50 aan."


def days_of(series):
    return [session.held_on for session in series.sessions.all()]


def planned(series):
    return [session for session in series.sessions.all() if not session.is_cancelled]


@pytest.fixture
def series(plan):
    """Tuesdays at 10:30, thirteen times from today, 13 October, to 5 January."""
    return plan()


@pytest.fixture
def answer(amal, clock):
    """Amal does not come to this session, and says so at the time of the test."""

    def answer(session):
        say_not_coming(actor=amal, session_id=session.pk)
        session.answers.update(at=clock.now)

    return answer


@pytest.fixture
def edit(series, eva):
    """Edit the series as Eva: `edit(start_time=time(11))`, from today on unless said."""

    def edit(*, from_on=TUESDAY, actor=eva, key=None, why=WHY, along=(), of=series, seen=None, **new):
        edit_request = EditRequest(from_on=from_on, new=new, along=frozenset(along))
        done = edit_series(
            actor=actor, series_id=of.pk, edit_request=edit_request, why=why, key=key or uuid4(), seen=seen
        )
        of.refresh_from_db()
        return done

    return edit


@pytest.fixture
def closed_thursday(eva, house):
    """22 October: the house is closed."""
    days = {"from_on": date(2026, 10, 22), "until_on": date(2026, 10, 23)}
    close_days(actor=eva, house_id=house.pk, kind=Closure.Kind.OWN, name="Schoonmaak", **days)
