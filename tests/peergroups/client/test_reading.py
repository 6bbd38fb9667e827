"""What she sees and hears while she reads: places, marks, quotes, menus and keys."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from peergroups.talk.services.unread import read_up_to
from tests.browser import find_too_wide
from tests.peergroups.client.conftest import texts, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

MANY = 40


@pytest.fixture
def long_talk(say, cleo):
    for number in range(1, MANY + 1):
        say(cleo, f"bericht {number}")


def top_of(page, text):
    return page.get_by_text(text, exact=True).evaluate("line => Math.round(line.getBoundingClientRect().top)")


def scroll(page, by):
    page.evaluate(f"scrollBy(0, {by})")
    page.wait_for_timeout(200)


def test_words_are_never_markup(open_page):
    page, server = open_page()
    server.expect("hello")

    server.tell(server.say("<b>vet</b> <img src=x onerror=alert(1)>", note="<i>dit</i>"))

    expect(page.locator("[data-part=note-text]")).to_have_text("<i>dit</i>")
    page.locator("summary").filter(has_text="Let op").click()
    expect(page.locator("[data-list] .said")).to_have_text("<b>vet</b> <img src=x onerror=alert(1)>")
    assert page.locator("[data-list] img, [data-list] i").count() == 0


def test_long_words_and_addresses_wrap(open_page):
    page, server = open_page({"width": 320, "height": 640})
    server.expect("hello")

    server.tell(server.say("a" * 400))

    expect(page.locator("[data-list] .said")).to_be_visible()
    assert find_too_wide(page) == []


def test_the_talk_opens_where_the_new_messages_begin(open_page, long_talk):
    page, _server = open_page()

    expect(page.locator(".new-line:visible")).to_be_in_viewport()
    expect(page.get_by_text("bericht 40", exact=True)).not_to_be_in_viewport()
    page.locator("[data-to]").click()
    expect(page.get_by_text("bericht 40", exact=True)).to_be_in_viewport()


def test_nothing_moves_while_she_reads_above(open_page, long_talk):
    page, server = open_page()
    server.expect("hello")
    scroll(page, 300)
    before = top_of(page, "bericht 12")

    server.tell(server.say("onderaan erbij"))
    longer = {"text": "bericht 2\nmet\nveel\nmeer\nregels", "seat": server.seats["other"], "state": "said"}
    server.tell(server.change(2, at=datetime.now(UTC).isoformat(), reactions={}, lang="nl", **longer))

    expect(page.locator("#b41")).to_have_count(1)
    expect(page.locator("#b2 .said")).to_contain_text("veel")
    assert abs(top_of(page, "bericht 12") - before) <= 1


def test_at_the_end_she_stays_at_the_end(open_page, long_talk):
    page, server = open_page()
    server.expect("hello")
    page.locator("[data-to]").click()

    server.tell(server.say("nog een\nmet\nregels"))

    expect(page.get_by_text("nog een met")).to_be_in_viewport()
    page.set_viewport_size({"width": 360, "height": 380})
    expect(page.get_by_text("nog een met")).to_be_in_viewport()


def test_only_what_was_in_sight_for_a_second_is_read(open_page, long_talk):
    page, server = open_page()
    server.expect("hello")
    first = server.expect("read")["number"]
    assert first < 15, "a phone shows some eight of them"

    page.locator("[data-to]").click()

    expect(page.get_by_text("bericht 40", exact=True)).to_be_in_viewport()
    assert server.heard_nothing_of("read", within=2.5), "what she left out is still new"


def test_what_comes_unseen_opens_a_new_stretch(open_page, long_talk):
    page, server = open_page()
    server.expect("hello")
    page.locator("[data-to]").click()
    page.get_by_role("button", name="Sla over").click()
    assert server.expect("read")["number"] == MANY
    scroll(page, -700)

    server.tell(server.say("later gezegd"), server.say("en dit"))

    expect(page.locator("[data-jump]")).to_contain_text("2 nieuwe berichten")
    expect(page.locator("#b41 .new-line")).to_be_visible()
    expect(page.locator(".new-line:visible")).to_have_count(1)


def test_older_talk_comes_where_she_nears_it_and_nothing_jumps(open_page, say, cleo, as_, amal, group):
    for number in range(1, 71):
        say(cleo, f"bericht {number}")
    read_up_to(actor=amal, group_id=group.pk, number=20)
    older = as_(amal).get(f"/groups/{group.pk}/messages?before=21", headers={"accept": "application/json"}).content

    def answer(server, page):
        page.route("**/messages?before=21", lambda route: route.fulfill(body=older, content_type="application/json"))

    page, _server = open_page(before=answer)

    expect(page.locator("[data-list] > li")).to_have_count(70)
    assert texts(page) == [f"bericht {number}" for number in range(1, 71)]
    expect(page.get_by_text("bericht 21", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("link", name="Eerder", exact=True)).to_be_hidden()


def test_far_messages_leave_the_page_of_a_long_talk(open_page, long_talk):
    page, server = open_page()
    server.expect("hello")
    page.locator("[data-to]").click()

    for number in range(130):
        server.tell(server.say(f"verder {number}"))

    expect(page.get_by_text("verder 0", exact=True)).to_be_in_viewport()
    page.locator("[data-to]").click()
    expect(page.get_by_text("verder 129", exact=True)).to_be_in_viewport()
    assert page.locator("[data-list] > li").count() <= 140


def test_a_quote_follows_what_it_quotes(open_page):
    page, server = open_page()
    server.expect("hello")
    server.tell(server.say("Ik heb mijn CV ingeleverd"), server.say("Wat goed", reply_to=1))
    quote = page.locator("#b2 .quote")
    expect(quote).to_contain_text("Ik heb mijn CV ingeleverd")

    server.tell(server.change(1, state="taken_back", text=""))

    expect(quote).to_contain_text("Kaneel haalde dit bericht terug.")
    expect(page.locator("#b1 .said")).to_have_text("Kaneel haalde dit bericht terug.")


def test_a_quote_keeps_what_stands_behind_a_note_behind_it(open_page):
    page, server = open_page()
    server.expect("hello")

    server.tell(server.say("Ik lig wakker", note="slecht slapen"), server.say("Ik ook", reply_to=1))

    expect(page.locator("#b2 .quote")).to_contain_text("Let op: dit gaat over slecht slapen")
    expect(page.get_by_text("Ik lig wakker")).to_be_hidden()


def test_a_reply_to_what_lies_before_her_time_quotes_nothing(open_page, say, cleo, eva, house, bo, group, as_):
    page, server = open_page()
    server.expect("hello")
    page.evaluate("document.querySelector('[data-talk]').dataset.from = 2")

    server.tell(
        server.say("van voor haar tijd", number=1) | {"to": 0}, server.say("antwoord", reply_to=1) | {"from": 0}
    )

    expect(page.locator("#b2 .said")).to_have_text("antwoord")
    expect(page.locator("#b2 .quote")).to_have_count(0)
    expect(page.get_by_text("van voor haar tijd")).to_have_count(0)


def test_names_of_a_reaction_come_on_tap(open_page):
    page, server = open_page()
    server.expect("hello")
    server.tell(server.say("Gelukt", reactions={"heart": [server.seats["other"], server.seats["own"]]}))

    page.get_by_role("link", name=re.compile("hart: ")).click()

    expect(page.locator("[data-part=names]:visible")).to_have_text("hart: Kaneel en Wilg")


def test_the_menu_opens_and_closes_by_keyboard(open_page):
    page, server = open_page(size={"width": 1280, "height": 900})
    server.expect("hello")
    server.tell(server.say("Hoi"))
    more = page.get_by_role("link", name="Meer bij")

    more.press("Enter")
    menu = page.get_by_role("group", name="Wat je met dit bericht kunt doen")
    expect(menu).to_be_visible()
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(menu.get_by_role("button").first).to_be_focused()
    expect(menu.get_by_role("button", name="Haal terug")).to_be_hidden()
    page.keyboard.press("Escape")

    expect(menu).to_have_count(0)
    expect(more).to_be_focused()


def test_answering_names_what_is_answered(open_page):
    page, server = open_page()
    server.expect("hello")
    server.tell(server.say("Zullen we lopen?"))
    page.get_by_role("link", name="Meer bij").click()
    page.get_by_role("button", name="Antwoord").click()
    expect(page.locator("[data-over]")).to_contain_text("Antwoord aan Kaneel: Zullen we lopen?")

    write(page, "Graag")

    assert server.expect("send")["reply_to"] == 1
    expect(page.locator("[data-over]")).to_be_hidden()


def test_enter_sends_on_a_keyboard_and_breaks_the_line_with_shift(open_page):
    page, server = open_page(size={"width": 1280, "height": 900})
    server.expect("hello")
    field = page.get_by_role("textbox", name="Schrijf aan de groep")

    field.fill("eerste")
    field.press("Shift+Enter")
    field.press_sequentially("tweede")
    field.press("Enter")

    assert server.expect("send")["text"] == "eerste\ntweede"


def test_enter_breaks_the_line_on_a_phone(open_page):
    page, server = open_page(touch=True)
    server.expect("hello")
    field = page.get_by_role("textbox", name="Schrijf aan de groep")

    field.fill("eerste")
    field.press("Enter")
    field.press_sequentially("tweede")

    expect(field).to_have_value("eerste\ntweede")
    assert server.heard_nothing_of("send")


def test_too_long_stays_in_the_field_with_a_sentence(open_page):
    page, server = open_page()
    server.expect("hello")

    write(page, "a" * 4001)

    expect(page.locator("[data-news]")).to_contain_text("er passen 4000 tekens in, dit zijn er 4001")
    expect(page.get_by_role("textbox", name="Schrijf aan de groep")).to_have_value("a" * 4001)
    assert server.heard_nothing_of("send")


def test_many_at_once_are_announced_together(open_page):
    page, server = open_page()
    server.expect("hello")
    cry = page.locator("[data-cry]")

    server.tell(server.say("Hoi"))
    expect(cry).to_have_text("Kaneel: Hoi")
    server.tell(server.say("een"), server.say("twee"), server.say("drie"))

    expect(cry).to_have_text("3 nieuwe berichten")


def test_a_new_face_is_drawn_everywhere(open_page):
    page, server = open_page()
    server.expect("hello")
    server.tell(server.say("Hoi"))
    around = [
        {"id": server.seats["other"], "alias": "Anijs", "dye": "plum", "figure": "fir", "kind": "peer"},
        {"id": server.seats["own"], "alias": "Wilg", "dye": "sea", "figure": "owl", "kind": "peer"},
    ]

    server.tell({"t": "seats", "group": server.group, "seats": around})

    expect(page.locator("#b1 bdi")).to_have_text("Anijs")
    expect(page.locator("#b1")).to_have_class(re.compile("dye-plum"))


def test_a_change_under_her_hands_leaves_menu_focus_and_open_note(open_page):
    page, server = open_page(size={"width": 1280, "height": 900})
    server.expect("hello")
    server.tell(server.say("Ik lig wakker", note="slecht slapen"))
    page.locator("summary").filter(has_text="Let op").click()
    page.get_by_role("link", name="Meer bij").press("Enter")
    button = page.get_by_role("button", name="Antwoord")
    button.focus()

    server.tell(server.change(1, reactions={"sun": [server.seats["own"]]}))

    expect(page.locator("[data-reaction=sun]")).to_be_visible()
    expect(button).to_be_focused()
    expect(page.get_by_text("Ik lig wakker")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Meer bij")).to_be_focused()


def test_a_reply_that_was_begun_on_a_page_goes_on_with_script(open_page, say, cleo):
    say(cleo, "Zullen we lopen?")
    page, server = open_page(query="?reply_to=1")
    server.expect("hello")
    expect(page.locator("[data-over]")).to_contain_text("Antwoord aan Kaneel: Zullen we lopen?")

    write(page, "Graag")

    assert server.expect("send")["reply_to"] == 1


def test_an_answer_to_what_is_not_on_the_page_leads_to_it(open_page, long_talk):
    page, server = open_page()
    server.expect("hello")
    page.evaluate("document.getElementById('b3').remove()")

    server.tell(server.say("Ja", reply_to=3))

    quote = page.locator("#b41 .quote")
    expect(quote).to_contain_text("een bericht van eerder")
    expect(quote).to_have_attribute("href", "3/")
