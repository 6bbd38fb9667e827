"""A week that is held again, and a whole programme for a new term or another house."""

from datetime import date, time, timedelta

import pytest

from house.errors import NotHere
from house.models import Position, Role
from programs.errors import NothingToCopy, SameWeek
from programs.importing.services.copies import copy_programme, copy_week
from programs.importing.services.corrections import answer_draft
from programs.importing.services.overview import look_over
from programs.importing.services.put import put_draft
from programs.materials.services import tell_training_in
from programs.models import Audience, Closure, Series, Session, Theme
from programs.planning.closures.services import close_days
from programs.planning.services.change import cancel_session, move_session
from tests import cast
from tests.programs.conftest import TUESDAY, WE, local

LAST_WEEK, NEXT_WEEK = date(2026, 10, 5), date(2026, 10, 19)
DAY_AFTER = date(2026, 10, 14)


@pytest.fixture
def once(plan):
    """One time only, tomorrow."""
    return plan([WE], from_on=DAY_AFTER, until_on=DAY_AFTER)


@pytest.fixture
def copy(eva, house):
    """Copy this week to the next and put it there at once."""

    def copy(to_on=NEXT_WEEK):
        draft = copy_week(actor=eva, house_id=house.pk, from_on=TUESDAY, to_on=to_on)
        return draft, put_draft(actor=eva, draft_id=draft.pk)

    return copy


def states(draft):
    return [told.state for told in look_over(draft).lines]


def test_a_session_of_this_week_is_held_in_another_week_too(once, copy, dewi, room):
    copy()

    again = once.sessions.get(original_on=DAY_AFTER + timedelta(weeks=1))
    assert (again.starts_at, again.room, again.givers()) == (local(2026, 10, 21, 10, 30), room, [dewi])


def test_what_is_there_already_stays(session, eva, house):
    draft = copy_week(actor=eva, house_id=house.pk, from_on=TUESDAY, to_on=NEXT_WEEK)

    assert states(draft) == ["there"]


def test_what_is_cancelled_is_not_copied(session, eva, house):
    cancel_session(actor=eva, session_id=session.pk, why="Ziek.")

    with pytest.raises(NothingToCopy):
        copy_week(actor=eva, house_id=house.pk, from_on=TUESDAY, to_on=NEXT_WEEK)


def test_a_moved_session_is_copied_at_its_new_time_unless_its_own_day_is_there(once, session, copy, eva):
    only = once.sessions.get()
    move_session(actor=eva, session_id=only.pk, starts_at=local(2026, 10, 15, 15), why="Trein.")
    move_session(actor=eva, session_id=session.pk, starts_at=local(2026, 10, 16, 11), why="Trein.")

    copy()

    again = Session.objects.between(NEXT_WEEK, NEXT_WEEK + timedelta(weeks=1))
    assert {one.starts_at for one in again} == {local(2026, 10, 20, 10, 30), local(2026, 10, 22, 15)}


def test_a_taken_room_is_flagged(once, plan, copy):
    plan([WE], from_on=date(2026, 10, 21), until_on=date(2026, 10, 21))

    copy()

    assert once.sessions.get(original_on=date(2026, 10, 21)).lacks_room


def test_who_it_is_for_stays(plan, copy, amal):
    words = {"audience": Audience.PERSONAL, "person_ids": [amal.pk]}
    series = plan([WE], from_on=DAY_AFTER, until_on=DAY_AFTER, **words)

    copy()

    assert Session.objects.meant_for(amal).filter(series=series, held_on=date(2026, 10, 21)).exists()


def test_the_same_copy_twice_is_one_draft_and_then_nothing_new(once, copy, eva, house):
    first = copy_week(actor=eva, house_id=house.pk, from_on=TUESDAY, to_on=NEXT_WEEK)
    same = copy_week(actor=eva, house_id=house.pk, from_on=DAY_AFTER, to_on=NEXT_WEEK)
    put_draft(actor=eva, draft_id=first.pk)
    later = copy_week(actor=eva, house_id=house.pk, from_on=TUESDAY, to_on=NEXT_WEEK)

    assert (same, states(later), once.sessions.count()) == (first, ["there"], 2)


