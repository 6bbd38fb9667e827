"""A page that lies open, or comes back out of the browser's memory, ends with its session.

Automated browsers switch that memory off, telephones have it on; so it is on here, and each test that speaks of it sees
first that the page did come out of it.
"""

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import browser as browsers
from tests.net import stay
from tests.server import running_server

pytestmark = [pytest.mark.browser, pytest.mark.process]

IN_SIGHT = """is => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (is ? "visible" : "hidden") });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
WATCH = """addEventListener("pageshow", ({ persisted }) => {
  console.log(`shown ${persisted}`);
  const look = () => {
    const main = document.querySelector("main");
    const isSeen = main?.innerText && getComputedStyle(main).visibility === "visible";
    if (isSeen && persisted) console.log("seen");
    requestAnimationFrame(look);
  };
  look();
});"""
OPEN = [("amal", "/week/"), ("amal", "/me/"), ("amal", "/help/"), ("amal", "/groups/"), ("eva", "/desk/people/")]
REFUSED = """window.WebSocket = class {
  static OPEN = 1;
  readyState = 3;
  constructor() {
    setTimeout(() => this.onclose({ code: 1006 }));
  }
  close() {}
};"""
ENDED_WITHIN_MS = 2_000


@pytest.fixture(scope="module")
def browser():
    """Chromium as it comes: with its memory for pages that one goes back to."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browsers.chromium_of(playwright),
            args=browsers.QUIET,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server():
    with running_server({"LINE_BEAT_S": "2"}, demo=True) as server:
        yield server


@pytest.fixture
def visit_and_watch(visit):
    """A page of hers with `page.told`, what it said of itself, and `page.lines`, the sockets that it opened."""

    def visit_and_watch(name="amal", service_workers="block"):
        """A worker that takes over empties the memory of this browser; with "allow" it is there before."""
        page = visit(name, service_workers=service_workers)
        if service_workers == "allow":
            stay(page)
        page.goto("about:blank")
        page.told, page.lines, page.welcomed, page.ended = [], [], [], []
        page.on("console", lambda message: page.told.append(message.text))
        page.on("websocket", lambda line: note(page, line))
        page.add_init_script(WATCH)
        return page

    return visit_and_watch


def note(page, line):
    page.lines.append(line)
    line.on("framereceived", lambda frame: page.welcomed.append(line) if "welcome" in str(frame) else None)
    line.on("close", lambda _: page.ended.append(line))


def end_everywhere(visit, name="amal"):
    """She signs out everywhere, with another telephone."""
    elsewhere = visit(name)
    elsewhere.goto("/me/devices/")
    elsewhere.get_by_role("button", name="Log overal uit, ook hier").click()
    elsewhere.wait_for_url("**/in/**")


def wait_for_line(page):
    for _ in range(400):
        if any(line not in page.ended for line in page.welcomed):
            return page.wait_for_timeout(300)  # what comes with its welcome is drawn
        page.wait_for_timeout(50)
    raise AssertionError("no line was opened")


def refuse_lines(page):
    """As a network that knows no sockets. This browser forgets a page that ever had one."""
    page.add_init_script(REFUSED)


def go_back(page):
    """Returns whether the page came out of the memory of the browser, which tells once more what it said before."""
    page.told.clear()
    page.evaluate("setTimeout(() => history.back())")  # or the page that goes takes the answer along
    for _ in range(100):
        if "shown true" in page.told:
            return True
        page.wait_for_timeout(50)
    return False


@pytest.mark.parametrize(
    ("name", "path"),
    [("amal", "/week/"), ("amal", "/me/"), ("amal", "/help/"), ("amal", "/groups/"), ("eva", "/desk/people/")],
)
def test_signing_out_everywhere_covers_an_open_page_within_two_seconds(visit, visit_and_watch, name, path):
    page = visit_and_watch(name)
    page.goto(path)
    wait_for_line(page)
    elsewhere = visit(name)
    elsewhere.goto("/me/devices/")

    elsewhere.get_by_role("button", name="Log overal uit, ook hier").click()

    page.wait_for_url("**/in/**", timeout=ENDED_WITHIN_MS)


