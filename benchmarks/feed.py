"""What a calendar costs that comes back a few times a day. `python -m benchmarks.feed --help`.

One process answers whole requests, middleware included, on SQLite: our feed, one that did not change, the same times
written with `icalendar`, and a view that says nothing, in a random order so that the neighbours disturb all alike.
Figures are CPU. A key that opens nothing is asked for too, for its answer must not take another time when it once did.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import sys
import tempfile
import time
from base64 import urlsafe_b64encode as b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median

EVENTS = 340
SERIES = 20


def serve_from(folder: str) -> None:
    """An empty house of its own in this folder, with the paths below."""
    os.environ |= {"DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/house.sqlite3", "DEBUG": "0"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", "IS_BEHIND_TLS": "0", "LOG_LEVEL": "ERROR"}
    os.environ |= {"SECRET_KEY": secrets.token_hex(32), "SEALING_KEYS": b64encode(secrets.token_bytes(32)).decode()}
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = "benchmarks.feed_paths"
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def fill() -> dict[str, str]:
    """A resident, a trainer and keys: one that opens, and three that open nothing."""
    from django.utils import timezone

    from house.models import Role
    from programs.feeds.services import end_feed, make_feed
    from programs.models import Session
    from programs.planning.services.start import start_series
    from programs.recurrence.rhythm import Rhythm, monday_of
    from programs.trainings.services import start_training
    from tests import cast

    house = cast.open_house()
    eva, dewi = (cast.make_worker(name, house, role) for name, role in (("Eva", "coordinator"), ("Dewi", Role.TRAINER)))
    amal, bo, mia = (cast.make_resident(name, house) for name in ("Amal", "Bo", "Mia"))
    trainings = [
        start_training(actor=eva, house_id=house.pk, theme="house", title=f"Training {number}") for number in range(8)
    ]
    first = monday_of(timezone.localdate()) - timedelta(weeks=4)
    for number in range(SERIES):
        rhythm = Rhythm(weekdays=frozenset({number % 7}), from_on=first)
        start = datetime(2026, 1, 1, 9 + number // 7 * 3).time()  # noqa: DTZ001  a time of day
        told = {"rhythm": rhythm, "start_time": start, "length_minutes": 90, "trainer_ids": [dewi.pk]}
        start_series(actor=eva, training_id=trainings[number % 8].pk, **told)
    for session in Session.objects.order_by("-held_on")[EVENTS:]:
        session.delete()
    keys = {"ours": make_feed(actor=amal), "ended": make_feed(actor=bo), "over": make_feed(actor=mia)}
    end_feed(actor=bo)
    mia.stays.update(left_on=timezone.localdate())
    return keys | {"unknown": "0" * 64}


def asker(handler, path: str, **headers: str) -> Callable[[], object]:
    from django.test import RequestFactory

    factory = RequestFactory(headers=headers)

    def ask():
        return handler.get_response(factory.get(path, HTTP_HOST="127.0.0.1"))

    return ask


def measured(asks: dict[str, Callable], rounds: int) -> dict[str, float]:
    """Milliseconds of CPU for one answer: the median of all rounds, of which each asks for everything once."""
    times: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(rounds):
        for name in random.sample(list(asks), len(asks)):
            began = time.process_time()
            asks[name]()
            times[name].append(time.process_time() - began)
    return {name: median(took) * 1000 for name, took in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="feed-") as folder:
        serve_from(folder)
        tell(fill(), options.rounds)


def tell(keys: dict[str, str], rounds: int) -> None:
    from django.core.handlers.base import BaseHandler

    from house.throttle import RateLimit
    from programs.feeds import services

    services.fetches = services.misses = RateLimit(10**9, 10**9)
    handler = BaseHandler()
    handler.load_middleware()
    ours = f"/week/{keys['ours']}.ics"
    plain = asker(handler, ours)()
    asks = {
        "a view that says nothing": asker(handler, "/bare/"),
        "the feed, nothing changed": asker(handler, ours, **{"If-None-Match": plain.headers["ETag"]}),
        "the feed": asker(handler, ours),
        "the feed, zipped": asker(handler, ours, **{"Accept-Encoding": "gzip"}),
        "the same times with icalendar": asker(handler, f"/icalendar/{keys['ours']}"),
    }
    asks |= {
        f"a key that {word}": asker(handler, f"/week/{keys[name]}.ics")
        for name, word in (("unknown", "never was"), ("ended", "was ended"), ("over", "is over with her stay"))
    }
    took = measured(asks, rounds)
    bare = took["a view that says nothing"]
    count = plain.content.count(b"BEGIN:VEVENT")
    sys.stdout.write(f"{count} events, {len(plain.content):,} bytes, {rounds} rounds in turn, medians\n\n")
    sys.stdout.write("| one answer | status | CPU | of a bare view |\n|---|--:|--:|--:|\n")
    for name, ask in asks.items():
        sys.stdout.write(f"| {name} | {ask().status_code} | {took[name]:.2f} ms | {took[name] / bare:.1f} times |\n")


if __name__ == "__main__":
    main()
