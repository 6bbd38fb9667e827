"""What she meets on a bad network, after sleep, with a wrong clock, and at the end of a right."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from peergroups.talk.services.unread import read_up_to
from tests.peergroups.client.conftest import texts, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

HIDDEN = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true});"
LOOKS = "document.dispatchEvent(new Event('visibilitychange'))"
DAY = 24 * 3600


@pytest.fixture
def with_clock():
    """A page whose clock the test moves, a day off if it wants."""

    def with_clock(days=0):
        return lambda server, page: page.clock.install(time=datetime.now(UTC) + timedelta(days=days))

    return with_clock


def test_a_change_of_the_first_message_does_not_hide_it_in_an_empty_talk(open_page):
    page, server = open_page()
    server.expect("hello")
    server.say("een")
    server.say("twee")
    server.change(1, reactions={"sun": [server.seats["other"]]})

    server.tell(server.page(0))

    expect(page.locator("[data-list] .said")).to_have_text(["een", "twee"])


def test_her_words_keep_their_order_when_the_first_is_refused_for_a_while(open_page):
    page, server = open_page()
    server.expect("hello")

    def slow_down(wire, frame):
        server.answers["send"] = server.take
        told = {"t": "refused", "ref": "send", "key": frame["key"], "code": "too_fast", "message": "Wacht even."}
        wire.send(json.dumps(told | {"retry_after_s": 1}))

    server.answers["send"] = slow_down
    for text in ("een", "twee", "drie"):
        write(page, text)

    expect(page.locator("[data-list] .said")).to_have_text(["een", "twee", "drie"], timeout=15_000)
    assert [message["text"] for message in server.said] == ["een", "twee", "drie"]


def test_one_message_that_is_refused_does_not_hold_up_the_next(open_page):
    page, server = open_page()
    server.expect("hello")

    def refuse(wire, frame):
        server.answers["send"] = server.take
        told = {"t": "refused", "ref": "send", "key": frame["key"], "code": "too_long", "message": "Te lang."}
        wire.send(json.dumps(told))

    server.answers["send"] = refuse
    write(page, "een")
    write(page, "twee")

    expect(page.locator("[data-list] .said")).to_have_text(["twee"])
    expect(page.locator("[data-waiting] > li")).to_contain_text("Te lang.")


def test_a_message_that_nobody_answers_goes_again_with_the_same_key(open_page, with_clock):
    page, server = open_page(before=with_clock())
    server.expect("hello")
    server.answers["send"] = lambda wire, frame: None
    write(page, "Hoor je mij?")
    key = server.expect("send")["key"]
    server.answers["send"] = server.take

    page.clock.run_for(15_000)

    assert server.expect("send")["key"] == key
    expect(page.locator("[data-list] .said")).to_have_text(["Hoor je mij?"])


def test_a_browser_that_cannot_fetch_does_not_put_its_own_words_under_hers(open_page):
    def cut_off(server, page):
        server.is_deaf = True
        page.route("**/groups/sync?**", lambda route: route.fulfill(json={"frames": []}))
        page.route("**/groups/*/", lambda route: route.abort() if route.request.method == "POST" else route.fallback())

    page, _server = open_page(before=cut_off)
    write(page, "Komt dit aan?")

    waiting = page.locator("[data-waiting] > li")
    expect(page.locator("[data-news]")).to_contain_text("De verbinding is traag.", timeout=15_000)
    page.wait_for_timeout(1000)
    expect(waiting).to_contain_text("Nog niet verzonden")


def test_a_right_that_ends_while_she_types_leaves_nothing(open_page):
    page, server = open_page()
    server.expect("hello")
    server.answers["send"] = lambda wire, frame: None
    server.tell(server.say("geheim"))
    write(page, "onderweg")
    field = page.get_by_role("textbox", name="Schrijf aan de groep")
    field.press_sequentially("half gesch")

    server.tell({"t": "gone", "group": server.group, "reason": "ended", "sentence": "Je plek hier is voorbij."})

    expect(page.get_by_text("Je plek hier is voorbij.")).to_be_visible()
    page.keyboard.type("reven")
    page.wait_for_timeout(300)
    assert page.evaluate("sessionStorage.length") == 0
    for word in ("geheim", "onderweg", "half"):
        assert word not in page.evaluate("document.body.innerText + document.body.innerHTML")
    expect(page.get_by_role("main").get_by_role("link", name="Hulp")).to_be_visible()


def test_who_is_shown_out_sees_nothing_more_even_where_no_other_page_comes(open_page):
    page, server = open_page()
    server.expect("hello")
    server.tell(server.say("geheim"))
    expect(page.get_by_text("geheim")).to_be_visible()
    page.route(f"{server.address}/", lambda route: route.fulfill(status=204))  # she stays where she is

    server.cut(4401)

    expect(page.get_by_text("geheim")).to_have_count(0)
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("days", [-1, 1])
def test_a_phone_that_lives_in_another_day_names_the_days_of_the_house(open_page, with_clock, days):
    page, server = open_page(before=with_clock(days))
    server.expect("hello")

    now = datetime.now(UTC)
    for text, at in (("toen", now - timedelta(days=1)), ("nu", now)):
        server.tell(server.say(text, at=at.isoformat(timespec="milliseconds").replace("+00:00", "Z")))

    expect(page.locator("[data-list] .day-line:visible")).to_have_text(["gisteren", "vandaag"])


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_jumps_opens_the_line_anew(open_page, with_clock, days):
    page, server = open_page(before=with_clock())
    server.expect("hello")

    page.clock.set_system_time(datetime.now(UTC) + timedelta(days=days))

    server.expect("hello", within=15)


def test_a_laptop_that_slept_does_not_wait_for_a_dead_line(open_page, with_clock):
    page, server = open_page(before=with_clock())
    server.expect("hello")
    server.answers["ping"] = lambda wire, frame: None

    page.clock.fast_forward(3 * 3600 * 1000)

    server.expect("hello", within=3)


def test_a_tab_too_many_goes_on_where_she_looks(open_page):
    page, server = open_page()
    server.expect("hello")
    server.cut(4409)
    expect(page.get_by_text("Je hebt de groep op te veel plekken open.")).to_be_visible()

    page.evaluate(LOOKS)

    server.expect("hello")
    expect(page.locator("[data-news]")).to_be_hidden()


def test_a_tab_too_many_goes_on_where_she_writes(open_page):
    page, server = open_page()
    server.expect("hello")
    server.cut(4409)
    expect(page.get_by_text("Je hebt de groep op te veel plekken open.")).to_be_visible()

    write(page, "Hier dan")

    expect(page.locator("[data-list] .said")).to_have_text(["Hier dan"])


def test_who_comes_back_lands_where_the_new_begins(open_page, say, cleo, amal, group):
    for number in range(1, 31):
        say(cleo, f"bericht {number}")
    read_up_to(actor=amal, group_id=group.pk, number=30)
    page, server = open_page()
    server.expect("hello")
    page.evaluate(HIDDEN % "true" + LOOKS)

    server.tell(*[server.say(f"onderweg {number}\nmet\nveel\nregels") for number in range(1, 21)])
    expect(page.locator("[data-list] > li")).to_have_count(50)
    page.evaluate(HIDDEN % "false" + LOOKS)

    expect(page.locator("#b31 .new-line")).to_be_in_viewport()
    expect(page.locator("#b50")).not_to_be_in_viewport()
    assert server.expect("read")["number"] < 40


def test_what_was_announced_does_not_stay_behind(open_page, with_clock):
    page, server = open_page(before=with_clock())
    server.expect("hello")
    server.tell(server.say("Hoi"))
    cry = page.locator("[data-cry]")
    expect(cry).to_have_text("Kaneel: Hoi")

    page.clock.run_for(12_000)

    expect(cry).to_have_text("")


def test_her_own_words_are_not_announced_and_a_refusal_is(open_page):
    page, server = open_page()
    server.expect("hello")
    write(page, "Van mij")
    expect(page.locator("[data-list] .said")).to_have_text(["Van mij"])
    page.wait_for_timeout(1300)
    expect(page.locator("[data-cry]")).to_have_text("")

    def refuse(wire, frame):
        told = {"t": "refused", "ref": "send", "key": frame["key"], "code": "resting", "message": "De groep rust nu."}
        wire.send(json.dumps(told))

    server.answers["send"] = refuse
    write(page, "Nog iets")

    expect(page.locator("[data-cry]")).to_have_text("De groep rust nu.")


def test_quotes_of_what_faded_fade_too(open_page):
    page, server = open_page()
    server.expect("hello")
    server.tell(server.say("Ik heb mijn CV ingeleverd"), server.say("Wat goed", reply_to=1))
    expect(page.locator("#b2 .quote")).to_contain_text("Ik heb mijn CV ingeleverd")

    server.tell(server.fade(2))

    expect(page.locator("[data-list] > li")).to_have_count(1)
    expect(page.locator("#b2 .quote")).to_contain_text("een bericht van eerder")
    assert "CV ingeleverd" not in page.locator("[data-list]").inner_html()


def test_the_words_above_her_field_follow_what_was_taken_back(open_page):
    page, server = open_page()
    server.expect("hello")
    server.tell(server.say("Zullen we lopen?"))
    page.get_by_role("link", name="Meer bij").click()
    page.get_by_role("button", name="Antwoord").click()
    expect(page.locator("[data-over]")).to_contain_text("Zullen we lopen?")

    server.tell(server.change(1, state="taken_back", text=""))

    expect(page.locator("[data-over]")).to_contain_text("Kaneel haalde dit bericht terug.")
    assert "lopen" not in page.locator("[data-over]").inner_html()


def test_a_line_that_flaps_loses_nothing(open_page):
    page, server = open_page()
    server.expect("hello")
    for number in range(6):
        server.tell(server.say(f"van haar {number}"))
        write(page, f"van mij {number}")
        server.cut()

    expect(page.locator("[data-waiting] > li")).to_have_count(0, timeout=25_000)
    expect(page.locator("[data-list] > li")).to_have_count(12, timeout=10_000)
    own = page.locator("[data-list] .own .said").all_inner_texts()
    assert own == [f"van mij {number}" for number in range(6)]
    assert texts(page) == [message["text"] for message in server.said]
