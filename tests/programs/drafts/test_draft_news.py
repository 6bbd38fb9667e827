"""A programme that is put in the week is told as one line of news."""

from datetime import date, time

import pytest

from programs.importing.services.copies import copy_week
from programs.importing.services.put import put_draft
from programs.models import Session
from programs.planning.services.change import move_session
from programs.sessions.services.notices import note_visit
from tests.news import news_for
from tests.programs.conftest import TUESDAY, local
from tests.programs.test_week_page import read


@pytest.fixture
def looked(amal, dewi, clock):
    """They looked an hour ago."""
    for person in (amal, dewi):
        note_visit(actor=person)
    clock.set(2026, 10, 13, 9)


def test_a_whole_programme_is_one_line_of_news(put, as_, looked, amal, dewi):
    put(*[f"Sterk staan;{day};{hour}:00;30;18-12-2026;;Dewi;" for day in ("wo", "do") for hour in range(8, 20)])

    text = read(as_(amal).get("/week/"))

    assert "Nieuw sinds je laatste bezoek Er is een nieuw programma Kijk in je week. Vandaag" in text
    assert [line.is_programme for line in news_for(dewi)] == [True]


def test_one_series_alone_is_told_by_its_name(put, as_, looked, amal):
    put()

    text = read(as_(amal).get("/week/"))

    assert ("Sterk staan Nieuw in je week: elke dinsdag" in text, "nieuw programma" in text) == (True, False)


def test_what_changes_in_it_later_is_told_by_itself(put, looked, amal, eva):
    put("Sterk staan;di;10.30;90;18-12-2026;;;", "Sterk staan;wo;10.30;90;18-12-2026;;;")
    moved = Session.objects.get(original_on=date(2026, 10, 27))

    move_session(actor=eva, session_id=moved.pk, starts_at=local(2026, 10, 27, 16), why="Trein.")

    [programme, change] = news_for(amal)
    assert (programme.is_programme, change.in_words, change.sessions) == (True, "Andere tijd", [moved])


def test_a_copied_week_is_one_line_too(plan, house, eva, clock, amal):
    for hour in (9, 11, 13):
        plan([2], time(hour), from_on=date(2026, 10, 14), until_on=date(2026, 10, 14))
    clock.set(2026, 10, 13, 9)
    note_visit(actor=amal)
    clock.set(2026, 10, 13, 10)

    draft = copy_week(actor=eva, house_id=house.pk, from_on=TUESDAY, to_on=date(2026, 10, 19))
    put_draft(actor=eva, draft_id=draft.pk)

    assert [(line.is_programme, len(line.sessions)) for line in news_for(amal)] == [(True, 3)]


ROW = "Training;Dag;Tijd;Duur\nSterk staan;di;{};60\n"
