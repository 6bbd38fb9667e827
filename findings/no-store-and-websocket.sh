#!/bin/sh
# Chromium never keeps a page in its back/forward cache that is `Cache-Control: no-store` and ever opened a WebSocket, even
# when that socket was closed long before the page was left.
#
# Seen with Chromium 156.0.8078.108 (Debian 12), driven by Playwright 1.65.2; the server is websockets 17.4. Three pages:
#
#   no-store, no socket                   comes back out of the cache
#   no-store, a socket that was closed    is loaded anew; reason `websocket-used-with-ccns`
#   cacheable, a socket that was closed   comes back out of the cache
#
# Why it matters: a page that is not stored may still be kept whole in memory, and shown after somebody signed out. A live
# line on each page therefore keeps Chromium from doing so, and a test of what such a page shows when it comes back must
# keep the page from opening its line. The one place that we know to say so is a tentative test of Web Platform Tests,
# websockets/back-forward-cache-with-closed-websocket-connection-ccns.tentative.window.js.
#
# Needs Python 3.11 or newer and a Chromium on the path (or CHROMIUM=...). Ends with 1 when the behaviour is another.
set -eu
there=$(mktemp -d)
trap 'rm -rf "$there"' EXIT
python3 -m venv "$there/venv"
"$there/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2 websockets==17.4
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v google-chrome)} "$there/venv/bin/python" - <<'PYTHON'
import asyncio
import os
import sys

from playwright.async_api import async_playwright
from websockets.asyncio.server import serve
from websockets.datastructures import Headers
from websockets.http11 import Response

SOCKET = """<script>
const line = new WebSocket(`ws://${location.host}/line`);
line.onopen = () => line.close();
line.onclose = () => (document.title = "ready");
</script>"""
PLAIN = '<script>document.title = "ready"</script>'
PAGES = {
    "/no-store": ("no-store", PLAIN),
    "/no-store-socket": ("no-store", SOCKET),
    "/cacheable-socket": ("max-age=60", SOCKET),
    "/elsewhere": ("max-age=60", PLAIN),
}
EXPECTED = {"/no-store": True, "/no-store-socket": False, "/cacheable-socket": True}
SHOWN = 'addEventListener("pageshow", ({ persisted }) => console.log(persisted ? "kept" : "loaded anew"));'
REASONS = """() => (performance.getEntriesByType("navigation")[0].notRestoredReasons?.reasons ?? []).map(({ reason }) => reason)"""


def answer(connection, request):
    if request.path == "/line":
        return None  # a socket
    cached, script = PAGES.get(request.path, PAGES["/elsewhere"])
    body = f"<!doctype html><html><head><title>x</title></head><body>{script}</body></html>".encode()
    told = {"Content-Type": "text/html", "Cache-Control": cached, "Content-Length": str(len(body)), "Connection": "close"}
    return Response(200, "OK", Headers(told), body)


async def talk(socket):
    await socket.wait_closed()


async def is_kept(page, base, path):
    await page.goto(base + path)
    await page.wait_for_function('document.title === "ready"')
    await page.wait_for_timeout(500)
    await page.goto(base + "/elsewhere")
    await page.wait_for_timeout(500)
    said = []  # a page that is kept tells once more what it said before
    page.on("console", lambda message: said.append(message.text))
    await page.evaluate("() => { setTimeout(() => history.back()); }")
    await page.wait_for_timeout(3000)
    return "kept" in said, [] if "kept" in said else await page.evaluate(REASONS)


async def main():
    async with serve(talk, "127.0.0.1", 0, process_request=answer) as server, async_playwright() as playwright:
        base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        chromium = await playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=["--no-sandbox", "--disable-gpu"],
            ignore_default_args=["--disable-back-forward-cache"],
        )
        print("Chromium", chromium.version)
        found = {}
        for path in EXPECTED:
            page = await chromium.new_page()
            await page.add_init_script(SHOWN)
            found[path], reasons = await is_kept(page, base, path)
            print(f"{path:20} {'kept' if found[path] else 'loaded anew'} {reasons or ''}")
        await chromium.close()
    return found == EXPECTED


is_so = asyncio.run(main())
print("As described." if is_so else "CHANGED.")
sys.exit(not is_so)
PYTHON
