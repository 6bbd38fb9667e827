"""What nobody may find after her in the same tab, in Chromium, Firefox and WebKitGTK, over TLS as the house is met.

Each run tries signing out and Sluit; with SOAK=1 also three Shifts, an end elsewhere and the lock.

Browsers have their back/forward cache on here, as on a phone. WebKit keeps pages that may not be stored over plain http
alone, so it meets a house without TLS as well.
"""

import time

import pytest

from tests.built import manage
from tests.engines import ENGINES
from tests.peergroups.soak.scale import IS_WHOLE
from tests.tls import is_here, secure_house

pytestmark = [pytest.mark.browser, pytest.mark.process]

CODE = "7305"
LOCKS_AFTER_S = 2
PASSPHRASE = "samen-verder-lopen"
WORDS = "dit schreef Amal"
OUT = "form[action='/out/'] button"
READY = """document.readyState === 'complete' && !document.documentElement.matches('.kept, .gone')
  && !document.querySelector('[data-talk]:not(.alive)')"""
HEADING = "document.querySelector('h1')?.innerText ?? ''"
TYPED = "[...document.querySelectorAll('input, textarea')].map((field) => field.value).join()"
SEEN = """[...document.querySelectorAll("main *")]
  .filter((piece) => getComputedStyle(piece).visibility !== "hidden").length"""
IN_SIGHT = """
Object.defineProperty(document, "visibilityState", { configurable: true, value: arguments[0] ? "visible" : "hidden" });
document.dispatchEvent(new Event("visibilitychange"));
"""
WATCH = f"""
addEventListener("pageshow", (event) => {{ window.cameBack = [event.persisted, {SEEN}]; }});
window.ask = fetch;
window.fetch = () => new Promise(() => {{}});
window.WebSocket = class {{ close() {{}} }};
"""
AGAIN = "window.fetch = window.ask; document.querySelector('dialog[data-memory] .lock-in button').click()"


@pytest.fixture(scope="module")
def house():
    if not is_here():
        pytest.skip("no nginx or openssl on this machine")
    with secure_house({"LINE_BEAT_S": "2", "LOCK_HIDDEN_S": str(LOCKS_AFTER_S)}) as house:
        yield house


@pytest.fixture(scope="module", params=ENGINES.values(), ids=ENGINES)
def opened(request):
    if not request.param.is_here():
        pytest.skip(f"no {request.param.name} on this machine")
    with request.param() as tab:
        yield tab


@pytest.fixture
def tab(opened, house):
    """A tab in which nobody is signed in."""
    opened.go(f"{house.url}/me/")
    opened.wait(READY)
    if opened.read("location.pathname") == "/me/":
        sign_out(opened, house)
    return opened


def sign_in(tab, house, name):
    tab.go(f"{house.url}/in/")
    tab.fill("[name=login]", name)
    tab.fill("[name=password]", PASSPHRASE)
    tab.press(".door button")
    tab.wait(f"location.pathname === '/week/' && {READY}")


def go_to_talk(tab, house):
    tab.go(f"{house.url}/groups/")
    tab.press("main .line a")
    tab.wait(f"document.querySelector('[data-talk]') && {READY}")


def use_her_pages(tab, house):
    """Amal looks at her own page, and leaves words on two others that she does not send."""
    sign_in(tab, house, "amal")
    tab.go(f"{house.url}/me/")
    assert tab.read(HEADING) == "Amal"
    go_to_talk(tab, house)
    tab.fill("[data-talk] [name=text]", WORDS)
    tab.go(f"{house.url}/week/wishes/")
    tab.fill("[name=text]", WORDS)
    tab.go(f"{house.url}/me/devices/")
    tab.go(f"{house.url}/me/")


def walk_back(tab, *, steps):
    """The paths, headings and typed words of the pages that 'back' leads to."""
    found = []
    for _ in range(steps):
        tab.back()
        tab.wait(READY)
        found.append(tuple(map(tab.read, ("location.pathname", HEADING, TYPED))))
    return found


def assert_nothing_is_hers(found):
    assert [step for step in found if step[1] == "Amal" or WORDS in step[2]] == []


def sign_out(tab, house):
    tab.press(OUT)
    wait_for_door(tab)


