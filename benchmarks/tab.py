"""What a tab with an open talk costs while messages pass by. `python -m benchmarks.tab --help`.

Chromium at 360 px with the page of the demo house, and a server that says one message after another. CPU is that of
the tab's whole process, for each message; `--beside` runs another checkout after this one. She stands above the end of
the talk, or at it: then the messages are her own from another phone, for a page does not run past what is new to her.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.pages import set_up

STRETCH = 1_000
AT_ONCE = 10
"""Messages that come in one page of changes."""
COUNTS = "() => [document.querySelectorAll('[data-list] > li').length, document.querySelectorAll('*').length]"


def measure(stretches: int, *, is_at_end: bool, at_once: int) -> list[dict[str, float]]:
    """For each thousand messages: CPU in ms for a message, and the lines and nodes on the page."""
    from django.test import Client
    from django.urls import reverse
    from playwright.sync_api import sync_playwright

    from house.models import Person
    from peergroups.models import Seat
    from tests import browser as browsers
    from tests.peergroups.client.lying import LyingServer

    person = Person.objects.get_by_natural_key("amal")
    seat = Seat.objects.counting().select_related("group").filter(person=person).first()
    other = Seat.objects.counting().peers().filter(group=seat.group).exclude(pk=seat.pk).first()
    client = Client()
    client.force_login(person)
    client.get("/help/")
    answer = client.get(reverse("peergroups:talk", args=[seat.group_id]))
    seats = {"own": str(seat.pk), "other": str(other.pk)}
    server: Any = LyingServer(answer.content, answer["Content-Security-Policy"], str(seat.group_id), seats)
    server.head = seat.group.head
    blank = {"version": 0, "key": "", "seat": seats["other"], "state": "said"}
    server.said = [blank | {"number": number} for number in range(1, seat.group.newest + 1)]
    server.read = seat.group.newest
    server.page = lambda since, until=None: _since(server, since)  # its own looks through all that was ever said
    found, whose = [], "own" if is_at_end else "other"
    with sync_playwright() as playwright:
        chromium = browsers.launch(playwright)
        page = chromium.new_page(viewport=browsers.PHONE, base_url=server.address)
        page.goto(f"/groups/{seat.group_id}/")
        server.expect("hello")
        page.evaluate(f"document.scrollingElement.scrollTop = {1e9 if is_at_end else 0}")
        page.wait_for_timeout(2000)
        processes = chromium.new_browser_cdp_session()
        for _ in range(stretches):
            before = _cpu_s(processes)
            for _ in range(STRETCH // at_once):
                have = server.head
                for _ in range(at_once):
                    server.say("Ik ga om drie uur naar de bibliotheek, wie loopt er mee?", whose)
                server.tell(server.page(have))
            server.tell({"t": "heads", "groups": {server.group: server.head}})
            while server.expect("ping", within=600)["have"][server.group] < server.head:
                pass
            page.wait_for_timeout(300)
            lines, nodes = page.evaluate(COUNTS)
            spent = (_cpu_s(processes) - before) * 1000 / STRETCH
            found.append({"cpu_ms": spent, "lines": lines, "nodes": nodes})
            _tell(json.dumps(found[-1]))
        chromium.close()
    server.close()
    return found


def _since(server: Any, have: int) -> dict[str, Any]:
    """A page of changes as `LyingServer.page` makes it, where nothing but new messages changes."""
    frame = {"t": "page", "group": server.group, "from": have, "to": server.head, "more": False}
    return frame | {"floor": server.floor, "messages": server.said[have - server.head :]}


def _cpu_s(processes: Any) -> float:
    found = processes.send("SystemInfo.getProcessInfo")["processInfo"]
    return sum(process["cpuTime"] for process in found if process["type"] == "renderer")


def _tell(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beside", type=Path, help="another checkout, with this file copied into its benchmarks/")
    parser.add_argument("--stretches", type=int, default=10, help="of a thousand messages")
    parser.add_argument("--beside-stretches", type=int, default=2)
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    parser.add_argument("--in", dest="folder", help=argparse.SUPPRESS)
    parser.add_argument("--above", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.folder:
        set_up(asked.folder)
        measure(asked.stretches, is_at_end=not asked.above, at_once=asked.at_once)
        return
    for stance in [[], ["--above"]]:
        for checkout, many in [(Path.cwd(), asked.stretches), (asked.beside, asked.beside_stretches)]:
            if checkout is None:
                continue
            _tell(f"{'above the end' if stance else 'at the end'}, {checkout}: {at_once_words(asked.at_once)}")
            with tempfile.TemporaryDirectory() as folder:
                words = [sys.executable, "-m", "benchmarks.tab", "--in", f"{folder}/house", *stance]
                words += ["--stretches", str(many), "--at-once", str(asked.at_once)]
                subprocess.run(words, cwd=checkout, check=True)  # noqa: S603  no words of others


def at_once_words(at_once: int) -> str:
    return f"{at_once} messages in a page" if at_once > 1 else "one message in a page"


if __name__ == "__main__":
    main()
