"""Who may see a session, and whose it is to change."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from house.errors import NotHere
from house.models import Position, Role, Stay
from programs.attendance.services.answers import say_coming
from programs.attendance.services.arrange import arrange_session
from programs.attendance.services.attendance import rosters_of
from programs.attendance.services.enrolment import enrol
from programs.attendance.services.welcome import welcome_to_series, welcome_to_session
from programs.errors import NobodyNamed
from programs.models import Assignment, Enrolment, Session
from programs.sessions.queries.counted import counted_in
from tests import cast
from tests.programs.conftest import TUESDAY


def seen(person):
    return list(Session.objects.visible_to(person).filter(held_on__lte=date(2026, 10, 16)))


def led(person):
    return list(Session.objects.led_by(person).filter(held_on__lte=date(2026, 10, 16)))


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


@pytest.fixture
def chosen(plan, amal):
    """On Tuesdays, for Amal and whoever else is chosen."""
    return plan(audience="chosen", person_ids=[amal.pk]).sessions.first()


def test_what_is_for_chosen_people_is_seen_by_them(chosen, amal, bo, cleo, fay):
    assert [seen(person) for person in (amal, bo, cleo, fay)] == [[chosen], [], [], []]


def test_a_chosen_resident_who_moves_out_sees_it_no_longer(chosen, amal):
    Stay.objects.filter(person=amal).update(left_on=TUESDAY)

    assert (seen(amal), rosters_of([chosen])[chosen.pk].people) == ([], [])


def test_an_alumna_is_not_chosen(chosen, eva, cleo):
    with pytest.raises(NotHere):
        enrol(actor=eva, series_id=chosen.series_id, person_id=cleo.pk)


def test_a_series_for_chosen_people_is_for_somebody(plan):
    with pytest.raises(NobodyNamed):
        plan(audience="chosen")


def invite(actor, *people, to):
    """To one session, or to a series."""
    ids = [person.pk for person in people]
    if isinstance(to, Session):
        return welcome_to_session(actor=actor, session_id=to.pk, person_ids=ids)
    return welcome_to_series(actor=actor, series_id=to.pk, person_ids=ids)


def test_an_alumna_who_is_welcome_sees_that_session_and_nothing_else(session, coaching, eva, cleo):
    invite(eva, cleo, to=session)

    assert list(Session.objects.visible_to(cleo)) == [session]
    assert list(Session.objects.led_by(cleo)) == []


def test_an_alumna_is_welcome_at_a_series_from_today_on(plan, session, eva, cleo, clock):
    clock.set(2026, 10, 20, 8)

    invite(eva, cleo, to=session.series)

    assert Session.objects.visible_to(cleo).first().original_on == date(2026, 10, 20)


def test_another_alumna_sees_nothing_of_it(session, eva, cleo, house):
    kim = cast.make_alumna("Kim", house)

    invite(eva, cleo, to=session)

    assert seen(kim) == []


def test_who_is_no_longer_welcome_sees_it_no_longer(session, eva, cleo):
    invite(eva, cleo, to=session)
    invite(eva, to=session)

    assert seen(cleo) == []


def test_she_is_welcome_again(session, eva, cleo):
    for people in ([cleo], [], [cleo]):
        invite(eva, *people, to=session)

    assert seen(cleo) == [session]


@pytest.mark.parametrize("who", ["dewi", "noor", "gina", "hanne", "amal", "cleo", "fay"])
def test_only_who_runs_the_house_says_who_is_welcome(session, cleo, who, request):
    for to in (session, session.series):
        with pytest.raises(NotHere):
            invite(request.getfixturevalue(who), cleo, to=to)


@pytest.mark.parametrize("who", ["amal", "fay", "dewi", "eva"])
def test_nobody_but_an_alumna_of_this_house_is_made_welcome(session, eva, who, request):
    with pytest.raises(NotHere):
        invite(eva, request.getfixturevalue(who), to=session)


def test_an_alumna_of_the_neighbours_is_not_made_welcome(session, eva, other_house):
    with pytest.raises(NotHere):
        invite(eva, cast.make_alumna("Nina", other_house), to=session)


def test_nobody_is_welcome_at_a_talk_for_two_or_in_a_group(coaching, group_meeting, eva, house):
    kim = cast.make_alumna("Kim", house)

    for session in (coaching, group_meeting):
        with pytest.raises(NotHere):
            invite(eva, kim, to=session)


def test_who_is_welcome_is_expected_only_when_she_says_so(session, eva, amal, cleo):
    invite(eva, cleo, to=session)
    before = rosters_of([session])[session.pk].people

    say_coming(actor=cleo, session_id=session.pk)

    assert (before, rosters_of([session])[session.pk].people) == ([amal], [amal, cleo])


def test_who_is_no_longer_welcome_gives_her_place_back(session, eva, amal, cleo):
    arrange_session(actor=eva, session_id=session.pk, places=1)
    invite(eva, cleo, to=session)
    for person in (cleo, amal):
        say_coming(actor=person, session_id=session.pk)

    invite(eva, to=session)

    assert list(session.joinings.values_list("person", "has_place")) == [(amal.pk, True)]


@pytest.mark.parametrize("audience", ["house", "chosen", "personal", "group"])
def test_whom_a_list_names_is_whom_it_counts_in(plan, eva, amal, bo, cleo, fay, audience):
    """The rule for one person in the database, and the rule for a list in Python, say the same."""
    named = {"house": [], "chosen": [amal], "personal": [cleo], "group": [amal, cleo]}[audience]
    series = plan(audience=audience, person_ids=[person.pk for person in named])
    if audience in ("house", "chosen"):
        invite(eva, cleo, to=series)
    Stay.objects.filter(person=amal).update(left_on=date(2026, 10, 27))
    Enrolment.objects.filter(person=cleo).update(until_on=date(2026, 11, 3))
    sessions = list(series.sessions.select_related("series"))
    counted = counted_in(sessions)

    for person in (amal, bo, cleo, fay):
        listed = {pk for pk, those in counted.items() if person.pk in those.members | those.alumnae}
        assert listed == set(Session.objects.meant_for(person).values_list("pk", flat=True))


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
    rows = Session.objects.for_staff(dewi).filter(held_on__lte=date(2026, 10, 16)).with_rights_of(dewi)

    assert set(Session.objects.unveiled_to(dewi)) & set(rows) == {session, group_meeting}
    assert {row: (row.is_led, row.is_veiled) for row in rows} == {
        session: (True, False),
        group_meeting: (True, False),
        coaching: (False, True),
    }


@pytest.mark.parametrize("who", ["hanne", "eva"])
def test_coach_and_coordinator_see_the_talk_for_two_unveiled(coaching, who, request):
    person = request.getfixturevalue(who)
    (row,) = Session.objects.for_staff(person).filter(pk=coaching.pk).with_rights_of(person)

    assert (row.is_veiled, coaching in Session.objects.unveiled_to(person)) == (False, True)


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
