"""She comes back to three hundred messages, in Chromium, Firefox and WebKitGTK, at the real house."""

import time

import pytest

from peergroups.talk.services.unread import read_up_to
from tests.cast import PASSPHRASE
from tests.engines import ENGINES
from tests.server import running_server, test_database

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.django_db(transaction=True)]

MANY, READ = 300, 40
TOP_OF = "(document.getElementById('b' + arguments[0])?.getBoundingClientRect().top ?? 1e9)"
IS_IN_SIGHT = f"{TOP_OF} > 40 && {TOP_OF} < innerHeight"
PILL = "document.querySelector('[data-jump]:not([hidden]) [data-part=words]')?.textContent ?? ''"
LINES = "document.querySelectorAll('[data-list] > li').length"
TYPE = """const field = document.querySelector('[data-talk] [name=text]');
field.value = arguments[0]; field.dispatchEvent(new Event('input', { bubbles: true }));"""
FOOT = """document.querySelector('[data-to]').getBoundingClientRect().bottom
  <= document.querySelector('[data-composer]').getBoundingClientRect().top + 1"""


@pytest.fixture(scope="module")
def served(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), running_server({"LINE_BEAT_S": "2"}, database=test_database()) as server:
        yield server


@pytest.fixture(params=ENGINES.values(), ids=ENGINES)
def tab(request, served, group, say, amal, cleo):
    """Her talk, in which 260 are new to her."""
    if not request.param.is_here():
        pytest.skip(f"no {request.param.name} on this machine")
    for number in range(1, MANY + 1):
        say(cleo, f"bericht {number}")
    read_up_to(actor=amal, group_id=group.pk, number=READ)
    with request.param() as tab:
        tab.go(f"{served.url}/in/")
        tab.fill("[name=login]", amal.sign_in_name)
        tab.fill("[name=password]", PASSPHRASE)
        tab.press(".door button")
        tab.wait("location.pathname === '/week/'")
        tab.go(f"{served.url}/groups/{group.pk}/")
        tab.wait("document.querySelector('.talk.alive')")
        yield tab


def wait_until(holds, within_s=20):
    until = time.monotonic() + within_s
    while not holds() and time.monotonic() < until:
        time.sleep(0.2)
    assert holds()


def test_first_unread_across_three_hundred(tab, amal, cleo, say, seat_of):
    tab.wait(IS_IN_SIGHT, READ + 1)
    assert "nieuwe berichten" in tab.read(PILL)
    wait_until(lambda: seat_of(amal).read_number > READ)
    assert seat_of(amal).read_number < READ + 40, "only what was in sight"

    tab.press("[data-to]")
    tab.wait(IS_IN_SIGHT, MANY)
    assert tab.read(LINES) <= 200
    assert seat_of(amal).read_number < READ + 40
    wait_until(lambda: "nieuw, hierboven" in tab.read(PILL))

    tab.press("[data-to]")
    tab.wait(IS_IN_SIGHT, seat_of(amal).read_number + 1)
    say(cleo, "nu gezegd")
    tab.press("[data-to]")
    tab.wait(IS_IN_SIGHT, MANY + 1)
    tab.press("[data-skip]")
    wait_until(lambda: seat_of(amal).read_number == MANY + 1)
    assert tab.read(PILL) == "Naar het nieuwste" or not tab.read(PILL)


def test_the_pill_stands_above_a_composer_of_many_lines(tab):
    tab.run(TYPE, "een\ntwee\ndrie\nvier\nvijf")  # a key that breaks a line would send it

    tab.wait(f"document.querySelector('[data-composer]').offsetHeight > 100 && {FOOT}")
