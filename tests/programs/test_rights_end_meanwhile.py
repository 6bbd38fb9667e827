"""A right that ends while a verb waits for its row: the verb asks again once it has it, and is refused."""

from uuid import uuid4

import pytest
from django.db import transaction

from house.errors import NotHere
from house.models import House, Person, Position, Stay
from house.take import find, take
from programs.attendance.services.answers import say_coming, say_not_coming
from programs.attendance.services.arrange import arrange_session
from programs.attendance.services.enrolment import end_enrolment
from programs.attendance.services.welcome import welcome_to_session
from programs.feedback.services.feedback import say_how_it_was
from programs.feedback.services.wishes import ask_wish
from programs.household.services.chores import ask_swap, start_chore
from programs.household.services.notes import take_note_away, write_note
from programs.models import (
    Assignment,
    Away,
    Chore,
    Closure,
    Duty,
    Edit,
    Enrolment,
    HouseNote,
    Series,
    Session,
    Swap,
    Training,
    Voice,
    Welcome,
    Wish,
)
from programs.planning.closures.services import choose_holidays, close_days, pause_series
from programs.planning.edits.services.apply import edit_series
from programs.planning.edits.services.request import EditRequest as Otherwise
from programs.planning.edits.services.undo import undo_edit
from programs.planning.services.change import cancel_session, move_session
from programs.planning.services.start import start_first_series, start_series
from programs.staffing.services.duties import accept, come_back, stay_away
from tests.meanwhile import ends_today, rows_are_locked, waits_for, waits_not_for
from tests.programs.conftest import TUESDAY, local

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def next_session(plan):
    """Next Tuesday's, so that a right that ends today does not reach it."""
    return Session.objects.get(series=plan(), original_on=TUESDAY.replace(day=20))


@rows_are_locked
def test_coordinator_whose_post_ends_meanwhile_moves_nothing(next_session, eva):
    verb = lambda: move_session(  # noqa: E731
        actor=eva, session_id=next_session.pk, starts_at=local(2026, 10, 20, 15), why="De kamer is bezet."
    )

    outcome = waits_for(Session, next_session.pk, verb, ends_today(Position.objects.filter(person=eva)))

    assert (outcome, Session.objects.get(pk=next_session.pk).starts_at) == (["not_here"], next_session.starts_at)


@rows_are_locked
def test_trainer_whose_assignment_ends_meanwhile_cancels_nothing(next_session, dewi):
    verb = lambda: cancel_session(actor=dewi, session_id=next_session.pk, why="Ik ben ziek.")  # noqa: E731

    outcome = waits_for(Session, next_session.pk, verb, ends_today(Assignment.objects.filter(person=dewi)))

    assert (outcome, Session.objects.get(pk=next_session.pk).state) == (["not_here"], "planned")


@rows_are_locked
def test_trainer_whose_duty_goes_meanwhile_arranges_nothing(next_session, noor):
    duty = Duty.objects.create(session=next_session, person=noor, state=Duty.State.ACCEPTED)
    verb = lambda: arrange_session(actor=noor, session_id=next_session.pk, places=3)  # noqa: E731

    outcome = waits_for(Session, next_session.pk, verb, lambda: Duty.objects.filter(pk=duty.pk).delete())

    assert (outcome, Session.objects.get(pk=next_session.pk).places) == (["not_here"], None)


@rows_are_locked
def test_resident_whose_stay_ends_meanwhile_answers_nothing(next_session, amal):
    verb = lambda: say_not_coming(actor=amal, session_id=next_session.pk)  # noqa: E731

    outcome = waits_for(Session, next_session.pk, verb, ends_today(Stay.objects.filter(person=amal)))

    assert (outcome, next_session.answers.count()) == (["not_here"], 0)


