"""Where a Chromium is, how it is started quietly, and how one signs in with it."""

import shutil
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error, expect, sync_playwright

expect.set_options(timeout=30_000)  # a machine that runs many browsers at once is slow

OFF = """AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsUpgrades
HttpsFirstBalancedModeAutoEnable LensOverlay MediaRouter PaintHolding ThirdPartyStoragePartitioning
AvoidCorsURLLoaderRestartOnRedirect OptimizationHints NetworkTimeServiceQuerying AimEnabled PreconnectToSearch
PreloadTopChromeWebUI WebUIOmniboxPopup WebUIOmniboxAimPopup WebUIOmniboxFullPopup""".split()
"""What Playwright switches off, for the last list is the one that counts; and the pages of which a Chromium makes the
lists under its address bar. For each window these took more work than a page of the house does.
"""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--accept-lang=nl-NL",  # a locale does not reach what Chromium asks by itself: a new worker
    f"--disable-features={','.join(OFF)}",
]
PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
PASSPHRASE = "samen-verder-lopen"
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [
    `the page is ${document.documentElement.scrollWidth} wide`,
    ...[...document.querySelectorAll("body *")]
        .filter((element) => element.getBoundingClientRect().right > innerWidth)
        .map((element) => element.cloneNode().outerHTML),
]"""


def find_chromium() -> str | None:
    with sync_playwright() as playwright:
        return chromium_of(playwright)


def chromium_of(playwright) -> str | None:
    """Playwright's own build when it is installed, else the one of the machine."""
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else shutil.which("chromium") or shutil.which("google-chrome")


def leave(contexts):
    """Empty their pages; the browser closes them all at its own end.

    To close a single context may wait for ever, for this Chromium sometimes never answers that it did.
    """
    for context in contexts:
        for page in context.pages:
            with suppress(Error):
                page.goto("about:blank", timeout=5000)


def find_too_wide(page) -> list[str]:
    """What sticks out of the screen, once the page and its sheets are there: an answer is seen before it is whole."""
    page.wait_for_load_state()
    return page.evaluate(TOO_WIDE)


def launch(playwright):
    return playwright.chromium.launch(executable_path=chromium_of(playwright), args=QUIET)


def sign_in(page, name, passphrase=PASSPHRASE):
    page.goto("/in/")
    page.get_by_label("Je inlognaam").fill(name)
    page.get_by_label("Je wachtwoord", exact=True).fill(passphrase)
    page.get_by_role("button", name="Naar mijn week").click()
    page.wait_for_url(lambda url: "/in/" not in url)
