"""On a phone: the group rests, closes and wakes, and her own place closes, ends and comes back."""

import pytest
from playwright.sync_api import expect

from peergroups.agreements.models import Line
from peergroups.agreements.services import write_agreements
from peergroups.groups.services import close_group, rest_group, wake_group
from peergroups.models import Message, PeerGroup, Seat
from peergroups.seats.services.lifecycle import end_seat, freeze_seat, thaw_seat
from tests.peergroups.client.conftest import write

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.django_db(transaction=True)]

RESTS = "De groep rust nu. Lezen kan wel."
SHUT = "De groep is nu dicht voor jou. Bel het huis."

KEPT = "Object.keys(sessionStorage).filter((name) => name.startsWith('talk:')).length"


def field(page):
    return page.get_by_role("textbox", name="Schrijf aan de groep")


def note(page):
    return page.locator("[data-standing]")


class SlowLine:
    """Her line, on which she hears how she stands only once the test lets her."""

    def __init__(self, page):
        self._late = []
        self._is_slow = True
        page.route_web_socket("**/ws/", self._carry)
        page.reload()
        page.wait_for_load_state("networkidle")

    def _carry(self, line):
        line.connect_to_server().on_message(lambda frame: self._bring(line, frame))

    def _bring(self, line, frame):
        if self._is_slow and '"t":"standing"' in frame:
            self._late.append((line, frame))
        else:
            line.send(frame)

    def catch_up(self):
        self._is_slow = False
        for line, frame in self._late:
            line.send(frame)


def test_what_she_typed_stays_while_the_group_rests_and_goes_when_it_wakes(phone_of, amal, eva, group):
    page = phone_of(amal)
    field(page).fill("Ik wilde nog zeggen")

    rest_group(actor=eva, group_id=group.pk)

    expect(note(page)).to_have_text(RESTS)
    expect(page.get_by_text("Wat je typte staat hier nog.")).to_be_visible()
    expect(field(page)).to_have_value("Ik wilde nog zeggen")
    expect(field(page)).not_to_be_editable()
    expect(page.get_by_role("button", name="Stuur")).to_be_hidden()
    page.reload()
    expect(field(page)).to_have_value("Ik wilde nog zeggen")
    expect(page.get_by_role("button", name="Stuur")).to_be_hidden()

    page.wait_for_load_state("networkidle")
    wake_group(actor=eva, group_id=group.pk)

    expect(note(page)).to_have_text("De groep is weer open. Je kunt weer schrijven.")
    page.get_by_role("button", name="Stuur").click()
    expect(page.locator("[data-list] .own .said")).to_have_text(["Ik wilde nog zeggen"])
    assert [message.text for message in Message.objects.all()] == ["Ik wilde nog zeggen"]


def test_without_words_the_field_goes_and_so_do_answer_and_change(phone_of, amal, cleo, say, eva, group):
    say(cleo, "Hoi")
    page = phone_of(amal)
    close_group(actor=eva, group_id=group.pk)

    expect(note(page)).to_have_text("De groep is gesloten. Lezen kan tot de berichten weg zijn.")
    expect(page.locator("form[data-composer]")).to_be_hidden()
    page.get_by_role("link", name="Meer bij").click()
    expect(page.get_by_role("link", name="Laat het weten")).to_be_focused()
    for gone in ("Antwoord", "hart"):
        expect(page.get_by_role("button", name=gone)).to_be_hidden()


def test_a_turn_without_a_hint_comes_with_the_beat(phone_of, amal, group):
    page = phone_of(amal)

    PeerGroup.objects.update(state=PeerGroup.State.RESTING)

    expect(note(page)).to_have_text(RESTS, timeout=8_000)


def test_where_no_line_can_be_had_she_reads_it_too(phone_of, amal, eva, group):
    page = phone_of(amal)
    page.route_web_socket("**/ws/", lambda line: line.close())
    page.reload()
    expect(page.locator("[data-news]")).to_contain_text("De verbinding is traag.", timeout=20_000)

    rest_group(actor=eva, group_id=group.pk)

    expect(note(page)).to_have_text(RESTS, timeout=20_000)


def test_a_message_that_the_rest_held_back_waits_for_her(phone_of, amal, eva, group):
    page = phone_of(amal)
    line = SlowLine(page)
    PeerGroup.objects.update(state=PeerGroup.State.RESTING)
    write(page, "Net te laat")
    expect(page.locator("[data-waiting]")).to_contain_text(RESTS)
    line.catch_up()
    expect(note(page)).to_have_text(RESTS)

    wake_group(actor=eva, group_id=group.pk)

    expect(page.locator("[data-waiting]")).to_contain_text("Niet verzonden. Probeer het nog eens.")
    page.get_by_role("button", name="Nog eens").click()
    expect(page.locator("[data-list] .own .said")).to_have_text(["Net te laat"])


