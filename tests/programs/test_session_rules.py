"""Both faces of every rule about sessions say the same, whatever somebody's facts and whatever became of a session."""

from collections import namedtuple
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from house.models import Role
from house.people.models.standing import Fact, Standing
from programs.models import Audience, Duty, Session
from programs.sessions.models.standing import Either, SessionRules, Span, Spans, rules_for
from tests.programs.conftest import TUESDAY, local

PEOPLES = ["counted_in", "took_part", "welcome", "meant"]
FACILITATORS = ["assigned", "in_post", "gives", "given", "offered", "run", "led", "of_colleagues"]
RULES = PEOPLES + FACILITATORS
NO_WORD = st.just("")
DAYS = [TUESDAY + timedelta(days=past) for past in (-15, -8, -7, -1, 0, 1, 6, 7, 8, 14)]
NOT_RULES = {"series_given"}
World = namedtuple("World", "sessions houses series")


@pytest.fixture
def world(plan, training, other_house, dewi, amal, bo):
    """A series for each audience in a house, one in the neighbour house, sessions moved across days, and duties."""
    everything = [
        plan(audience=audience, person_ids=[amal.pk], room_id=None) for audience in Audience if audience != "house"
    ]
    everything += [plan(room_id=None), plan(room_id=None)]
    everything[-1].house = other_house
    everything[-1].save()
    Session.objects.filter(held_on__gt=TUESDAY + timedelta(days=15)).delete()
    for series in everything:
        first, *_, last = series.sessions.all()
        first.shift_to(local(2026, 10, 12, 9))
        last.shift_to(local(2026, 10, 20, 9))
        for session, state in ((first, Duty.State.ACCEPTED), (last, Duty.State.DECLINED)):
            session.save()
            Duty.objects.create(session=session, person=bo, state=state)
    sessions = list(Session.objects.select_related("series").prefetch_related("duties"))
    houses = {session.series.house_id for session in sessions}
    return World(sessions, sorted(houses), sorted({session.series for session in sessions}, key=lambda one: one.pk))


def facts_about(person_id, world):
    """Facts of every kind, about things of this world or of none, on days around those of its sessions."""
    days = st.tuples(st.sampled_from(DAYS), st.none() | st.sampled_from(DAYS))
    houses = st.sampled_from(world.houses)
    series = st.sampled_from([(one.pk, one.house_id) for one in world.series])
    sessions = st.sampled_from([(one.pk, one.series.house_id) for one in world.sessions])

    def fact(kind, things, words=NO_WORD):
        return st.builds(lambda thing, word, on: Fact(person_id, kind, *thing, word, *on), things, words, days)

    of_houses = houses.map(lambda house: (uuid4(), house))
    return st.lists(
        st.one_of(
            fact("Stay", of_houses),
            fact("Position", of_houses, st.sampled_from([role.value for role in Role])),
            fact("Enrolment", series),
            fact("Assignment", series),
            fact("Welcome", series, st.just("series")),
            fact("Welcome", sessions, st.just("pk")),
        ),
        max_size=6,
    )


@pytest.mark.parametrize("name", RULES)
def test_a_rule_covers_the_sessions_that_its_condition_finds(world, bo, name):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(facts=facts_about(bo.pk, world), today=st.sampled_from(DAYS))
    def agree(facts, today):
        rule = getattr(SessionRules(Standing(bo.pk, tuple(facts), today)), name)
        covered = {session.pk for session in world.sessions if rule.covers(session)}

        assert covered == set(Session.objects.filter(rule.where()).values_list("pk", flat=True))

    agree()


def test_every_rule_is_held_together():
    rules = {name for name, rule in vars(SessionRules).items() if not name.startswith("_") and name not in NOT_RULES}

    assert rules == set(RULES)


def test_a_rule_about_nothing_covers_nothing(session):
    rules = SessionRules(Standing(None, (), date.min))

    for name in RULES:
        rule = getattr(rules, name)
        assert (rule.covers(session), Session.objects.filter(rule.where()).exists()) == (False, False)


def test_rule_of_more_spans_than_sqlite_takes_in_one_condition_still_finds_each(session):
    days = (TUESDAY, TUESDAY + timedelta(days=1))
    others = [Span("series", uuid4(), *days) for _ in range(1_100)]

    for spans in ([Span("pk", session.pk, *days), *others], [*others, Span("pk", session.pk, *days)]):
        assert list(Session.objects.filter(Spans(tuple(spans)).where())) == [session]


def test_a_session_is_covered_by_either_of_two_rules(session, amal, dewi):
    either = Either((rules_for(amal).meant, rules_for(dewi).given))
    hers = Either((rules_for(amal).meant, rules_for(amal).given))

    assert (either.covers(session), hers.covers(session)) == (True, True)
    assert Session.objects.filter(either.where(), pk=session.pk).count() == 1
