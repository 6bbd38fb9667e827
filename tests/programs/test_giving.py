"""Who gives a session: one rule, whoever asks it, however it is asked, across the ends of posts and assignments."""

from datetime import time, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings, strategies as st

from house.models import Person, Position, Role
from programs.errors import NotInPostThen
from programs.models import Assignment, Duty, Session
from programs.planning.services.change import move_session
from programs.sessions.models.standing import rules_for
from programs.sessions.models.story import read_givers
from programs.staffing.queries.busy import Agendas
from programs.staffing.queries.stepping_in import open_places_among
from programs.staffing.services.duties import accept, ask, relieve
from tests.programs.conftest import TUESDAY, WE, local
from tests.programs.test_week_page import read

DAY = timedelta(days=1)
WEDNESDAY, THURSDAY = TUESDAY + DAY, TUESDAY + 2 * DAY
DAYS = [TUESDAY + count * DAY for count in (-1, 0, 1, 6, 7, 8)]
MOMENTS = [local(2026, 10, day, 9) for day in (13, 14, 19, 20)]
periods = st.tuples(st.sampled_from(DAYS), st.none() | st.sampled_from(DAYS)).map(
    lambda days: (days[0], days[1] and max(days))
)


@pytest.fixture
def sessions(plan):
    series = plan(room_id=None)
    series.assignments.all().delete()
    Session.objects.filter(held_on__gt=TUESDAY + 7 * DAY).delete()
    return list(series.sessions.all())


@pytest.mark.parametrize("now", [TUESDAY, TUESDAY + 7 * DAY])
def test_every_way_to_ask_who_gives_it_finds_the_same_people(sessions, dewi, hanne, other_house, clock, now):
    clock.set(now.year, now.month, now.day, 7)
    people = [dewi, hanne]
    houses = st.sampled_from([sessions[0].series.house_id] * 3 + [other_house.pk])
    roles = st.sampled_from([Role.TRAINER, Role.GUEST, Role.WITNESS])
    posts = st.lists(st.tuples(st.sampled_from(people), houses, roles, periods), max_size=4, unique_by=lambda p: p[:3])
    assigned = st.lists(st.tuples(st.sampled_from(people), periods), max_size=3, unique_by=lambda a: a[0])
    duties = st.lists(
        st.tuples(st.sampled_from(sessions), st.sampled_from(people), st.sampled_from(Duty.State)),
        max_size=3,
        unique_by=lambda duty: (duty[0].pk, duty[1].pk),
    )
    moved = st.tuples(st.sampled_from(MOMENTS), st.sampled_from(MOMENTS))

    @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
    @given(posts=posts, assigned=assigned, duties=duties, moved=moved)
    def agree(posts, assigned, duties, moved):
        with transaction.atomic():
            _write(sessions, posts, assigned, duties, moved)
            answers = _answers(people)
            transaction.set_rollback(True)
        said = answers.pop("said")
        assert answers == dict.fromkeys(answers, said)

    agree()


def _write(sessions, posts, assigned, duties, moved):
    Position.objects.filter(person__in={person for person, *_ in posts} | {duty[1] for duty in duties}).delete()
    Position.objects.filter(role__in=[Role.TRAINER, Role.GUEST]).delete()
    for person, house, role, (begins, ends) in posts:
        Position.objects.create(person=person, house_id=house, role=role, from_on=begins, until_on=ends)
    for person, (begins, ends) in assigned:
        Assignment.objects.create(series=sessions[0].series, person=person, from_on=begins, until_on=ends)
    for session, person, state in duties:
        Duty.objects.create(session=session, person=person, state=state)
    for session, moment in zip(sessions, moved, strict=False):
        session = Session.objects.get(pk=session.pk)
        session.shift_to(moment)
        session.save()