@rows_are_locked
def test_member_whose_enrolment_ends_meanwhile_answers_nothing(plan, cleo):
    session = plan(audience="group", person_ids=[cleo.pk]).sessions.get(original_on=TUESDAY.replace(day=20))
    verb = lambda: say_not_coming(actor=cleo, session_id=session.pk)  # noqa: E731

    outcome = waits_for(Session, session.pk, verb, ends_today(Enrolment.objects.filter(person=cleo)))

    assert (outcome, session.answers.count()) == (["not_here"], 0)


@rows_are_locked
def test_alumna_who_is_no_longer_welcome_joins_nothing(next_session, eva, cleo):
    welcome_to_session(actor=eva, session_id=next_session.pk, person_ids=[cleo.pk])
    verb = lambda: say_coming(actor=cleo, session_id=next_session.pk)  # noqa: E731

    outcome = waits_for(Session, next_session.pk, verb, lambda: Welcome.objects.all().delete())

    assert (outcome, next_session.joinings.count()) == (["not_here"], 0)


@rows_are_locked
def test_trainer_whose_post_ends_meanwhile_accepts_nothing(next_session, noor):
    Duty.objects.create(session=next_session, person=noor, state=Duty.State.ASKED)
    verb = lambda: accept(actor=noor, session_id=next_session.pk)  # noqa: E731

    outcome = waits_for(Session, next_session.pk, verb, ends_today(Position.objects.filter(person=noor)))

    assert (outcome, Duty.objects.get().state) == (["not_here"], Duty.State.ASKED)


@rows_are_locked
def test_resident_whose_stay_ends_meanwhile_says_nothing_of_a_session(session, amal, clock):
    clock.set(2026, 10, 13, 13)
    verb = lambda: say_how_it_was(actor=amal, session_id=session.pk, face="good")  # noqa: E731

    outcome = waits_for(Training, session.series.training_id, verb, ends_today(Stay.objects.filter(person=amal)))

    assert (outcome, Voice.objects.count()) == (["not_here"], 0)


@rows_are_locked
def test_resident_whose_stay_ends_meanwhile_asks_no_wish(amal):
    verb = lambda: ask_wish(actor=amal, text="Samen zingen.")  # noqa: E731

    outcome = waits_for(Person, amal.pk, verb, ends_today(Stay.objects.filter(person=amal)))

    assert (outcome, Wish.objects.count()) == (["not_here"], 0)


@rows_are_locked
def test_resident_whose_stay_ends_meanwhile_swaps_no_turn(house, eva, amal):
    chore = start_chore(actor=eva, house_id=house.pk, name="koken", weekdays=[2])
    week = TUESDAY.replace(day=12)
    verb = lambda: ask_swap(actor=amal, chore_id=chore.pk, week=week)  # noqa: E731

    outcome = waits_for(Chore, chore.pk, verb, ends_today(Stay.objects.filter(person=amal)))

    assert (outcome, Swap.objects.count()) == (["not_here"], 0)


@rows_are_locked
def test_trainer_whose_post_ends_meanwhile_takes_no_note_away(house, dewi):
    days = {"from_on": TUESDAY, "until_on": TUESDAY.replace(day=14)}
    note = write_note(actor=dewi, house_id=house.pk, words="De lift is stuk.", **days)
    verb = lambda: take_note_away(actor=dewi, note_id=note.pk)  # noqa: E731

    outcome = waits_for(HouseNote, note.pk, verb, ends_today(Position.objects.filter(person=dewi)))

    assert (outcome, HouseNote.objects.count()) == (["not_here"], 1)


@rows_are_locked
def test_coordinator_whose_post_ends_meanwhile_counts_nobody_out(coaching, eva, amal):
    enrolment = Enrolment.objects.get(person=amal)
    verb = lambda: end_enrolment(actor=eva, series_id=coaching.series_id, person_id=amal.pk)  # noqa: E731

    outcome = waits_for(Enrolment, enrolment.pk, verb, ends_today(Position.objects.filter(person=eva)))

    assert (outcome, Enrolment.objects.get().until_on) == (["not_here"], None)


