"""The talk's module against a server that reorders, doubles, drops and cuts."""

import json

import pytest
from playwright.sync_api import expect

from tests.peergroups.client.conftest import texts, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_news_is_drawn_once_with_its_voice(open_page):
    page, server = open_page()
    server.expect("hello")

    server.tell(server.say("Ik heb de sleutel"))

    line = page.locator("[data-list] > li")
    expect(line).to_have_count(1)
    expect(line.locator("bdi")).to_have_text("Kaneel")
    expect(line.locator(".said")).to_have_text("Ik heb de sleutel")
    expect(line.locator(".day-line")).to_have_text("vandaag")


def test_doubled_and_reordered_pages_are_drawn_once_and_in_order(open_page):
    page, server = open_page()
    server.expect("hello")
    first, second, third = server.say("een"), server.say("twee"), server.say("drie")

    server.tell(third, first, first, third, second, third, second)

    expect(page.locator("[data-list] > li")).to_have_count(3)
    assert texts(page) == ["een", "twee", "drie"]


def test_a_page_from_further_on_makes_her_ask_for_what_lies_between(open_page):
    page, server = open_page()
    server.expect("hello")
    server.say("een")

    server.tell(server.say("twee"))

    assert server.expect("need")["from"] == 0
    expect(page.locator("[data-list] > li")).to_have_count(2)
    assert texts(page) == ["een", "twee"]


def test_a_dropped_page_is_found_again_by_the_heads(open_page):
    page, server = open_page()
    server.expect("hello")
    server.say("gemist")

    server.tell({"t": "heads", "groups": {server.group: server.head}})

    expect(page.locator(".said")).to_have_text(["gemist"])
    assert server.expect("ping")["have"] == {server.group: 0}


def test_heads_are_answered_so_that_a_sleeping_tab_is_heard(open_page):
    _page, server = open_page()
    server.expect("hello")

    server.tell({"t": "heads", "groups": {server.group: 0}})

    assert server.expect("ping")["have"] == {server.group: 0}


def test_a_page_with_more_behind_it_asks_for_the_next(open_page):
    page, server = open_page()
    server.expect("hello")
    server.say("een")
    server.say("twee")

    server.tell(server.page(0, 1) | {"more": True})

    assert server.expect("need")["from"] == 1
    expect(page.locator(".said")).to_have_text(["een", "twee"])


def test_three_messages_while_the_line_is_cut_come_once_and_in_order(open_page):
    page, server = open_page()
    server.expect("hello")
    server.cut()
    for text in ("een", "twee", "drie"):
        server.say(text)

    assert server.expect("hello")["have"] == {server.group: 0}
    expect(page.locator("[data-list] > li")).to_have_count(3)
    server.tell(server.page(0), server.page(1))

    assert texts(page) == ["een", "twee", "drie"]


@pytest.mark.parametrize("order", ["ack first", "page first", "page only"])
def test_her_own_message_stands_once_whatever_comes_first(open_page, order):
    page, server = open_page()
    server.expect("hello")

    def answer(wire, frame):
        ack, news = server.store(frame)
        frames = {"ack first": [ack, news], "page first": [news, ack], "page only": [news]}[order]
        for one in frames:
            wire.send(json.dumps(one))

    server.answers["send"] = answer
    write(page, "Ik kom ook")

    expect(page.locator("[data-list] .own .said")).to_have_text(["Ik kom ook"])
    expect(page.locator("[data-waiting] > li")).to_have_count(0)


def test_a_cut_between_commit_and_ack_sends_the_same_key_again(open_page):
    page, server = open_page()
    server.expect("hello")

    def commit_and_cut(wire, frame):
        server.answers["send"] = server.take
        server.store(frame)
        server.cut()

    server.answers["send"] = commit_and_cut
    write(page, "Maar één keer")
    first = server.expect("send")

    expect(page.locator("[data-waiting] > li")).to_have_count(0)
    expect(page.locator(".said")).to_have_text(["Maar één keer"])
    assert [message["key"] for message in server.said] == [first["key"]]


def test_without_an_ack_the_message_says_that_it_is_not_sent(open_page):
    page, server = open_page()
    server.expect("hello")
    server.answers["send"] = lambda wire, frame: server.cut()
    server.answers["hello"] = lambda wire, frame: None

    write(page, "Zal ik thee meenemen?")

    waiting = page.locator("[data-waiting] > li")
    expect(waiting).to_contain_text("Nog niet verzonden")
    expect(page.get_by_role("status").filter(has_text="Even geen verbinding")).to_be_visible()
    waiting.get_by_role("button", name="Haal weg").click()
    expect(waiting).to_have_count(0)


def test_a_refusal_stands_at_the_message_and_she_may_try_again(open_page):
    page, server = open_page()
    server.expect("hello")

    def refuse(wire, frame):
        server.answers["send"] = server.take
        told = {"t": "refused", "ref": "send", "key": frame["key"], "code": "resting", "message": "De groep rust nu."}
        wire.send(json.dumps(told))

    server.answers["send"] = refuse
    write(page, "Hoi")
    waiting = page.locator("[data-waiting] > li")
    expect(waiting).to_contain_text("De groep rust nu.")
    waiting.get_by_role("button", name="Nog eens").click()

    expect(page.locator("[data-list] .said")).to_have_text(["Hoi"])


