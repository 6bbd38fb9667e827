"""Sluit: at once, also without a network, and back shows nothing."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.process]

NEUTRAL = "https://www.buienradar.nl/**"


def leave(page):
    page.route(NEUTRAL, lambda route: route.fulfill(body="<title>Weer</title>", content_type="text/html"))
    page.get_by_role("button", name="Sluit deze site meteen").click()
    page.wait_for_url(NEUTRAL)


def test_sluit_ends_the_session_and_goes_to_the_neutral_site(visit):
    page = visit("amal")
    leave(page)

    page.goto("/week/")

    assert "/in/" in page.url


def test_sluit_ends_the_session_at_the_house_itself(visit, server):
    page = visit("amal")
    (session,) = [each["value"] for each in page.context.cookies() if each["name"] == "s"]
    leave(page)

    elsewhere = visit()
    elsewhere.context.add_cookies([{"name": "s", "value": session, "url": server.url}])
    elsewhere.goto("/week/")

    assert "/in/" in elsewhere.url


def test_sluit_works_without_a_network(visit):
    page = visit("amal")
    page.context.set_offline(True)
    page.get_by_role("button", name="Sluit deze site meteen").click()
    page.context.set_offline(False)

    page.goto("/week/")

    assert "/in/" in page.url


def test_sluit_works_without_script(visit):
    page = visit("amal", java_script_enabled=False)
    page.route(NEUTRAL, lambda route: route.fulfill(body="<title>Weer</title>", content_type="text/html"))
    page.get_by_role("button", name="Sluit deze site meteen").click()
    page.wait_for_url(NEUTRAL)

    page.goto("/week/")

    assert "/in/" in page.url


def test_back_shows_nothing_of_the_week(visit):
    page = visit("amal")
    leave(page)

    page.go_back()

    assert "Mijn week" not in page.locator("body").inner_text()


def test_sluit_in_the_talk_goes_to_a_slow_neutral_site_too(visit):
    page = visit("amal")
    page.goto("/groups/")
    page.locator("main .line a").first.click()
    page.locator("[data-talk].alive").wait_for()

    def answer_late(route):
        page.wait_for_timeout(1500)
        route.fulfill(body="<title>Weer</title>", content_type="text/html")

    page.route(NEUTRAL, answer_late)
    asked_after = []
    page.on("request", lambda request: asked_after.append(request.url))
    page.get_by_role("button", name="Sluit deze site meteen").click()
    page.wait_for_url(NEUTRAL)

    pages = [url for url in asked_after if "/static/" not in url and "buienradar" not in url]
    assert [url for url in pages if not url.endswith("/bye/")] == []


def test_signing_out_in_one_tab_covers_the_other(visit):
    first = visit("amal")
    second = first.context.new_page()
    second.goto("/week/")
    first.goto("/me/")

    first.get_by_role("button", name="Log uit").click()

    second.wait_for_url("**/in/**", timeout=5_000)
