"""A message that the house drew on the page, and the same one drawn by the script, look and read alike."""

from contextlib import suppress

import pytest
from playwright.sync_api import expect

from peergroups.care.services import moderate_message
from peergroups.errors import ThinkAgain
from peergroups.talk.queries import history
from peergroups.talk.services.change import change_message

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LINKS = "😀 Kijk: https://werk.nl/vacature?x=1&y=2, of (www.uwv.nl). Tot dan!"


@pytest.fixture
def everything(amal, cleo, gina, group, say):
    """A talk with a message of every kind."""
    say(amal, "Ik heb mijn CV ingeleverd")
    say(amal, "En de rouwkransen ook")
    say(cleo, "Wat goed, ik ben trots op je", reply_to=1)
    say(gina, "Dag allemaal")
    say(gina, "Tot morgen", reply_to=3)
    say(cleo, "Ik lig wakker", note="slecht slapen")
    say(amal, "Ik ook", reply_to=6)
    say(amal, "weg")
    say(cleo, "Bel mij")
    say(amal, "antwoord op wat weg is", reply_to=8)
    say(cleo, "مرحبا بكم جميعا")
    say(cleo, "<b>vet</b> & 'schuin'")
    say(amal, "Om drei uur")
    with suppress(ThinkAgain):
        say(cleo, LINKS)
    say(cleo, LINKS)
    changes = [
        (cleo, 1, "react", "heart"), (amal, 3, "react", "sun"), (gina, 3, "react", "heart"), (cleo, 4, "react", "sun"),
        (amal, 4, "react", "sun"), (amal, 8, "take_back", ""), (amal, 13, "edit", "Om drie uur"),
    ]  # fmt: skip
    for person, number, op, value in changes:
        change_message(actor=person, group_id=group.pk, number=number, op=op, value=value)
    moderate_message(actor=gina, group_id=group.pk, number=9)
    return history(actor=amal, group_id=group.pk).messages


SEEN = """(list) => [...list.querySelectorAll("*")].filter((one) => one.checkVisibility()).map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  const { color, backgroundColor, direction, fontWeight } = getComputedStyle(one);
  const words = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join("");
  const place = [x, y, width, height];
  return [one.localName, words, one.getAttribute("href"), place, color, backgroundColor, direction, fontWeight];
})"""


# Chromium fetches the picture of each `use` anew and draws it a moment later.
HAS_ICONS = """() => [...document.querySelectorAll("[data-list] use")]
  .every((icon) => !icon.checkVisibility() || icon.getBoundingClientRect().width > 0)"""


def look_at(page):
    """The place, words and colours of all that stands in the talk, and what a screen reader says of it."""
    page.wait_for_function(HAS_ICONS)
    talk = page.locator("[data-list]")
    return talk.evaluate(SEEN), talk.aria_snapshot()


def test_what_the_script_draws_anew_is_as_the_house_drew_it(open_page, everything):
    page, server = open_page({"width": 360, "height": 2400})
    server.expect("hello")
    talk = page.locator("[data-list]")
    expect(talk.locator("> li")).to_have_count(len(everything))
    drawn = look_at(page)

    server.head += 1
    anew = [message | {"version": server.head} for message in everything]
    server.tell(server.page(server.head) | {"from": server.head - 1, "messages": anew})

    expect(talk.locator(".tool[aria-expanded=false]")).to_have_count(len(everything) - 2)
    assert look_at(page) == drawn