def test_a_line_closes_when_the_page_is_hidden_and_opens_when_it_is_looked_at(visit_and_watch):
    page = visit_and_watch()
    page.clock.install()
    page.goto("/week/")
    wait_for_line(page)
    page.evaluate(IN_SIGHT, False)
    page.clock.fast_forward(29_000)
    assert page.ended == []
    page.clock.fast_forward(2_000)
    page.wait_for_timeout(300)
    assert len(page.ended) == 1

    page.evaluate(IN_SIGHT, True)

    wait_for_line(page)
    assert len(page.lines) == 2


def test_of_too_many_pages_the_oldest_waits_in_silence_until_it_is_looked_at(visit_and_watch):
    page = visit_and_watch()
    page.goto("/week/")
    wait_for_line(page)
    words = page.inner_text("body")
    for _ in range(5):
        page.context.new_page().goto("/week/")
    page.wait_for_timeout(1_500)
    assert len(page.ended) == 1
    assert page.inner_text("body") == words

    page.evaluate("dispatchEvent(new Event('focus'))")

    wait_for_line(page)


def take_off(visit, session):
    """Eva opens the place of Dewi in this session."""
    desk = visit("eva")
    desk.goto(session.replace("sessions", "sessions/places"))
    desk.get_by_role("listitem").filter(has_text="Dewi").get_by_role("button", name="Kan niet").click()
    desk.wait_for_load_state()


@pytest.fixture
def cancelling(visit_and_watch):
    """Dewi says why a session of hers is cancelled, and did not send it."""
    page = visit_and_watch("dewi")
    page.goto("/sessions/")
    path = page.locator("main a[href^='/sessions/']", has_text="Hoe je jezelf ziet").last.get_attribute("href")
    page.goto(f"{path}cancel/")
    page.get_by_label("Anders").fill("De trein van Fatma rijdt niet.")
    page.session = path
    return page


def test_a_page_whose_right_ended_says_so_and_keeps_what_she_typed(visit, cancelling):
    wait_for_line(cancelling)
    take_off(visit, cancelling.session)

    expect(cancelling.get_by_role("heading", name="Deze pagina is dicht")).to_be_visible(timeout=ENDED_WITHIN_MS * 2)
    expect(cancelling.get_by_label("Anders")).to_have_value("De trein van Fatma rijdt niet.")
    expect(cancelling.get_by_label("Anders")).not_to_be_editable()
    expect(cancelling.get_by_role("button", name="Sluit deze site meteen")).to_be_visible()
    assert "jezelf" not in cancelling.locator("body").inner_text()
    cancelling.get_by_role("link", name="Naar het begin").click()
    cancelling.wait_for_url("**/sessions/")


def test_what_she_typed_is_not_shown_once_her_sign_in_ended_too(visit, cancelling):
    wait_for_line(cancelling)
    cancelling.route("**/still/**", lambda asked: asked.fulfill(status=302, headers={"location": "/in/"}))
    take_off(visit, cancelling.session)

    cancelling.wait_for_url("**/sessions/")  # where one begins: for her that would be the door


def test_a_page_comes_back_once_the_house_has_answered(visit_and_watch):
    page = visit_and_watch()
    refuse_lines(page)
    page.goto("/week/")
    page.goto("/help/")

    assert go_back(page)

    expect(page.get_by_role("heading", name="Mijn week")).to_be_visible()


@pytest.mark.parametrize("service_workers", ["block", "allow"])
def test_a_page_out_of_memory_shows_nothing_once_its_session_ended(visit, visit_and_watch, service_workers):
    page = visit_and_watch(service_workers=service_workers)
    refuse_lines(page)
    page.goto("/week/")
    page.goto("/help/")
    end_everywhere(visit)

    assert go_back(page)

    page.wait_for_url("**/in/**")
    assert "seen" not in page.told


