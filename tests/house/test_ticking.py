from datetime import timedelta
from threading import Event, Thread

import pytest
from django.utils import timezone

from house import worker
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


def test_prompt_duty_waits_for_no_other(monkeypatch, db):
    began, go_on, stop = Event(), Event(), Event()
    prompt = []
    ticks = [
        Tick("prompt", timedelta(seconds=0.01), lambda: prompt.append(began.is_set()), is_prompt=True),
        Tick("slow", timedelta(hours=1), lambda: (began.set(), go_on.wait(20))),
        Tick("slow and prompt", timedelta(seconds=0.01), lambda: go_on.wait(20), is_prompt=True),
    ]
    monkeypatch.setattr(registry, "ticks", ticks)
    monkeypatch.setattr(worker, "run_due", lambda: worker._run(ticks[1]))
    tending = Thread(target=worker.tend, args=[stop])
    tending.start()
    assert began.wait(20)

    while prompt.count(True) < 3:  # while the slow one runs
        stop.wait(0.01)
    go_on.set()
    stop.set()
    tending.join(20)

    assert not tending.is_alive()


def test_prompt_duty_that_fails_comes_again(monkeypatch, db, caplog):
    tries, stop = [], Event()

    def fail():
        tries.append(1)
        if len(tries) == 3:
            stop.set()
        raise ValueError("the bell is broken")

    monkeypatch.setattr(registry, "ticks", [Tick("bell", timedelta(seconds=0.01), fail, is_prompt=True)])
    worker.tend(stop)

    assert len(tries) == 3
    assert "The duty 'bell' failed." in caplog.text


def test_prompt_duties_take_no_turn(monkeypatch, db):
    monkeypatch.setattr(registry, "ticks", [Tick("bell", timedelta(seconds=1), lambda: None, is_prompt=True)])

    assert run_due() == []
