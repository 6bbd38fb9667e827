"""From a talk on a phone to what came of it: she worries, a named person reads it, and her week says only that."""

import pytest
from playwright.sync_api import expect

from house.models import Worry
from house.worries.services import name_readers
from tests.browser import find_too_wide

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.django_db(transaction=True)]

WORDS = "Mus eet al drie dagen niet."
ANSWER = "Ik praat vandaag met haar."


@pytest.fixture
def named(group, eva, gina, hanne):
    hours = {"first_hours": "op werkdagen", "second_hours": "maandagavond"}
    name_readers(actor=eva, house_id=group.house_id, first_id=hanne.pk, second_id=gina.pk, **hours)


def test_from_the_talk_to_the_outcome(phone_of, named, amal, gina):
    hers, desk = phone_of(amal), phone_of(gina)
    week = hers.context.new_page()
    week.goto("/week/")
    desk.goto("/sessions/")

    hers.get_by_role("link", name="Over ons").click()
    hers.get_by_role("link", name="Ik maak me zorgen").click()
    expect(hers.get_by_role("link", name="Het huis, dag en nacht")).to_be_in_viewport()
    expect(hers.get_by_text("Hanne leest dit")).to_be_visible()
    hers.get_by_label("Om wie maak je je zorgen, en waarom?").fill(WORDS)
    hers.get_by_label("Alleen Gina").check()
    assert find_too_wide(hers) == []
    hers.get_by_role("button", name="Verstuur").click()
    expect(hers.get_by_text("Het is aangekomen.")).to_be_visible()

    # The open first page of the reader says it, without a word of it.
    expect(desk.get_by_role("heading", name="Iemand maakt zich zorgen")).to_be_visible()
    expect(desk.get_by_text("Net binnen.")).to_be_visible()
    assert WORDS not in desk.content()
    assert find_too_wide(desk) == []
    desk.get_by_role("link", name="Lees het en antwoord").click()
    expect(desk.get_by_text("Dit schreef Amal:")).to_be_visible()
    expect(desk.get_by_text(WORDS)).to_be_visible()
    desk.get_by_label("Wat wil je haar zeggen?").fill(ANSWER)
    assert find_too_wide(desk) == []
    desk.get_by_role("button", name="Klaar").click()

    # Her open week says that something is there, and not what.
    note = week.get_by_text("Er staat iets voor jou klaar.")
    expect(note).to_be_visible()
    assert ANSWER not in week.content()
    week.get_by_role("link", name="Lees het", exact=True).click()
    expect(week.get_by_text(ANSWER)).to_be_visible()
    assert find_too_wide(week) == []
    week.get_by_role("button", name="Weg").click()
    expect(week.get_by_text("Het is weg.")).to_be_visible()
    week.goto("/week/")
    expect(note).to_have_count(0)
    assert Worry.objects.get().words == ""
    assert [hers.title(), week.title()] == ["Hulp", "Week"]
