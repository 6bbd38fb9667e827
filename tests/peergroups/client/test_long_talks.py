"""A talk of months: she looks back to its beginning and comes forward again; her phone holds a piece at a time."""

import re

import pytest
from playwright.sync_api import expect

from peergroups.talk.queries import history
from peergroups.talk.services.unread import read_up_to
from tests.peergroups.client.conftest import texts, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WHOLE = 260
ON_PAGE = 140
NUMBERS = "() => [...document.querySelectorAll('[data-list] > li')].map((line) => Number(line.id.slice(1)))"


@pytest.fixture
def months(open_page, say, cleo, amal, group):
    """Her page of sixty messages, and a server that knows of hundreds more after them."""
    for number in range(1, 61):
        say(cleo, f"bericht {number}")
    read_up_to(actor=amal, group_id=group.pk, number=60)
    told = history(actor=amal, group_id=group.pk, before=11).messages
    told += history(actor=amal, group_id=group.pk).messages

    def months(size=None, long=False):
        page, server = open_page(**({"size": size} if size else {}))
        server.expect("hello")
        server.said = list(told)
        words = "\n".join(["veel woorden"] * 12) if long else ""
        have = server.head
        for number in range(61, WHOLE + 1):
            server.say(f"bericht {number}{words}")
        server.tell(server.page(have))
        page.locator("[data-to]").click()
        page.get_by_role("button", name="Sla over").click()
        expect(page.locator(f"#b{WHOLE}")).to_be_in_viewport()
        return page, server

    return months


def scroll_until(page, step, condition, within=120):
    for _ in range(within):
        numbers = page.evaluate(NUMBERS)
        assert numbers == list(range(numbers[0], numbers[-1] + 1)), "the page has a hole"
        assert len(numbers) <= ON_PAGE + 50
        if condition(numbers):
            return numbers
        page.evaluate(f"scrollBy(0, {step})")
        page.wait_for_timeout(120)
    raise AssertionError(f"she came no further than {numbers[0]} to {numbers[-1]}")


def test_she_reads_back_to_the_beginning_and_on_to_the_end(months):
    page, _server = months()

    scroll_until(page, -1500, lambda numbers: numbers[0] == 1)
    expect(page.get_by_text("Vanaf hier lees je mee.")).to_be_visible()
    back = scroll_until(page, 1500, lambda numbers: numbers[-1] == WHOLE)

    assert len(back) <= ON_PAGE
    page.evaluate("scrollBy(0, 1e9)")
    expect(page.locator(f"#b{WHOLE}")).to_be_in_viewport()
    expect(page.locator("[data-jump]")).to_be_hidden()


def test_what_is_said_while_she_is_far_back_is_counted_and_found(months):
    page, server = months()
    scroll_until(page, -1500, lambda numbers: numbers[-1] < WHOLE)

    server.tell(server.say("nu gezegd"), server.say("en dit"))

    jump = page.get_by_role("link", name="2 nieuwe berichten")
    jump.click()
    expect(page.get_by_text("en dit", exact=True)).to_be_in_viewport()
    assert texts(page)[-2:] == ["nu gezegd", "en dit"]
    scroll_until(page, -1500, lambda numbers: numbers[0] < WHOLE - 60)


def test_what_she_says_far_back_brings_her_to_the_end(months):
    page, _server = months()
    scroll_until(page, -1500, lambda numbers: numbers[-1] < WHOLE)

    write(page, "Ik lees nog terug")

    expect(page.locator("[data-list] .own .said")).to_have_text(["Ik lees nog terug"])
    expect(page.get_by_text("Ik lees nog terug")).to_be_in_viewport()
    expect(page.locator("[data-waiting] > li")).to_have_count(0)


def test_long_messages_of_which_few_fit_in_an_answer_leave_no_hole(months, monkeypatch):
    monkeypatch.setattr("tests.peergroups.client.lying.HISTORY", 7)
    page, _server = months(long=True)

    scroll_until(page, -6000, lambda numbers: numbers[-1] < WHOLE)
    scroll_until(page, 6000, lambda numbers: numbers[-1] == WHOLE, within=200)


def test_a_message_taken_back_while_older_talk_is_on_its_way_stays_taken_back(open_page, say, cleo, amal, group):
    for number in range(1, 61):
        say(cleo, f"bericht {number}")
    read_up_to(actor=amal, group_id=group.pk, number=60)
    older = history(actor=amal, group_id=group.pk, before=11).messages
    asked = []

    def hold(server, page):
        page.route(re.compile("messages\\?before="), lambda route: asked.append(route))

    page, server = open_page(before=hold)
    server.expect("hello")
    server.said = older + history(actor=amal, group_id=group.pk).messages
    page.evaluate("document.scrollingElement.scrollTop = 0")
    page.wait_for_function("document.scrollingElement.scrollTop === 0")
    page.wait_for_timeout(300)

    server.tell(server.change(4, state="taken_back", text=""))
    page.wait_for_timeout(300)
    asked[0].fulfill(json={"messages": older, "more": False})

    expect(page.locator("#b4 .said")).to_have_text("Kaneel haalde dit bericht terug.")
    expect(page.locator("#b3 .said")).to_have_text("bericht 3")


def test_a_quote_follows_what_it_quotes_also_above_the_page(open_page, say, cleo, amal, group):
    first = say(cleo, "Ik heb mijn CV ingeleverd")
    for number in range(60):
        say(cleo, f"bericht {number}")
    say(cleo, "Wat goed", reply_to=first.number)
    read_up_to(actor=amal, group_id=group.pk, number=62)
    page, server = open_page(before=lambda server, page: page.route("**/messages?**", lambda route: route.abort()))
    server.expect("hello")
    quote = page.locator("#b62 .quote")
    expect(quote).to_contain_text("Ik heb mijn CV ingeleverd")

    server.said[0] |= {"seat": server.seats["other"], "reactions": {}, "lang": "nl", "at": "2026-11-22T09:15:00.000Z"}
    server.tell(server.change(1, state="taken_back", text=""))

    expect(quote).to_contain_text("Kaneel haalde dit bericht terug.")


def test_a_phone_that_turns_stays_at_the_message_she_reads(months):
    page, _server = months()
    page.evaluate("scrollBy(0, -3000)")
    page.wait_for_timeout(300)
    first = f"() => ({NUMBERS})().find((n) => document.getElementById(`b${{n}}`).getBoundingClientRect().bottom > 100)"
    before = page.evaluate(first)

    page.set_viewport_size({"width": 640, "height": 360})
    page.wait_for_timeout(300)
    page.set_viewport_size({"width": 360, "height": 640})
    page.wait_for_timeout(300)

    assert abs(page.evaluate(first) - before) <= 1


def test_a_keyboard_over_the_page_leaves_field_and_way_out_above_it(open_page):
    def glass(server, page):
        page.add_init_script("""
            const glass = Object.assign(new EventTarget(), {height: innerHeight, offsetTop: 0, scale: 1});
            Object.defineProperty(window, "visualViewport", {value: glass});
        """)

    page, server = open_page(before=glass)
    server.expect("hello")
    server.tell(server.say("Hoi"))

    page.evaluate("visualViewport.height = innerHeight - 250; visualViewport.dispatchEvent(new Event('resize'))")

    for part in ("[data-composer] textarea", ".exit button", ".bar"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 640 - 250 + 1, part
    expect(page.locator("#b1")).to_be_in_viewport()
    page.evaluate("visualViewport.scale = 2; visualViewport.dispatchEvent(new Event('resize'))")
    assert page.locator(".bar").bounding_box()["y"] > 500
