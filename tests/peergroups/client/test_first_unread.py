"""She lands on the first that is new to her, however far back; only what was in sight for a second counts as read."""

import pytest
from playwright.sync_api import expect

from peergroups.talk.services.unread import read_up_to
from tests.peergroups.client.conftest import texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WHOLE, READ = 180, 30
HIDE = """() => { Object.defineProperty(document, "hidden", { configurable: true, value: true });
  document.dispatchEvent(new Event("visibilitychange")); }"""
SHOW = HIDE.replace("true }", "false }")
COVER = "() => document.body.appendChild(document.createElement('dialog')).showModal()"


@pytest.fixture
def far(open_page, say, cleo, amal, group):
    """Her page of a talk in which 150 are new to her, and all its messages at the server."""
    for number in range(1, WHOLE + 1):
        say(cleo, f"bericht {number}")
    read_up_to(actor=amal, group_id=group.pk, number=READ)
    page, server = open_page()
    server.expect("hello")
    return page, server


def pill(page):
    return page.locator("[data-jump]:visible [data-to]")


def test_she_lands_on_the_first_that_is_new_however_far_back(far):
    page, _server = far

    expect(page.locator(f"#b{READ + 1} .new-line")).to_be_in_viewport()
    expect(pill(page)).to_contain_text("nieuwe berichten")
    numbers = [int(text.split()[1]) for text in texts(page)]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert numbers[-1] < WHOLE


def test_read_goes_as_far_as_she_looked_and_no_further(far):
    page, server = far
    in_sight = server.expect("read")["number"]
    assert READ < in_sight < READ + 15
    assert server.heard_nothing_of("read", within=2.2)

    page.evaluate(f"document.getElementById('b{in_sight + 1}').scrollIntoView()")

    assert in_sight < server.expect("read")["number"] < in_sight + 15


def test_what_she_scrolled_past_is_not_read(far):
    page, server = far
    server.expect("read")

    page.evaluate("scrollBy(0, 6000)")

    assert server.heard_nothing_of("read", within=2.5)


@pytest.mark.parametrize("how", [HIDE, COVER], ids=["at the back", "behind her lock"])
def test_what_nobody_looks_at_is_not_read(open_page, say, cleo, how):
    for number in range(1, 4):
        say(cleo, f"bericht {number}")
    page, server = open_page(
        before=lambda server, page: page.add_init_script(f"""
        addEventListener("DOMContentLoaded", () => ({how})());
    """)
    )
    server.expect("hello")

    assert server.heard_nothing_of("read", within=2.5)
    if how == HIDE:
        page.evaluate(SHOW)
        assert server.expect("read")["number"] == 3


def test_the_pill_leads_to_the_first_that_is_new_and_then_to_the_newest(far):
    page, server = far
    server.expect("read")
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator("#b1")).to_have_count(1)
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(".new-line:visible")).not_to_be_in_viewport()

    pill(page).click()
    expect(page.locator(f"#b{server.read + 1}")).to_be_in_viewport()
    pill(page).click()

    expect(page.locator(f"#b{WHOLE}")).to_be_in_viewport()


def test_at_the_end_a_stretch_that_she_left_out_is_named_and_found_again(far):
    page, server = far
    read = server.expect("read")["number"]
    pill(page).click()
    expect(page.locator(f"#b{WHOLE}")).to_be_in_viewport()
    page.wait_for_timeout(2_500)
    seen = page.evaluate("[...document.querySelectorAll('[data-list] > li')].length")
    assert seen

    expect(pill(page)).to_contain_text("nieuw, hierboven")
    pill(page).click()

    expect(page.locator(f"#b{read + 1}")).to_be_in_viewport()
    assert server.read < WHOLE


def test_what_she_skips_counts_as_read(far):
    page, server = far
    server.expect("read")
    pill(page).click()
    expect(page.locator(f"#b{WHOLE}")).to_be_in_viewport()

    page.get_by_role("button", name="Sla over").click()

    assert server.expect("read")["number"] == WHOLE
    expect(page.locator("[data-jump]")).to_be_hidden()


