from datetime import timedelta

import pytest
from django.utils import timezone

from house.registry import Tick, registry
from house.worker import run_due


@pytest.fixture
def ran(db, monkeypatch):
    """Two duties: one hourly, one daily. What ran stands in the list."""
    ran = []
    ticks = [
        Tick("hourly", timedelta(hours=1), lambda: ran.append("hourly")),
        Tick("daily", timedelta(days=1), lambda: ran.append("daily")),
    ]
    monkeypatch.setattr(registry, "ticks", ticks)
    return ran


def test_every_duty_runs_at_first_and_then_in_its_time(ran):
    now = timezone.now()
    run_due(now)
    run_due(now + timedelta(minutes=59))
    run_due(now + timedelta(minutes=61))
    run_due(now + timedelta(hours=25))

    assert ran == ["hourly", "daily", "hourly", "hourly", "daily"]


def test_a_duty_that_fails_does_not_keep_the_others_waiting(ran, monkeypatch, caplog):
    def fail():
        raise ValueError("the cellar is wet")

    monkeypatch.setattr(registry, "ticks", [Tick("broken", timedelta(hours=1), fail), *registry.ticks])

    assert run_due() == ["broken", "hourly", "daily"]
    assert ran == ["hourly", "daily"]
    assert "The duty 'broken' failed." in caplog.text


def test_who_comes_second_finds_the_turn_taken(ran):
    now = timezone.now()

    assert run_due(now) == ["hourly", "daily"]
    assert run_due(now) == []
