"""Who is expected, and who was there."""

from datetime import date

import pytest

from house.errors import NotHere
from house.models import Position, Role, Stay
from programs.attendance.services.answers import say_not_coming
from programs.attendance.services.attendance import may_note, note_attendance, rosters_of
from programs.errors import AlreadyCancelled, NoLongerNoted, NotYet
from programs.models import Attendance, Enrolment
from programs.planning.services.change import cancel_session


def note(session, actor, states=None, **extra):
    states = {person.pk: state for person, state in (states or {}).items()}
    return note_attendance(actor=actor, session_id=session.pk, states=states, **extra)


def noted(session):
    return {one.person.sign_in_name: one.state for one in session.attendances.all()}


def names(session):
    return [person.chosen_name for person in rosters_of([session])[session.pk].people]


def test_a_session_for_the_house_counts_its_residents_in(session, bo, amal, cleo, fay):
    assert names(session) == ["Amal", "Bo"]


def test_a_session_for_one_counts_her_in(coaching, amal, bo):
    assert names(coaching) == ["Amal"]


def test_who_is_away_on_that_day_is_not_counted_in(session, amal, bo):
    Stay.objects.filter(person=bo).update(left_on=date(2026, 10, 13))

    assert names(session) == ["Amal"]


def test_who_left_the_group_is_not_counted_in(plan, amal, cleo):
    session = plan(audience="group", person_ids=[amal.pk, cleo.pk]).sessions.first()
    Enrolment.objects.filter(person=amal).update(until_on=date(2026, 10, 13))

    assert names(session) == ["Cleo"]


def test_rosters_cost_as_much_for_thirteen_as_for_one(plan, amal, bo, django_assert_num_queries):
    sessions = list(plan().sessions.select_related("series"))

    with django_assert_num_queries(2):
        rosters = rosters_of(sessions)

    assert {len(roster.people) for roster in rosters.values()} == {2}


def test_attendance_is_noted(session, dewi, amal, bo):
    note(session, dewi, {amal: "present", bo: "absent"})

    assert noted(session) == {"amal": "present", "bo": "absent"}


def test_attendance_noted_twice_is_stored_once(session, dewi, amal):
    note(session, dewi, {amal: "absent"})
    note(session, dewi, {amal: "present"})

    assert noted(session) == {"amal": "present"}


def test_who_is_not_named_keeps_what_she_had(session, dewi, amal, bo):
    note(session, dewi, {amal: "present"})
    note(session, dewi, {bo: "absent"})

    assert noted(session) == {"amal": "present", "bo": "absent"}


def test_everyone_was_there_but_who_said_no(session, dewi, amal, bo):
    say_not_coming(actor=bo, session_id=session.pk)

    note(session, dewi, is_rest_present=True)

    assert noted(session) == {"amal": "present", "bo": "excused"}


def test_the_rest_was_there(session, dewi, amal, bo):
    note(session, dewi, {amal: "absent"}, is_rest_present=True)

    assert noted(session) == {"amal": "absent", "bo": "present"}


def test_somebody_who_is_not_counted_in_is_not_noted(session, dewi, amal, fay):
    with pytest.raises(NotHere):
        note(session, dewi, {fay: "present"})

    assert not Attendance.objects.exists()


@pytest.mark.parametrize("who", ["amal", "hanne", "fay"])
def test_only_who_leads_it_notes(session, who, request):
    with pytest.raises(NotHere):
        note(session, request.getfixturevalue(who))


def test_nobody_is_noted_before_the_day(session, dewi, clock):
    clock.set(2026, 10, 12, 23, 59)

    with pytest.raises(NotYet):
        note(session, dewi)


def test_attendance_can_be_noted_for_a_week(session, dewi, amal, clock):
    clock.set(2026, 10, 20, 23, 59)

    note(session, dewi, {amal: "present"})

    assert noted(session) == {"amal": "present"}


def test_attendance_is_not_noted_after_a_week(session, dewi, clock):
    clock.set(2026, 10, 21)

    with pytest.raises(NoLongerNoted):
        note(session, dewi)


def test_of_what_is_cancelled_nothing_is_noted(session, dewi):
    cancel_session(actor=dewi, session_id=session.pk, why="Dewi is ziek.")

    with pytest.raises(AlreadyCancelled):
        note(session, dewi)


@pytest.mark.parametrize(("day", "sees_names"), [(12, False), (13, True), (14, False)])
def test_a_guest_sees_names_on_the_day_itself(plan, noor, clock, day, sees_names):
    session = plan(trainer_ids=[noor.pk]).sessions.first()
    clock.set(2026, 10, day, 9)

    assert may_note(noor, session) is sees_names


def test_a_guest_who_also_works_here_is_no_guest(plan, noor, house, clock):
    session = plan(trainer_ids=[noor.pk]).sessions.first()
    Position.objects.create(person=noor, house=house, role=Role.TRAINER, from_on=date(2026, 10, 1))
    clock.set(2026, 10, 14, 9)

    assert may_note(noor, session)
