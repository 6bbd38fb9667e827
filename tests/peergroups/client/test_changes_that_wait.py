"""What she changes while the house cannot be asked waits as messages do, and what she was typing is never lost."""

import json
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from peergroups.talk.services.unread import read_up_to
from tests.peergroups.client.conftest import write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def mine(open_page, say, amal, cleo, group):
    """Her page with a message of hers and one of Cleo's, and the changes that the house was asked for."""
    say(amal, "Om drei uur")
    say(cleo, "Ik kom ook")
    read_up_to(actor=amal, group_id=group.pk, number=2)
    asked, answers = [], {}

    def answer(route):
        if answers.get("away"):
            return route.abort()
        fields = {name: values[0] for name, values in parse_qs(route.request.post_data).items()}
        asked.append((route.request.url.rsplit("/", 2)[1], fields.get("op"), fields.get("value", "")))
        status, told = answers.get("refusal", (200, {"version": 99}))
        return route.fulfill(status=status, content_type="application/json", body=json.dumps(told))

    def prepare(server, page):
        page.route(f"**/groups/{group.pk}/1/", answer)
        page.route(f"**/groups/{group.pk}/2/", answer)

    page, server = open_page(before=prepare)
    server.expect("hello")
    return page, server, asked, answers


def menu_of(page, number):
    page.locator(f"#b{number} .tool").click()
    return page.get_by_role("group", name="Wat je met dit bericht kunt doen")


def lose_the_house(server, answers):
    answers["away"] = server.is_deaf = True
    server.cut()


def find_the_house(server, answers, page):
    answers["away"] = server.is_deaf = False
    page.evaluate("dispatchEvent(new Event('online'))")


def test_an_edit_and_a_reaction_wait_and_go_in_order(mine):
    page, server, asked, answers = mine
    lose_the_house(server, answers)

    menu_of(page, 1).get_by_role("button", name="Verander").click()
    write(page, "Om drie uur")
    menu_of(page, 2).get_by_role("button", name="hart").click()

    expect(page.locator("#b1 .said")).to_have_text("Om drie uur")
    for number in (1, 2):
        expect(page.locator(f"#b{number}")).to_have_attribute("data-waits", "Nog niet verzonden")
    expect(page.get_by_role("textbox", name="Schrijf aan de groep")).to_have_value("")
    assert asked == []
    find_the_house(server, answers, page)
    expect(page.locator("[data-waits][id]")).to_have_count(0)
    assert asked == [("1", "edit", "Om drie uur"), ("2", "react", "heart")]


def test_a_later_change_takes_the_place_of_an_earlier_one(mine):
    page, server, asked, answers = mine
    lose_the_house(server, answers)
    for text in ("Om twee uur", "Om drie uur"):
        menu_of(page, 1).get_by_role("button", name="Verander").click()
        write(page, text)
        expect(page.locator("#b1 .said")).to_have_text(text)

    find_the_house(server, answers, page)

    expect(page.locator("[data-waits][id]")).to_have_count(0)
    assert asked == [("1", "edit", "Om drie uur")]


def test_what_waits_outlives_a_reload_of_its_tab(mine):
    page, server, asked, answers = mine
    lose_the_house(server, answers)
    menu_of(page, 2).get_by_role("button", name="zon").click()
    expect(page.locator("#b2")).to_have_attribute("data-waits", "Nog niet verzonden")

    page.reload()
    expect(page.locator("#b2")).to_have_attribute("data-waits", "Nog niet verzonden")
    find_the_house(server, answers, page)

    expect(page.locator("[data-waits][id]")).to_have_count(0)
    assert asked == [("2", "react", "sun")]


