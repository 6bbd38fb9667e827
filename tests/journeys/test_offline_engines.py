"""Without a net in three engines, each with a driver of its own: so in a module of their own."""

import pytest

from tests.engines import ENGINES
from tests.net import ALONE

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
