#!/bin/sh
# Find or fetch what the tests use beside Python: a Chromium (Playwright's own, else Debian's) and gettext.
# What cannot be had is named in one line, and its tests are skipped.
python=.venv/bin/python

has_browser() {
    $python -c 'import sys; from tests.browser import find_chromium; sys.exit(find_chromium() is None)'
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
has_gettext || fetch gettext
has_gettext || echo "No gettext could be had here, so the test of the translations is skipped. Install gettext to run it."