def sign_out(page):
    page.get_by_role("button", name="Log uit").click()
    page.wait_for_url("**/in/**")


def sluit(page):
    page.route("https://**", lambda asked: asked.fulfill(body="<title>Weer</title>", content_type="text/html"))
    page.get_by_role("button", name="Sluit deze site meteen").click()
    page.wait_for_url("https://**")


@pytest.mark.parametrize(("end", "steps"), [(sign_out, 2), (sluit, 1)])
def test_with_a_worker_nothing_of_hers_comes_back_after_she_went_herself(visit_and_watch, end, steps):
    page = visit_and_watch(service_workers="allow")
    refuse_lines(page)
    page.goto("/week/")
    page.goto("/me/")
    assert page.evaluate("navigator.serviceWorker.controller.state") == "activated"
    end(page)
    page.told.clear()

    page.evaluate("(steps) => setTimeout(() => history.go(-steps))", steps)

    page.wait_for_url("**/in/?next=/week/")
    assert "seen" not in page.told


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_page_that_had_a_line_is_not_kept_by_this_browser(visit, visit_and_watch, is_hidden):
    """It remembers no page that may not be stored once that used a socket, not even when the socket is closed."""
    page = visit_and_watch()
    page.clock.install()
    page.goto("/week/")
    wait_for_line(page)
    if is_hidden:
        page.evaluate(IN_SIGHT, False)
        page.clock.fast_forward(31_000)
    refuse_lines(page)  # or the next page hears that she is signed out, and goes while it is told to go back
    page.goto("/help/")
    end_everywhere(visit)

    assert not go_back(page)

    page.wait_for_url("**/in/**")
    assert "seen" not in page.told


def test_without_a_line_the_house_is_asked_and_the_page_is_covered_all_the_same(visit, visit_and_watch):
    page = visit_and_watch()
    page.clock.install()
    refuse_lines(page)
    page.goto("/week/")
    end_everywhere(visit)

    page.clock.fast_forward(26_000)

    page.wait_for_url("**/in/**")


def test_without_a_net_it_says_so_and_shows_whom_to_call_and_the_way_out(visit_and_watch):
    page = visit_and_watch()
    refuse_lines(page)
    page.goto("/week/")
    page.goto("/help/")
    page.context.set_offline(True)

    assert go_back(page)

    expect(page.get_by_role("heading", name="Geen verbinding")).to_be_visible()
    expect(page.get_by_role("link", name="Het huis, dag en nacht")).to_be_visible()
    expect(page.get_by_role("button", name="Sluit deze site meteen")).to_be_visible()
    expect(page.get_by_role("heading", name="Mijn week")).to_be_hidden()
    assert "seen" not in page.told
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Mijn week")).to_be_visible()


def test_without_script_there_is_no_line_and_no_count(visit):
    page = visit("amal", java_script_enabled=False)
    page.goto("/week/")

    expect(page.get_by_role("heading", name="Mijn week")).to_be_visible()
    expect(page.get_by_text("Geen verbinding")).to_be_hidden()
    expect(page.locator("[data-badge]")).to_be_hidden()


def test_what_is_new_in_the_group_is_a_number_in_the_bar(visit, visit_and_watch):
    page = visit_and_watch()
    page.goto("/groups/")
    page.locator("main .line a").first.click()
    page.locator("[data-talk].alive").wait_for()
    talk = page.url
    page.goto("/week/")
    wait_for_line(page)
    badge = page.locator("[data-badge]")
    before = int((badge.text_content().split() or ["0"])[0]) if badge.is_visible() else 0
    cleo = visit("cleo")
    cleo.goto(talk)
    cleo.locator("[data-talk].alive").wait_for()

    cleo.get_by_role("textbox", name="Schrijf aan de groep").fill("Dag")
    cleo.get_by_role("button", name="Stuur").click()

    expect(badge).to_have_text(f"{before + 1} nieuw")