def test_read_without_a_net_is_told_when_the_line_is_back(far):
    page, server = far
    server.expect("read")
    page.context.set_offline(True)
    server.is_deaf = True
    server.cut()
    page.evaluate(f"document.getElementById('b{server.read + 1}').scrollIntoView()")
    page.wait_for_timeout(2_500)
    before = server.read

    server.is_deaf = False
    page.context.set_offline(False)

    assert server.expect("read", within=20)["number"] > before


def test_the_count_is_of_words_of_others_that_are_still_there(open_page, say, cleo, amal, group):
    for number in range(1, 41):
        say(cleo, f"bericht {number}")
    read_up_to(actor=amal, group_id=group.pk, number=40)
    page, server = open_page()
    server.expect("hello")
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)

    server.tell(*[server.say(f"later {number}") for number in range(4)], server.say("van mij", "own"))
    expect(pill(page)).to_have_text("4 nieuwe berichten")
    server.tell(server.change(42, state="taken_back", text=""), server.change(43, text="anders"))
    expect(pill(page)).to_have_text("3 nieuwe berichten")
    server.cut()

    server.expect("hello", within=20)
    expect(pill(page)).to_have_text("3 nieuwe berichten")
    expect(page.locator("#b41 .new-line")).to_have_count(1)


def test_a_link_to_a_message_far_back_leads_to_it(open_page, say, cleo, amal, group):
    for number in range(1, WHOLE + 1):
        say(cleo, f"bericht {number}")
    read_up_to(actor=amal, group_id=group.pk, number=WHOLE)

    page, _server = open_page(anchor="#b60")

    expect(page.get_by_text("bericht 60", exact=True)).to_be_in_viewport()
    expect(pill(page)).to_have_text("Naar het nieuwste")


def test_a_quote_leads_to_what_it_quotes_however_far_back(open_page, say, cleo, amal, group):
    for number in range(1, WHOLE + 1):
        say(cleo, f"bericht {number}")
    say(cleo, "Weet je nog?", reply_to=20)
    read_up_to(actor=amal, group_id=group.pk, number=WHOLE + 1)
    page, _server = open_page()

    page.locator(f"#b{WHOLE + 1} .quote").click()

    expect(page.get_by_text("bericht 20", exact=True)).to_be_in_viewport()


def test_a_burst_does_not_run_past_what_she_has_not_seen(open_page, say, cleo, amal, group):
    for number in range(1, 31):
        say(cleo, f"bericht {number}")
    read_up_to(actor=amal, group_id=group.pk, number=30)
    page, server = open_page()
    server.expect("hello")

    server.tell(*[server.say(f"ineens {number}\nmet\nveel\nregels") for number in range(20)])

    expect(page.locator("#b31")).to_be_in_viewport()
    expect(page.locator("#b50")).not_to_be_in_viewport()
    assert server.expect("read")["number"] < 45


def test_by_keyboard_she_comes_to_what_is_new_and_to_writing_in_a_few_steps(far):
    page, _server = far
    page.evaluate("scrollTo(0, 0)")
    for name in ("Naar de inhoud", "Naar wat nieuw is"):
        link = page.get_by_role("link", name=name)
        for _ in range(8):
            page.keyboard.press("Tab")
            if link.evaluate("link => link === document.activeElement"):
                break
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()

    page.keyboard.press("Enter")
    expect(page.locator(".new-line:visible")).to_be_in_viewport()
    assert page.evaluate("document.activeElement.matches('[data-list] > li')")
    page.get_by_role("link", name="Schrijf aan de groep").press("Enter")

    expect(page.get_by_role("textbox", name="Schrijf aan de groep")).to_be_focused()


def test_a_newcomer_begins_at_the_words_of_welcome(open_page, group):
    group.welcome = "\n".join(f"Welkom, regel {number}" for number in range(40))
    group.save(update_fields=["welcome"])
    page, server = open_page()
    server.expect("hello")
    page.wait_for_timeout(500)

    expect(page.get_by_text("Welkom, regel 0")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0
    server.tell(server.say("Hoi"))
    expect(page.get_by_text("Hoi", exact=True)).to_be_visible()
