"""How long each form of a house holds SQLite's one write lock. `python -m benchmarks.holds --help`.

Each form of each page is sent by somebody who may, in a house with twelve more residents and eight trainings a day;
what it wrote is taken back before the next. A hold is the time from BEGIN IMMEDIATE, once granted, until COMMIT is on
the disk. A form may hold the lock more than once: its longest hold counts. The last column compares it with a
transaction that writes one row, measured between the forms.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from datetime import time as moment
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.week import _prepare as prepare

FOR_EVER_S = 10**6
RESIDENTS, SERIES = 12, 8
HOLD_MAX_MS = 50


class Holds:
    """The holds of this process as they end: milliseconds by the clock, and those in which it computed."""

    def __init__(self) -> None:
        self.ended: list[tuple[float, float]] = []

    @contextmanager
    def watched(self):
        from house.backends.sqlite3.base import DatabaseWrapper

        take, give = DatabaseWrapper._start_transaction_under_autocommit, DatabaseWrapper._give

        def begin(wrapper):
            take(wrapper)
            wrapper.began = time.perf_counter(), time.thread_time()

        def end(wrapper):
            if began := getattr(wrapper, "began", None):
                now = time.perf_counter(), time.thread_time()
                self.ended.append(((now[0] - began[0]) * 1000, (now[1] - began[1]) * 1000))
                wrapper.began = None
            give(wrapper)

        DatabaseWrapper._start_transaction_under_autocommit, DatabaseWrapper._give = begin, end
        try:
            yield self
        finally:
            DatabaseWrapper._start_transaction_under_autocommit, DatabaseWrapper._give = take, give

    def longest(self, deed: Callable[[], Any]) -> tuple[float, float]:
        self.ended.clear()
        deed()
        return max(self.ended, default=(0, 0))


class Copy:
    """The database as it was filled; it can be put back."""

    def __init__(self) -> None:
        from django.db import connection

        self._file = Path(connection.settings_dict["NAME"])
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.put_aside()
        shutil.copy(self._file, f"{self._file}.full")

    def put_aside(self) -> None:
        from django.db import connection

        from house import wiping

        wiping._hands.submit(bool).result()  # after what it was asked before
        connection.close()
        for end in ("-wal", "-shm"):
            Path(f"{self._file}{end}").unlink(missing_ok=True)

    def put_back(self) -> None:
        self.put_aside()
        shutil.copy(f"{self._file}.full", self._file)


def fill(world: Any) -> None:
    """More people, and trainings on every day for all of them."""
    from house.models import House
    from programs.models import Theme
    from programs.planning.services.start import start_series
    from programs.recurrence.rhythm import Rhythm
    from programs.trainings.services import start_training
    from tests import cast

    eva = world.cast["eva"]
    house = House.objects.run_by(eva).get()
    for number in range(RESIDENTS):
        cast.make_resident(f"Zij{number}", house)
    for number in range(SERIES):
        training = start_training(actor=eva, house_id=house.pk, theme=Theme.BODY, title=f"Training {number}")
        start_series(
            actor=eva, training_id=training.pk, rhythm=Rhythm(weekdays=frozenset(range(7)), from_on=cast.days(-7)),
            start_time=moment(8 + number), length_minutes=45, trainer_ids=[world.cast["dewi"].pk],
        )  # fmt: skip


def forms_of_pages(world: Any) -> dict[str, Any]:
    """One of each form that a page of somebody holds, by the view that takes it."""
    from django.urls import resolve

    from tests.house.test_access_map import ACCESS, path_of
    from tests.house.test_foreign_ids import Met, who_asks
    from tests.page_forms import forms_of

    met = {}
    for route, inside in [(route, inside) for (method, route), inside in ACCESS.items() if method == "GET" and inside]:
        for name in who_asks(inside):
            answer = world.clients[name].get(path := path_of(route, world))
            if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
                continue
            for form in forms_of(answer):
                to = form.action.partition("#")[0] or path
                view = resolve(to.partition("?")[0]).view_name
                if form.method == "post":
                    met.setdefault(view, Met(name, view, to, form))
    return met


def send(world: Any, one: Any) -> int:
    """The last status; a plan that is shown first is agreed to."""
    from django.test import Client

    from tests.house.test_foreign_ids import agreed, with_file

    body, browser = one.body(), Client()
    browser.cookies.load({name: morsel.value for name, morsel in world.clients[one.name].cookies.items()})
    answer = browser.post(one.path, with_file(body))
    if seen := agreed(answer, one.path):
        answer = browser.post(one.path, body | {"seen": [seen]})
    return answer.status_code


def write_one_row() -> None:
    """The least that a transaction can be and still reach the disk."""
    from django.db import transaction

    from house.models import House

    with transaction.atomic():
        House.objects.update(country="NL")


def measure(rounds: int, only: str) -> tuple[dict[str, list[tuple[float, float]]], dict[str, int]]:
    """By form its longest hold in each round, and its last status; those of the least transaction stand under ''."""
    from django.conf import settings

    from tests.house.test_foreign_ids import furnished

    for name in ("PROOF_FRESH_S", "CODE_FRESH_S", "AWAY_S", "LOCK_IDLE_S"):
        setattr(settings, name, FOR_EVER_S)
    world = furnished()
    fill(world)
    met = {view: one for view, one in forms_of_pages(world).items() if only in view}
    full, holds, statuses = Copy(), defaultdict(list), {}
    with Holds().watched() as seen:
        for _ in range(rounds):
            for view, one in met.items():
                full.put_back()
                holds[""].append(seen.longest(write_one_row))
                holds[view].append(seen.longest(lambda one=one: statuses.update({one.route: send(world, one)})))
    return holds, statuses


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="forms whose view has this in its name")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holds-") as folder:
        prepare(folder)
        holds, statuses = measure(options.rounds, options.only)
    told = {view: (median(clock for clock, _ in both), median(cpu for _, cpu in both)) for view, both in holds.items()}
    unit, _ = told.pop("")
    sys.stdout.write("| form | answer | median | computing | beside one row |\n|---|--:|--:|--:|--:|\n")
    for view, (clock, cpu) in sorted(told.items(), key=lambda pair: -pair[1][0]):
        sys.stdout.write(f"| {view} | {statuses[view]} | {clock:.1f} ms | {cpu:.1f} ms | {clock / unit:.1f} |\n")
    above = sum(clock > HOLD_MAX_MS for clock, _ in told.values())
    sys.stdout.write(f"\none row: {unit:.1f} ms; {above} of {len(told)} hold it above {HOLD_MAX_MS} ms\n")


if __name__ == "__main__":
    main()