def test_an_edit_that_is_refused_later_gives_her_words_back(mine):
    page, server, _asked, answers = mine
    lose_the_house(server, answers)
    menu_of(page, 1).get_by_role("button", name="Verander").click()
    write(page, "Om drie uur")
    expect(page.locator("#b1")).to_have_attribute("data-waits", "Nog niet verzonden")
    answers["refusal"] = (409, {"code": "too_late", "message": "Dat kan nu niet meer."})

    find_the_house(server, answers, page)

    waiting = page.locator("[data-waiting] > li")
    expect(waiting).to_contain_text("Om drie uur")
    expect(waiting).to_contain_text("Dat kan nu niet meer.")
    expect(page.locator("#b1 .said")).to_have_text("Om drei uur")


def test_what_she_was_typing_comes_back_after_an_edit(mine):
    page, _server, _asked, _answers = mine
    field = page.get_by_role("textbox", name="Schrijf aan de groep")
    field.fill("half af")

    menu_of(page, 1).get_by_role("button", name="Verander").click()
    expect(field).to_have_value("Om drei uur")
    expect(page.locator(".note-maker")).to_be_hidden()
    page.get_by_role("link", name="Toch niet").click()

    expect(field).to_have_value("half af")
    expect(page.locator(".note-maker")).to_be_visible()
    menu_of(page, 1).get_by_role("button", name="Verander").click()
    write(page, "Om drie uur")
    expect(field).to_have_value("half af")


def test_a_message_that_was_asked_about_can_be_adjusted(mine):
    page, server, _asked, _answers = mine
    server.answers["send"] = lambda wire, frame: wire.send(json.dumps({
        "t": "refused", "ref": "send", "code": "think_again", "message": "Wil je dit zo sturen?", "key": frame["key"],
        "group": server.group,
    }))  # fmt: skip
    write(page, "Bel me op 0612345678")
    waiting = page.locator("[data-waiting] > li")
    expect(waiting).to_contain_text("Wil je dit zo sturen?")
    field = page.get_by_role("textbox", name="Schrijf aan de groep")
    field.fill("en nog iets")

    waiting.get_by_role("button", name="Pas aan").click()

    expect(waiting).to_have_count(0)
    expect(field).to_have_value("Bel me op 0612345678\nen nog iets")


def test_one_line_says_for_all_why_they_wait(mine):
    page, server, _asked, answers = mine
    lose_the_house(server, answers)
    page.context.set_offline(True)
    for text in ("een", "twee"):
        write(page, text)

    expect(page.locator("[data-waiting] .msg-state:visible")).to_have_text(["Nog niet verzonden"] * 2)
    expect(page.locator("[data-news]")).to_have_text("Even geen verbinding. Wat je schrijft, gaat straks vanzelf mee.")


def test_the_time_of_a_message_and_who_said_it_stand_in_its_menu(mine):
    page, _server, _asked, _answers = mine

    page.get_by_role("link", name="Meer bij Kaneel").click()

    expect(page.locator("[data-part=when]")).to_contain_text(page.locator("#b2 time").inner_text())
    expect(page.get_by_role("link", name="Meer bij Wilg")).to_have_count(1)


def test_leaving_from_the_talk_raises_nothing(mine):
    page, _server, _asked, _answers = mine
    page.route("**/*", lambda route: route.fulfill(body="<title>elders</title>", content_type="text/html"))

    page.locator("[data-leave] button").click()

    expect(page).to_have_title("elders")


def take_back(page):
    menu = menu_of(page, 1)
    menu.get_by_role("button", name="Haal terug", exact=True).click()
    menu.get_by_role("button", name="Ja, haal terug").click()
    expect(page.locator("#b1")).to_have_attribute("data-waits", "Nog niet verzonden")


def test_behind_her_lock_nothing_is_given_up(mine):
    page, server, asked, answers = mine
    lose_the_house(server, answers)
    take_back(page)
    answers["refusal"] = (423, {"code": "locked", "message": "Op slot"})
    find_the_house(server, answers, page)
    page.wait_for_timeout(1_000)
    del answers["refusal"]
    asked.clear()

    page.reload()

    expect(page.locator("[data-waits][id]")).to_have_count(0)
    assert asked == [("1", "take_back", "")]


