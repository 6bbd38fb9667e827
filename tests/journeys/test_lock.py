"""Her lock in a real browser.

A page in Playwright never goes out of sight by itself: Chromium without a window calls every tab visible, and its
protocol has no word for it. So these tests say `document.visibilityState` and tell it with the browser's own event.
"""

import pytest

from tests.browser import sign_in
from tests.server import running_server

pytestmark = [pytest.mark.browser, pytest.mark.process]

CODE = "7305"
NEUTRAL = "https://www.buienradar.nl/**"
IN_SIGHT = """is => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (is ? "visible" : "hidden") });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SEEN = """() => [...document.querySelectorAll("main *")]
  .filter((piece) => getComputedStyle(piece).visibility !== "hidden").length"""


@pytest.fixture(scope="module")
def server():
    """A house whose locks close soon: four seconds out of sight, twelve untouched. So do the groups without a code."""
    with running_server({"LOCK_HIDDEN_S": "4", "LOCK_IDLE_S": "12", "AWAY_S": "12"}, demo=True) as server:
        yield server


@pytest.fixture
def phone(visit):
    """Amal's, with a code, on her own page."""
    page = visit("amal")
    page.goto("/me/devices/code/")
    page.get_by_label("Je code").fill(CODE)
    page.get_by_label("Nog een keer").fill(CODE)
    page.get_by_role("button", name="Bewaar mijn code").click()
    page.wait_for_url("**/me/devices/")
    page.goto("/me/")
    return page


def hide(page):
    page.evaluate(IN_SIGHT, False)


def show(page):
    page.evaluate(IN_SIGHT, True)


def away(page, seconds=4.5):
    hide(page)
    page.wait_for_timeout(seconds * 1000)
    show(page)


def lock_on(page):
    return page.locator("dialog.lock[open]")


def open_it(page, code=CODE):
    lock_on(page).get_by_label("Je code").fill(code)
    lock_on(page).get_by_role("button", name="Doorgaan").click()


def test_a_page_out_of_sight_shows_nothing_at_once_and_comes_back_within_the_grace(phone):
    hide(phone)
    assert phone.evaluate(SEEN) == 0

    phone.wait_for_timeout(500)
    show(phone)

    assert phone.evaluate(SEEN) > 0
    assert lock_on(phone).count() == 0


def test_away_too_long_asks_her_code_and_keeps_what_she_typed(phone):
    phone.get_by_label("Taal").select_option("en")
    away(phone)
    lock_on(phone).wait_for()
    assert phone.evaluate(SEEN) == 0
    assert phone.evaluate("document.activeElement.id") == "lock-code"

    open_it(phone, "8206")
    lock_on(phone).get_by_text("Dat is niet je code. Je kunt het nog 4 keer proberen.").wait_for()
    open_it(phone)
    lock_on(phone).wait_for(state="detached")

    assert phone.get_by_label("Taal").input_value() == "en"
    phone.get_by_role("button", name="Bewaar").click()
    phone.get_by_text("Saved.").or_(phone.get_by_text("Bewaard.")).wait_for()
    phone.get_by_role("combobox").first.select_option("nl")
    phone.get_by_role("button").filter(has_text="Bewaar").or_(phone.get_by_role("button", name="Save")).first.click()


def test_in_the_talk_the_line_is_cut_and_comes_back_and_her_words_are_still_there(phone):
    phone.goto("/groups/")
    phone.locator("main .line a").first.click()
    phone.locator("[data-talk].alive").wait_for()
    sockets = []
    phone.on("websocket", lambda socket: sockets.append(socket.url))
    phone.locator("[data-talk] textarea[name=text]").fill("Ik was nog niet klaar")
    away(phone)
    lock_on(phone).wait_for()
    open_it(phone)
    lock_on(phone).wait_for(state="detached")

    phone.locator("[data-talk] textarea[name=text]").press("End")
    assert phone.locator("[data-talk] textarea[name=text]").input_value() == "Ik was nog niet klaar"
    phone.wait_for_timeout(1000)
    assert sockets != []  # a new line was opened