def test_a_week_is_not_copied_onto_itself(session, eva, house):
    with pytest.raises(SameWeek):
        copy_week(actor=eva, house_id=house.pk, from_on=TUESDAY, to_on=TUESDAY + timedelta(days=5))


def test_nobody_copies_in_a_house_that_she_does_not_run(session, dewi, house):
    with pytest.raises(NotHere):
        copy_week(actor=dewi, house_id=house.pk, from_on=TUESDAY, to_on=NEXT_WEEK)


# A programme


@pytest.fixture
def term(plan):
    """Until Christmas, every other Tuesday."""
    return plan(until_on=date(2026, 12, 22), every_weeks=2)


@pytest.fixture
def anew(eva, house):
    def anew(to=house, from_on=date(2027, 1, 4), until_on=date(2027, 4, 1)):
        words = {"house_id": house.pk, "to_house_id": to.pk, "from_on": from_on, "until_on": until_on}
        return copy_programme(actor=eva, **words)

    return anew


def test_a_programme_begins_anew_in_the_next_term(term, anew, eva, dewi, room):
    put_draft(actor=eva, draft_id=anew().pk)

    again = Series.objects.exclude(pk=term.pk).get()
    rhythm = again.rhythm
    assert (rhythm.from_on, rhythm.until_on, rhythm.every_weeks) == (date(2027, 1, 5), date(2027, 4, 1), 2)
    assert (again.training, again.start_time, again.room, again.givers()) == (term.training, time(10, 30), room, [dewi])


def test_a_term_twice_makes_nothing_double(term, anew, eva):
    put_draft(actor=eva, draft_id=anew().pk)

    assert states(anew()) == ["same"]


def test_closed_days_of_the_new_term_lapse(term, anew, eva, house):
    days = {"from_on": date(2026, 10, 27), "until_on": date(2026, 10, 28)}
    close_days(actor=eva, house_id=house.pk, kind=Closure.Kind.OWN, name="Schoonmaak", **days)

    put_draft(actor=eva, draft_id=anew(from_on=date(2026, 10, 27)).pk)

    assert Series.objects.exclude(pk=term.pk).get().sessions.get(original_on=date(2026, 10, 27)).is_lapsed


def test_what_is_for_one_person_does_not_go_along(term, coaching, anew):
    draft = anew()

    assert [line.title for line in draft.reading.lines] == [term.training.title]
    assert draft.reading.remarks == ["1 reeks is voor één persoon of een groep. Die gaat niet mee."]


@pytest.fixture
def sister(eva, other_house):
    Position.objects.create(person=eva, house=other_house, role=Role.COORDINATOR, from_on=cast.days(-10))
    return other_house


def test_another_house_gets_the_training_in_its_own_catalogue(term, anew, eva, sister):
    told = {"title": "Standing strong", "note": "boundaries"}
    tell_training_in(actor=eva, training_id=term.training_id, language="en", **told)
    draft = anew(to=sister)
    questions = {question.name: question.mark for question in look_over(draft).questions}

    answer_draft(
        actor=eva, draft_id=draft.pk, answers={questions["Grote kamer"]: "none", questions["Dewi"]: "none"}, taken={}
    )
    put_draft(actor=eva, draft_id=draft.pk)

    copied = Series.objects.get(house=sister)
    assert copied.training != term.training
    assert (copied.training.house, copied.training.theme) == (sister, Theme.BOUNDARIES)
    assert (copied.training.expect, copied.training.is_body_work) == (term.training.expect, True)
    told_there = [(text.language, text.title, text.note) for text in copied.training.texts.all()]
    assert told_there == [("en", "Standing strong", "boundaries")]
    assert (copied.room, copied.givers(), copied.audience) == (None, [], Audience.HOUSE)


def test_rooms_and_people_of_the_other_house_are_known_by_name(term, anew, dewi, sister):
    room = cast.make_room(sister, "grote  Kamer")
    Position.objects.create(person=dewi, house=sister, role=Role.TRAINER, from_on=cast.days(-10))

    [told] = look_over(anew(to=sister)).lines

    assert (told.room, told.trainers, told.questions) == (room, [dewi], [])


def test_a_programme_goes_to_no_house_of_others(term, anew, other_house):
    with pytest.raises(NotHere):
        anew(to=other_house)
