#!/bin/sh
# The locale of a Playwright context reaches what pages ask, and not what Chromium asks for by itself: the script of a service
# worker, when it is registered and when it is looked for anew, comes with the language of the browser. `--accept-lang` at the
# launch reaches both.
#
# Seen with Chromium 156.0.8078.114 (Debian 12), driven by Playwright 1.65.2, a context with `locale="nl-NL"`:
#
#                        a page    the worker's script
#   without more         nl-NL     en-US,en;q=0.9
#   --accept-lang=nl-NL  nl-NL     nl-NL,nl;q=0.9
#
# Why it matters: a house that gives its worker in the language of who asks gives a test another worker than its page's. The
# browser puts it in the place of the first at some later moment, with all that a test told the first lost, so a test fails by
# chance and only on a busy machine. In a person's browser both say the same.
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

PAGE = "<!doctype html><html><head><title>x</title></head><body>x</body></html>"
REGISTER = """navigator.serviceWorker.register("/worker.js").then((registration) =>
  navigator.serviceWorker.ready.then(() => registration.update())).then(() => true)"""
said = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        is_worker = self.path == "/worker.js"
        if is_worker or self.path == "/page":
            said.append(self.headers["Accept-Language"])
        body = ("self.x = 1;" if is_worker else PAGE).encode()
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
heard = {}
with sync_playwright() as playwright:
    for name, more in (("without more", []), ("--accept-lang=nl-NL", ["--accept-lang=nl-NL"])):
        said.clear()
        path = os.environ["CHROMIUM"]
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", *more])
        page = chromium.new_context(locale="nl-NL").new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/page")
        page.evaluate(REGISTER)
        heard[name] = [said[0].startswith("nl"), {each.startswith("nl") for each in said[1:]}]
        print(f"Chromium {chromium.version}, {name:20} page {said[0]}; worker {said[1:]}")
        chromium.close()
is_same = heard == {"without more": [True, {False}], "--accept-lang=nl-NL": [True, {True}]}
print("As described." if is_same else "CHANGED.")
sys.exit(not is_same)
PYTHON