def test_the_server_locks_it_even_when_the_page_fell_asleep(phone):
    hide(phone)
    phone.wait_for_timeout(4500)
    thief = phone.context.new_page()

    thief.goto("/week/")

    assert "Op slot" in thief.get_by_role("heading", level=1).inner_text()
    assert "Mijn week" not in thief.content()


def test_untouched_for_too_long_it_locks(phone):
    phone.wait_for_timeout(12_000)

    lock_on(phone).wait_for(timeout=12_000)


def test_touching_it_keeps_it_open(phone):
    for _ in range(5):
        phone.wait_for_timeout(3000)
        phone.mouse.click(5, 300)
        phone.reload()

    assert phone.get_by_role("heading", level=1).inner_text() == "Amal"


def test_locked_in_one_tab_is_locked_in_the_other_and_opened_as_well(phone):
    second = phone.context.new_page()
    second.goto("/week/")
    hide(second)
    away(phone)
    lock_on(phone).wait_for()
    lock_on(second).wait_for()

    show(second)
    open_it(second)

    lock_on(second).wait_for(state="detached")
    lock_on(phone).wait_for(state="detached")
    assert phone.evaluate(SEEN) > 0


def test_a_tab_behind_stays_open_while_she_is_in_another(phone):
    second = phone.context.new_page()
    second.goto("/week/")
    hide(phone)
    phone.wait_for_timeout(1000)
    second.wait_for_timeout(4000)
    show(phone)

    lock_on(phone).wait_for(state="detached")
    assert (phone.evaluate(SEEN) > 0, lock_on(second).count()) == (True, 0)


def test_without_a_network_it_stays_covered_and_says_so(phone):
    phone.context.set_offline(True)
    away(phone)
    lock_on(phone).wait_for()

    open_it(phone)
    lock_on(phone).get_by_text("Er is nu geen verbinding.").wait_for()
    assert phone.evaluate(SEEN) == 0
    phone.context.set_offline(False)
    phone.wait_for_timeout(500)
    open_it(phone)

    lock_on(phone).wait_for(state="detached")


def test_a_lock_that_the_server_did_not_hear_of_stays_after_a_reload(phone):
    phone.context.set_offline(True)
    away(phone)
    lock_on(phone).wait_for()
    phone.wait_for_timeout(300)
    phone.context.set_offline(False)

    phone.goto("/week/")

    phone.get_by_role("heading", name="Op slot").first.wait_for()
    phone.wait_for_function("() => localStorage.getItem('lock') === null")  # the server has heard of it
    phone.goto("/week/")
    assert "Op slot" in phone.get_by_role("heading", level=1).inner_text()


def test_a_clock_that_was_set_back_locks(phone):
    hide(phone)
    phone.evaluate("() => { const now = Date.now; Date.now = () => now() - 3600_000; }")
    with phone.expect_response("**/lock/"):
        show(phone)
    lock_on(phone).wait_for()

    phone.reload()

    assert "Op slot" in phone.get_by_role("heading", level=1).inner_text()


def test_escape_opens_nothing(phone):
    away(phone)
    lock_on(phone).wait_for()

    for _ in range(4):
        phone.keyboard.press("Escape")
        phone.wait_for_timeout(100)

    assert (lock_on(phone).count(), phone.evaluate(SEEN)) == (1, 0)


def test_sluit_on_the_lock_leaves(phone):
    phone.route(NEUTRAL, lambda route: route.fulfill(body="<title>Weer</title>", content_type="text/html"))
    away(phone)
    lock_on(phone).wait_for()

    phone.get_by_role("button", name="Sluit deze site meteen").click()
    phone.wait_for_url(NEUTRAL)

    phone.goto("/week/")
    assert "/in/" in phone.url