@rows_are_locked
def test_coach_who_gives_it_no_longer_counts_nobody_out(coaching, hanne, amal, clock):
    clock.set(2026, 10, 14, 9)
    enrolment = Enrolment.objects.get(person=amal)
    verb = lambda: end_enrolment(actor=hanne, series_id=coaching.series_id, person_id=amal.pk)  # noqa: E731

    outcome = waits_for(Enrolment, enrolment.pk, verb, ends_today(Assignment.objects.filter(person=hanne)))

    assert (outcome, Enrolment.objects.get().until_on) == (["not_here"], None)


@rows_are_locked
def test_trainer_whose_post_ends_meanwhile_undoes_nothing(plan, dewi):
    series = plan()
    shorter = Otherwise(from_on=TUESDAY, new={"length_minutes": 60})
    edit = edit_series(actor=dewi, series_id=series.pk, edit_request=shorter, why="Korter.", key=uuid4())
    verb = lambda: undo_edit(actor=dewi, edit_id=edit.pk)  # noqa: E731

    outcome = waits_for(House, series.house_id, verb, ends_today(Position.objects.filter(person=dewi)))

    assert (outcome, Edit.objects.get().undone_at) == (["not_here"], None)


@rows_are_locked
def test_days_away_that_go_meanwhile_are_not_here(dewi):
    away = stay_away(actor=dewi, from_on=TUESDAY, until_on=TUESDAY.replace(day=15))
    verb = lambda: come_back(actor=dewi, away_id=away.pk)  # noqa: E731

    assert waits_for(Away, away.pk, verb, lambda: Away.objects.all().delete()) == ["not_here"]


@rows_are_locked
@pytest.mark.parametrize(
    "verb",
    [close_days, choose_holidays, pause_series, start_series, start_first_series],
    ids=lambda verb: verb.__name__,
)
def test_coordinator_whose_post_ends_meanwhile_plans_nothing(plan, training, house, eva, verb):
    series, house_id = plan(), {"house_id": house.pk}
    days = {"from_on": TUESDAY, "until_on": TUESDAY.replace(day=20)}
    told = {"rhythm": series.rhythm, "start_time": series.start_time, "length_minutes": 60}
    words = {
        close_days: house_id | days | {"kind": "own", "name": "Uitje"},
        choose_holidays: house_id | {"year": 2026, "days": [TUESDAY.replace(month=12, day=25)]},
        pause_series: days | {"series_id": series.pk},
        start_series: told | {"training_id": training.pk},
        start_first_series: house_id | told | {"title": "Koken", "theme": "cooking"},
    }[verb]
    ends = ends_today(Position.objects.filter(person=eva))

    outcome = waits_for(House, house.pk, lambda: verb(actor=eva, **words), ends)

    assert (outcome, Closure.objects.count(), Series.objects.count()) == (["not_here"], 0, 1)


@rows_are_locked
def test_row_that_goes_meanwhile_is_not_here(next_session, eva):
    def verb():
        with transaction.atomic():
            return take(Session.objects.run_by, eva, next_session.pk)

    assert waits_for(Session, next_session.pk, verb, lambda: Session.objects.all().delete()) == ["not_here"]


@rows_are_locked
def test_stranger_waits_for_nothing(next_session, fay):
    """She is refused while somebody else holds the row: she never asked for its lock."""
    verb = transaction.atomic(lambda: take(Session.objects.visible_to, fay, next_session.pk))

    assert waits_not_for(Session, next_session.pk, verb) == ["not_here"]


def test_what_is_out_of_reach_is_not_here(session, fay, amal):
    assert find(Session.objects.visible_to, amal, session.pk) == session
    for actor, pk in ((fay, session.pk), (amal, uuid4())):
        with pytest.raises(NotHere), transaction.atomic():
            take(Session.objects.visible_to, actor, pk)
