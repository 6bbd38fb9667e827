#!/bin/sh
# Find or fetch what the tests use beside Python: a Chromium (Playwright's own, else Debian's), Firefox, WebKitGTK with a
# screen that nobody sees, an nginx in front of a house behind TLS, and gettext.
# What cannot be had is named in one line, and its tests are skipped.
python=.venv/bin/python
export DJANGO_SETTINGS_MODULE=tests.settings

has_browser() {
    $python -c 'import sys; from tests.browser import find_chromium; sys.exit(find_chromium() is None)'
}

has_engines() {
    $python -c 'import sys; from tests.engines import ENGINES; sys.exit(not all(each.is_here() for each in ENGINES.values()))'
}

has_tls() {
    $python -c 'import sys; from tests.tls import is_here; sys.exit(not is_here())'
}

has_gettext() {
    command -v xgettext >/dev/null
}

fetch() {
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
    { apt-get update && apt-get install --yes --no-install-recommends "$@"; } >/dev/null 2>&1
}

has_browser || timeout 300 $python -m playwright install chromium >/dev/null 2>&1
has_browser || fetch chromium fonts-noto-core
has_browser || echo "No Chromium could be had here, so the browser tests are skipped. Install chromium to run them."
has_engines || fetch firefox-esr webkit2gtk-driver xvfb
has_engines || echo "Firefox or WebKitGTK could not be had here, so their tests are skipped. Install firefox-esr, webkit2gtk-driver and xvfb."
has_tls || fetch nginx-light openssl
has_tls || echo "No nginx could be had here, so the tests over TLS are skipped. Install nginx-light and openssl to run them."
has_gettext || fetch gettext
has_gettext || echo "No gettext could be had here, so the test of the translations is skipped. Install gettext to run it."
