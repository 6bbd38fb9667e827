"""The worker: run each tick when it is due. A prompt one waits for no other, and each process runs it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from threading import Event, Thread

from django.db import close_old_connections
from django.utils import timezone

from house.registry import Tick, registry
from house.upkeep.models import TickRun

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 10
STOPS_WITHIN_S = 25
"""A round of calls ends by then: see `house.push.courier.ROUND_LASTS_S`."""
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
    prompt = [tick for tick in registry.ticks if tick.is_prompt]
    threads = [Thread(target=_tend_promptly, args=[tick, stop], name=tick.name, daemon=True) for tick in prompt]
    for thread in threads:
        thread.start()
    while not stop.is_set():
        try:
            run_due()
        except Exception:
            logger.exception("The worker could not look what is due.")
        close_old_connections()
        stop.wait(LOOK_EVERY_S)
    for thread in threads:
        thread.join(timeout=STOPS_WITHIN_S)


def _tend_promptly(tick: Tick, stop: Event) -> None:
    """Keep running a prompt tick, which waits for no other."""
    while not stop.wait(tick.every.total_seconds()):
        _run(tick)
        close_old_connections()


class Worker:
    """The ticks in a thread beside a server, so that a tick can end a live connection."""

    def __init__(self) -> None:
        self._stop = Event()
        self._thread = Thread(target=tend, args=[self._stop], name="worker", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *problem: object) -> None:
        self._stop.set()
        self._thread.join(timeout=STOPS_WITHIN_S)
