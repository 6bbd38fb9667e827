"""Who may see a session, and whose it is to change."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from house.models import Position, Role, Stay
from programs.models import Assignment, Enrolment, Session
from tests import cast
from tests.programs.conftest import TUESDAY


def seen(person):
    return list(Session.objects.visible_to(person).filter(held_on__lte=date(2026, 10, 16)))


def led(person):
    return list(Session.objects.led_by(person).filter(held_on__lte=date(2026, 10, 16)))


@pytest.fixture
def joke(house):
    return cast.make_worker("Joke", house, Role.TRAINER)


@pytest.fixture
def group_meeting(plan, cleo, amal):
    series = plan(audience="group", person_ids=[cleo.pk, amal.pk])
    return series.sessions.first()


def test_a_resident_sees_what_is_for_her_house(session, amal):
    assert seen(amal) == [session]


def test_a_resident_leads_nothing(session, amal):
    assert led(amal) == []


def test_a_visitor_sees_nothing(session):
    everything = Session.objects
    visitor = AnonymousUser()

    assert [
        *everything.visible_to(visitor),
        *everything.led_by(visitor),
        *everything.for_staff(visitor),
        *everything.meant_for(visitor),
        *everything.given_by(visitor),
    ] == []


def test_a_neighbour_sees_nothing(session, coaching, group_meeting, fay):
    assert seen(fay) == []


def test_the_neighbours_coordinator_sees_nothing(session, coaching, other_house):
    hanna = cast.make_worker("Hanna", other_house, Role.COORDINATOR)

    assert (seen(hanna), list(Session.objects.for_staff(hanna))) == ([], [])


def test_an_alumna_no_longer_sees_what_was_for_the_house_while_she_lived_there(session, cleo):
    Stay.objects.filter(person=cleo).update(arrived_on=date(2026, 9, 1), left_on=date(2026, 10, 14))
    before = seen(cleo)
    Stay.objects.filter(person=cleo).update(left_on=date(2026, 10, 13))

    assert (before, seen(cleo)) == ([session], [])


def test_an_alumna_no_longer_sees_what_is_for_the_house(session, cleo):
    assert seen(cleo) == []


def test_she_sees_the_house_on_the_days_of_her_stay(plan, amal):
    series = plan()
    Stay.objects.filter(person=amal).update(arrived_on=date(2026, 10, 20), left_on=date(2026, 11, 3))

    days = Session.objects.visible_to(amal).filter(series=series).values_list("original_on", flat=True)

    assert list(days) == [date(2026, 10, 20), date(2026, 10, 27)]


def test_her_coaching_is_seen_by_her_and_not_by_her_housemate(coaching, amal, bo):
    assert (seen(amal), seen(bo)) == ([coaching], [])


def test_her_coaching_ends_with_her_enrolment(coaching, amal):
    Enrolment.objects.update(until_on=date(2026, 10, 14))

    assert seen(amal) == []


def test_an_alumna_keeps_her_groups_meetings(group_meeting, cleo, bo):
    assert (seen(cleo), seen(bo)) == ([group_meeting], [])


def test_a_trainer_sees_and_leads_what_she_gives(session, coaching, dewi, joke):
    assert (seen(dewi), led(dewi), seen(joke), led(joke)) == ([session], [session], [], [])


def test_a_trainer_loses_it_when_her_position_ends(session, dewi):
    Position.objects.filter(person=dewi).update(until_on=TUESDAY)

    assert (seen(dewi), led(dewi), list(Session.objects.for_staff(dewi))) == ([], [], [])


def test_a_position_in_another_house_is_no_position_here(session, dewi, other_house):
    Position.objects.filter(person=dewi).update(house=other_house)

    assert led(dewi) == []


def test_she_leads_the_days_of_her_assignment(plan, dewi):
    plan()
    Assignment.objects.update(from_on=date(2026, 10, 20), until_on=date(2026, 10, 27))

    assert [session.original_on for session in Session.objects.led_by(dewi)] == [date(2026, 10, 20)]


def test_a_coordinator_leads_everything_of_her_house(session, coaching, group_meeting, eva):
    assert set(led(eva)) == {session, coaching, group_meeting}


def test_a_coach_leads_her_own_talk_only(session, coaching, hanne):
    assert led(hanne) == [coaching]


def test_staff_have_the_whole_week_and_another_s_talk_for_two_is_veiled(session, coaching, group_meeting, dewi):
    rows = Session.objects.for_staff(dewi).filter(held_on__lte=date(2026, 10, 16))

    assert {row: (row.is_led, row.is_veiled) for row in rows} == {
        session: (True, False),
        group_meeting: (True, False),
        coaching: (False, True),
    }


@pytest.mark.parametrize("who", ["hanne", "eva"])
def test_coach_and_coordinator_see_the_talk_for_two_unveiled(coaching, who, request):
    row = Session.objects.for_staff(request.getfixturevalue(who)).get(pk=coaching.pk)

    assert row.is_veiled is False


def test_a_guest_has_her_own_and_no_list_of_the_house(plan, session, noor):
    hers = plan(trainer_ids=[noor.pk], room_id=None).sessions.first()

    assert (seen(noor), list(Session.objects.for_staff(noor))) == ([hers], [])


def test_residents_have_no_list_of_the_house(session, amal):
    assert list(Session.objects.for_staff(amal)) == []


def test_giving_is_not_the_same_as_running_the_house(session, eva, dewi):
    given = [list(Session.objects.given_by(person).between(TUESDAY, date(2026, 10, 14))) for person in (eva, dewi)]

    assert given == [[], [session]]


def test_what_is_meant_for_her_is_not_what_she_gives(session, amal, dewi):
    assert [Session.objects.meant_for(person).filter(pk=session.pk).exists() for person in (amal, dewi)] == [
        True,
        False,
    ]