def test_nothing_is_taken_back_for_her_after_her_place_was_closed(mine):
    page, server, asked, answers = mine
    lose_the_house(server, answers)
    take_back(page)
    menu_of(page, 1).get_by_role("button", name="Verander").click()
    write(page, "Om drie uur")
    honest = server.answers["hello"]
    told = {"reason": "frozen", "sentence": "De groep is nu dicht voor jou.", "again": True}
    server.by_request = [
        {"t": "welcome", "v": 1, "beat_s": 25, "groups": {}},
        {"t": "gone", "group": server.group} | told,
    ]

    def closed(wire, frame):
        for each in server.by_request:
            wire.send(json.dumps(each))

    server.answers["hello"] = closed
    find_the_house(server, answers, page)
    expect(page.get_by_text("De groep is nu dicht voor jou.")).to_be_visible()
    server.answers["hello"], server.by_request = honest, None
    page.reload()

    expect(page.locator("[data-waiting] > li")).to_contain_text("Om drie uur")
    page.wait_for_timeout(1_000)
    assert asked == []


def test_an_edit_that_was_asked_about_stays_an_edit(mine):
    page, server, asked, answers = mine
    lose_the_house(server, answers)
    menu_of(page, 1).get_by_role("button", name="Verander").click()
    write(page, "Bel 0612345678")
    answers["refusal"] = (409, {"code": "think_again", "message": "Wil je het zo sturen?"})
    find_the_house(server, answers, page)
    waiting = page.locator("[data-waiting] > li")
    expect(waiting).to_contain_text("Wil je het zo sturen?")
    del answers["refusal"]
    asked.clear()

    waiting.get_by_role("button", name="Nog eens").click()

    expect(waiting).to_have_count(0)
    expect(page.locator("[data-waits][id]")).to_have_count(0)
    assert asked == [("1", "edit", "Bel 0612345678")]
    assert server.heard_nothing_of("send")


def test_what_another_woman_wrote_in_this_tab_is_never_sent_in_her_name(mine):
    page, server, _asked, answers = mine
    lose_the_house(server, answers)
    page.context.set_offline(True)
    write(page, "van wie hier eerder zat")
    server.seats["own"] = server.seats["other"]
    page.route("**/in/**", lambda route: route.fulfill(body="<title>Deur</title>", content_type="text/html"))
    answers["away"] = server.is_deaf = False

    page.context.set_offline(False)

    expect(page.get_by_text("van wie hier eerder zat")).to_have_count(0)
    assert server.heard_nothing_of("send", within=2)


@pytest.mark.parametrize("begun", ["a message", "an edit"])
def test_an_answer_begun_on_a_page_takes_along_what_she_was_typing(open_page, say, amal, cleo, group, begun):
    say(amal, "van mij")
    say(cleo, "Hoi")
    page, server = open_page()
    server.expect("hello")
    page.locator(".note-maker summary").click()
    page.locator("[data-composer] [name=note]").fill("geweld")
    field = page.get_by_role("textbox", name="Schrijf aan de groep")
    field.fill("half af")
    if begun == "an edit":
        menu_of(page, 1).get_by_role("button", name="Verander").click()
    server.html = server.html.replace(b'name="reply_to"', b'name="reply_to" value="2"')

    page.reload()

    expect(field).to_have_value("half af")
    expect(page.locator("[data-composer] [name=note]")).to_have_value("geweld")


def test_a_reason_of_before_is_forgiven_once_she_can_write(mine):
    page, server, _asked, _answers = mine
    server.answers["send"] = lambda wire, frame: wire.send(json.dumps({
        "t": "refused", "ref": "send", "code": "must_agree", "message": "Lees eerst onze afspraken.",
        "key": frame["key"], "group": server.group,
    }))  # fmt: skip
    write(page, "Net te laat")
    waiting = page.locator("[data-waiting] > li")
    expect(waiting).to_contain_text("Lees eerst onze afspraken.")

    page.reload()

    expect(waiting).to_contain_text("Net te laat")
    expect(waiting).not_to_contain_text("Lees eerst")
