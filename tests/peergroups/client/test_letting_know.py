"""From two taps on a phone to an answer on it, through the real house: nobody has to load a page again to hear."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from peergroups.care.services import report_message
from peergroups.models import Report
from tests.browser import find_too_wide
from tests.peergroups.client.conftest import write

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.django_db(transaction=True)]

ANSWER = "Ik sprak haar. Ze wist niet dat het pijn deed."


def badge(page):
    return page.locator("nav.bar [data-badge] b")


def test_from_two_taps_to_the_answer(phone_of, amal, cleo, gina):
    hers, writer, desk = phone_of(amal), phone_of(cleo), phone_of(gina)
    second = hers.context.new_page()
    second.goto(hers.url)
    week = hers.context.new_page()
    week.goto("/week/")
    desk.goto("/sessions/")
    expect(desk.get_by_text("Iemand liet iets weten")).to_have_count(0)
    write(writer, "Doe toch niet zo raar.")
    expect(hers.locator("[data-list] .said")).to_have_text(["Doe toch niet zo raar."])

    hers.get_by_role("link", name="Meer bij").click()
    hers.get_by_role("link", name="Laat het weten").click()
    expect(hers.get_by_role("button", name="Ja, laat het weten")).to_be_in_viewport()
    assert find_too_wide(hers) == []
    hers.get_by_role("button", name="Ja, laat het weten").click()
    hers.wait_for_url("**/#b1")

    # Her open first page says it, with its age and the promise, and the badge beside it counts it.
    expect(desk.get_by_role("heading", name="Iemand liet iets weten")).to_be_visible()
    expect(desk.get_by_text("Net binnen. Antwoord beloofd voor")).to_be_visible()
    expect(badge(desk)).to_have_text("2")
    assert find_too_wide(desk) == []
    desk.get_by_role("link", name="Keukentafel").click()
    expect(desk.get_by_text("Doe toch niet zo raar.")).to_be_visible()
    desk.get_by_label("Wat is er gedaan?").fill(ANSWER)
    desk.get_by_role("button", name="Bewaar").click()

    # Who let it know hears it where she is; the writer hears nothing.
    for page in (hers, second):
        expect(page.locator("[data-care]")).to_contain_text(ANSWER)
        assert find_too_wide(page) == []
    expect(week.get_by_text("Er staat iets voor jou bij je groep.")).to_be_visible()
    assert ANSWER not in week.content()
    expect(writer.locator("[data-care]")).to_be_empty()
    assert [hers.title(), week.title()] == ["Groep", "Week"]

    hers.locator("[data-care]").get_by_role("button", name="Weg").click()
    for page in (hers, second):
        expect(page.locator("[data-care]")).to_be_empty()
    expect(week.get_by_text("Er staat iets voor jou bij je groep.")).to_have_count(0)
    assert Report.objects.get().put_away_at


def test_it_stands_in_the_open_talk_of_who_holds_the_group(phone_of, amal, cleo, gina, say, group):
    say(cleo, "Doe toch niet zo raar.")
    hers = phone_of(gina)

    reporter = phone_of(amal)
    reporter.goto(f"/groups/{group.pk}/1/report/")
    reporter.get_by_role("button", name="Ja, laat het weten").click()

    note = hers.locator("[data-care]")
    expect(note).to_contain_text("Iemand liet iets weten")
    expect(note).to_contain_text("Antwoord beloofd voor")
    assert find_too_wide(hers) == []
    Report.objects.update(reported_at=timezone.now() - timedelta(days=3), due_at=timezone.now() - timedelta(days=2))
    hers.reload()
    expect(note).to_contain_text("Wacht 3 dagen. Te laat: antwoord was beloofd voor")
    note.get_by_role("link", name="Lees en antwoord").click()
    expect(hers.get_by_role("heading", name="Iemand liet iets weten")).to_be_visible()


def test_without_a_line_she_hears_it_by_request(phone_of, amal, cleo, gina, say, group):
    say(cleo, "Doe toch niet zo raar.")
    hers, desk = phone_of(amal), phone_of(gina)
    hers.route_web_socket("**/ws/", lambda line: line.close())
    hers.reload()
    report = report_message(actor=amal, group_id=group.pk, number=1)

    desk.goto(f"/groups/reports/{report.pk}/")
    desk.get_by_label("Wat is er gedaan?").fill(ANSWER)
    desk.get_by_role("button", name="Bewaar").click()

    expect(hers.locator("[data-care]")).to_contain_text(ANSWER, timeout=40_000)


def test_without_script_it_takes_the_same_taps(phone_of, amal, cleo, say, group):
    say(cleo, "Doe toch niet zo raar.")
    hers = phone_of(amal, java_script_enabled=False)

    hers.get_by_role("link", name="Meer bij").click()
    hers.get_by_role("link", name="Laat het weten").click()
    hers.get_by_role("button", name="Ja, laat het weten").click()

    expect(hers.get_by_text("Je liet het weten. Je hoort hier wat er gedaan is.")).to_be_visible()
    assert Report.objects.get().reporter == amal
