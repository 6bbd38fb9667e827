"""What somebody who did not look, or did, reads of edits and of what was undone."""

from datetime import date, time, timedelta

import pytest
from django.utils.html import strip_tags

from programs.feeds.services import make_feed
from programs.models import Feed, Notice, Session
from programs.planning.edits.services.undo import undo_edit
from programs.sessions.services.notices import note_visit
from programs.week.rows import news_row
from tests.news import news_for
from tests.programs.conftest import TH, TU, WE

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def words(person):
    return [strip_tags(news_row(line).words) for line in news_for(person)]


def changes(person, series):
    sessions = Session.objects.filter(series=series).told_to(person)
    return [change for session in sessions for change in session.told_changes]


@pytest.fixture(autouse=True)
def _everybody_looked_an_hour_ago(series, amal, bo, dewi, eva, clock):
    Notice.objects.all().delete()
    for person in (amal, bo, dewi, eva):
        note_visit(actor=person, at=clock.now - HOUR)


@pytest.fixture
def undone(edit, eva, clock):
    """An edit that was undone two minutes later; these people looked in between."""

    def undone(*looked, **new):
        clock.now += MINUTE
        done = edit(**new)
        clock.now += MINUTE
        for person in looked:
            note_visit(actor=person)
        clock.now += MINUTE
        return undo_edit(actor=eva, edit_id=done.pk)

    return undone


def test_news_of_other_trainers_stays_when_the_next_ones_are_undone(series, edit, undone, amal, gina, joke):
    edit(trainer_ids=frozenset({gina.pk}), from_on=date(2026, 10, 20))

    undone(trainer_ids=frozenset({joke.pk}), from_on=date(2026, 10, 20))

    assert [line.in_words for line in news_for(amal)] == ["Andere trainer"]


def test_a_room_that_an_undo_could_not_give_back_is_told_with_its_reason(series, plan, edit, eva, amal, clock):
    done = edit(start_time=time(15))
    clock.now += MINUTE
    plan(until_on=date(2026, 10, 20), trainer_ids=[])

    assert len(undo_edit(actor=eva, edit_id=done.pk).roomless) == 2

    assert any("ndere kamer" in line for line in words(amal))
    assert {change.has_lost_room for change in changes(amal, series) if change.kind == "room"} == {True}


def test_of_two_edits_the_standing_one_stays_told(series, edit, undone, amal):
    edit(start_time=time(11))

    undone(start_time=time(12))

    assert {change.in_words for change in changes(amal, series)} == {"Andere tijd"}


def test_an_undone_edit_of_days_is_one_line_to_who_looked(undone, amal):
    undone(amal, weekdays=frozenset({WE}))

    assert len(words(amal)) == 1


def test_what_a_calendar_fetched_was_read(edit, eva, amal, clock):
    make_feed(actor=amal)
    Feed.objects.update(last_fetched_on=clock.now.date())
    done = edit(start_time=time(11))
    clock.now += MINUTE

    undo_edit(actor=eva, edit_id=done.pk)

    assert [line.in_words for line in news_for(amal)] == ["Andere tijd"]


def test_of_more_days_only_the_new_ones_are_told(edit, amal, clock):
    note_visit(actor=amal, at=clock.now + MINUTE)
    clock.now += HOUR

    edit(weekdays=frozenset({TU, TH}), from_on=date(2026, 10, 20))

    assert "dinsdag" not in words(amal)[0]
