#!/bin/sh
# Chromium asks for an outside SVG file, and makes a document of all of it, anew for nearly every `<use>` that a script adds,
# unless the file was served with a term for which it may be kept. Of the documents a good part stays after a collection of
# garbage, also when the elements that named them are long gone.
#
# Seen with Chromium 156.0.8078.114 (Debian 12), driven by Playwright 1.65.2. One page with a list of at most fifty icons out
# of one file of eighty symbols; five hundred icons are added at its end, one a frame, and as many go at its beginning:
#
#   the file has           requests   documents more, after a collection   the tab's main thread
#   no-store                    479                   138                          7.5 s
#   no-cache                    468                   143                          7.1 s
#   no Cache-Control            460                   138                          8.4 s
#   max-age, immutable            1                     1                          3.1 s
#
# Why it matters: a page that draws a line for each message, with icons out of one file, grows and slows down without end
# under a server of development or of tests, which give files no term. One looks for the fault in the page's own script.
# Measure a long-lived page only with its files served as a real house serves them.
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
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import sync_playwright

SYMBOLS, ADDED = 80, 500
SYMBOL = '<symbol id="i{0}" viewBox="0 0 24 24"><path d="M{0} 4h16v16H4z"/></symbol>'
FILE = '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(map(SYMBOL.format, range(SYMBOLS))) + "</svg>"
TERMS = {"/no-store": "no-store", "/no-cache": "no-cache", "/none": None, "/immutable": "max-age=31536000, immutable"}
ADD = """async ([file, added]) => {
    const list = document.querySelector("ol");
    for (let number = 0; number < added; number++) {
        const line = document.createElement("li");
        line.innerHTML = `<svg width="24" height="24"><use href="${file}#i${number % 5}"/></svg>`;
        list.append(line);
        while (list.children.length > 50) list.firstElementChild.remove();
        await new Promise(requestAnimationFrame);
    }
}"""
asked = []


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        is_file = self.path in TERMS
        asked.append(self.path)
        body = (FILE if is_file else "<!doctype html><title>x</title><ol></ol>").encode()
        self.send_response(200)
        self.send_header("Content-Type", "image/svg+xml" if is_file else "text/html")
        self.send_header("Content-Length", str(len(body)))
        if term := TERMS.get(self.path, "no-store"):
            self.send_header("Cache-Control", term)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


def metrics(line):
    line.send("HeapProfiler.collectGarbage")
    return {one["name"]: one["value"] for one in line.send("Performance.getMetrics")["metrics"]}


site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
threading.Thread(target=site.serve_forever, daemon=True).start()
is_so = True
with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox", "--disable-gpu"])
    print("Chromium", chromium.version)
    for file in TERMS:
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{site.server_port}/page")
        line = page.context.new_cdp_session(page)
        line.send("Performance.enable")
        before = metrics(line)
        page.evaluate(ADD, [file, ADDED])
        after = metrics(line)
        requests = asked.count(file)
        more = after["Documents"] - before["Documents"]
        spent = after["TaskDuration"] - before["TaskDuration"]
        print(f"{file:12} {requests:4} requests, {more:4.0f} documents more, {spent:.1f} s")
        is_so &= (requests == 1 and more <= 5) if file == "/immutable" else (requests > ADDED / 4 and more > 50)
        page.close()
    chromium.close()
print("As described." if is_so else "CHANGED.")
sys.exit(not is_so)
PYTHON