def test_a_place_that_opens_again_brings_her_page_back_with_what_she_typed(phone_of, amal, gina, say, seat_of):
    say(gina, "Dag allemaal")
    page = phone_of(amal)
    field(page).fill("Half af")

    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)
    expect(page.get_by_text(SHUT)).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Hulp")).to_be_visible()
    for word in ("Dag allemaal", "Half af"):
        assert word not in page.content()

    thaw_seat(actor=gina, seat_id=seat_of(amal).pk)

    expect(page.get_by_text("Dag allemaal")).to_be_visible()
    expect(field(page)).to_have_value("Half af")


def test_a_closed_place_that_she_leaves_keeps_nothing(phone_of, amal, gina, seat_of):
    page = phone_of(amal)
    field(page).fill("Half af")
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)
    expect(page.get_by_text(SHUT)).to_be_visible()
    assert page.evaluate(KEPT) == 1

    page.get_by_role("button", name="Sluit").click()
    page.wait_for_url(lambda url: "/groups/" not in url)
    page.goto(f"/groups/{seat_of(amal).group_id}/")

    assert page.evaluate(KEPT) == 0


def test_who_pauses_in_one_tab_reads_so_in_the_other_and_comes_back_there(phone_of, amal, group):
    page = phone_of(amal)
    other = page.context.new_page()
    other.goto(f"/groups/{group.pk}/")
    field(other).fill("In de andere")

    page.goto(f"/groups/{group.pk}/about/")
    page.get_by_role("button", name="Even niet").click()

    expect(other.get_by_text("Je leest even niet mee. Je plek blijft van jou.")).to_be_visible()
    expect(other.get_by_role("main").get_by_role("link", name="Hulp")).to_be_hidden()
    other.get_by_role("button", name="Weer meelezen").click()

    expect(field(other)).to_have_value("In de andere")


def test_a_place_that_is_over_leaves_nothing(phone_of, amal, eva, cleo, say, seat_of):
    say(cleo, "geheim")
    page = phone_of(amal)
    field(page).fill("Half af")

    end_seat(actor=eva, seat_id=seat_of(amal).pk)

    expect(page.get_by_text("Je plek in deze groep is voorbij.")).to_be_visible()
    assert "geheim" not in page.content()
    assert page.evaluate(KEPT) == 0


def test_a_facilitator_closes_the_group_for_her_from_the_talk_and_takes_it_back(phone_of, amal, gina, say, seat_of):
    say(amal, "Ik ben het niet")
    page, hers = phone_of(gina), phone_of(amal)
    page.get_by_role("link", name="Meer bij").click()

    page.get_by_role("button", name="Even dicht voor haar").click()

    undo = page.get_by_role("button", name="Weer open")
    expect(undo).to_be_focused()
    expect(page.get_by_text("De groep is nu dicht voor haar. Bel haar even.")).to_be_visible()
    expect(hers.get_by_text(SHUT)).to_be_visible()
    page.reload()
    page.get_by_role("link", name="Meer bij").click()
    expect(page.get_by_role("button", name="Even dicht voor haar")).to_be_hidden()
    undo.click()

    expect(page.get_by_role("button", name="Even dicht voor haar")).to_be_focused()
    expect(hers.get_by_text("Ik ben het niet")).to_be_visible()
    assert seat_of(amal).state == Seat.State.ACTIVE


def test_on_the_page_of_the_group_the_way_back_stands_beside_it(phone_of, amal, gina, seat_of):
    page = phone_of(gina)
    page.get_by_role("link", name="Over ons").click()

    page.get_by_role("button", name="Even dicht voor Wilg").click()

    expect(page.get_by_role("button", name="Weer open voor Wilg")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Even dicht voor Wilg")).to_be_focused()
    assert seat_of(amal).state == Seat.State.ACTIVE


def test_agreements_that_change_stand_where_she_writes_until_she_agrees(phone_of, amal, gina, group):
    page = phone_of(amal)
    other = page.context.new_page()
    other.goto(f"/groups/{group.pk}/")
    field(page).fill("Ik wilde net zeggen")

    write_agreements(actor=gina, group_id=group.pk, lines=[Line("Stil zijn mag.", "eye-off")])

    for tab in (page, other):
        expect(tab.locator("[data-agreements]")).to_contain_text("Stil zijn mag.")
    expect(note(page)).to_have_text("Lees eerst onze afspraken. Doe je mee, dan kun je schrijven.")
    expect(field(page)).not_to_be_editable()
    expect(field(other)).to_be_hidden()
    page.get_by_role("button", name="Ik doe mee").click()

    expect(field(page)).to_have_value("Ik wilde net zeggen")
    page.get_by_role("button", name="Stuur").click()
    expect(page.locator("[data-list] .own .said")).to_have_text(["Ik wilde net zeggen"])
    expect(field(other)).to_be_visible()
    expect(other.locator("[data-agreements]")).to_be_empty()
    expect(note(other)).to_be_hidden()
