#!/bin/sh
# Chromium does not keep a page that is `Cache-Control: no-store` in its back/forward cache when its own answer or the next
# one sets a cookie, also when that cookie is there already with the same name, value and attributes.
#
# Seen with Chromium 156.0.8078.108 (Debian 12), driven by Playwright 1.65.2; the pages come from the standard library of
# Python. A first page set the cookie; then a page is shown, left for another, and gone back to:
#
#   no-store, nobody sets a cookie                      comes back out of the cache
#   no-store, the next answer sets the same cookie      is loaded anew; CacheControlNoStoreCookieModified
#   no-store, its own answer sets the same cookie       is loaded anew; CacheControlNoStoreCookieModified
#   no-store, the next sets the same one with HttpOnly  is loaded anew; CacheControlNoStoreHTTPOnlyCookieModified
#   cacheable, the next answer sets the same cookie     comes back out of the cache
#
# Why it matters: a web framework that sets the cookie of its form token anew with every form (Django 5.2 does so, to move
# its end) keeps each page with a form from coming back at once on 'back'. Who tests what a kept page shows, tests nothing
# then, and only on days on which the page happens to hold a form.
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

PLAIN, HTTP_ONLY = "c=1; Path=/; SameSite=Lax", "h=1; Path=/; SameSite=Lax; HttpOnly"
CASES = {
    "no-store, no cookie": ("no-store", "/next", None, True, ""),
    "no-store, same cookie": ("no-store", "/next", PLAIN, False, "CacheControlNoStoreCookieModified"),
    "no-store, its own answer": ("no-store", "/page", PLAIN, False, "CacheControlNoStoreCookieModified"),
    "no-store, same HttpOnly": ("no-store", "/next", HTTP_ONLY, False, "CacheControlNoStoreHTTPOnlyCookieModified"),
    "cacheable, same cookie": ("max-age=60", "/next", PLAIN, True, ""),
}
SHOWN = 'addEventListener("pageshow", ({ persisted }) => console.log(persisted ? "kept" : "loaded anew"));'


class Pages(BaseHTTPRequestHandler):
    cached, where, cookie = "no-store", "/next", None

    def do_GET(self):
        body = b"<!doctype html><title>x</title><link rel=icon href=data:,><p>x"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", Pages.cached if self.path == "/page" else "no-store")
        if self.path == "/first":
            self.send_header("Set-Cookie", PLAIN)
            self.send_header("Set-Cookie", HTTP_ONLY)
        if self.path == Pages.where and Pages.cookie:
            self.send_header("Set-Cookie", Pages.cookie)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


def go_back(page):
    """Was the page kept, and else why not?"""
    told, why = [], []
    tools = page.context.new_cdp_session(page)
    tools.send("Page.enable")
    tools.on("Page.backForwardCacheNotUsed", lambda said: why.extend(said["notRestoredExplanations"]))
    page.on("console", lambda message: told.append(message.text))  # a kept page tells once more what it said before
    page.evaluate("() => { setTimeout(() => history.back()); }")
    page.wait_for_timeout(3000)
    return "kept" in told, " ".join(sorted(each["reason"] for each in why))


server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
Thread(target=server.serve_forever, daemon=True).start()
base, found = f"http://127.0.0.1:{server.server_port}", {}
with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(
        executable_path=os.environ["CHROMIUM"],
        args=["--no-sandbox", "--disable-gpu"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    print("Chromium", chromium.version)
    for name, (cached, where, cookie, *_) in CASES.items():
        page = chromium.new_context().new_page()
        page.add_init_script(SHOWN)
        Pages.cached, Pages.where, Pages.cookie = cached, where, cookie
        for path in ("/first", "/page", "/next"):
            page.goto(base + path)
            page.wait_for_timeout(500)
        found[name] = go_back(page)
        print(f"{name:26} {'kept' if found[name][0] else 'loaded anew'} {found[name][1]}")
    chromium.close()
is_so = found == {name: (is_kept, why) for name, (*_, is_kept, why) in CASES.items()}
print("As described." if is_so else "CHANGED.")
sys.exit(not is_so)
PYTHON