def _answers(people):
    """By way of asking, the pairs of session and person who gives it; `said` is what pages say."""
    told, apart = list(Session.objects.select_related("series")), list(Session.objects.with_story())
    read_givers(told)
    first, last = MOMENTS[0] - DAY, MOMENTS[-1] + DAY
    agendas = Agendas([person.pk for person in people], first, last)
    rules = {person.pk: rules_for(Person.objects.get(pk=person.pk)).gives for person in people}
    given = {session.pk for session in told if session.givers()}
    to_come = set(Session.objects.to_come().values_list("pk", flat=True))
    left = set(Duty.objects.filter(state=Duty.State.LEFT).values_list("session_id", flat=True))
    assert set(Session.objects.with_giver().values_list("pk", flat=True)) == given
    assert open_places_among([session.pk for session in told]) == to_come & ((to_come - given) | left)
    return {
        "said": {(session.pk, person.pk) for session in told for person in session.givers()},
        "with its story": {(session.pk, person.pk) for session in apart for person in session.givers()},
        "one alone": {(session.pk, person.pk) for session in Session.objects.all() for person in session.givers()},
        "rule": {(session.pk, pk) for pk in rules for session in told if rules[pk].covers(session)},
        "condition": {
            (key, pk) for pk in rules for (key,) in Session.objects.filter(rules[pk].where()).values_list("pk")
        },
        "agenda": {(session.pk, pk) for pk, mine in agendas.given.items() for session in mine},
    }


@pytest.mark.parametrize(
    ("held_on", "says_so"), [(13, True), (14, True), (15, False), (16, False)], ids=["before", "last", "after", "later"]
)
def test_pages_name_whom_the_house_has_on_the_day_it_is_held(as_, plan, amal, dewi, eva, held_on, says_so):
    """Her post ends on Thursday; the session of Wednesday is moved across that day, and her assignment stays."""
    session = plan([WE], time(14), from_on=WEDNESDAY, room_id=None).sessions.get(original_on=WEDNESDAY)
    dewi.positions.update(until_on=THURSDAY)
    move_session(actor=eva, session_id=session.pk, starts_at=local(2026, 10, held_on, 15), why="Feest")
    her_page, week = reverse("programs:session", args=[session.pk]), reverse("programs:week")
    looks = [(amal, week), (amal, her_page), (eva, reverse("programs:house_week")), (eva, her_page)]
    own = [(dewi, week), (dewi, reverse("programs:sessions"))]

    naming = {(who.chosen_name, path): "Dewi" in read(as_(who).get(path)) for who, path in looks}
    told = {(who.chosen_name, path): "Sterk staan" in read(as_(who).get(path)) for who, path in own}
    found = as_(eva).post(reverse("programs:find"), {"words": "sterk dewi"}).context["found"].sessions

    assert (naming, told) == (dict.fromkeys(naming, says_so), dict.fromkeys(told, says_so))
    assert [item.pk for item in found] == ([session.pk] if says_so else [])


def test_nobody_accepts_what_she_cannot_give(as_, plan, eva, dewi, hanne):
    session = plan([WE], from_on=WEDNESDAY, room_id=None).sessions.get(original_on=WEDNESDAY + 14 * DAY)
    relieve(actor=eva, session_id=session.pk, person_id=dewi.pk)
    ask(actor=eva, session_id=session.pk, person_ids=[hanne.pk])
    hanne.positions.update(until_on=WEDNESDAY + 7 * DAY)

    with pytest.raises(NotInPostThen):
        accept(actor=hanne, session_id=session.pk)

    assert list(Duty.objects.told_to(hanne)) == []
    assert session.duties.get(person=dewi).is_open_place


def test_she_moves_no_session_to_a_day_on_which_it_is_not_hers(plan, dewi):
    session = plan([WE], from_on=WEDNESDAY, room_id=None).sessions.get(original_on=WEDNESDAY)
    dewi.positions.update(until_on=THURSDAY)

    with pytest.raises(NotInPostThen):
        move_session(actor=dewi, session_id=session.pk, starts_at=local(2026, 10, 16, 15), why="Feest")

    session.refresh_from_db()
    assert session.held_on == WEDNESDAY