def test_too_fast_goes_again_by_itself(open_page):
    page, server = open_page()
    server.expect("hello")

    def slow_down(wire, frame):
        server.answers["send"] = server.take
        told = {"t": "refused", "ref": "send", "key": frame["key"], "code": "too_fast", "message": "Wacht even."}
        wire.send(json.dumps(told | {"retry_after_s": 1}))

    server.answers["send"] = slow_down
    write(page, "Hoi")

    expect(page.locator("[data-list] .said")).to_have_text(["Hoi"], timeout=6000)


def test_gone_erases_the_group_from_the_screen_and_the_outbox(open_page):
    page, server = open_page()
    server.expect("hello")
    server.tell(server.say("geheim"))
    gone = {"t": "gone", "group": server.group, "reason": "ended", "sentence": "Je plek hier is voorbij."}
    server.answers["send"] = lambda wire, frame: wire.send(json.dumps(gone))

    write(page, "nog een")

    expect(page.get_by_text("Je plek hier is voorbij.")).to_be_visible()
    assert "geheim" not in page.content()
    assert "Keukentafel" not in page.inner_text("body")
    assert page.evaluate("sessionStorage.length") == 0


def test_a_door_that_closes_for_good_leads_away(open_page):
    page, server = open_page()
    server.expect("hello")

    server.cut(4401)

    page.wait_for_url(f"{server.address}/")


def test_too_many_tabs_stops_and_says_so(open_page):
    page, server = open_page()
    server.expect("hello")

    server.cut(4409)

    expect(page.get_by_text("Je hebt de groep op te veel plekken open.")).to_be_visible()
    assert server.heard_nothing_of("hello", within=2)


def test_a_restart_brings_her_back_soon(open_page):
    page, server = open_page()
    server.expect("hello")

    server.cut(1012)

    server.expect("hello", within=3)
    expect(page.locator("[data-news]")).to_be_hidden()


def test_a_frame_that_is_not_taken_is_not_sent_again_by_itself(open_page):
    page, server = open_page()
    server.expect("hello")
    server.answers["send"] = lambda wire, frame: wire.close(4413)

    write(page, "te groot")

    expect(page.locator("[data-waiting] > li")).to_contain_text("Niet verzonden. Probeer het nog eens.")


def test_a_silent_line_is_opened_anew_when_she_looks(open_page):
    page, server = open_page()
    server.expect("hello")
    server.answers["ping"] = lambda wire, frame: None

    look_until_it_asks(page, server)

    server.expect("hello", within=20)


def look_until_it_asks(page, server):
    """Look at the page until it pings: it does once it has read the welcome, and nothing shows when that is."""
    for _ in range(10):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        if not server.heard_nothing_of("ping", within=1):
            return
    pytest.fail("The line that was silent was never asked.")


def test_what_waits_survives_a_reload_and_what_she_types_too(open_page):
    page, server = open_page()
    server.expect("hello")
    server.answers["send"] = lambda wire, frame: None
    write(page, "onderweg")
    key = server.expect("send")["key"]
    page.get_by_role("textbox", name="Schrijf aan de groep").fill("half gesch")
    server.answers["send"] = server.take

    page.reload()

    assert server.expect("send")["key"] == key
    expect(page.locator("[data-list] .said")).to_have_text(["onderweg"])
    expect(page.get_by_role("textbox", name="Schrijf aan de groep")).to_have_value("half gesch")


def test_leaving_forgets_all(open_page):
    page, server = open_page()
    server.expect("hello")
    server.answers["send"] = lambda wire, frame: None
    write(page, "onderweg")
    server.expect("send")

    page.evaluate("dispatchEvent(new CustomEvent('huisritme:leave'))")

    assert page.evaluate("sessionStorage.length") == 0
    assert server.heard_nothing_of("hello", within=2)


def test_a_network_that_is_gone_is_told_at_once(open_page):
    page, server = open_page()
    server.expect("hello")
    server.answers["send"] = lambda wire, frame: None
    write(page, "Zal ik thee meenemen?")
    waiting = page.locator("[data-waiting] > li")
    expect(waiting).to_contain_text("Wordt verzonden")
    expect(waiting.get_by_role("button", name="Haal weg")).to_be_hidden()

    page.context.set_offline(True)

    expect(waiting).to_contain_text("Nog niet verzonden")
    expect(waiting.get_by_role("button", name="Haal weg")).to_be_visible()
    expect(page.locator("[data-news]")).to_contain_text("Even geen verbinding.")


def test_faded_talk_leaves_the_screen(open_page):
    page, server = open_page()
    server.expect("hello")
    server.tell(server.say("oud"), server.say("jong"))
    expect(page.locator("[data-list] > li")).to_have_count(2)

    server.head += 1
    server.tell(server.page(server.head - 1) | {"floor": 2})

    expect(page.locator("[data-list] .said")).to_have_text(["jong"])


def test_a_house_put_back_from_a_backup_is_read_anew(open_page, say, cleo):
    say(cleo, "nog niet in de kopie")
    page, server = open_page()
    server.expect("hello")
    page.evaluate("window.isOld = true")
    server.head = 0

    server.cut()

    server.expect("hello")
    page.wait_for_function("!window.isOld")
    server.head = 1


def test_much_at_once_is_confirmed(open_page):
    _page, server = open_page()
    server.expect("hello")

    for _ in range(12):
        server.tell(server.say("a" * 3000))

    assert server.expect("ping")["have"][server.group] > 0
