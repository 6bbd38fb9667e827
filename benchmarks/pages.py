"""What a page costs, beside a page that does nothing. `python -m benchmarks.pages --help`.

One process on a demo house of its own; every page in turn, so a busy machine spoils all alike. A figure is the
median CPU of one request over that of a *bare* page in the same run: session and user are read, nothing else is done.
`--beside` runs another checkout of this project by turns with this one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROUNDS, TURNS = 9, 2
PAGES = [
    ("empty page", "amal", "/empty/"),
    ("her week", "amal", "/week/"),
    ("a session, to her", "amal", "session"),
    ("an alumna's week", "cleo", "/week/"),
    ("today, to a trainer", "dewi", "programs:sessions"),
    ("a session, to a trainer", "dewi", "session"),
    ("today, to a coordinator", "eva", "programs:sessions"),
    ("week of the house", "eva", "programs:house_week"),
    ("month", "eva", "programs:month"),
    ("series", "eva", "programs:series"),
    ("people", "eva", "house:people"),
    ("groups", "eva", "peergroups:desk_groups"),
    ("me", "amal", "house:me"),
    ("help", "amal", "house:help"),
    ("talk", "amal", "talk"),
]
BARE = "bare page"


def set_up(folder: str) -> None:
    """Django on an empty database in this folder, with the demo house in it."""
    os.environ |= {"DEBUG": "1", "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "house.settings"}
    os.environ.setdefault("KEYS_DIR", f"{folder}-keys")
    for command in ("make_keys", "migrate", "createcachetable", "fill_demo"):
        words = [sys.executable, "manage.py", command, "--verbosity", "0"]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  no words of others
    import django

    django.setup()
    from django.conf import settings

    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ROOT_URLCONF = "benchmarks.pages_urls"


def measure() -> dict[str, dict[str, float]]:
    """Milliseconds of CPU and count of queries by page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asks = {BARE: (_client("amal", is_bare=True), "/bare/")}
    asks |= {name: (_client(who), _path(where, who)) for name, who, where in PAGES if _path(where, who)}
    spent: dict[str, list[float]] = {name: [] for name in asks}
    for number in range(ROUNDS + 2):
        for name, (client, path) in asks.items():
            began = time.process_time()
            answer = client.get(path)
            cpu_ms = (time.process_time() - began) * 1000
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {path} answered {answer.status_code}")
            if number >= 2:  # the first rounds fill what is cached
                spent[name].append(cpu_ms)
    found = {}
    for name, (client, path) in asks.items():
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        found[name] = {"cpu_ms": median(spent[name]), "queries": len(asked) - 2, "kb": len(answer.content) / 1000}
    return found


def _client(who: str, *, is_bare: bool = False):
    from django.conf import settings
    from django.test import Client

    from house.models import Person

    client = Client()
    if is_bare:
        kept = settings.MIDDLEWARE
        wanted = ("SessionMiddleware", "AuthenticationMiddleware")
        settings.MIDDLEWARE = [name for name in kept if name.endswith(wanted)]
        client.handler.load_middleware()
        settings.MIDDLEWARE = kept
    client.force_login(Person.objects.get_by_natural_key(who))
    if not is_bare:
        client.get("/help/")
    return client


def _path(where: str, who: str) -> str | None:
    from django.urls import NoReverseMatch, reverse

    from house.models import Person
    from peergroups.models import PeerGroup
    from programs.models import Session

    person = Person.objects.get_by_natural_key(who)
    if where == "session":
        session = Session.objects.in_week_of(person).to_come().order_by("starts_at", "pk").first()
        return reverse("programs:session", args=[session.pk])
    if where == "talk":
        return reverse("peergroups:talk", args=[PeerGroup.objects.visible_to(person).first().pk])
    try:
        return where if where.startswith("/") else reverse(where)
    except NoReverseMatch:
        return None


def run_here(folder: str) -> None:
    """Answer each line of standard input with one measurement, so that two checkouts can take turns."""
    set_up(folder)
    _tell("ready")
    for _ in sys.stdin:
        _tell(json.dumps(measure()))


def _tell(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def start(checkout: Path, folder: str) -> subprocess.Popen:
    words = [sys.executable, "-m", "benchmarks.pages", "--in", folder]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen(words, cwd=checkout, text=True, **pipes)  # noqa: S603  no words of others
    assert process.stdout is not None
    if process.stdout.readline().strip() != "ready":
        raise SystemExit(f"{checkout} did not start")
    return process


def ask(process: subprocess.Popen) -> dict[str, dict[str, float]]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def told(turns: list[list[dict]]) -> str:
    """One line a page: in bare pages, queries and KB; beside the other checkout how many times less CPU."""
    here, *others = ([_middle(name, found) for name in found[0]] for found in turns)
    lines = [
        f"{'page':<26}{'bare pages':>11}{'queries':>9}{'KB':>6}{'CPU ms':>8}"
        + ("   beside: times less" if others else "")
    ]
    beside = {name: cpu_ms for name, cpu_ms, *_ in others[0]} if others else {}
    bare = {name: cpu_ms for name, cpu_ms, *_ in here}[BARE]
    for name, cpu_ms, queries, kb in here:
        less = f"{beside[name] / cpu_ms:>10.1f} ({beside[name]:.1f} ms)" if name in beside else ""
        lines.append(f"{name:<26}{cpu_ms / bare:>11.1f}{queries:>9.0f}{kb:>6.0f}{cpu_ms:>8.1f}{less}")
    return "\n".join(lines)


def _middle(name: str, found: list[dict]) -> tuple[str, float, float, float]:
    cpu_ms, queries, kb = (
        median(one[name][key] for one in found if name in one) for key in ("cpu_ms", "queries", "kb")
    )
    return name, cpu_ms, queries, kb


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--beside", type=Path, help="another checkout, with these two files copied into its benchmarks/"
    )
    parser.add_argument("--in", dest="folder", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.folder:
        run_here(asked.folder)
        return
    checkouts = [Path.cwd(), *filter(None, [asked.beside])]
    with tempfile.TemporaryDirectory() as folder:
        processes = [start(checkout, f"{folder}/{number}") for number, checkout in enumerate(checkouts)]
        turns = [[ask(process) for process in processes] for _ in range(TURNS)]
        for process in processes:
            process.terminate()
    _tell(told([list(found) for found in zip(*turns, strict=True)]))


if __name__ == "__main__":
    main()
