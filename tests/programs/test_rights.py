"""What covers an open page of a session: she gives it, is in it or is welcome at it no longer."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from house.line import news
from house.line.rights import open_rights_of
from programs.attendance.services.enrolment import end_enrolment
from programs.attendance.services.welcome import welcome_to_series, welcome_to_session
from programs.models import Audience, Session
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest
from programs.planning.edits.services.undo import undo_edit
from programs.staffing.services.assignments import end_assignment
from programs.staffing.services.duties import ask, close_place, decline, relieve
from tests.programs.conftest import TUESDAY


@pytest.fixture
def loses(django_capture_on_commit_callbacks, monkeypatch, clock):
    """How many of her rights an act ends; her open pages are told when there is one."""

    def loses(person, act):
        told = []
        monkeypatch.setattr(news, "listeners", [told.extend])
        before = open_rights_of([person.pk])[person.pk].signs
        clock.now += timedelta(seconds=1)
        with django_capture_on_commit_callbacks(execute=True):
            act()
        lost = before - open_rights_of([person.pk])[person.pk].signs
        assert not lost or news.RightsChanged(person.pk) in told
        return len(lost)

    return loses


def test_who_gives_a_series_no_longer(loses, session, eva, dewi):
    given = {"actor": eva, "series_id": session.series_id, "person_id": dewi.pk}

    assert loses(dewi, lambda: end_assignment(**given)) == 1


def test_who_is_replaced_by_an_edit_and_who_is_by_its_undoing(loses, session, eva, dewi, joke):
    edits = []
    told = {"actor": eva, "series_id": session.series_id, "why": "Dewi is weg.", "key": uuid4()}
    edit_request = EditRequest(from_on=TUESDAY, new={"trainer_ids": [joke.pk]})

    assert loses(dewi, lambda: edits.append(edit_series(edit_request=edit_request, **told))) == 1
    assert loses(joke, lambda: undo_edit(actor=eva, edit_id=edits[0].pk)) > 0


@pytest.mark.parametrize("by_herself", [True, False])
def test_who_gives_one_session_less_each_time(loses, plan, eva, dewi, by_herself):
    def leave(session):
        if by_herself:
            return lambda: decline(actor=dewi, session_id=session.pk)
        return lambda: relieve(actor=eva, session_id=session.pk, person_id=dewi.pk)

    first, second = Session.objects.filter(series=plan()).order_by("held_on")[:2]

    assert [loses(dewi, leave(session)) for session in (first, second)] == [1, 1]


def test_who_took_it_on_and_is_taken_off(loses, session, eva, joke):
    ask(actor=eva, session_id=session.pk, person_ids=[joke.pk], has_said_yes=True)

    assert loses(joke, lambda: relieve(actor=eva, session_id=session.pk, person_id=joke.pk)) == 1


def test_whose_empty_place_is_filled_loses_nothing_more(loses, session, eva, dewi, joke):
    ask(actor=eva, session_id=session.pk, person_ids=[joke.pk], has_said_yes=True)
    relieve(actor=eva, session_id=session.pk, person_id=dewi.pk)
    act = {"actor": eva, "session_id": session.pk, "person_id": dewi.pk}

    assert loses(dewi, lambda: close_place(**act)) == 0


def test_whom_a_talk_counts_in_no_longer(loses, coaching, eva, amal):
    ended = {"actor": eva, "series_id": coaching.series_id, "person_id": amal.pk}

    assert loses(amal, lambda: end_enrolment(**ended)) == 1


def test_an_alumna_who_is_welcome_no_longer(loses, session, eva, cleo):
    to_series, to_session = {"series_id": session.series_id}, {"session_id": session.pk}
    welcome_to_series(actor=eva, person_ids=[cleo.pk], **to_series)
    welcome_to_session(actor=eva, person_ids=[cleo.pk], **to_session)

    assert loses(cleo, lambda: welcome_to_series(actor=eva, person_ids=[], **to_series)) == 1
    assert loses(cleo, lambda: welcome_to_session(actor=eva, person_ids=[], **to_session)) == 1


def test_what_passes_ends_nothing(loses, plan, session, clock, eva, dewi, joke, amal, cleo):
    chosen = plan(audience=Audience.CHOSEN, person_ids=[amal.pk], room_id=None)
    ask(actor=eva, session_id=session.pk, person_ids=[joke.pk], has_said_yes=True)
    welcome_to_session(actor=eva, session_id=session.pk, person_ids=[cleo.pk])

    lost = [loses(person, lambda: clock.set(2026, 10, 31)) for person in (dewi, joke, amal, cleo)]

    assert (chosen.enrolments.count(), lost) == (1, [0, 0, 0, 0])


def test_rights_do_not_grow_with_what_she_gave(loses, plan, eva, joke):
    def count():
        return len(open_rights_of([joke.pk])[joke.pk].rights)

    first, *others = Session.objects.filter(series=plan()).order_by("held_on")
    ask(actor=eva, session_id=first.pk, person_ids=[joke.pk], has_said_yes=True)
    before = count()
    for session in others:
        ask(actor=eva, session_id=session.pk, person_ids=[joke.pk], has_said_yes=True)

    assert len(others) > 3
    assert count() == before


def test_a_series_that_ends_by_its_date_covers_on_that_day(loses, session, clock, dewi):
    session.series.assignments.update(until_on=date(2026, 10, 20))

    before = open_rights_of([dewi.pk])[dewi.pk].signs
    clock.set(2026, 10, 20)

    assert len(before - open_rights_of([dewi.pk])[dewi.pk].signs) == 1
