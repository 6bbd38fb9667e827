"""How soon she sees what is said over a slow line. `python -m benchmarks.slow_line --help`.

Two Chromiums at 360 px with the talk of a demo house, served as a real one, each behind a proxy of ours that gives
HTTP and the socket 400 ms there and back and 400 kbit/s each way, shared by all connections of that telephone; a new
connection waits for one more time there and back. One says something every two seconds; the same moment is read from
one clock in both pages: when she sent it, when her own line stood there, and when it stood with the other.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any

import django

ROUND_TRIP_S = 0.4
BYTES_PER_S = 400_000 / 8
CHUNK_BYTES = 1_500
PAUSE_MS = 2_000
"""Thirty messages a minute are the most that one person may say."""
ENOUGH = 20
"""Fewer times have no 95%."""
WATCH = """() => {
    window.seen = {};
    const look = () => {
        for (const line of document.querySelectorAll("[data-list] > li:nth-last-child(-n+5), [data-waiting] > li")) {
            const words = line.textContent.match(/regel \\d+/);
            if (words && !(words[0] in window.seen)) window.seen[words[0]] = Date.now();
        }
    };
    for (const list of document.querySelectorAll("[data-list], [data-waiting]"))
        new MutationObserver(look).observe(list, { childList: true, subtree: true });
}"""
SAY = """(words) => {
    const field = document.querySelector("[name=text]");
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const at = Date.now();
    field.form.requestSubmit();
    return at;
}"""


class Way:
    """One direction of the line of one telephone: what is put in comes out later, in order, at its pace."""

    def __init__(self) -> None:
        self._free_at = 0.0
        self.carried = 0

    def leaves_at(self, size: int) -> float:
        """The moment of the loop's clock at which so many bytes are through."""
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now) + size / BYTES_PER_S
        self.carried += size
        return self._free_at + ROUND_TRIP_S / 2


class SlowLine:
    """A proxy of one telephone on a port of its own; `carried` counts its bytes each way."""

    def __init__(self, port: int) -> None:
        self._to_port = port
        self._loop = asyncio.new_event_loop()
        self._up, self._down = Way(), Way()
        started = threading.Event()
        threading.Thread(target=self._run, args=(started,), daemon=True).start()
        started.wait()

    @property
    def carried(self) -> tuple[int, int]:
        return self._up.carried, self._down.carried

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._meet, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        started.set()
        self._loop.run_forever()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(ROUND_TRIP_S)  # what it takes to connect
        from_house, to_house = await asyncio.open_connection("127.0.0.1", self._to_port)
        await asyncio.gather(_carry(reader, to_house, self._up), _carry(from_house, writer, self._down))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way) -> None:
    """Carry bytes until one side hangs up; reading goes on while earlier bytes are on their way."""
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def deliver() -> None:
        while True:
            at, part = await waiting.get()
            await asyncio.sleep(max(0.0, at - asyncio.get_running_loop().time()))
            if not part:
                break
            writer.write(part)
            await writer.drain()
        writer.close()

    task = asyncio.create_task(deliver())
    with contextlib.suppress(OSError):
        while part := await reader.read(CHUNK_BYTES):
            waiting.put_nowait((way.leaves_at(len(part)), part))
    waiting.put_nowait((way.leaves_at(0), b""))
    with contextlib.suppress(OSError):
        await task


def measure(messages: int) -> dict[str, list[float]]:
    """Milliseconds until each message stood on her own page, and on the other's; and of the first visit."""
    from playwright.sync_api import sync_playwright

    from tests import browser as browsers
    from tests.server import running_server

    with running_server(demo=True, is_real=True) as server, sync_playwright() as playwright:
        chromium = browsers.launch(playwright)
        pages, visits = [], []
        for name in ("amal", "cleo"):
            line = SlowLine(server.port)
            page = chromium.new_page(viewport=browsers.PHONE, locale="nl-NL", base_url=line.url)
            browsers.sign_in(page, name)
            page.goto("/groups/")
            path = page.locator("main .line a").first.get_attribute("href")
            visits.append(_first_visit(chromium, page, line, path))
            page.goto(path)
            page.wait_for_selector(".talk.alive")
            page.evaluate("document.scrollingElement.scrollTop = 1e9")
            page.wait_for_timeout(3_000)
            page.evaluate(WATCH)
            pages.append(page)
        writer = pages[0]
        sent = {}
        for number in range(messages):
            words = f"regel {number}"
            sent[words] = writer.evaluate(SAY, f"Dit is {words}, wie loopt er mee naar de bibliotheek?")
            writer.wait_for_timeout(PAUSE_MS)
        writer.wait_for_timeout(5_000)
        own, other = (page.evaluate("window.seen") for page in pages)
        chromium.close()
    lost = [words for words in sent if words not in own or words not in other]
    if lost:
        raise SystemExit(f"not seen: {lost}")
    return {
        "own line": [own[words] - at for words, at in sent.items()],
        "another's line": [other[words] - at for words, at in sent.items()],
        "first visit until alive": visits,
    }


def _first_visit(chromium: Any, page: Any, line: SlowLine, path: str) -> float:
    """Milliseconds until the talk is alive on a telephone that keeps nothing yet."""
    fresh = chromium.new_context(viewport=page.viewport_size, locale="nl-NL", base_url=line.url)
    fresh.add_cookies(page.context.cookies())
    visitor = fresh.new_page()
    visitor.goto(path, wait_until="commit")
    visitor.wait_for_selector(".talk.alive")
    alive_ms = visitor.evaluate("performance.now()")
    visitor.goto("about:blank")
    return alive_ms


def lines(found: dict[str, list[float]]) -> Iterator[str]:
    for name, spent in found.items():
        late = f", 95% {quantiles(spent, n=20)[-1]:.0f} ms" if len(spent) >= ENOUGH else ""
        yield f"{name:<24} median {median(spent):.0f} ms{late}, last {max(spent):.0f} ms, {len(spent)} times"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=60)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    for words in lines(measure(asked.messages)):
        sys.stdout.write(f"{words}\n")


if __name__ == "__main__":
    main()
