#!/bin/sh
# A service worker that passes a page load on with `fetch(event.request)` sends it as `Sec-Fetch-Dest: empty`, as a script's
# own request; `Sec-Fetch-Mode` stays `navigate`.
#
# Seen with Chromium 156.0.8078.114 (Debian 12), driven by Playwright 1.65.2:
#
#   a page without a worker                     document, navigate
#   the same page, passed on by its worker      empty, navigate
#   `fetch()` of a script on the page           empty, cors
#
# Why it matters: a server that tells a page load from a script's request by `Sec-Fetch-Dest` alone answers the page load of
# everybody who has a worker as if a script had asked: with a code where she should read a page. It must ask the mode too.
#
# Needs Python 3.11 or newer and a Chromium on the path (or CHROMIUM=...). Ends with 1 when the behaviour is another.
set -eu
there=$(mktemp -d)
trap 'rm -rf "$there"' EXIT
python3 -m venv "$there/venv"
"$there/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v google-chrome)} "$there/venv/bin/python" - <<'PYTHON'
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from playwright.sync_api import sync_playwright

WORKER = """self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(fetch(event.request));
});"""
PAGE = "<!doctype html><html><head><title>x</title></head><body>x</body></html>"
EXPECTED = [("document", "navigate"), ("empty", "navigate"), ("empty", "cors")]
said = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        is_worker = self.path == "/worker.js"
        if self.path == "/page":
            said.append((self.headers["Sec-Fetch-Dest"], self.headers["Sec-Fetch-Mode"]))
        body = (WORKER if is_worker else PAGE).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_worker else "text/html")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
Thread(target=server.serve_forever, daemon=True).start()
with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox", "--disable-gpu"])
    print("Chromium", chromium.version)
    page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/page")
    page.evaluate("navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(() => true)")
    page.goto(page.url)
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    page.evaluate("fetch('/page').then((answer) => answer.status)")
    chromium.close()
for name, told in zip(("without a worker", "passed on by its worker", "a script"), said):
    print(f"{name:25} {', '.join(told)}")
print("As described." if said == EXPECTED else "CHANGED.")
sys.exit(said != EXPECTED)
PYTHON