def test_the_keyboard_reaches_sluit_on_the_lock_and_nothing_behind_it(phone):
    away(phone)
    lock_on(phone).wait_for()
    focused = """() => {
      const piece = document.activeElement;
      return piece === document.body || piece.closest("dialog") ? piece.ariaLabel : piece.outerHTML;
    }"""

    names = set()
    for _ in range(8):
        phone.keyboard.press("Tab")
        names.add(phone.evaluate(focused))

    assert names == {None, "Sluit deze site meteen"}


def test_without_script_the_lock_is_a_page(visit):
    page = visit("bo", java_script_enabled=False)
    page.goto("/me/devices/code/")
    page.get_by_label("Je code").fill(CODE)
    page.get_by_label("Nog een keer").fill(CODE)
    page.get_by_role("button", name="Bewaar mijn code").click()
    page.wait_for_timeout(12_500)
    page.goto("/groups/")
    assert "Op slot" in page.get_by_role("heading", level=1).inner_text()

    page.get_by_label("Je code").fill(CODE)
    page.get_by_role("button", name="Doorgaan").click()

    page.wait_for_url("**/groups/")


def test_without_a_code_her_passphrase_opens_the_talk_again_and_her_words_are_still_there(visit):
    page = visit("bo")
    page.goto("/groups/")
    page.locator("main .line a").first.click()
    page.locator("[data-talk].alive").wait_for()
    words = page.locator("[data-talk] textarea[name=text]")
    words.fill("Ik was nog niet klaar")
    away(page, seconds=12.5)
    lock_on(page).get_by_role("heading", name="Even je wachtwoord").wait_for()
    assert page.evaluate(SEEN) == 0

    lock_on(page).get_by_label("Je wachtwoord").fill("samen-verder-lopen")
    lock_on(page).get_by_role("button", name="Doorgaan").click()
    lock_on(page).wait_for(state="detached")
    words.press("Enter")

    page.locator("[data-list]").get_by_text("Ik was nog niet klaar").wait_for()


def test_without_a_code_or_script_what_she_wrote_is_sent_once_she_is_known(visit):
    page = visit("bo", java_script_enabled=False)
    page.goto("/groups/")
    page.locator("main .line a").first.click()
    page.locator("textarea[name=text]").fill("Zonder script, en even weg")
    page.wait_for_timeout(12_500)
    page.get_by_role("button", name="Stuur").click()

    page.get_by_label("Je wachtwoord").fill("samen-verder-lopen")
    page.get_by_role("button", name="Doorgaan").click()

    page.get_by_text("Zonder script, en even weg").wait_for()


def test_after_five_wrong_codes_her_passphrase_opens(phone):
    away(phone)
    lock_on(phone).wait_for()
    for _ in range(5):
        with phone.expect_response("**/lock/open/", timeout=20_000):
            open_it(phone, "8206")
    lock_on(phone).get_by_text("Vul je wachtwoord in.").wait_for()

    lock_on(phone).get_by_label("Je wachtwoord").fill("samen-verder-lopen")
    lock_on(phone).get_by_role("button", name="Doorgaan").click()

    lock_on(phone).wait_for(state="detached")


def test_shift_three_times_leaves_from_a_page_and_from_a_lock(phone):
    phone.route(NEUTRAL, lambda route: route.fulfill(body="<title>Weer</title>", content_type="text/html"))
    for _ in range(3):
        phone.keyboard.press("Shift")
    phone.wait_for_url(NEUTRAL)

    phone.goto("/me/")
    assert "/in/" in phone.url
    sign_in(phone, "amal")
    assert phone.url.endswith("/week/")


def test_capital_letters_do_not_leave(phone):
    field = phone.get_by_role("combobox").first
    field.focus()
    for letter in "ABCD":
        phone.keyboard.press(f"Shift+{letter}")

    assert phone.url.endswith("/me/")


def test_leaving_covers_within_a_tenth_of_a_second(phone):
    phone.route(NEUTRAL, lambda route: None)
    took = phone.evaluate(
        """() => {
          const began = performance.now();
          document.querySelector("[data-leave] button").click();
          return [performance.now() - began, document.body.childElementCount];
        }"""
    )

    assert took[0] < 100
    assert took[1] == 0
