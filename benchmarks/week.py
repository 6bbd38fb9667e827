"""How much work a year of a programme is, and a week of one that is ten years old. `python -m benchmarks.week --help`.

All in one process on a new SQLite, in CPU time of this process, the median of some rounds; what is compared is measured
in turn. The machine may be busy with other work: read the ratios rather than the times.
"""

from __future__ import annotations

import argparse
import gc
import os
import secrets
import sys
import tempfile
import time as clock
from collections.abc import Callable
from datetime import date, time, timedelta
from statistics import median
from uuid import uuid4

from django.utils import timezone

AGES_YEARS = (1, 5, 10)


def cpu_ms(act: Callable[[], object]) -> float:
    gc.collect()
    began = clock.process_time()
    act()
    return (clock.process_time() - began) * 1000


def in_turn(acts: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median of each, taken in turn so that a busy moment falls on all of them."""
    for act in acts.values():
        act()
    taken = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            taken[name].append(cpu_ms(act))
    return {name: median(times) for name, times in taken.items()}


class Programme:
    """A house with rooms, one who runs it, one who lives in it, and series that were begun long ago."""

    def __init__(self) -> None:
        from house.models import House, Person, Position, Role, Room, Stay
        from programs.trainings.services import start_training

        today = timezone.localdate()
        self.house = House.objects.create(name="Het huis", country="NL")
        self.rooms = [Room.objects.create(house=self.house, name=f"Kamer {number}") for number in range(20)]
        self.eva, self.amal = (
            Person.objects.create(sign_in_name=uuid4().hex, chosen_name=name) for name in ("Eva", "Amal")
        )
        Position.objects.create(person=self.eva, house=self.house, role=Role.COORDINATOR, from_on=date(2010, 1, 1))
        Stay.objects.create(person=self.amal, house=self.house, arrived_on=today - timedelta(days=60))
        told = {"theme": "boundaries", "title": "Sterk staan"}
        self.training = start_training(actor=self.eva, house_id=self.house.pk, **told)

    def begin(self, count: int, from_on: date) -> None:
        """So many weekly series in the rooms of the house; none is laid out yet."""
        from programs.models import Series
        from programs.recurrence.rhythm import Rhythm

        for number in range(count):
            rhythm = Rhythm(weekdays=frozenset({number % 7}), from_on=from_on)
            Series.objects.create(
                house=self.house,
                training=self.training,
                recurrence=rhythm.to_recurrence(),
                start_time=time(9 + number // 7 % 10),
                length_minutes=60,
                room=self.rooms[number % 20],
            ).assignments.create(person=self.eva, from_on=date(2010, 1, 1))


def lay_out_a_year(series_count: int, rounds: int) -> dict[str, float]:
    from django.conf import settings

    from programs.models import Series, Session
    from programs.planning.services.layout import lay_out, lay_out_everything

    settings.HORIZON_WEEKS = 52
    programme = Programme()
    programme.begin(series_count, timezone.localdate())
    taken: dict[str, list[float]] = {"one by one": [], "the house at once": [], "again, nothing changed": []}

    def begin_again() -> None:
        Session.objects.all().delete()
        Series.objects.update(laid_out_until=None)

    for _ in range(rounds):
        begin_again()
        taken["one by one"].append(cpu_ms(lambda: [lay_out(pk) for pk in Series.objects.values_list("pk", flat=True)]))
        begin_again()
        taken["the house at once"].append(cpu_ms(lay_out_everything))
        taken["again, nothing changed"].append(cpu_ms(lay_out_everything))
    figures = {name: median(times) for name, times in taken.items()}
    settings.HORIZON_WEEKS = 53
    figures["one week more"] = cpu_ms(lay_out_everything)
    settings.HORIZON_WEEKS = 12
    figures["sessions"] = Session.objects.count()
    return figures


def pages(rounds: int) -> dict[str, float]:
    """A week page of ten series by their age, beside a bare page of Django for somebody who is signed in."""
    from django.test import Client, override_settings

    from programs.planning.services.layout import lay_out_everything

    acts: dict[str, Callable[[], object]] = {}
    for years in AGES_YEARS:
        programme = Programme()
        programme.begin(10, timezone.localdate() - timedelta(days=365 * years))
        lay_out_everything()
        client = Client()
        client.force_login(programme.amal)
        acts[f"week of ten series, {years} years old"] = lambda client=client: client.get("/week/")
    with override_settings(ROOT_URLCONF="benchmarks.bare", MIDDLEWARE=BARE):
        bare = Client()
        bare.force_login(programme.amal)
        bare.get("/")  # loads the middleware that it keeps
    acts["bare page of Django, signed in"] = lambda: _get_bare(bare)
    for act in acts.values():
        answer = act()
        assert answer.status_code == 200, answer
    return in_turn(acts, rounds)


BARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


def _get_bare(client):
    from django.test import override_settings

    with override_settings(ROOT_URLCONF="benchmarks.bare"):
        return client.get("/")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=30, help="how often each page is asked for")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="week-") as folder:
        _prepare(folder)
        year = lay_out_a_year(options.series, options.rounds)
        shown = pages(options.pages)
    sessions = year.pop("sessions")
    _tell(f"{options.series} weekly series for a year, {sessions:.0f} sessions", year, "the house at once")
    _tell("a page", shown, "bare page of Django, signed in")


def _prepare(folder: str) -> None:
    """A migrated house of its own; before anything of Django is read."""
    from house.sealing import new_key

    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATA_DIR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/week.sqlite3",
        "REDIS_URL": "",
        "SECRET_KEY": secrets.token_hex(),
        "SEALING_KEYS": new_key(),
        "DEBUG": "0",
        "IS_BEHIND_TLS": "0",
        "ALLOWED_HOSTS": "testserver",
        "LOG_LEVEL": "WARNING",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def _tell(title: str, figures: dict[str, float], measure: str) -> None:
    sys.stdout.write(f"| {title} | CPU | beside '{measure}' |\n|---|--:|--:|\n")
    for name, took in figures.items():
        sys.stdout.write(f"| {name} | {took:,.1f} ms | {took / figures[measure]:.2f} |\n")
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
