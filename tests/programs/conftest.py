"""What every test of the week starts from. The clock stands still on Tuesday 13 October 2026, 08:00 in Amsterdam."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from house.models import Role
from programs.models import Session, Theme
from programs.planning.services.start import start_series
from programs.recurrence.rhythm import Rhythm
from programs.trainings.services import start_training
from tests import cast

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TUESDAY = date(2026, 10, 13)
MO, TU, WE, TH, FR, SA, SU = range(7)


def local(*moment):
    return datetime(*moment, tzinfo=AMSTERDAM)


NOW = local(2026, 10, 13, 8)


class Clock:
    def __init__(self, now):
        self.now = now

    def set(self, *moment):
        self.now = local(*moment)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """What `timezone.now()` and `localdate()` say; `clock.set(2026, 10, 14, 9)` lets time pass."""
    clock = Clock(NOW)
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def noor(house):
    return cast.make_worker("Noor", house, Role.GUEST)


@pytest.fixture
def training(house, eva):
    return start_training(
        actor=eva,
        house_id=house.pk,
        theme=Theme.BOUNDARIES,
        title="Sterk staan",
        expect="We beginnen met thee.\nKijken mag ook.",
        bring="kleren die lekker zitten",
        is_body_work=True,
    )


@pytest.fixture
def plan(eva, training, dewi, room):
    """Start a series; without more words Sterk staan, on Tuesdays at 10:30, by Dewi, in the big room."""

    def start(weekdays=(TU,), at=time(10, 30), *, from_on=TUESDAY, until_on=None, every_weeks=1, **extra):
        rhythm = Rhythm(weekdays=frozenset(weekdays), from_on=from_on, until_on=until_on, every_weeks=every_weeks)
        words = {"actor": eva, "training_id": training.pk, "length_minutes": 90, "room_id": room.pk}
        words |= {"trainer_ids": [dewi.pk], **extra}
        return start_series(rhythm=rhythm, start_time=at, **words)

    return start


@pytest.fixture
def session(plan):
    """This morning at 10:30."""
    return Session.objects.get(series=plan(), original_on=TUESDAY)


@pytest.fixture
def coaching(plan, hanne, amal, house):
    """Amal and her coach, Wednesday 14 October at 14:00, without a room."""
    series = plan(
        [WE],
        time(14),
        from_on=date(2026, 10, 14),
        trainer_ids=[hanne.pk],
        room_id=None,
        audience="personal",
        person_ids=[amal.pk],
    )
    return series.sessions.get(original_on=date(2026, 10, 14))


@pytest.fixture
def count_queries():
    """How many queries an act asks, at its second time: the first may fill what is kept."""

    def count(act):
        act()
        with CaptureQueriesContext(connection) as asked:
            act()
        return len(asked)

    return count


@pytest.fixture
def anouk(house):
    return cast.make_worker("Anouk", house, Role.TRAINER)


@pytest.fixture
def joke(house):
    return cast.make_worker("Joke", house, Role.TRAINER)