def tap_sluit(tab, house):
    tab.press("[data-leave] button")
    tab.wait("location.href === arguments[0]", house.neutral)


def tap_three_shifts(tab, house):
    tab.three_shifts()
    tab.wait("location.href === arguments[0]", house.neutral)


def end_elsewhere(tab, house):
    end_devices_of_amal(house)
    wait_for_door(tab)


def lock(tab, house):
    """Her page asks her code, and so does each that 'back' leads to. There the next person signs her out."""
    tab.go(f"{house.url}/me/devices/code/")
    for name in ("code", "again"):
        tab.fill(f"main [name={name}]", CODE)
    tab.press("main form button:not([type=button])")
    tab.wait(f"location.pathname === '/me/devices/' && {READY}")
    tab.go(f"{house.url}/me/")
    tab.run(IN_SIGHT, False)
    time.sleep(LOCKS_AFTER_S + 0.5)
    tab.run(IN_SIGHT, True)
    tab.wait("document.querySelector('dialog[data-lock]').open")

    assert tab.read(SEEN) == 0
    assert "Je code" in tab.text
    found = walk_back(tab, steps=6)
    assert_nothing_is_hers(found)
    assert {step[1] for step in found} == {"Op slot"}
    tab.run("setTimeout(() => history.go(6))")
    tab.wait(f"location.pathname === '/me/' && {READY}")
    sign_out(tab, house)


def wait_for_door(tab):
    tab.wait(f"location.pathname === '/in/' && {READY}")


def end_devices_of_amal(house):
    deed = "from house.models import Person; from house.sign_in.services.devices import end_devices; "
    deed += "amal = Person.objects.get_by_natural_key('amal'); end_devices(actor=amal, person_id=amal.pk)"
    manage("shell", "-c", deed, env=house.env)


WAYS = [sign_out, tap_sluit]
MORE_WAYS = [tap_three_shifts, end_elsewhere, lock]


@pytest.mark.parametrize("end", WAYS + MORE_WAYS * IS_WHOLE, ids=lambda end: end.__name__)
def test_nothing_of_hers_comes_back_for_nobody_nor_for_the_next(tab, house, end):
    use_her_pages(tab, house)
    end(tab, house)

    assert_nothing_is_hers(walk_back(tab, steps=1))
    sign_in(tab, house, "bo")
    found = walk_back(tab, steps=11)

    assert_nothing_is_hers(found)
    paths = [step[0] for step in found]
    assert ("/me/", "Bo") in [step[:2] for step in found]
    assert "/week/wishes/" in paths
    assert [path for path in paths if path.startswith("/groups/") and path != "/groups/"]


@pytest.fixture(scope="module")
def plain_house():
    """Without TLS, as on the Wi-Fi of a house that tries it out."""
    with secure_house({"IS_BEHIND_TLS": "0"}) as house:
        house.url = house.plain
        yield house


def test_a_page_out_of_memory_stays_covered_until_the_house_answers(plain_house):
    """In WebKit: Chromium keeps no such page once it used a socket, see tests/journeys/test_open_pages.py."""
    with ENGINES["webkit"]() as tab:
        sign_in(tab, plain_house, "amal")
        tab.run(WATCH)
        tab.go(f"{plain_house.url}/help/")
        end_devices_of_amal(plain_house)
        tab.back()
        tab.wait("window.cameBack")

        assert tab.read("window.cameBack") == [True, 0]
        tab.wait("document.querySelector('dialog[data-memory]').open")
        assert "Geen verbinding" in tab.text
        assert "Mijn week" not in tab.text
        assert tab.read("document.querySelector('dialog[data-memory] a[href^=tel]') !== null")
        tab.run(AGAIN)
        wait_for_door(tab)


def test_a_closed_tab_that_is_brought_back_holds_no_words_of_hers(house):
    with ENGINES["firefox"]() as tab:
        use_her_pages(tab, house)
        tab.go(f"{house.url}/week/wishes/")
        tab.fill("[name=text]", WORDS)
        tab.close_and_open_another()
        tab.go(f"{house.url}/me/")
        sign_out(tab, house)
        sign_in(tab, house, "bo")

        tab.undo_closing()

        tab.wait(f"location.pathname === '/week/wishes/' && {READY}")
        assert WORDS not in tab.read(TYPED)
