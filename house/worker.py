"""The worker: run each tick when it is due. A prompt one waits for no other, and each process runs it."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from threading import Event, Thread

from django.db import close_old_connections
from django.utils import timezone

from house.registry import Tick, registry
from house.upkeep.models import TickRun

logger = logging.getLogger(__name__)

LOOK_EVERY_S, LOOK_PROMPTLY_EVERY_S = 10, 0.5
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def run_due(now: datetime | None = None) -> list[str]:
    """Run what is due and return the names. A duty that fails is logged and runs again at its next turn."""
    now = now or timezone.now()
    began = dict(TickRun.objects.values_list("name", "began_at"))
    waited = [tick for tick in registry.ticks if began.get(tick.name, LONG_AGO) <= now - tick.every]
    due = [tick for tick in waited if not tick.is_prompt and _take_turn(tick, now)]
    for tick in due:
        _run(tick)
    return [tick.name for tick in due]


def _run(tick: Tick) -> None:
    try:
        tick.run()
    except Exception:
        logger.exception("The duty %r failed.", tick.name)


def _take_turn(tick: Tick, now: datetime) -> bool:
    """One statement decides, so that two processes never both get the turn."""
    _, is_first = TickRun.objects.get_or_create(name=tick.name, defaults={"began_at": now})
    if is_first:
        return True
    return bool(TickRun.objects.filter(name=tick.name, began_at__lte=now - tick.every).update(began_at=now))


def tend(stop: Event) -> None:
    """Keep looking for due ticks until `stop` is set."""
    prompt = Thread(target=_tend_promptly, args=[stop], name="prompt worker", daemon=True)
    prompt.start()
    while not stop.is_set():
        try:
            run_due()
        except Exception:
            logger.exception("The worker could not look what is due.")
        close_old_connections()
        stop.wait(LOOK_EVERY_S)
    prompt.join(timeout=10)


def _tend_promptly(stop: Event) -> None:
    due_at = dict.fromkeys((tick for tick in registry.ticks if tick.is_prompt), 0.0)
    while not stop.is_set():
        for tick in [tick for tick, at in due_at.items() if at <= time.monotonic()]:
            _run(tick)
            close_old_connections()
            due_at[tick] = time.monotonic() + tick.every.total_seconds()
        stop.wait(LOOK_PROMPTLY_EVERY_S)


class Worker:
    """The ticks in a thread beside a server, so that a tick can end a live connection."""

    def __init__(self) -> None:
        self._stop = Event()
        self._thread = Thread(target=tend, args=[self._stop], name="worker", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *problem: object) -> None:
        self._stop.set()
        self._thread.join(timeout=10)
