"""What it costs to call many telephones at once. `python -m benchmarks.push --help`.

A house of its own on SQLite, with so many people more, each with a telephone that may call her and something new in her
week; a push service in a process of its own, over TLS on this machine. Told are the CPU and the clock of one round of
calls, its memory above a worker that found nothing to do, the delays of the talk in a server that calls them meanwhile
beside the same server a moment before, and pywebpush, which is called one by one for the same telephones.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

from benchmarks import processes

PYWEBPUSH = "pywebpush==2.5.0"
TALK_S, PAUSE_S = 12, 0.1


def set_up(folder: str, count: int) -> dict[str, Any]:
    """The house, and its push service; returns what a server needs to know."""
    os.environ |= {"DEBUG": "1", "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "house.settings"}
    os.environ["KEYS_DIR"] = f"{folder}-keys"
    for command in ("make_keys", "migrate", "createcachetable", "fill_demo"):
        words = [sys.executable, "manage.py", command, "--verbosity", "0"]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  no words of others
    place = multiprocessing.get_context("spawn").Pipe()
    service = multiprocessing.get_context("spawn").Process(target=_serve, args=[place[1], count], daemon=True)
    service.start()
    host, certificate, browsers = place[0].recv()
    os.environ |= {"PUSH_HOSTS": host, "SSL_CERT_FILE": certificate, "REQUESTS_CA_BUNDLE": certificate}
    os.environ |= {"PUSH_CONTACT": "mailto:push@house.example"}
    import django

    django.setup()
    from django.conf import settings

    settings.PUSH_MAY_STAY_INSIDE = True
    return {"browsers": browsers, "pipe": place[0]}


def _serve(pipe: Any, count: int) -> None:
    """A push service that tells how many requests it got when it is asked."""
    from tests.push_service import push_service

    with push_service() as service:
        pipe.send((service.host, service.certificate, [service.browser().given for _ in range(count)]))
        while True:
            pipe.recv()
            pipe.send(len(service.requests))


def fill(browsers: list[dict[str, str]]) -> None:
    """So many residents, each signed in with a telephone that may call her."""
    from django.utils import timezone

    from house.models import BrowserSession, Device, House, Person, Stay, Subscription
    from house.push.parcels import Keys
    from programs.models import Visit

    house = _series().house
    House.objects.update(quiet_from=0, quiet_until=0)
    people = [Person(sign_in_name=f"p{number}", chosen_name=f"P{number}") for number in range(len(browsers))]
    Person.objects.bulk_create(people)
    now, today = timezone.now(), timezone.localdate()
    Stay.objects.bulk_create([Stay(person=person, house=house, arrived_on=today) for person in people])
    devices = [Device(person=person, session_hash=f"mark {person.pk}") for person in people]
    Device.objects.bulk_create(devices)
    hour_ago = now - timedelta(hours=1)
    Visit.objects.bulk_create([Visit(person=person, seen_until=hour_ago, looked_at=hour_ago) for person in people])
    later = now + timedelta(days=1)
    BrowserSession.objects.bulk_create(
        [BrowserSession(mark=device.session_hash, data="{}", expires_at=later) for device in devices]
    )
    Subscription.objects.bulk_create(
        [
            Subscription(
                device=device,
                endpoint=given["endpoint"],
                keys=Keys(given["point"], given["secret"]).as_text,
                is_always=True,
            )
            for device, given in zip(devices, browsers, strict=True)
        ]
    )


def make_news() -> None:
    """Something new in the week of everybody who has a telephone, some moments ago."""
    from django.utils import timezone

    from house.models import Subscription
    from programs.models import Notice
    from programs.sessions.services.notices import tell

    past = timezone.now() - timedelta(seconds=5)
    Subscription.objects.update(called_at=None, told_until=past - timedelta(seconds=1))
    people = Subscription.objects.values_list("device__person", flat=True)
    tell(people, Notice.Kind.NEW, series=_series(), at=past)


def _series() -> Any:
    """A series for everybody who lives there."""
    from programs.models import Audience, Series

    return Series.objects.filter(audience=Audience.HOUSE).order_by("pk").first()


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def call_all(rounds: int) -> list[dict[str, float]]:
    """Figures of each round in this process."""
    from house.push.services.calls import call

    call()
    idle = megabytes()
    told = []
    for _ in range(rounds):
        make_news()
        cpu, clock = time.process_time(), time.perf_counter()
        count = call()
        seconds, passed = time.process_time() - cpu, time.perf_counter() - clock
        told.append({"count": count, "cpu_ms": seconds / count * 1000, "s": passed, "mb": megabytes() - idle})
    return told


def one_by_one(browsers: list[dict[str, str]]) -> float:
    """Milliseconds of CPU for each call of pywebpush, as its own documentation calls it."""
    place = Path("var/benchmarks/pywebpush")
    if not place.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place), PYWEBPUSH]
        subprocess.run(pip, check=True)  # noqa: S603  no words of others
    sys.path.insert(0, str(place))
    from django.conf import settings
    from pywebpush import webpush

    cpu = time.process_time()
    for given in browsers:
        keys = {"p256dh": given["point"], "auth": given["secret"]}
        webpush(
            {"endpoint": given["endpoint"], "keys": keys},
            "Er is iets nieuws".ljust(96),
            vapid_private_key=settings.PUSH_KEY,
            vapid_claims={"sub": settings.PUSH_CONTACT},
            ttl=43200,
        )
    return (time.process_time() - cpu) / len(browsers) * 1000


def talk_beside() -> dict[str, list[float]]:
    """Milliseconds from a message to its ack in a served house: before, and while it calls everybody."""
    from house.models import Subscription
    from peergroups.models import Seat
    from tests.peergroups.live.talker import sign_in

    seats = Seat.objects.counting().peers().select_related("person")
    seat = next(each for each in seats if each.group.agreements_number == each.agreed_number)
    key, port = sign_in(seat.person), processes.free_port()
    Subscription.objects.exclude(device__person__sign_in_hash=None).filter(device__person=seat.person).delete()
    env = {"DJANGO_SETTINGS_MODULE": "benchmarks.push_settings", "TALK_MESSAGES_BURST": "100000"}
    words = [sys.executable, "manage.py", "serve", "--port", port]
    server = processes.start(words, Path(os.environ["DATA_DIR"], "serve.log"), port=port, env=env)
    try:
        return asyncio.run(_acks(port, key, seat.group_id))
    finally:
        processes.stop(server)


async def _acks(port: int, key: str, group: Any) -> dict[str, list[float]]:
    from tests.peergroups.live.talker import connected

    server = SimpleNamespace(url=f"http://127.0.0.1:{port}")
    told: dict[str, list[float]] = {"before": [], "meanwhile": []}
    async with connected(server, key) as hers:
        await hers.hello({str(group): 0})
        for name, delays in told.items():
            if name == "meanwhile":
                await asyncio.to_thread(make_news)
            until = time.monotonic() + TALK_S
            while time.monotonic() < until:
                began = time.perf_counter()
                await hers.say(group, "Hoi")
                await hers.hear("ack")
                delays.append((time.perf_counter() - began) * 1000)
                await asyncio.sleep(PAUSE_S)
    return told


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="push-") as folder:
        known = set_up(folder, options.people)
        fill(known["browsers"])
        for figures in call_all(options.rounds):
            say("{count:.0f} calls: {cpu_ms:.2f} ms of CPU each, {s:.1f} s, {mb:.0f} MB above idle".format(**figures))
        say(f"pywebpush, one by one: {one_by_one(known['browsers'][:300]):.2f} ms of CPU each")
        known["pipe"].send("?")
        before = known["pipe"].recv()
        for name, delays in talk_beside().items():
            told = sorted(delays)
            say(f"acks {name}: {median(told):.1f} ms, worst {told[-1]:.1f} of {len(told)}")
        known["pipe"].send("?")
        say(f"calls meanwhile: {known['pipe'].recv() - before}")


if __name__ == "__main__":
    main()
