"""What a first visit costs on an old phone with little data."""

import pytest
from playwright.sync_api import expect

from tests.server import running_server

NEUTRAL = "https://www.buienradar.nl/**"

pytestmark = [pytest.mark.browser, pytest.mark.process]


@pytest.fixture(scope="module")
def server():
    with running_server(demo=True, is_real=True) as server:
        yield server


@pytest.fixture
def weigh(visit):
    """Bytes over the wire and paths asked for, on the first visit of a fresh phone to one page."""

    def weigh(name, path):
        page = visit(name)
        cookies = page.context.cookies()
        fresh = visit()
        fresh.context.add_cookies(cookies)
        network = fresh.context.new_cdp_session(fresh)
        network.send("Network.enable")
        sizes, asked = {}, {}
        network.on("Network.requestWillBeSent", lambda told: asked.update({told["requestId"]: told["request"]["url"]}))
        network.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
        fresh.goto(path, wait_until="networkidle")
        return {url: sizes.get(key, 0) for key, url in asked.items() if url.startswith("http")}

    return weigh


def test_the_week_weighs_at_most_41_kilobytes_in_6_requests(weigh):
    weighed = weigh("amal", "/week/")

    assert len(weighed) <= 6, weighed
    assert sum(weighed.values()) <= 41 * 1024, weighed


@pytest.fixture
def weighed_talk(weigh, visit):
    page = visit("amal")
    page.goto("/groups/")
    return weigh("amal", page.locator("main .line a").first.get_attribute("href"))


def test_the_talk_weighs_at_most_41_kilobytes_in_8_requests(weighed_talk):
    assert len(weighed_talk) <= 8, weighed_talk
    assert sum(weighed_talk.values()) <= 41 * 1024, weighed_talk


def test_the_talk_has_at_most_18_kilobytes_of_script(weighed_talk):
    scripts = {url: size for url, size in weighed_talk.items() if url.endswith(".js")}

    assert sum(scripts.values()) <= 18 * 1024, scripts


def test_fifty_messages_have_at_most_36_kilobytes_of_markup(visit):
    page = visit("amal")
    page.goto("/groups/")
    path = page.locator("main .line a").first.get_attribute("href")

    markup = page.request.get(path).body()

    assert markup.count(b'<li class="dye-') == 50
    assert len(markup) <= 36 * 1024


def test_the_talk_comes_alive_as_it_is_served(visit):
    page = visit("amal")
    page.route(NEUTRAL, lambda route: route.fulfill(body="<title>Weer</title>", content_type="text/html"))
    page.goto("/groups/")
    page.locator("main .line a").first.click()

    expect(page.locator(".talk.alive")).to_be_visible()
    page.get_by_role("link", name="Meer bij").last.press("Enter")  # the page may move under a tap
    expect(page.get_by_role("group", name="Wat je met dit bericht kunt doen")).to_be_visible()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url(NEUTRAL)
