"""Without a net in three engines, each with a driver of its own: so in a module of their own."""

import time

import pytest

from tests.browser import PASSPHRASE
from tests.engines import ENGINES
from tests.net import ALONE, STORED

pytestmark = [pytest.mark.browser, pytest.mark.process]


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_in_three_engines_help_is_there_and_sluit_leads_to_words_that_tell_nothing(net, engine):
    if not engine.is_here():
        pytest.skip(f"no {engine.name} on this machine")
    with engine() as tab:
        tab.go(f"{net.url}/help/")
        tab.wait("navigator.serviceWorker.controller !== null")
        net.cut()

        tab.go(f"{net.url}/help/")
        tab.wait("document.querySelector('a[href=\"tel:112\"]') !== null")
        tab.run(ALONE)
        tab.press("[data-leave] button")

        tab.wait("location.pathname === '/off/'")
        assert tab.read("document.querySelectorAll('a').length") == 1


def stored(tab):
    """What the browser stores for the site, but for what everybody's pages need."""
    tab.run(f"window.found = undefined; ({STORED})().then((found) => {{ window.found = found; }})")
    return [name for name in tab.read("window.found") if not name.startswith("public ")]


def keep_her_week(tab, net):
    tab.go(f"{net.url}/in/")
    tab.fill("[name=login]", "amal")
    tab.fill("[name=password]", PASSPHRASE)
    tab.press(".door button")
    tab.wait("location.pathname === '/week/'")
    tab.run("navigator.serviceWorker.ready.then(() => { window.hasWorker = true; })")
    tab.wait("window.hasWorker")
    tab.go(f"{net.url}/me/offline/")
    tab.press("[name=keeps_week]")
    tab.press("main form .button")
    tab.wait("document.querySelector('[data-kept-state=kept]')?.hidden === false")


def sign_out(tab, net):
    tab.go(f"{net.url}/me/")
    tab.press("form[action='/out/'] button")
    tab.wait("location.pathname === '/in/'")


def sluit(tab, net):
    """Without a net, for the neutral site is none of this machine: what empties the browser is the same."""
    net.cut()
    tab.run(ALONE)
    tab.press("[data-leave] button")
    tab.wait("location.pathname === '/off/'")


@pytest.mark.parametrize("end", [sign_out, sluit], ids=lambda end: end.__name__)
@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_in_three_engines_nothing_of_her_kept_week_is_left(net, engine, end):
    if not engine.is_here():
        pytest.skip(f"no {engine.name} on this machine")
    with engine() as tab:
        keep_her_week(tab, net)
        assert stored(tab) == ["hers /me/offline/week/"]

        end(tab, net)

        until = time.monotonic() + 10
        while (left := stored(tab)) and time.monotonic() < until:
            time.sleep(0.1)
        assert left == []
