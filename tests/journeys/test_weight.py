"""What a first visit costs on an old phone with little data."""

import pytest

from tests.server import running_server

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


def test_the_week_weighs_at_most_48_kilobytes_in_7_requests(weigh):
    weighed = weigh("amal", "/week/")

    assert len(weighed) <= 7, weighed  # the line of the page is the seventh
    assert sum(weighed.values()) <= 48 * 1024, weighed


@pytest.fixture
def weighed_talk(weigh, visit):
    page = visit("amal")
    page.goto("/groups/")
    return weigh("amal", page.locator("main .line a").first.get_attribute("href"))


def test_the_talk_weighs_at_most_53_kilobytes_in_17_requests(weighed_talk):
    assert len(weighed_talk) <= 17, weighed_talk
    assert sum(weighed_talk.values()) <= 53 * 1024, weighed_talk


def test_the_talk_has_at_most_28_kilobytes_of_script(weighed_talk):
    scripts = {url: size for url, size in weighed_talk.items() if url.endswith(".js")}

    assert sum(scripts.values()) <= 28 * 1024, scripts
