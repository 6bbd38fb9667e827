"""Where no live line can be had, the same goes by request."""

import json
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.peergroups.client.conftest import write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def requests_only(server, page):
    """No line opens; the twins answer as the house does."""
    server.is_deaf = True
    server.posts = []

    def sync(route):
        have = int(route.request.url.rsplit(":", 1)[1])
        mine = {"seat": server.seats["own"], "head": server.head, "floor": 1, "read": 0, "unread": 0}
        frames = [{"t": "welcome", "v": 1, "beat_s": 25, "groups": {server.group: mine}}, server.page(have)]
        route.fulfill(body=json.dumps({"frames": frames}), content_type="application/json")

    def post(route):
        if route.request.method != "POST":
            return route.fallback()
        fields = {name: values[0] for name, values in parse_qs(route.request.post_data).items()}
        server.posts.append((fields, route.request.headers))
        ack, _page = server.store(fields)
        return route.fulfill(body=json.dumps(ack), content_type="application/json")

    def read(route):
        route.fulfill(body=json.dumps({"number": 1}), content_type="application/json")

    page.route("**/groups/sync?**", sync)
    page.route(f"**/groups/{server.group}/", post)
    page.route("**/read", read)


def test_news_comes_by_request_and_it_says_so(open_page):
    page, server = open_page(before=requests_only)

    server.say("Kom je ook?")

    expect(page.locator("[data-list] .said")).to_have_text(["Kom je ook?"], timeout=15_000)
    expect(page.locator("[data-news]")).to_contain_text("De verbinding is traag.")


def test_a_message_goes_by_request_once(open_page):
    page, server = open_page(before=requests_only)
    expect(page.locator("[data-news]")).to_contain_text("De verbinding is traag.", timeout=15_000)

    write(page, "Ja, graag")

    expect(page.locator("[data-list] .own .said")).to_have_text(["Ja, graag"])
    expect(page.locator("[data-waiting] > li")).to_have_count(0)
    fields, headers = server.posts[0]
    assert fields["text"] == "Ja, graag"
    assert headers["x-csrftoken"]


def test_a_session_that_ended_leads_to_the_sign_in(open_page):
    def signed_out(server, page):
        requests_only(server, page)
        page.unroute("**/groups/sync?**")
        page.route("**/groups/sync?**", lambda route: route.fulfill(status=302, headers={"Location": "/in/"}))

    page, server = open_page(before=signed_out)

    page.wait_for_url(f"{server.address}/", timeout=15_000)
